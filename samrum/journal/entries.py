"""The table of entries: the journal itself.  Rows are added and read, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import chain as joined
from typing import Final

from samrum.journal.chain import Entry, Head, row_of
from samrum.journal.database import execute, execute_numbered, rows_of

_COLUMNS: Final = ", ".join(field.name for field in fields(Entry))
_READ: Final = _COLUMNS.replace("stream", "stream::text", 1)


def add(entries: Sequence[Entry]) -> None:
    """Store entries of one stream.  Raises UniqueViolation if somebody else was there first."""
    rows = [row_of(entry) for entry in entries]
    execute_numbered(entries[0].tenant, _insert(len(rows)), tuple(joined.from_iterable(rows)))


def read(tenant: int, stream: str, after: int = 0) -> list[Entry]:
    """The entries of a stream that come after version `after`, in order."""
    rows = execute(
        tenant,
        f"select {_READ} from journal_entry"
        " where tenant = %s and stream = %s and seq > %s order by seq",
        (tenant, stream, after),
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


def read_all(tenant: int) -> Iterator[Entry]:
    """Every entry of a tenant, stream by stream and in order, inside a transaction."""
    statement = (
        f"select {_READ} from journal_entry where tenant = %(tenant)s order by tenant, stream, seq"
    )
    for row in rows_of(tenant, "entries", statement, {"tenant": tenant}):
        yield Entry(*row)


@cache
def _insert(rows: int) -> str:
    wide = len(fields(Entry))
    places = (
        "(" + ", ".join(f"${place}" for place in range(first, first + wide)) + ")"
        for first in range(1, rows * wide, wide)
    )
    return f"insert into journal_entry ({_COLUMNS}) values " + ", ".join(places)
