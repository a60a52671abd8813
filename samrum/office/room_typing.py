"""Writing down in a room what the one it is about, or a guardian, says on the phone or on paper."""

from __future__ import annotations

from samrum.core.access import Reader
from samrum.core.person import Person
from samrum.journal import people, rooms
from samrum.office import room_see
from samrum.office.municipality import now
from samrum.office.relation import NotHere, known_id


def somebody(reader: Reader, room: str, person: str) -> Person:
    """Somebody whose words the reader may write down in this room today.  Raises NotHere.

    Only for who is here for an agency, and only of those who decide about what is told.
    """
    kept, today = rooms.load(reader.tenant, known_id(room)), now(reader.tenant).date()
    if kept is None or room_see.relation_to(reader, kept.room, today) != "professional":
        raise NotHere
    found = people.load(reader.tenant, known_id(person))
    if found is None or person not in (kept.room.resident, *kept.room.guardians(today)):
        raise NotHere
    return found.person
