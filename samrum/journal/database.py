"""Statements on Django's connection: prepared once, and behind the wall of one tenant.

Row level security asks the connection which tenant it works for. That is said once for as long as
the connection serves the same tenant. A pooler that hands one connection to several clients in
turn (transaction pooling) must therefore not stand in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import django.db
import psycopg

from samrum.journal.engine.base import DatabaseWrapper

Row = tuple[Any, ...]
MOST_PREPARED: Final = 300
AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: all its rows, and how many it read or changed."""

    rows: list[Row]
    rowcount: int

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def fetchall(self) -> list[Row]:
        return self.rows

    def fetchone(self) -> Row | None:
        """The first row."""
        return self.rows[0] if self.rows else None


def execute(
    tenant: int, statement: str, values: Sequence[object] | Mapping[str, object] = ()
) -> Answer:
    """Run one statement for `tenant`; its text is prepared, so it must not vary without end."""
    cursor = _here(tenant).statements
    cursor.execute(statement, values, prepare=True, binary=True)
    gave_rows = cursor.pgresult is not None and cursor.pgresult.nfields > 0
    return Answer(cursor.fetchall() if gave_rows else [], cursor.rowcount)


def execute_numbered(tenant: int, statement: str, values: Sequence[object]) -> psycopg.Cursor[Row]:
    """The same for a statement with many places, written $1, $2 ...: nothing has to be replaced."""
    raw = psycopg.RawCursor(_here(tenant).connection)
    return raw.execute(statement, values, prepare=True)


@contextmanager
def transaction(tenant: int) -> Iterator[None]:
    """All or nothing: one commit at the end, or a rollback when something is raised."""
    _here(tenant)
    with django.db.transaction.atomic():
        yield


@contextmanager
def one_statement(tenant: int) -> Iterator[None]:
    """Around one statement that may fail: in the midst of a transaction it is undone alone; by
    itself it is all or nothing, and needs neither a begin nor a commit."""
    if not _here(tenant).in_atomic_block:
        yield
        return
    with django.db.transaction.atomic():
        yield


@contextmanager
def one_moment(tenant: int) -> Iterator[None]:
    """Everything that is read inside is as it was at one moment, however long it takes."""
    _here(tenant)
    outermost = not django.db.connection.in_atomic_block
    with django.db.transaction.atomic():
        if outermost:
            execute(tenant, "set transaction isolation level repeatable read, read only")
        yield


def rows_of(tenant: int, name: str, statement: str, values: Mapping[str, object]) -> Iterator[Row]:
    """A long answer inside a transaction, fetched AT_ONCE rows at a time; `name` is its own."""
    with psycopg.ServerCursor(_here(tenant).connection, name) as cursor:
        cursor.itersize = AT_ONCE
        yield from cursor.execute(statement, values, binary=True)


def _here(tenant: int) -> DatabaseWrapper:
    """This thread's connection, at work for the tenant."""
    # Looked up once: each look through `django.db.connection` costs microseconds.
    here = cast(DatabaseWrapper, django.db.connections[django.db.DEFAULT_DB_ALIAS])
    if here.connection is None or not here.health_check_done:
        here.close_if_health_check_failed()
        here.ensure_connection()
    if here.tenant != tenant:
        _work_for(here, tenant)
    return here


def _work_for(here: DatabaseWrapper, tenant: int) -> None:
    """What is said inside a transaction ends with it, and is said again: a rollback undoes it."""
    passing, raw = here.in_atomic_block, here.connection
    raw.execute("select set_config('app.tenant', %s, %s)", (str(tenant), passing))
    # Django turns preparing off, for poolers; none may stand in between here (see above).
    raw.prepare_threshold, raw.prepared_max = 0, MOST_PREPARED
    here.tenant = None if passing else tenant
