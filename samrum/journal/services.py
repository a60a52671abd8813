"""What has happened to a service here: a stream of its own for each, without state beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from samrum.core.party import Party
from samrum.core.rehearsal import Event
from samrum.journal import entries
from samrum.journal.chain import Entry, Stream
from samrum.journal.database import transaction

_SERVICES: Final = UUID("5b3a4c1e-6d0f-4f6b-9a55-7e1c0d2b8f34")


def stream_of(tenant: int, service: str) -> Stream:
    """The stream of a service; its id follows from the service's."""
    return Stream(tenant, str(uuid5(_SERVICES, f"{tenant}/{service}")), "service")


def append(tenant: int, service: str, events: list[Event], by: Party, at: datetime) -> None:
    """Record what happened.  Raises UniqueViolation if somebody else was there first."""
    stream = stream_of(tenant, service)
    with transaction(tenant):
        entries.add(entries.continued(stream, [(event, by) for event in events], at))


def of_service(tenant: int, service: str) -> list[Entry]:
    """What has happened to a service, in order."""
    return entries.read(tenant, stream_of(tenant, service).id)
