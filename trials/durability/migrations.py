"""D12: every earlier state of the tables is brought to the present one, and killed on the way.

Each state is made by taking the migrations back on a journal that was played.  Then the migration
is killed, in a process of its own, just before or just after one of its statements or commits.
What is found must be one of the states, whole, with every entry; the next try must come all the
way.  What a state had no table for yet cannot have been there, and is not asked for.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, Installation, installation, wait_until

CROWD_FROM = 200  # kills, from which on the time is told for a crowd's journal too
CROWD = 1_000  # cases, of some 25 entries each
ZONE = ZoneInfo("Europe/Stockholm")
SINCE = {"room": "0006_rooms", "worry": "0010_worries"}  # before, there were none
_PLANTED = {"loses-an-entry": False}

# The shape of everything, as the catalogue has it, in an order of its own.
SHAPE = """
    select string_agg(told, e'\n' order by told) from (
        select format('%s %s %s %s', c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity)
            || coalesce(c.relacl::text, '') as told
        from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'S')
        union all
        select format('%s.%s %s %s %s %s', c.relname, a.attname, a.atttypid::regtype, a.attnotnull,
                      a.attstorage, pg_get_expr(d.adbin, d.adrelid))
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
          and not a.attisdropped
        union all
        select indexdef from pg_indexes where schemaname = 'public'
        union all
        select format('%s %s %s', tablename, policyname, qual) from pg_policies
        union all
        select pg_get_functiondef(oid) || coalesce(proacl::text, '')
        from pg_proc where pronamespace = 'public'::regnamespace
    ) everything
"""
ENTRIES = """
    select count(*), encode(sha256(string_agg(hash, '' order by tenant, stream, seq)), 'hex')
    from journal_entry
"""
APPLIED = "select max(name) from django_migrations where app = 'journal'"


class _DoesNotGoOn(Exception):
    """A migration that nobody has killed does not come to its end."""


@dataclass
class _Ground:
    """The databases of this trial; `shapes` by the last migration that each state has."""

    here: Installation
    shapes: dict[str, str]
    entries: tuple[int, str]

    def copy(self, of: str, name: str) -> None:
        """A database like another one."""
        with self._server() as server:
            self._drop(server, name)
            made = sql.SQL("create database {} owner samrum_owner template {}")
            server.execute(made.format(sql.Identifier(name), sql.Identifier(of)))

    def drop(self, name: str) -> None:
        with self._server() as server:
            self._drop(server, name)

    def state(self, name: str) -> tuple[str, str, tuple[int, str]]:
        """The last migration, the shape of everything, and the entries."""
        with psycopg.connect(self.here.cluster.address("postgres", name)) as superuser:
            applied, shape, entries = (
                superuser.execute(asked.encode()).fetchone() for asked in (APPLIED, SHAPE, ENTRIES)
            )
        assert applied and shape and entries, "each gives a row"
        return applied[0], sha256(shape[0].encode()).hexdigest(), (entries[0], entries[1])

    def quiet(self, name: str) -> bool:
        """Whether nobody works in a database any more."""
        with self._server() as server:
            asked = "select count(*) from pg_stat_activity where datname = %s"
            row = server.execute(asked, [name]).fetchone()
        return row == (0,)

    def _server(self) -> psycopg.Connection[Any]:
        address = self.here.cluster.address("postgres", "postgres")
        return psycopg.connect(address, autocommit=True)

    def _drop(self, server: psycopg.Connection[Any], name: str) -> None:
        gone = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        server.execute(gone)


def migrate_and_kill(asked: Asked) -> Result:
    """n kills, spread over all earlier states and all places on the way."""
    here, random = installation(), Random(asked.seed)
    here.empty()
    ground = _prepared(here)
    versions = list(ground.shapes)
    now, wrong, kills, found_in, seconds = versions[-1], [], 0, set(), []
    for turn, version in enumerate(versions[:-1]):
        points, took, told = _all_the_way(ground, version, now)
        seconds.append(took)
        wrong += told
        share = asked.n // len(versions[:-1]) + (turn < asked.n % len(versions[:-1]))
        for point in sorted(random.sample(range(points), min(share, points))):
            kills += 1
            state, told = _killed(ground, version, point, now)
            found_in.add(state)
            wrong += told
    larger = _time_of_a_crowd(here, wrong) if asked.n >= CROWD_FROM else {}
    figures = {
        "states": len(versions),
        "kills": kills,
        "found in different states": len(found_in),
        "entries": ground.entries[0],
        "seconds from a state, most": round(max(seconds), 2),
        **larger,
        "between two states, or not whole": len(wrong),
    }
    return Result(not wrong and kills > 0, figures, wrong[:5])


def _time_of_a_crowd(here: Installation, wrong: list[str]) -> dict[str, Any]:
    """The same without kills on a longer journal: how long nobody can work."""
    from bench.scale.everybody import Everybody
    from samrum.site.checkpoints import cover

    Everybody(here.cluster, 0).fill(CROWD, lambda told: None, lambda: cover(TENANT))
    with here.superuser() as superuser:
        superuser.execute("drop table bench_batch, bench_index")
    ground = _prepared(here)
    versions, seconds = list(ground.shapes), []
    for version in versions[:-1]:
        _, took, told = _all_the_way(ground, version, versions[-1])
        seconds.append(took)
        wrong += told
    return {f"seconds with {ground.entries[0]:,} entries, most": round(max(seconds), 2)}


def _prepared(here: Installation) -> _Ground:
    """A database for each state, the oldest first, made by taking migrations back."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    from samrum.journal.cluster import DATABASE

    names = sorted(name for app, name in MigrationLoader(None).disk_migrations if app == "journal")
    connections.close_all()
    ground = _Ground(here, {}, (0, ""))
    ground.copy(DATABASE, "going_back")
    for name in reversed(names):
        with _owner_of("going_back"):
            _migrate("journal", name)
        ground.copy("going_back", f"at_{name[:4]}")
        ground.shapes[name] = ground.state("going_back")[1]
    ground.entries = ground.state("going_back")[2]
    ground.drop("going_back")
    ground.shapes = dict(sorted(ground.shapes.items()))
    return ground


def _all_the_way(ground: _Ground, version: str, now: str) -> tuple[int, float, list[str]]:
    """The places on the way, the seconds that it takes, and what is wrong when it has come."""
    from samrum.journal.verify import verify

    ground.copy(f"at_{version[:4]}", "trying")
    began = time.monotonic()
    points = _in_a_process("trying", None)
    took = time.monotonic() - began
    told = _differences(ground, version, now)
    with _pages_of("trying"):
        found = verify(TENANT, ZONE).faults
    told += [f"from {version}: {one}" for one in found if version >= SINCE.get(one.noun, "")]
    return points, took, told


def _killed(ground: _Ground, version: str, point: int, now: str) -> tuple[str, list[str]]:
    """In which state it was found after a kill at this place, and what is wrong with that."""
    ground.copy(f"at_{version[:4]}", "trying")
    _in_a_process("trying", point)
    wait_until(lambda: ground.quiet("trying"))
    state, shape, entries = ground.state("trying")
    told = []
    if ground.shapes.get(state) != shape:
        told.append(f"from {version}, killed at {point}: neither {state} nor another")
    if entries != ground.entries:
        told.append(f"from {version}, killed at {point}: {entries[0]} entries")
    try:
        _in_a_process("trying", None)
    except _DoesNotGoOn as reason:
        return state, [*told, f"from {version}, killed at {point}: {reason}"]
    return state, told + _differences(ground, version, now)


def _differences(ground: _Ground, version: str, now: str) -> list[str]:
    state, shape, entries = ground.state("trying")
    told = [] if (state, shape) == (now, ground.shapes[now]) else [f"from {version}: {state}"]
    return told + ([] if entries == ground.entries else [f"from {version}: {entries[0]} entries"])


def _in_a_process(name: str, point: int | None) -> int:
    """Migrate in a process of its own, which kills itself at a place; how many places it passed."""
    from django.db import connections

    connections.close_all()  # they would be shared
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with _owner_of(name), _deadly_at(point) as passed:
                _migrate("journal")
            if _PLANTED["loses-an-entry"]:
                _lose_an_entry(name)
            os.write(writing, str(passed[0]).encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        passed_all = told.read()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if point is None and not passed_all:
        raise _DoesNotGoOn(f"a migration that nobody killed ended with {ended}")
    return int(passed_all or 0)


@contextmanager
def _deadly_at(point: int | None) -> Iterator[list[int]]:
    """Just before and just after each statement and each commit is a place; at one we die."""
    passed = [0]

    def place() -> None:
        if passed[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)
        passed[0] += 1

    def deadly(right: Callable[..., Any]) -> Callable[..., Any]:
        def call(*about: Any, **more: Any) -> Any:
            place()
            gave = right(*about, **more)
            place()
            return gave

        return call

    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit
    with (
        replaced(psycopg.Cursor, "execute", deadly(execute)),
        replaced(psycopg.Connection, "commit", deadly(commit)),
    ):
        yield passed


def _migrate(*words: str) -> None:
    from django.core.management import call_command

    call_command("migrate", *words, database="owner", interactive=False, verbosity=0)


def _owner_of(name: str) -> Any:
    return _working_in("owner", name)


def _pages_of(name: str) -> Any:
    return _working_in("default", name)


@contextmanager
def _working_in(alias: str, name: str) -> Iterator[None]:
    """One of Django's connections works in another database."""
    from django.db import connections

    one = connections[alias]
    one.close()
    before = one.settings_dict["NAME"]
    one.settings_dict["NAME"] = name
    try:
        yield
    finally:
        one.close()
        one.settings_dict["NAME"] = before


def _lose_an_entry(name: str) -> None:
    with psycopg.connect(installation().cluster.address("postgres", name)) as superuser:
        superuser.execute(
            "delete from journal_entry where ctid = (select ctid from journal_entry limit 1)"
        )


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Each statement of a migration is made to last by itself."""
    from django.db.migrations import Migration

    with replaced(Migration, "atomic", False):
        yield


@contextmanager
def _loses_an_entry() -> Iterator[None]:
    _PLANTED["loses-an-entry"] = True
    try:
        yield
    finally:
        _PLANTED["loses-an-entry"] = False


TRIALS = (
    Trial(
        "D12",
        "A migration that is killed anywhere leaves the tables as they were or as they are to be, "
        "never between, with every entry.",
        "kills, spread over every earlier state of the tables and every place on the way",
        300,
        24,
        migrate_and_kill,
        {"one-by-one": _one_by_one, "loses-an-entry": _loses_an_entry},
    ),
)
