"""The pages that are opened all day, among more and more cases: over HTTP, one after the other.

The floor of a page is its statements alone, on one connection, without web, words or HTML.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from statistics import median
from typing import Final

import psycopg

from bench.main_job.crowd import CASES_EACH, Crowd
from bench.main_job.figure import Figure, at_most
from bench.main_job.floor import DATABASE, Floor, Replay, connect
from bench.main_job.ground import SEED, TENANT, caseworker
from bench.main_job.load import send
from bench.main_job.press import Press, Visitor, log_in, opened
from bench.main_job.server import Processes, Server
from samrum.office.persons import known_person
from samrum.web.shared.sealed import sealed

MOST_MS: Final = 10.0
FLATTEST: Final = 1.5
WARM_UP: Final = 20
FLOORS: Final = 12  # presses that the floor is measured with

WORKLISTS: Final[Mapping[str, Mapping[str, str]]] = {
    "worklist: mine": {},
    "worklist: nobody's": {"whose": "nobody"},
    "worklist: the unit": {"whose": "unit"},
    "worklist: the unit, any turn, received": {"whose": "unit", "turn": "any", "sort": "received"},
    "worklist: the unit, all, latest changed": {
        "whose": "unit", "turn": "any", "stage": "all", "sort": "changed-latest",
    },
    "worklist: the unit, closed": {"whose": "unit", "turn": "any", "stage": "closed"},
    "worklist: the unit, the resident's turn": {"whose": "unit", "turn": "resident"},
    "worklist: the unit, late": {"whose": "unit", "due": "late"},
    "worklist: mine, due in a week": {"due": "week"},
    "worklist: one service, latest received": {
        "whose": "unit", "service": "parking-permit", "sort": "received-latest",
    },
}  # fmt: skip
SEARCHES: Final = ("a name", "two names", "a national number", "a case number")


@dataclass(frozen=True)
class Page:
    """A kind of page: how it is opened, each time for somebody or something else."""

    name: str
    open: Callable[[Random], Press]


@dataclass(frozen=True)
class Measured:
    """Milliseconds for one kind of page at one size."""

    name: str
    size: int
    median: float
    p95: float
    floor: float


@dataclass
class Readers:
    """Those who open pages: the caseworker, and residents of the crowd."""

    crowd: Crowd

    def __post_init__(self) -> None:
        self.karin = log_in(caseworker(cleared=True).person)
        self.residents: dict[int, Visitor] = {}
        self.colleagues: dict[str, Visitor] = {}

    def handler(self, chance: Random) -> tuple[Visitor, str]:
        """A caseworker and a case that she handles, or nobody: who else opens it says why first."""
        place = self._place(chance)
        while self.crowd.resident(place // CASES_EACH).protected:
            place = self._place(chance)
        id = self.crowd.told(place).worker
        if id not in self.colleagues:
            self.colleagues[id] = log_in(known_person(id, tenant=TENANT))
        return self.colleagues[id], self.crowd.case(place)

    def _place(self, chance: Random) -> int:
        return chance.randrange(min(self.crowd.opened, self.crowd.size))

    def somebody(self, chance: Random) -> tuple[Visitor, str]:
        """A resident, and one of her cases."""
        place = self._place(chance)
        resident = place // CASES_EACH
        if resident not in self.residents:
            person = known_person(self.crowd.resident(resident).id, tenant=TENANT)
            self.residents[resident] = log_in(person)
        return self.residents[resident], self.crowd.case(place)

    def searched(self, chance: Random) -> Mapping[str, str]:
        """What a caseworker types to find somebody anywhere in the crowd."""
        place = chance.randrange(self.crowd.size)
        somebody = self.crowd.resident(place // CASES_EACH)
        given, family = somebody.name.split()
        number = self.crowd.number(place).partition(" ")[2]
        texts = (family, f"{given} {family[:3]}", somebody.number, number)
        return dict(zip(SEARCHES, texts, strict=True))


def kinds(readers: Readers) -> list[Page]:
    """Every kind of page that is measured."""

    def list_of(query: Mapping[str, str]) -> Callable[[Random], Press]:
        return lambda chance: opened(readers.karin, "desk:worklist", **query)

    def search(what: str) -> Callable[[Random], Press]:
        def ask(chance: Random) -> Press:
            typed = sealed(readers.searched(chance)[what], readers.karin.person.id)
            return opened(
                readers.karin, "desk:worklist", whose="unit", turn="any", stage="all", find=typed
            )

        return ask

    def case_of(chance: Random) -> Press:
        resident, case = readers.somebody(chance)
        return opened(resident, "resident:case", case)

    def handled(chance: Random) -> Press:
        caseworker, case = readers.handler(chance)
        return opened(caseworker, "desk:case", case)

    return [
        Page("my cases", lambda chance: opened(readers.somebody(chance)[0], "resident:cases")),
        Page("case page, resident", case_of),
        Page("case page, caseworker", handled),
        *(Page(name, list_of(query)) for name, query in WORKLISTS.items()),
        *(Page(f"worklist: search {what}", search(what)) for what in SEARCHES),
    ]


def measure(readers: Readers, server: Server, count: int) -> Iterator[Measured]:
    """Each kind of page, `count` times."""
    for page in kinds(readers):
        chance = Random(SEED)
        presses = [page.open(chance) for _ in range(WARM_UP + count)]
        requests = [one.request for one in presses]
        send(server.port, requests[:WARM_UP], 1)
        answered = send(server.port, requests[WARM_UP:], 1)
        if set(answered.statuses) != {200}:
            raise RuntimeError(f"{page.name} was answered with {dict(answered.statuses)}")
        floor = _floor(readers.crowd, presses[:FLOORS])
        size = readers.crowd.size
        yield Measured(page.name, size, answered.median_ms, answered.p95_ms, floor)


def figures(measured: Sequence[Measured]) -> Iterator[Figure]:
    """The figures of all sizes, and of each page how flat it is from the first to the last."""
    names = dict.fromkeys(one.name for one in measured)
    for name in names:
        rows = [one for one in measured if one.name == name]
        for row in rows:
            about = f"{name}, {row.size:,} cases"
            yield at_most(about, "median", row.median, "ms", MOST_MS, row.floor)
            yield Figure(about, "p95", row.p95, "ms")
        if len(rows) > 1:
            growth = max(row.median for row in rows) / rows[0].median
            yield at_most(name, "slowest of all sizes : smallest size", growth, "x", FLATTEST)


def memory(size: int, server: Server, database: Processes) -> Iterator[Figure]:
    """What server and database hold after all that."""
    about = f"memory, {size:,} cases"
    yield Figure(about, "server, two workers", server.processes.megabytes, "MB")
    yield Figure(about, "database", database.megabytes, "MB")


def _floor(crowd: Crowd, presses: Sequence[Press]) -> float:
    """Milliseconds for the statements of a page, the median of some."""
    floors = [Floor(tuple(one.record()[0].statements), one.texts) for one in presses]
    with psycopg.connect(crowd.cluster.superuser_dsn, autocommit=True) as superuser:
        # What staff have read is an entry; the floor is going to write the same ones again.
        superuser.execute("delete from journal_entry where noun = 'reads'")
    with connect(os.environ[DATABASE]) as connection:
        for one in islice(floors, 3):
            _timed(Replay(one, connection))
        with psycopg.connect(crowd.cluster.superuser_dsn, autocommit=True) as superuser:
            superuser.execute("delete from journal_entry where noun = 'reads'")
        return median(_timed(Replay(one, connection)) for one in floors)


def _timed(replay: Replay) -> float:
    began = time.perf_counter()
    replay({})
    return (time.perf_counter() - began) * 1000
