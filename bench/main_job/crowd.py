"""A crowd: up to a million cases, each a copy of one that was really played, written by COPY.

What a copy has of its own follows from its place: 0, 1, 2 ...  So a crowd can grow, also in a later
run, and any case can be found again.  A resident has two cases.  The cases of the first `opened`
places, which the pages open, have their entries too: `samrum verify` finds nothing wrong with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

import psycopg

from bench.main_job.ground import CASES as CASES_PLAYED
from bench.main_job.ground import TENANT
from bench.main_job.original import Original, Told, originals
from samrum.core.party import RULES
from samrum.core.person import Person, PersonRegistered
from samrum.journal import cases, chain, people
from samrum.journal.chain import Entry, Head
from samrum.journal.cluster import Cluster

PERMITS: Final = "PRH "  # the cases of the permits unit: a caseworker opens no other unit's
AT_ONCE: Final = 128  # rows written together
WRITERS: Final = 2
CASES_EACH: Final = 2
FIRST_SERIAL: Final = 2_000_000  # the counter never comes that far
FIRST_BORN: Final = date(1800, 1, 1)  # nobody of Lillevik was born in that century
REGISTERED: Final = datetime(2024, 1, 2, 9, tzinfo=UTC)
MIXED: Final = 2_654_435_761  # Knuth's multiplier: neighbours get names far apart
RESIDENTS: Final = 0xB0000000_0000_7000_8000_000000000000
CASES: Final = 0xC0000000_0000_7000_8000_000000000000
COPIES: Final = 0xD0000000_0000_7000_8000_000000000000
FIRST_COPY: Final = 5_000_000
GROWING: Final = ("journal_case", "journal_person", "journal_person_word")
Chained = tuple[Head, list[Entry]]


@dataclass
class Crowd:
    """The cases that are copies, beside those that were played."""

    cluster: Cluster
    opened: int

    def __post_init__(self) -> None:
        with self.superuser() as superuser:
            found = islice(originals(superuser, str(UUID(int=RESIDENTS))), CASES_PLAYED)
            played = [one for one in found if one.number.startswith(PERMITS)]
            self.open = [one for one in played if not one.protected]
            self.hidden = [one for one in played if one.protected] or self.open
            self.colleagues = _colleagues(superuser)
            self.given, self.family = _names(superuser)
            self.size = _between(superuser, CASES, COPIES)
            self.copied = _between(superuser, COPIES, 2**128 - 1)

    def grow(self, size: int) -> None:
        """Add cases until there are `size`."""
        new = range(self.size, size)
        if not new:
            return
        residents = range(-(-new.start // CASES_EACH), -(-new.stop // CASES_EACH))
        with self.superuser() as superuser, without_indexes(superuser):
            self._write("journal_person", people.COLUMNS, residents, self._person_line)
            words = ("tenant", "word", "person")
            self._write("journal_person_word", words, residents, self._word_lines)
            self._write("journal_case", cases.COLUMNS, new, self._case_line)
        with self.superuser() as superuser:
            opened = range(new.start, min(new.stop, self.opened))
            _chain(
                superuser, "journal_case",
                (self.original(place).entries_of(self.told(place)) for place in opened),
            )  # fmt: skip
            _chain(
                superuser, "journal_person",
                (registered(self.resident(place)) for place in opened[::CASES_EACH]),
            )  # fmt: skip
            superuser.execute(f"vacuum (analyze) {', '.join(GROWING)}, journal_entry")
            superuser.execute("checkpoint")
        self.size = size

    def copies(self, case: str, worker: str, count: int) -> list[tuple[str, str]]:
        """Copy one case so many times, for its own resident: the copies' ids and numbers."""
        with self.superuser() as superuser:
            original = next(originals(superuser, case, case))
            places = range(self.copied, self.copied + count)
            self.copied = places.stop
            told = [
                Told(
                    str(UUID(int=COPIES + place)),
                    original.resident,
                    worker,
                    str(FIRST_COPY + place),
                    _second(place),
                )
                for place in places
            ]
            into = f"copy journal_case ({', '.join(cases.COLUMNS)}) from stdin"
            with superuser.cursor().copy(into) as copy:
                for one in told:
                    copy.write(original.row.filled(one.texts))
            _chain(superuser, "journal_case", (original.entries_of(one) for one in told))
        return [(one.case, original.number_of(one)) for one in told]

    def case(self, place: int) -> str:
        """The id of the case at a place."""
        return str(UUID(int=CASES + place))

    def number(self, place: int) -> str:
        """The number of the case at a place."""
        return self.original(place).number_of(self.told(place))

    def resident_id(self, place: int) -> str:
        """The id of the resident at a place among them."""
        return str(UUID(int=RESIDENTS + place))

    def resident(self, place: int) -> Person:
        """The resident with the cases at twice this place and the one after."""
        mixed = place * MIXED % 2**32
        born = FIRST_BORN + timedelta(days=place // 20)
        return Person(
            self.resident_id(place),
            f"{born:%Y%m%d}-{980 + place % 20}0",
            f"{self.given[mixed % len(self.given)]} {self.family[(mixed >> 8) % len(self.family)]}",
            address=(f"Mätvägen {place % 99}", "990 10 Lillevik"),
            protected=place % 40 == 7 and self.hidden is not self.open,
        )

    def original(self, place: int) -> Original:
        protected = self.resident(place // CASES_EACH).protected
        pool = self.hidden if protected else self.open
        return pool[place * MIXED % 2**32 % len(pool)]

    def told(self, place: int) -> Told:
        """What the case at this place has of its own."""
        return Told(
            self.case(place),
            self.resident_id(place // CASES_EACH),
            self.colleagues[place % len(self.colleagues)],
            str(FIRST_SERIAL + place),
            _second(place),
        )

    def _write(
        self, table: str, columns: Sequence[str], places: range, line: Callable[[int], bytes]
    ) -> None:
        """Let each writer COPY its share of the places."""
        share = -(-len(places) // WRITERS)

        def write(mine: range) -> None:
            into = f"copy {table} ({', '.join(columns)}) from stdin"
            with self.superuser() as superuser, superuser.cursor().copy(into) as copy:
                lines = map(line, mine)
                while rows := b"".join(islice(lines, AT_ONCE)):
                    copy.write(rows)

        with ThreadPoolExecutor(WRITERS) as writers:
            shares = (places[first : first + share] for first in range(0, len(places), share))
            list(writers.map(write, shares))

    def _case_line(self, place: int) -> bytes:
        return self.original(place).row.filled(self.told(place).texts)

    def _person_line(self, place: int) -> bytes:
        person = self.resident(place)
        return line(people.row_of(TENANT, person, registered(person)[0]))

    def _word_lines(self, place: int) -> bytes:
        person = self.resident(place)
        return b"".join(line((TENANT, word, person.id)) for word in people.words_of(person))

    def superuser(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.cluster.superuser_dsn, autocommit=True)


@contextmanager
def without_indexes(superuser: psycopg.Connection[Any]) -> Iterator[None]:
    """Take the indexes of the growing tables away, and sort them anew afterwards.  Keys stay."""
    found = superuser.execute(
        "select indexname, indexdef from pg_indexes where tablename = any(%s)"
        " and indexname not like '%%_key' and indexname not like '%%_pkey'",
        [list(GROWING)],
    ).fetchall()
    for name, _ in found:
        superuser.execute(f"drop index {name}")
    try:
        yield
    finally:
        superuser.execute("set maintenance_work_mem = '512MB'")
        for _, made in found:
            superuser.execute(made)


def _chain(superuser: psycopg.Connection[Any], table: str, chained: Iterable[Chained]) -> None:
    """Store the entries of these streams, and the hash of the last in the row of each."""
    heads: list[tuple[bytes, str]] = []
    into = f"copy journal_entry ({', '.join(Entry.__slots__)}) from stdin"
    with superuser.cursor().copy(into) as copy:
        for head, made in chained:
            heads.append((head.hash, made[0].stream))
            for entry in made:
                copy.write_row(chain.row_of(entry))
    superuser.cursor().executemany(f"update {table} set head = %s where id = %s", heads)


def registered(person: Person) -> Chained:
    """The one entry of a resident's stream."""
    told = (person.id, person.number, person.name, person.language, person.address)
    event = PersonRegistered(*told, person.email, person.phone, person.protected)
    stream = chain.Stream(TENANT, person.id, "person")
    return chain.extend(stream, Head(), [(event, RULES)], REGISTERED)


def _second(place: int) -> str:
    """A second of the minute, with its fraction: neighbours get different ones."""
    return f":{place % 60:02d}.{place % 999_983 + 1:06d}"


def line(row: Sequence[object]) -> bytes:
    """A row as COPY reads it; none of ours has a sign that must be escaped but a backslash."""
    return "\t".join(map(_written, row)).encode() + b"\n"


def _written(value: object) -> str:
    match value:
        case bool():
            return "t" if value else "f"
        case bytes():
            return rf"\\x{value.hex()}"
        case datetime():
            return value.isoformat()
        case _:
            return str(value).replace("\\", "\\\\")


def _colleagues(superuser: psycopg.Connection[Any]) -> list[str]:
    """The ids of those who work with permits."""
    found = superuser.execute(
        "select id::text from journal_person where unit = 'permits' order by id"
    )
    return [id for (id,) in found]


def _names(superuser: psycopg.Connection[Any]) -> tuple[list[str], list[str]]:
    """The first and the last words of the names of the residents who were played."""
    found = superuser.execute(
        "select name from journal_person where unit = '' and id < %s", [str(UUID(int=RESIDENTS))]
    )
    words = [name.split() for (name,) in found]
    return sorted({one[0] for one in words}), sorted({one[-1] for one in words})


def _between(superuser: psycopg.Connection[Any], first: int, end: int) -> int:
    """How many cases have ids from `first` to before `end`."""
    row = superuser.execute(
        "select count(*) from journal_case where id >= %s and id < %s",
        [str(UUID(int=first)), str(UUID(int=end))],
    ).fetchone()
    assert row is not None, "a count has a row"
    number: int = row[0]
    return number
