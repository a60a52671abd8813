"""The table of entries: the journal itself.  Rows are added and read, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from itertools import chain as joined
from typing import Final

from samrum.core.party import Party
from samrum.journal.chain import Entry, Head, Stream, extend, row_of
from samrum.journal.database import execute, execute_numbered, rows_of
from samrum.journal.many import as_json

_COLUMNS: Final = ", ".join(field.name for field in fields(Entry))
_NAMES: Final = tuple(field.name for field in fields(Entry))
_INSERT_MANY: Final = f"""
    with made as (select * from json_populate_recordset(null::journal_entry, %s::json)),
    moved as (
        insert into journal_moved (tenant, stream, seq)
        select tenant, stream, max(seq) from made group by tenant, stream
    ),
    added as (insert into journal_entry ({_COLUMNS}) select {_COLUMNS} from made returning tenant)
    select min(now() - since), (select count(*) from added) from (
        select since from journal_moved where tenant = (select min(tenant) from made)
        order by since limit 1
    ) oldest
"""
_READ: Final = _COLUMNS.replace("stream", "stream::text", 1)


def add(entries: Sequence[Entry]) -> timedelta | None:
    """Store entries of one stream, which then waits for a checkpoint; for how long the oldest of
    those before has waited, None if none has.

    Raises UniqueViolation if somebody else was there first.
    """
    rows, last = [row_of(entry) for entry in entries], entries[-1]
    values = (last.tenant, last.stream, last.seq, *joined.from_iterable(rows))
    added = execute_numbered(last.tenant, _insert(len(rows)), values).fetchone()
    assert added is not None, "what was inserted is returned"
    waited: timedelta | None = added[0]
    return waited


def add_many(tenant: int, entries: Sequence[Entry]) -> timedelta | None:
    """Store entries of several streams in one statement; the same as `add` for each of them."""
    row = execute(tenant, _INSERT_MANY, (as_json(_NAMES, map(row_of, entries)),)).fetchone()
    assert row is not None and row[1] == len(entries), "what was inserted is counted"
    waited: timedelta | None = row[0]
    return waited


def read(tenant: int, stream: str, after: int = 0) -> list[Entry]:
    """The entries of a stream that come after version `after`, in order."""
    rows = execute(
        tenant,
        f"select {_READ} from journal_entry"
        " where tenant = %s and stream = %s and seq > %s order by seq",
        (tenant, stream, after),
    )
    return [Entry(*row) for row in rows]


def latest(tenant: int, stream: str, kinds: Sequence[str], *, after: int, most: int) -> list[Entry]:
    """The latest entries of a stream that are of these kinds, after version `after`, that were not
    erased: at most so many, the latest first."""
    rows = execute(
        tenant,
        f"select {_READ} from journal_entry where tenant = %s and stream = %s and seq > %s"
        " and kind = any(%s) and payload is not null order by seq desc limit %s",
        (tenant, stream, after, list(kinds), most),
    )
    return [Entry(*row) for row in rows]


def of_kinds(tenant: int, kinds: Sequence[str], first: datetime, last: datetime) -> list[Entry]:
    """The entries of these kinds from `first` on, before `last`, that were not erased, in order.

    The kinds stand in the statement: an index of them alone is used only where it sees that it may.
    """
    named = "', '".join(kinds)
    rows = execute(
        tenant,
        f"select {_READ} from journal_entry where tenant = %s and kind in ('{named}')"
        " and at >= %s and at < %s and payload is not null order by at, stream, seq",
        (tenant, first, last),
    )
    return [Entry(*row) for row in rows]


def head(tenant: int, stream: str) -> Head:
    """What the next entry of a stream that keeps no state stands on."""
    row = execute(
        tenant,
        "select seq, hash, kind, agency, at, path_hash from journal_entry"
        " where tenant = %s and stream = %s order by seq desc limit 1",
        (tenant, stream),
    ).fetchone()
    return Head() if row is None else Head(*row)


def continued(
    stream: Stream, happened: Sequence[tuple[object, Party]], at: datetime
) -> list[Entry]:
    """What happened at `at`, or when the last entry was made if that is later, chained to a stream
    that keeps no state; still to be added."""
    last = head(stream.tenant, stream.id)
    return extend(stream, last, happened, max(at, last.at or at))[1]


def read_all(tenant: int) -> Iterator[Entry]:
    """Every entry of a tenant, stream by stream and in order, inside a transaction."""
    statement = (
        f"select {_READ} from journal_entry where tenant = %(tenant)s order by tenant, stream, seq"
    )
    for row in rows_of(tenant, "entries", statement, {"tenant": tenant}):
        yield Entry(*row)


def read_covered(tenant: int) -> Iterator[Entry]:
    """The entries up to each stream's last leaf (samrum.journal.checkpoint), in the same order."""
    columns = ", ".join(f"e.{name}" for name in _READ.split(", "))
    statement = (
        f"select {columns} from journal_entry e join ("
        "  select stream, max(seq) as seq from journal_leaf where tenant = %(tenant)s"
        "  group by stream"
        " ) last on last.stream = e.stream and e.seq <= last.seq"
        " where e.tenant = %(tenant)s order by e.tenant, e.stream, e.seq"
    )
    for row in rows_of(tenant, "covered_entries", statement, {"tenant": tenant}):
        yield Entry(*row)


@cache
def _insert(rows: int) -> str:
    wide = len(fields(Entry))
    places = (
        "(" + ", ".join(f"${place}" for place in range(first, first + wide)) + ")"
        for first in range(4, 4 + rows * wide, wide)
    )
    return (
        "with moved as (insert into journal_moved (tenant, stream, seq) values ($1, $2, $3))"
        f" insert into journal_entry ({_COLUMNS}) values {', '.join(places)} returning"
        " (select now() - since from journal_moved where tenant = $1 order by since limit 1)"
    )
