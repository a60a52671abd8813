"""Statements on Django's connection: prepared once, and behind the wall of one tenant.

Row level security asks the connection which tenant it works for. That is said once for as long as
the connection serves the same tenant. A pooler that hands one connection to several clients in
turn (transaction pooling) must therefore not stand in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakKeyDictionary

import django.db
import psycopg

Row = tuple[Any, ...]
Raw = psycopg.Connection[Row]
MOST_PREPARED: Final = 300
AT_ONCE: Final = 2_000
_TENANT_OF: Final[WeakKeyDictionary[Raw, int]] = WeakKeyDictionary()


def execute(
    tenant: int, statement: str, values: Sequence[object] | Mapping[str, object] = ()
) -> psycopg.Cursor[Row]:
    """Run one statement for `tenant`; its text is prepared, so it must not vary without end."""
    cursor = psycopg.Cursor(_connection(tenant))
    return cursor.execute(statement, values, prepare=True, binary=True)


def execute_numbered(tenant: int, statement: str, values: Sequence[object]) -> psycopg.Cursor[Row]:
    """The same for a statement with many places, written $1, $2 ...: nothing has to be replaced."""
    return psycopg.RawCursor(_connection(tenant)).execute(statement, values, prepare=True)


@contextmanager
def transaction(tenant: int) -> Iterator[None]:
    """All or nothing: one commit at the end, or a rollback when something is raised."""
    _connection(tenant)
    with django.db.transaction.atomic():
        yield


@contextmanager
def one_moment(tenant: int) -> Iterator[None]:
    """Everything that is read inside is as it was at one moment, however long it takes."""
    _connection(tenant)
    outermost = not django.db.connection.in_atomic_block
    with django.db.transaction.atomic():
        if outermost:
            execute(tenant, "set transaction isolation level repeatable read, read only")
        yield


def rows_of(tenant: int, name: str, statement: str, values: Mapping[str, object]) -> Iterator[Row]:
    """A long answer inside a transaction, fetched AT_ONCE rows at a time; `name` is its own."""
    with psycopg.ServerCursor(_connection(tenant), name) as cursor:
        cursor.itersize = AT_ONCE
        yield from cursor.execute(statement, values, binary=True)


def _connection(tenant: int) -> Raw:
    # Looked up once: each look through `django.db.connection` costs microseconds.
    here = django.db.connections[django.db.DEFAULT_DB_ALIAS]
    here.close_if_health_check_failed()
    here.ensure_connection()
    raw: Raw = here.connection
    if _TENANT_OF.get(raw) != tenant:
        _work_for(raw, tenant)
    return raw


def _work_for(raw: Raw, tenant: int) -> None:
    """What is said inside a transaction ends with it, and is said again: a rollback undoes it."""
    passing = django.db.connection.in_atomic_block
    raw.execute("select set_config('app.tenant', %s, %s)", (str(tenant), passing))
    # Django turns preparing off, for poolers; none may stand in between here (see above).
    raw.prepare_threshold, raw.prepared_max = 0, MOST_PREPARED
    if passing:
        _TENANT_OF.pop(raw, None)
    else:
        _TENANT_OF[raw] = tenant
