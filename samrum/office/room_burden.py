"""The contact burden of all rooms of a municipality, added up: for leadership, without persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from samrum.core.room import burden_of
from samrum.journal import rooms
from samrum.journal.database import transaction
from samrum.office.municipality import now

LEAST: Final = 5  # rooms; with fewer, a figure could tell of a person


@dataclass(frozen=True, slots=True)
class Together:
    """`asked` is how often families answered a question, `without` how often it would have been
    without the rooms; waiting is in whole days."""

    rooms: int
    contacts: int
    asked: int
    without: int
    waiting_for_family: int
    waiting_for_agencies: int


def together(tenant: int) -> Together | None:
    """The figures of all rooms, None where there are too few to show without persons."""
    today = now(tenant).date()
    with transaction(tenant):
        found = [burden_of(one, today) for one in rooms.every(tenant)]
    if len(found) < LEAST:
        return None
    return Together(
        len(found),
        sum(one.contacts for one in found),
        sum(one.asked for one in found),
        sum(one.without for one in found),
        sum(one.waiting_for_family for one in found),
        sum(one.waiting_for_agencies for one in found),
    )
