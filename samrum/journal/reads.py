"""Who has read a case or a room, or looked a person up: a stream of its own, so that reading never
moves what is read.

In the case's stream it would move the version that keeps two caseworkers from overwriting each
other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from psycopg.errors import UniqueViolation

from samrum.core.party import Party
from samrum.journal import codec, entries
from samrum.journal.chain import Entry, Stream
from samrum.journal.database import execute, one_statement
from samrum.journal.happened import CaseRead, PersonRead, RoomRead

MOST_ATTEMPTS: Final = 20
Reading = CaseRead | RoomRead | PersonRead
KINDS: Final = ("CaseRead", "RoomRead", "PersonRead")


def stream_of(tenant: int, read: str) -> Stream:
    """The stream of readings of a case, room or person; its id follows from theirs."""
    return Stream(tenant, str(uuid5(UUID(read), "reads")), "reads")


def record_held(tenant: int, reading: RoomRead, by: Party, at: datetime) -> None:
    """Record a reading in the open transaction that holds the room: nobody else reads it now."""
    stream = stream_of(tenant, reading.room)
    entries.add(entries.continued(stream, [(reading, by)], at))


def read_of(reading: Reading) -> str:
    """The id of what was read."""
    match reading:
        case CaseRead(case=id) | RoomRead(room=id) | PersonRead(person=id):
            return id


def record(tenant: int, reading: Reading, by: Party, at: datetime) -> None:
    """Record a reading; where two read at once, the one who comes second stands second."""
    stream = stream_of(tenant, read_of(reading))
    for attempt in range(1, MOST_ATTEMPTS + 1):
        made = entries.continued(stream, [(reading, by)], at)
        try:
            with one_statement(tenant):
                entries.add(made)
            return
        except UniqueViolation:
            if attempt == MOST_ATTEMPTS:
                raise


def of(tenant: int, read: str) -> list[Entry]:
    """The readings of a case, room or person, in order."""
    return entries.read(tenant, stream_of(tenant, read).id)


def last_said(tenant: int, room: str, actor: str, since: datetime) -> RoomRead | None:
    """With what somebody last said, since then, why she reads a room; None if she has not."""
    row = execute(
        tenant,
        "select payload from journal_entry where tenant = %s and stream = %s and actor = %s"
        " and at >= %s and kind = 'RoomRead' and payload like %s order by seq desc limit 1",
        (tenant, stream_of(tenant, room).id, actor, since, '%"what":"reason"%'),
    ).fetchone()
    read = codec.event("RoomRead", row[0]) if row else None
    return read if isinstance(read, RoomRead) else None


def between(tenant: int, first: datetime, last: datetime) -> list[Entry]:
    """The readings from `first` on, before `last`, in the order they were made."""
    return entries.of_kinds(tenant, KINDS, first, last)
