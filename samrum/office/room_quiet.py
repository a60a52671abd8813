"""Reading a room without those it belongs to being told at once: said before, on a ground of law.

As samrum.office.why does for a case: whoever is in the room for an agency says why, on which
provision and until which day.  Until then nothing that is shown or counted knows of what she reads;
from that day on it stands where it happened, with the ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samrum.core.access import Reader
from samrum.core.refusal import Refused
from samrum.journal import reads, rooms
from samrum.journal.database import transaction
from samrum.office import room_see
from samrum.office.municipality import now
from samrum.office.relation import NotHere, known_id
from samrum.office.room_see import RoomRow
from samrum.office.why import LATEST, LONGEST


@dataclass(frozen=True, slots=True)
class Quiet:
    """A room of which nothing has been opened yet; from which day the family is told of what the
    reader reads today, on which ground not before: None, "" where it is told at once."""

    row: RoomRow
    shown_from: date | None
    ground: str


def quiet(reader: Reader, room: str) -> Quiet:
    """How it stands for the reader today; no reading, since nothing of the room is shown.

    Raises NotHere for who is not here for an agency.
    """
    row = next((one for one in room_see.my_rooms(reader) if one.id == known_id(room)), None)
    if row is None or row.relation != "professional":
        raise NotHere
    return Quiet(row, *room_see.held_back(reader, room))


def hold_back(
    reader: Reader, room: str, *, reason: str, shown_from: date | None, ground: str
) -> None:
    """Keep what the reader reads during the rest of the day from the family until `shown_from`.

    That she has said so is kept as long.  Raises NotHere, and Refused for what is not said.
    """
    reason, ground, at = reason.strip(), ground.strip(), now(reader.tenant)
    with transaction(reader.tenant):
        kept = rooms.load(reader.tenant, known_id(room), hold=True)
        if kept is None:
            raise NotHere
        stands = room_see.relation_to(reader, kept.room, at.date())
        if stands != "professional":
            raise NotHere
        _must_be_said(reason, ground, shown_from, at.date())
        view = room_see.view_of(reader, kept)
        said = room_see.reading(kept, view.seen, "reason", reason, (shown_from, ground))
        by = room_see.party(reader, kept.room, stands, via="portal", speaks_for="")
        reads.record(reader.tenant, said, by, at)


def _must_be_said(reason: str, ground: str, shown_from: date | None, today: date) -> None:
    told = bool(reason and ground) and max(len(reason), len(ground)) <= LONGEST
    if not told or shown_from is None or not today < shown_from <= today + LATEST:
        raise Refused(
            "Nothing is held back.",
            because="A reading is kept from the family only on a ground of law, with a reason, and"
            " to a day within a year.",
            instead="Write the reason, the provision and the day, or read as usual.",
        )
