"""The state of each room beside the journal, and in which rooms somebody is.

Written in the transaction that writes the entries; `samrum verify` proves that the journal alone
gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from samrum.core.room import Room
from samrum.journal import codec
from samrum.journal.chain import Head
from samrum.journal.database import Row, execute, rows_of
from samrum.journal.rows import HEAD, as_compared, insert, update

COLUMNS: Final = (
    *("tenant", "id", "version", "number", "resident", "changed_at", "state"),
    *("head", "last_kind", "last_agency", "path_hash"),
)
_KEPT: Final = f"{HEAD}, state"
_INSERT: Final = insert("journal_room", COLUMNS)
_UPDATE: Final = update("journal_room", COLUMNS)


@dataclass(frozen=True, slots=True)
class Kept:
    """A room as it is kept, with what the next entry of its stream stands on."""

    room: Room
    head: Head


def load(tenant: int, id: str, *, hold: bool = False) -> Kept | None:
    """The room; with `hold`, who else wants to hold it waits until the transaction ends, in line.

    A hold that readers shared would let them pass one who waits to change it, for ever.
    """
    row = execute(
        tenant,
        f"select {_KEPT} from journal_room where tenant = %s and id = %s"
        + (" for update" if hold else ""),
        (tenant, id),
    ).fetchone()
    return None if row is None else _kept(row)


def add(tenant: int, kept: Kept) -> None:
    """Keep a new room.  Raises UniqueViolation if its id or number is taken."""
    execute(tenant, _INSERT, row_of(tenant, kept.room, kept.head))
    _keep_members(tenant, kept.room.id, members_of(kept.room))


def change(tenant: int, before: Room, kept: Kept) -> None:
    """Keep a room that is held; `before` is how it was."""
    row = row_of(tenant, kept.room, kept.head)
    execute(tenant, _UPDATE, (*row[2:], *row[:2]))
    was, now = members_of(before), members_of(kept.room)
    if was != now:
        execute(
            tenant,
            "delete from journal_room_member where tenant = %s and room = %s",
            (tenant, kept.room.id),
        )
        _keep_members(tenant, kept.room.id, now)


def of_member(tenant: int, person: str) -> list[Kept]:
    """The rooms that somebody is or will be in, what moved last first."""
    rows = execute(
        tenant,
        f"select {', '.join(f'r.{name}' for name in _KEPT.split(', '))} from journal_room_member m"
        " join journal_room r on r.tenant = m.tenant and r.id = m.room"
        " where m.tenant = %s and m.person = %s order by r.changed_at desc, r.id",
        (tenant, person),
    )
    return [_kept(row) for row in rows]


def every(tenant: int) -> Iterator[Room]:
    """Every room, in the order of their ids, inside a transaction."""
    for row in rows_of(
        tenant,
        "states",
        "select state from journal_room where tenant = %(tenant)s order by id",
        {"tenant": tenant},
    ):
        yield codec.room(row[0])


def members_of(room: Room) -> list[str]:
    """What the table of members holds of a room: those who have not left it."""
    return sorted({one.person for one in room.members if not one.ended})


def row_of(tenant: int, room: Room, head: Head) -> Row:
    """What the row of a room holds, in the order of COLUMNS."""
    return (
        tenant,
        room.id,
        head.seq,
        room.number,
        room.resident,
        head.at,
        codec.written(room),
        head.hash,
        head.kind,
        head.agency,
        head.path_hash,
    )


def read_all(tenant: int) -> Iterator[tuple[str, Row]]:
    """Every stored row by id, in its order, inside a transaction; with its members."""
    columns = as_compared(COLUMNS, ids=("id", "resident"))
    statement = (
        f"select {columns}, array(select person::text from journal_room_member m"
        "  where m.tenant = r.tenant and m.room = r.id)"
        " from journal_room r where tenant = %(tenant)s order by tenant, r.id"
    )
    for row in rows_of(tenant, "rooms", statement, {"tenant": tenant}):
        yield row[1], (*row[:-1], sorted(row[-1]))


def _keep_members(tenant: int, room: str, members: list[str]) -> None:
    execute(
        tenant,
        "insert into journal_room_member (tenant, person, room)"
        " select %s, person::uuid, %s::uuid from unnest(%s::text[]) person",
        (tenant, room, members),
    )


def _kept(row: Row) -> Kept:
    *head, state = row
    return Kept(codec.room(state), Head(*head))
