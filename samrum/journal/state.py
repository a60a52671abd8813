"""What the entries of a stream add up to, one more of them at a time.

The one way from entries to state when a journal is read again: `samrum verify` holds the result
against what is kept, and whoever has nothing but the entries has all that was known.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from samrum.core import person
from samrum.core.case import evolve
from samrum.core.room import evolve as evolve_room
from samrum.core.transfer import evolve as evolve_transfer
from samrum.core.worry import evolve as evolve_worry
from samrum.journal.chain import Entry


def after(state: Any, entry: Entry, event: Any, zone: ZoneInfo) -> Any:
    """The case, person, room, worry or transfer after `entry`, which says `event`, else None.

    `zone` is that of the municipality: days are counted where it lies.
    """
    at = entry.at.astimezone(zone)
    match entry.noun:
        case "case":
            return evolve(state, event, by=entry.party, at=at)
        case "room":
            return evolve_room(state, event, by=entry.party, at=at)
        case "worry":
            return evolve_worry(state, event, by=entry.party, at=at)
        case "transfer":
            return evolve_transfer(state, event, by=entry.party, at=at)
        case "person":
            return person.evolve(state, event, at=at)
        case _:
            return None
