"""One act over HTTP, submit and decide, beside a bare handler that sends the same statements.

Product and floor are measured in turns, and of each the best round counts: what else the machine
does can only make them slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.main_job import people
from bench.main_job.crowd import Crowd
from bench.main_job.figure import Figure, at_most, share_of_floor
from bench.main_job.floor import Floor
from bench.main_job.ground import TENANT, caseworker
from bench.main_job.load import Answered, send
from bench.main_job.press import Press, Visitor, log_in
from bench.main_job.recorder import Record
from bench.main_job.server import Processes, Server
from samrum.journal import cases

AT_ONCE: Final = (1, 4, 8)
WARM_UP: Final = 40
MOST_STATEMENTS: Final = 15
MOST_CPU_MS: Final = 4.0


@dataclass(frozen=True)
class Kind:
    """A kind of act: what it is called, and how presses of it are prepared."""

    name: str
    ready: Callable[[int], list[Press]]
    record: Record
    floor: Floor


@dataclass
class Round:
    """One round of one kind at one concurrency: throughput, and processor seconds per act."""

    per_second: float
    cpu_ms: float
    database_ms: float


def kinds(crowd: Crowd, newcomers: people.Newcomers) -> Iterator[Kind]:
    """Submit and decide, each recorded once."""
    first = newcomers.ready(1)[0]
    record, location = first.record()
    opened = cases.load(TENANT, location.split("/")[2])
    assert opened is not None, "it was opened just now"
    told = {**first.texts, "case": opened.case.id, "number": opened.case.number}
    yield Kind("submit", newcomers.ready, record, Floor(tuple(record.statements), told))
    bo = log_in(caseworker().person)
    version = assessed(bo, opened.case.id, opened.head.seq)

    def ready(count: int) -> list[Press]:
        copies = crowd.copies(opened.case.id, bo.person.id, count)
        return [
            people.decide(bo, id, version).also({"case": id, "number": number})
            for id, number in copies
        ]

    first = ready(1)[0]
    record, _ = first.record()
    yield Kind("decide", ready, record, Floor(tuple(record.statements), first.texts))


def assessed(by: Visitor, case: str, version: int) -> int:
    """Let the caseworker take the case and assess it: its version afterwards."""
    for press in (people.take, people.assess):
        press(by, case, version).record()
        kept = cases.load(TENANT, case)
        assert kept is not None, "it was here"
        version = kept.head.seq
    return version


def measure(
    kind: Kind, product: Server, bare: Server, database: Processes, rounds: int, count: int
) -> list[Figure]:
    """The figures of one kind of act; `count` presses a round at the highest concurrency."""
    kind.floor.save(kind.name)
    _warm_up(kind, product, bare)
    figures: list[Figure] = []
    for at_once in AT_ONCE:
        presses = count if at_once > 1 else count // 2
        ours, theirs = [], []
        for _ in range(rounds):
            ready = kind.ready(presses)
            ours.append(_round(product, database, [one.request for one in ready], at_once))
            ready = kind.ready(presses)
            sent = [one.to_floor(kind.name) for one in ready]
            theirs.append(_round(bare, database, sent, at_once))
        figures += _figures(kind.name, at_once, ours, theirs)
    statements, commits = len(kind.record.statements), kind.record.commits
    figures.append(at_most(kind.name, "SQL statements", statements, "", MOST_STATEMENTS))
    figures.append(at_most(kind.name, "commits", commits, "", 1))
    return figures


def _figures(
    name: str, at_once: int, ours: Sequence[Round], theirs: Sequence[Round]
) -> Iterator[Figure]:
    about = f"{name}, {at_once} at once"
    best = max(one.per_second for one in ours)
    floor = max(one.per_second for one in theirs)
    yield share_of_floor(about, "acts", best, "/s", floor)
    cpu, floor = min(one.cpu_ms for one in ours), min(one.cpu_ms for one in theirs)
    yield at_most(about, "CPU of the pages", cpu, "ms", MOST_CPU_MS, floor)
    cpu, floor = min(one.database_ms for one in ours), min(one.database_ms for one in theirs)
    yield Figure(about, "CPU of the database", cpu, "ms", floor)


def _round(server: Server, database: Processes, requests: Sequence[bytes], at_once: int) -> Round:
    cpu, of_database = server.processes.cpu, database.cpu
    answered = send(server.port, requests, at_once)
    _all_done(answered)
    each = 1000 / len(requests)
    return Round(
        answered.per_second,
        server.processes.used(cpu) * each,
        database.used(of_database) * each,
    )


def _warm_up(kind: Kind, product: Server, bare: Server) -> None:
    _all_done(send(product.port, [one.request for one in kind.ready(WARM_UP)], 8))
    _all_done(send(bare.port, [one.to_floor(kind.name) for one in kind.ready(WARM_UP)], 8))


def _all_done(answered: Answered) -> None:
    if set(answered.statuses) != {303}:
        raise RuntimeError(f"not every press was done: {dict(answered.statuses)}")
