"""What is measured at each size: acts and pages over HTTP, the journal read again, and the disk."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any, Final

from bench.main_job import acts, pages
from bench.main_job.ground import SEED
from bench.main_job.load import send
from bench.main_job.people import Newcomers
from bench.main_job.press import Press
from bench.main_job.server import Processes, Server
from bench.scale.everybody import TABLES, Everybody
from bench.scale.figures import EACH_MILLION, PARTS, Measured

WARM_UP: Final = 20
PAGES: Final = (
    "case page, resident",
    "case page, caseworker",
    "worklist: mine",
    "worklist: the unit",
    "worklist: the unit, all, latest changed",
    *(f"worklist: search {what}" for what in pages.SEARCHES),
)


def requests(
    crowd: Everybody, server: Server, database: Processes, count: int
) -> Iterator[Measured]:
    """Acts and pages, one after the other, each for somebody else."""
    for name, presses in (*_acts(crowd, count), *_pages(crowd, count)):
        sent = [one.request for one in presses]
        expected = 303 if name in ("submit", "decide") else 200
        _well(name, expected, send(server.port, sent[:WARM_UP], 1).statuses)
        ours, theirs = server.processes.cpu, database.cpu
        answered = send(server.port, sent[WARM_UP:], 1)
        _well(name, expected, answered.statuses)
        each = 1000 / count
        for what, value in (
            ("median", answered.median_ms),
            ("p95", answered.p95_ms),
            ("processor time of the pages", server.processes.used(ours) * each),
            ("processor time of the database", database.used(theirs) * each),
        ):
            yield Measured(crowd.size, name, what, value, "ms")


def _acts(crowd: Everybody, count: int) -> Iterator[tuple[str, list[Press]]]:
    for kind in acts.kinds(crowd, Newcomers()):
        yield kind.name, kind.ready(WARM_UP + count)


def _pages(crowd: Everybody, count: int) -> Iterator[tuple[str, list[Press]]]:
    readers = pages.Readers(crowd)
    for page in pages.kinds(readers):
        if page.name in PAGES:
            chance = Random(SEED)
            yield page.name, [page.open(chance) for _ in range(WARM_UP + count)]


def _well(name: str, expected: int, statuses: dict[int, int]) -> None:
    if set(statuses) - {expected}:
        raise RuntimeError(f"{name} was answered with {dict(statuses)}")


def reading_again(crowd: Everybody, database: Processes, most: int) -> Iterator[Measured]:
    """Processor seconds for a million entries, ours and the database's, and the memory it took."""
    for part, about in PARTS.items():
        told, of_database = _read_again(part, most, database)
        million = told["entries"] / 1e6
        partly = most and told["entries"] < crowd.entries
        note = f"of {told['entries']:,} entries" + (", a part of the journal" if partly else "")
        figures: list[tuple[str, float, str]] = [
            (EACH_MILLION, told["cpu"] / million, "s"),
            ("the database's, for a million", of_database / million, "s"),
            ("time for a million", told["seconds"] / million, "s"),
            ("most memory of the process", told["megabytes"], "MB"),
        ]
        if told["faults"] is not None:
            figures.append(("faults", told["faults"], ""))
        for what, value, unit in figures:
            yield Measured(crowd.size, about, what, value, unit, note)


def _read_again(part: str, most: int, database: Processes) -> tuple[dict[str, Any], float]:
    """What it told, and the processor seconds that the database used meanwhile."""
    before = database.cpu
    words = [sys.executable, "-m", "bench.scale.read_again", part, str(most)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin and process.stdout, "they were asked for"
        line = process.stdout.readline()
        used = database.used(before)
        process.stdin.close()
    if process.returncode:
        raise RuntimeError(f"{part} ended with {process.returncode}")
    return json.loads(line), used


def on_the_disk(crowd: Everybody) -> Iterator[Measured]:
    """The database's size, and that of its largest parts, with their indexes."""
    with crowd.superuser() as superuser:
        row = superuser.execute("select pg_database_size(current_database())").fetchone()
        assert row is not None, "a database has a size"
        parts = [
            (table, superuser.execute("select pg_total_relation_size(%s)", [table]).fetchone())
            for table in TABLES
        ]
        log = superuser.execute("select coalesce(sum(size), 0) from pg_ls_waldir()").fetchone()
    about = "on the disk"
    yield Measured(crowd.size, about, "the database", row[0] / 1e6, "MB")
    for table, found in parts:
        yield Measured(crowd.size, about, f"of it {table}", (found or (0,))[0] / 1e6, "MB")
    yield Measured(crowd.size, about, "its log", float((log or (0,))[0]) / 1e6, "MB")
    yield Measured(crowd.size, about, "for each case", row[0] / crowd.size / 1e3, "kB")


def memory(size: int, server: Server, database: Processes) -> Iterator[Measured]:
    """What server and database hold after all that."""
    about = "memory"
    yield Measured(size, about, "of the pages, two workers", server.processes.megabytes, "MB")
    yield Measured(size, about, "of the database", database.megabytes, "MB")
