"""From a granted case to a room around the same person, and from a room back to its cases.

Each agency keeps its own file: a case that hangs in a room is named there, and opened where it lies
by those who may open it anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from samrum.core.access import Reader
from samrum.core.case import Case
from samrum.core.party import Via
from samrum.core.person import Person
from samrum.core.room import HangCase, Hung
from samrum.journal import cases, people, rooms
from samrum.office import room_act, room_see, see
from samrum.office.municipality import municipality, now
from samrum.office.press import Receipt
from samrum.office.relation import NotHere, relation_to
from samrum.office.room_see import RoomRow, RoomView
from samrum.office.see import CaseView
from samrum.packages.package import Words

OPENS = ("self", "mandate", "unit")


@dataclass(frozen=True, slots=True)
class Offer:
    """A granted case that leads to a room: around whom, and the rooms that are there already."""

    case: str
    number: str
    resident: Person
    rooms: tuple[RoomRow, ...]


@dataclass(frozen=True, slots=True)
class CaseHere:
    """A case that hangs in a room and that the reader may open; `ours`: at the desk."""

    id: str
    number: str
    title: Words
    ours: bool


def leads_to_a_room(view: CaseView) -> bool:
    """Whether it is a case of a service that asks for rooms, and was granted."""
    granted = view.case.decision is not None and view.case.decision.outcome == "grant"
    return view.package.room is not None and granted and view.relation in OPENS


def offer(reader: Reader, case: str) -> Offer:
    """What can be opened from a case.  Raises NotHere where it leads to no room."""
    view = see.case(reader, case)
    if not leads_to_a_room(view):
        raise NotHere
    kept = people.load(reader.tenant, view.case.resident)
    assert kept is not None, "a case is for somebody who is known here"
    around = [
        one
        for one in rooms.of_member(reader.tenant, kept.person.id)
        if one.room.resident == kept.person.id
        and case not in {hung.case for hung in one.room.cases}
    ]
    ids = {one.room.id for one in around}
    there = tuple(row for row in room_see.my_rooms(reader) if row.id in ids)
    return Offer(view.case.id, view.case.number, kept.person, there)


def open_for(reader: Reader, case: str, *, why: str, key: str, via: Via = "portal") -> Receipt:
    """Open a room around the person of a case, which hangs in it.  Raises as room_act does."""
    offered = offer(reader, case)
    hung = _hung(reader, case)
    told = {"resident": offered.resident.id, "why": why, "key": key, "via": via}
    return room_act.open_room(reader, **told, hung=hung)  # type: ignore[arg-type]


def hang(reader: Reader, case: str, *, room: str, key: str) -> Receipt:
    """Hang a case in a room that is there.  Raises NotHere for one that is none of the case's."""
    if room not in {row.id for row in offer(reader, case).rooms}:
        raise NotHere
    return room_act.act(reader, HangCase(_hung(reader, case)), room=room, key=key)


def rooms_of(reader: Reader, case: Case) -> tuple[RoomRow, ...]:
    """The rooms that a case hangs in and that are there for the reader."""
    hanging = {
        one.room.id
        for one in rooms.of_member(reader.tenant, case.resident)
        if case.id in {hung.case for hung in one.room.cases}
    }
    return tuple(row for row in room_see.my_rooms(reader) if row.id in hanging) if hanging else ()


def cases_of(reader: Reader, view: RoomView) -> tuple[CaseHere, ...]:
    """The cases that hang in a room and that the reader may open where they lie."""
    found = []
    for hung in view.room.cases:
        kept = cases.load(reader.tenant, hung.case)
        stands = relation_to(reader, kept, view.today) if kept else "outsider"
        if kept is not None and stands in OPENS:
            title = see.service(reader.tenant, hung.service).title
            found.append(CaseHere(hung.case, hung.number, title, stands == "unit"))
    return tuple(found)


def _hung(reader: Reader, case: str) -> Hung:
    kept = cases.load(reader.tenant, case)
    if kept is None or relation_to(reader, kept, now(reader.tenant).date()) not in OPENS:
        raise NotHere
    here, service = municipality(reader.tenant), kept.case.service
    unit = here.units.get(here.unit_of(service))
    return Hung(case, kept.case.number, service, unit.agency if unit else "")
