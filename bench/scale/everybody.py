"""A crowd with its whole journal: every case and every resident has all entries, under checkpoints.

It grows in batches, each one transaction, and remembers in the database which of them are done: a
run that was broken off goes on where it ended.  Residents and their cases lie beside each other in
the order of ids, so the first so many entries are a fair sample of all.
"""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import connections

from bench.main_job.crowd import (
    CASES,
    CASES_EACH,
    WRITERS,
    Crowd,
    line,
    registered,
)
from bench.main_job.ground import TENANT
from bench.scale.copies import Copied
from samrum.journal import cases, chain, people
from samrum.journal.chain import Entry

BATCH: Final = 1_000  # cases
COVERED_EACH: Final = 20  # batches between two checkpoints
TABLES: Final = ("journal_entry", "journal_case", "journal_person", "journal_person_word")
SPARE: Final = 1.25  # the log, and the sorting of indexes, beside what stays
EACH_CASE: Final = 37_000  # bytes, measured among 10,000 cases; a crowd that stands is measured
_OURS: Final = (
    "create table if not exists bench_batch (number integer primary key, entries integer not null)",
    "create table if not exists bench_index (name text primary key, made text not null)",
)


class NoRoom(Exception):
    """The disk is too small for what was asked."""


@dataclass
class Everybody(Crowd):
    """The crowd of this benchmark; `entries` are those that were copied."""

    def __post_init__(self) -> None:
        super().__post_init__()
        with self.superuser() as superuser:
            for statement in _OURS:
                superuser.execute(statement)
            _remember_indexes(superuser)
            found = superuser.execute("select number, entries from bench_batch").fetchall()
        self.done = dict(found)
        self.size = BATCH * len(self.done)
        self.opened = max(self.opened, self.size)
        self.copied_of = {one.id: Copied.of(one) for one in (*self.open, *self.hidden)}

    @property
    def entries(self) -> int:
        return sum(self.done.values())

    def case(self, place: int) -> str:
        """The id of the case at a place: right after its resident's."""
        return str(UUID(int=CASES + place // CASES_EACH * 4 + 1 + place % CASES_EACH))

    def resident_id(self, place: int) -> str:
        """The id of the resident at a place among them."""
        return str(UUID(int=CASES + place * 4))

    def fill(self, size: int, tell: Callable[[str], None], cover: Callable[[], object]) -> None:
        """Add cases until there are at least `size`, with checkpoints over all of them."""
        wanted = [number for number in range(-(-size // BATCH)) if number not in self.done]
        if wanted:
            with self.superuser() as superuser:
                _drop_indexes(superuser)
            for written in self._written(wanted, tell):
                if written % COVERED_EACH == 0:
                    cover()
        cover()
        self.size = BATCH * len(self.done)
        self.opened = max(self.opened, self.size)
        with self.superuser() as superuser:
            tell("indexes, and counting")
            _make_indexes(superuser)
            superuser.execute("vacuum (analyze)")
            superuser.execute("checkpoint")

    def copies(self, case: str, worker: str, count: int) -> list[tuple[str, str]]:
        """Copy one case so many times; the copies wait for a checkpoint, and their letters for the
        post room, as everything new does."""
        made = super().copies(case, worker, count)
        with self.superuser() as superuser:
            superuser.execute(
                "insert into journal_outbox (tenant, key, stream, letter, not_before)"
                " select o.tenant, copy || '/letter/' || o.letter, copy::uuid, o.letter, not_before"
                " from journal_outbox o, unnest(%s::text[]) copy"
                " where o.tenant = %s and o.stream = %s",
                [[id for id, _ in made], TENANT, case],
            )
            superuser.execute(
                "insert into journal_moved (tenant, stream, seq)"
                " select tenant, id, version from journal_case where id = any(%s::uuid[])",
                [[id for id, _ in made]],
            )
        return made

    def room_for(self, size: int) -> str:
        """What a crowd of this size takes of the disk.  Raises NoRoom where it would not fit."""
        more = size - self.size
        if more <= 0:
            return "nothing is added"
        free = shutil.disk_usage(self.cluster.data).free
        needed = self._each_case() * more * SPARE
        told = (
            f"{more:,} more cases take about {needed / 1e9:.1f} GB with the log, and there are"
            f" {free / 1e9:.0f} GB free"
        )
        if needed > free:
            raise NoRoom(f"{told}; ask for fewer with --sizes, or choose another --var")
        return told

    def _each_case(self) -> float:
        if not self.size:
            return EACH_CASE
        with self.superuser() as superuser:
            row = superuser.execute("select pg_database_size(current_database())").fetchone()
        assert row is not None, "a database has a size"
        return float(row[0]) / self.size

    def _written(self, wanted: Sequence[int], tell: Callable[[str], None]) -> Iterator[int]:
        """Lets two processes write these batches; how many there are, after each."""
        connections.close_all()  # they would be shared with the writers
        _AT_WORK.append(self)
        began, written = time.monotonic(), 0
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(WRITERS, mp_context=context) as writers:
            for number, entries in writers.map(_write, wanted):
                self.done[number] = entries
                written += 1
                left = (time.monotonic() - began) / written * (len(wanted) - written)
                tell(
                    f"{BATCH * len(self.done):,} cases, {self.entries:,} entries,"
                    f" {left / 60:.0f} min left"
                )
                yield written

    def write(self, number: int) -> int:
        """Write a batch in one transaction, from a process of its own; how many entries it has."""
        places = range(number * BATCH, (number + 1) * BATCH)
        residents = [self.resident(place) for place in range(*_halves(places))]
        persons = [(person, *registered(person)) for person in residents]
        copied = [
            self.copied_of[self.original(place).id].lines(self.told(place)) for place in places
        ]
        moved = [(TENANT, entries[0].stream, 1) for _, _, entries in persons]
        moved += [
            (TENANT, self.case(place), one[2]) for place, one in zip(places, copied, strict=True)
        ]
        made = len(persons) + sum(count for _, _, count in copied)
        with psycopg.connect(self.cluster.superuser_dsn) as batch:
            _copy(batch, "journal_entry", Entry.__slots__, (one[1] for one in copied))
            _copy(
                batch, "journal_entry", Entry.__slots__,
                (line(chain.row_of(entry)) for _, _, entries in persons for entry in entries),
            )  # fmt: skip
            _copy(batch, "journal_case", cases.COLUMNS, (one[0] for one in copied))
            _copy(
                batch, "journal_person", people.COLUMNS,
                (line(people.row_of(TENANT, person, head)) for person, head, _ in persons),
            )  # fmt: skip
            _copy(
                batch, "journal_person_word", ("tenant", "word", "person"),
                (
                    line((TENANT, word, person.id))
                    for person in residents
                    for word in people.words_of(person)
                ),
            )  # fmt: skip
            _copy(batch, "journal_moved", ("tenant", "stream", "seq"), map(line, moved))
            batch.execute("insert into bench_batch values (%s, %s)", [number, made])
        return made


_AT_WORK: list[Everybody] = []
"""What the writers have from the process that they were split off from."""


def _write(number: int) -> tuple[int, int]:
    return number, _AT_WORK[-1].write(number)


def _halves(places: range) -> tuple[int, int]:
    return places.start // CASES_EACH, places.stop // CASES_EACH


def _copy(
    batch: psycopg.Connection[Any], table: str, columns: Sequence[str], lines: Iterator[bytes]
) -> None:
    with batch.cursor().copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
        for one in lines:
            copy.write(one)


def _remember_indexes(superuser: psycopg.Connection[Any]) -> None:
    """Once, while all are there: a run that is broken off leaves the tables without them."""
    superuser.execute(
        "insert into bench_index select indexname, indexdef from pg_indexes"
        " where tablename = any(%s)"
        " and indexname not like '%%_key' and indexname not like '%%_pkey'"
        " on conflict do nothing",
        [list(TABLES)],
    )


def _drop_indexes(superuser: psycopg.Connection[Any]) -> None:
    for (name,) in superuser.execute("select name from bench_index").fetchall():
        superuser.execute(f"drop index if exists {name}")


def _make_indexes(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("set maintenance_work_mem = '512MB'")
    missing = superuser.execute(
        "select made from bench_index where name not in (select indexname from pg_indexes)"
    ).fetchall()
    for (made,) in missing:
        superuser.execute(made)
