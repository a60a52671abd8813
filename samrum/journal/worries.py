"""The state of each report of worry beside the journal, the latest first.

Written in the transaction that writes the entries; `samrum verify` proves that the journal alone
gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from samrum.core.worry import Worry
from samrum.journal import codec
from samrum.journal.chain import Head
from samrum.journal.database import Row, execute, rows_of
from samrum.journal.rows import HEAD, as_compared, put

COLUMNS: Final = (
    *("tenant", "id", "version", "reported_at", "state"),
    *("head", "last_kind", "last_agency", "changed_at", "path_hash"),
)
_KEPT: Final = f"{HEAD}, state"
_KEEP: Final = put("journal_worry", COLUMNS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is kept, with what the next entry of its stream stands on."""

    worry: Worry
    head: Head


def keep(tenant: int, worry: Worry, head: Head) -> None:
    """Keep a report, new or changed."""
    execute(tenant, _KEEP, row_of(tenant, worry, head))


def load(tenant: int, id: str) -> Kept | None:
    """The report; nobody else changes it until the transaction ends."""
    row = execute(
        tenant,
        f"select {_KEPT} from journal_worry where tenant = %s and id = %s for update",
        (tenant, id),
    ).fetchone()
    return None if row is None else Kept(codec.worry(row[-1]), Head(*row[:-1]))


def latest(tenant: int, most: int) -> list[Worry]:
    """At most so many reports, the latest first."""
    rows = execute(
        tenant,
        "select state from journal_worry where tenant = %s"
        " order by reported_at desc, id desc limit %s",
        (tenant, most),
    )
    return [codec.worry(state) for (state,) in rows]


def row_of(tenant: int, worry: Worry, head: Head) -> Row:
    """What the row of a report holds, in the order of COLUMNS."""
    return (
        tenant,
        worry.id,
        head.seq,
        worry.reported_at,
        codec.written(worry),
        head.hash,
        head.kind,
        head.agency,
        head.at,
        head.path_hash,
    )


def read_all(tenant: int) -> Iterator[tuple[str, Row]]:
    """Every stored row by id, in its order, inside a transaction."""
    columns = as_compared(COLUMNS)
    statement = f"select {columns} from journal_worry where tenant = %(tenant)s order by tenant, id"
    for row in rows_of(tenant, "worries", statement, {"tenant": tenant}):
        yield row[1], row
