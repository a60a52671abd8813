"""The state of each request to take a case over, where it was sent to, beside the journal.

Written in the transaction that writes the entries; `samrum verify` proves that the journal alone
gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samrum.core.transfer import Transfer
from samrum.journal import codec
from samrum.journal.chain import Head
from samrum.journal.database import Row, execute, rows_of
from samrum.journal.rows import HEAD, as_compared, put

COLUMNS: Final = (
    *("tenant", "id", "version", "service", "person_number", "waits", "asked_at", "state"),
    *("head", "last_kind", "last_agency", "changed_at", "path_hash"),
)
_KEPT: Final = f"{HEAD}, state"
_KEEP: Final = put("journal_transfer", COLUMNS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is kept, with what the next entry of its stream stands on."""

    transfer: Transfer
    head: Head


def keep(tenant: int, transfer: Transfer, head: Head) -> None:
    """Keep a request, new or changed."""
    execute(tenant, _KEEP, row_of(tenant, transfer, head))


def load(tenant: int, id: str, *, hold: bool = False) -> Kept | None:
    """The request; with `hold`, nobody else changes it until the transaction ends."""
    row = execute(
        tenant,
        f"select {_KEPT} from journal_transfer where tenant = %s and id = %s"
        + (" for update" if hold else ""),
        (tenant, id),
    ).fetchone()
    return None if row is None else Kept(codec.transfer(row[-1]), Head(*row[:-1]))


def latest(tenant: int, services: Sequence[str], most: int) -> list[Transfer]:
    """At most so many requests about these services: what waits for an answer first, the one that
    has waited longest before the others; then what has been answered, the latest first."""
    rows = execute(
        tenant,
        "select state from journal_transfer where tenant = %s and service = any(%s)"
        " order by waits desc, case when waits then asked_at end, changed_at desc, id limit %s",
        (tenant, list(services), most),
    )
    return [codec.transfer(state) for (state,) in rows]


def waiting(tenant: int) -> list[Transfer]:
    """Every request that waits for an answer."""
    rows = execute(
        tenant,
        "select state from journal_transfer where tenant = %s and waits order by asked_at, id",
        (tenant,),
    )
    return [codec.transfer(state) for (state,) in rows]


def of_person(tenant: int, person_number: str) -> list[Transfer]:
    """The requests about somebody, by national number, the oldest first."""
    rows = execute(
        tenant,
        "select state from journal_transfer where tenant = %s and person_number = %s"
        " order by asked_at, id",
        (tenant, person_number),
    )
    return [codec.transfer(state) for (state,) in rows]


def old(tenant: int, service: str, before: datetime) -> list[Kept]:
    """The requests about a service that wait for nobody and have not changed since a moment."""
    rows = execute(
        tenant,
        f"select {_KEPT} from journal_transfer"
        " where tenant = %s and service = %s and not waits and changed_at < %s"
        " order by asked_at, id",
        (tenant, service, before),
    )
    return [Kept(codec.transfer(row[-1]), Head(*row[:-1])) for row in rows]


def row_of(tenant: int, transfer: Transfer, head: Head) -> Row:
    """What the row of a request holds, in the order of COLUMNS."""
    told = transfer.request
    return (
        tenant,
        told.id,
        head.seq,
        told.service,
        told.person_number,
        transfer.waits_for_answer,
        transfer.asked_at,
        codec.written(transfer),
        head.hash,
        head.kind,
        head.agency,
        head.at,
        head.path_hash,
    )


def read_all(tenant: int) -> Iterator[tuple[str, Row]]:
    """Every stored row by id, in its order, inside a transaction."""
    columns = as_compared(COLUMNS)
    statement = (
        f"select {columns} from journal_transfer where tenant = %(tenant)s order by tenant, id"
    )
    for row in rows_of(tenant, "transfers", statement, {"tenant": tenant}):
        yield row[1], row
