"""The weekly lists of alarms: a stream of its own for each week, without state beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from samrum.core.alarm import Event
from samrum.core.party import Party
from samrum.journal import entries
from samrum.journal.chain import Entry, Stream
from samrum.journal.database import execute, transaction

_WEEKS: Final = UUID("0d1b6a52-0f6e-4c0e-8a52-8d7c5b1e9f10")


def stream_of(tenant: int, begins: date) -> Stream:
    """The stream of a week; its id follows from its Monday."""
    return Stream(tenant, str(uuid5(_WEEKS, f"{tenant}/{begins.isoformat()}")), "alarms")


def append(tenant: int, begins: date, events: list[Event], by: Party, at: datetime) -> None:
    """Record what happened.  Raises UniqueViolation if somebody else was there first."""
    stream = stream_of(tenant, begins)
    with transaction(tenant):
        entries.add(entries.continued(stream, [(event, by) for event in events], at))


def of_week(tenant: int, begins: date) -> list[Entry]:
    """What has happened to a week's list, in order."""
    return entries.read(tenant, stream_of(tenant, begins).id)


def acted(
    tenant: int, streams: Sequence[str], first: datetime, last: datetime
) -> dict[str, set[str]]:
    """Who has done something between these moments, by the stream it was done in."""
    rows = execute(
        tenant,
        "select distinct stream::text, actor from journal_entry"
        " where tenant = %s and stream = any(%s::uuid[]) and at >= %s and at < %s",
        (tenant, list(streams), first, last),
    )
    found: dict[str, set[str]] = {}
    for stream, actor in rows:
        found.setdefault(stream, set()).add(actor)
    return found
