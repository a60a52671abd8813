"""The door for change in a shared room: one press, in one transaction.

As samrum.office.act does for a case: load, ask who this is and whether she may, let the core
decide, and keep it, or nothing at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from samrum.core.access import Reader
from samrum.core.party import POST, RULES, Party, Via
from samrum.core.person import Person, born_on
from samrum.core.refusal import Refused
from samrum.core.room import (
    Branch,
    Command,
    Hung,
    InviteMember,
    OpenRoom,
    RebaseRoom,
    ReportRoomLetter,
    Role,
    Room,
    decide,
    evolve,
    may_do,
)
from samrum.core.room.access import Relation
from samrum.journal import chain, counter, entries, outbox, people, receipts, rooms
from samrum.office import room_see
from samrum.office.clock import not_before
from samrum.office.municipality import kept_number, municipality, now, package_of_rooms
from samrum.office.persons import new_id
from samrum.office.press import (
    Asked,
    Receipt,
    acknowledge,
    again,
    asked_under,
    must_be_covered,
    once,
)
from samrum.office.relation import TYPED, NotHere, known_id
from samrum.office.room_letters import letters_on
from samrum.office.room_see import RoomView, Told
from samrum.office.versions import keep, package_of_room, reference_to

SERIES: Final = "room"  # what room numbers are counted by
PREFIX: Final = "SR"


class RoomChanged(Exception):
    """Somebody else was there first: the room as it is now, and what happened since."""

    def __init__(self, view: RoomView, since: tuple[Told, ...]) -> None:
        super().__init__(f"{view.room.number} has changed since version {view.version}")
        self.view = view
        self.since = since


def open_room(
    reader: Reader,
    *,
    resident: str,
    why: str,
    key: str,
    via: Via = "portal",
    hung: Hung | None = None,
) -> Receipt:
    """Open a room around `resident`, once per key; `hung` is the case it is opened from.

    Raises Refused, and NotHere for somebody that the reader may not open a room around.
    """
    tenant, at = reader.tenant, now(reader.tenant)
    kept = people.load(tenant, known_id(resident))
    if kept is None:
        raise NotHere
    present = package_of_rooms(tenant)
    keep(present.id, present.digest)
    command = _opening(reader, resident, born_on(kept.person.number), why)
    command = replace(command, package=reference_to(present), hung=hung)
    if command.role == "professional" and kept.person.protected and not reader.person.is_cleared:
        raise NotHere
    by = _opener(reader, command, via)
    asked = asked_under(tenant, reader.id, key, (resident, why, via))
    before = receipts.find(tenant, reader.id, key)
    if before:
        return again(asked, before)

    def happens() -> Receipt:
        last = counter.next_number(tenant, SERIES, at.year)
        numbered = replace(command, number=f"{PREFIX} {at.year}-{last:06d}")
        return _happen(asked, None, numbered, by)

    return once(asked, happens)


def act(
    reader: Reader,
    command: Command,
    *,
    room: str,
    key: str,
    expected: int | None = None,
    via: Via = "portal",
    speaks_for: str = "",
) -> Receipt:
    """Let `reader` do `command` in a room, once per key; staff who type do it for `speaks_for`.

    Raises Refused, NotHere, and RoomChanged when the room has moved on from version `expected`.
    """
    asked = asked_under(reader.tenant, reader.id, key, (command, room, via, speaks_for))

    def happens() -> Receipt:
        kept = rooms.load(reader.tenant, known_id(room), hold=True)
        if kept is None:
            raise NotHere
        stands = room_see.relation_to(reader, kept.room, now(reader.tenant).date())
        must_do(stands, type(command).__name__, via=via)
        before = receipts.find(reader.tenant, reader.id, asked.key)
        if before:
            return again(asked, before)
        if expected is not None and expected != kept.head.seq:
            view = room_see.view_of(reader, kept)
            raise RoomChanged(view, tuple(one for one in view.timeline if one.seq > expected))
        by = room_see.party(reader, kept.room, stands, via=via, speaks_for=speaks_for)
        return _happen(asked, kept, command, by)

    return once(asked, happens)


def rebase(tenant: int, reference: str, *, room: str, do: bool) -> None:
    """Move a room to the version of its service that `reference` names; without `do`, only see that
    it can be.  Raises Refused, and NotHere for a room that is gone."""
    key, command = f"{room}/rebase/{reference.rpartition(' ')[2]}", RebaseRoom(reference)
    asked = asked_under(tenant, RULES.id, key, (command, room))
    kept = rooms.load(tenant, room)
    if kept is None:
        raise NotHere
    at, package = now(tenant), package_of_room(tenant, reference)
    decide(kept.room, command, by=RULES, at=at, terms=room_see.terms(), package=package)
    if not do:
        return

    def happens() -> Receipt:
        held = rooms.load(tenant, room, hold=True)
        before = receipts.find(tenant, RULES.id, key)
        return again(asked, before) if before else _happen(asked, held, command, RULES)

    once(asked, happens)


def report_letter(tenant: int, command: ReportRoomLetter, *, room: str, key: str) -> Receipt:
    """Let the post room say what became of a letter, once per key."""
    asked = asked_under(tenant, POST.id, key, (command, room, POST.via))

    def happens() -> Receipt:
        kept = rooms.load(tenant, room, hold=True)
        if kept is None:
            raise NotHere
        before = receipts.find(tenant, POST.id, key)
        return again(asked, before) if before else _happen(asked, kept, command, POST)

    return once(asked, happens)


def invite(
    reader: Reader,
    *,
    room: str,
    person: str,
    role: Role,
    key: str,
    agency: str = "",
    until: date | None = None,
    hidden_from: str = "",
    reason: str = "",
    expected: int | None = None,
    via: Via = "portal",
    speaks_for: str = "",
) -> Receipt:
    """Bring somebody known here into a room: a professional as her post says, a guardian as the
    register says and, for who may hide her, hidden from another at once; others as the reader says.
    Raises as `act` does."""
    kept = people.load(reader.tenant, known_id(person))
    if kept is None:
        raise NotHere
    told = InviteMember(person, role, agency, until=until)
    post = kept.person.post
    if role == "professional":
        if post is None or not branch_of(reader.tenant, post.unit):
            raise Refused(
                "This person cannot be in the room for an agency.",
                because="She has no post in a unit that works in shared rooms.",
                instead="Choose somebody from the list, or bring her in as a relative.",
            )
        branch = branch_of(reader.tenant, post.unit)
        told = replace(told, agency=post.agency, branch=branch, title=post.title)
    elif role == "volunteer":
        told = replace(told, branch="association")
    elif role == "guardian":
        view = room_see.room(reader, room, what="members")
        held = people.mandates_of(reader.tenant, person).get(view.room.resident, ())
        named = any(one.makes_guardian(view.today) for one in held)
        told = replace(told, mandate=named)
        if hidden_from:
            must_do(view.relation, "HideMember", via=via)
            told = replace(told, hidden_from=hidden_from, reason=reason)
    return act(reader, told, room=room, key=key, expected=expected, via=via, speaks_for=speaks_for)


def may_open_around(reader: Reader) -> tuple[Person, ...]:
    """Herself, and the children that she is a guardian of today."""
    today = now(reader.tenant).date()
    wards = (
        giver
        for giver, held in reader.mandates.items()
        if any(one.makes_guardian(today) for one in held)
    )
    kept = (people.load(reader.tenant, ward) for ward in wards)
    return (reader.person, *(one.person for one in kept if one))


def find(reader: Reader, number: str) -> Person:
    """Somebody who has been here, by national number.  Raises Refused.

    For who is not cleared, somebody protected and somebody unknown look the same.
    """
    kept = people.load_by_number(reader.tenant, kept_number(reader.tenant, number))
    if kept is None or (kept.person.protected and not reader.person.is_cleared):
        raise Refused(
            "We find nobody with the number {number}.",
            because="It may be mistyped, or the person has never been here.",
            instead="Check the number, or ask the person to log in once.",
            number=number,
        )
    return kept.person


def professionals(reader: Reader) -> tuple[Person, ...]:
    """Everybody who works in a unit that works in rooms, by agency and name."""
    units = municipality(reader.tenant).units.values()
    found = (one for unit in units if unit.branch for one in people.of_unit(reader.tenant, unit.id))
    return tuple(sorted(found, key=lambda one: (one.post.agency if one.post else "", one.name)))


def must_do(stands: Relation, act: str, *, via: Via) -> None:
    """Raises NotHere for outsiders, and Refused where only others may do it."""
    if stands == "outsider":
        raise NotHere
    if not may_do(stands, act, typing=via in TYPED):
        raise Refused(
            "You cannot do this yourself.",
            because="In this room it is for somebody else to do.",
            instead="Ask the coordinator, or the family.",
        )


def branch_of(tenant: int, unit: str) -> Branch:
    """What a unit does where rooms are opened, "" for a unit that opens none."""
    known = municipality(tenant).units.get(unit)
    return known.branch if known else ""


def _opening(reader: Reader, resident: str, day: date | None, why: str) -> OpenRoom:
    """As whom the reader opens a room around somebody.  Raises NotHere."""
    here, today = municipality(reader.tenant), now(reader.tenant).date()
    told = OpenRoom(new_id(), "", resident, day, here.guardians_always, why, "resident")
    if reader.id == resident:
        return told
    held = reader.mandates.get(resident, ())
    if any(one.makes_guardian(today) for one in held):
        return replace(told, role="guardian")
    post = reader.person.post
    branch = branch_of(reader.tenant, post.unit) if post else ""
    if post is None or not branch:
        raise NotHere
    return replace(told, role="professional", agency=post.agency, branch=branch, title=post.title)


def _opener(reader: Reader, command: OpenRoom, via: Via) -> Party:
    if command.role == "resident":
        return Party(reader.id, "resident", via=via)
    if command.role == "guardian":
        held = reader.mandates[command.resident]
        today = now(reader.tenant).date()
        number = next(one.number for one in held if one.makes_guardian(today))
        return Party(reader.id, "representative", "", command.resident, mandate=number, via=via)
    return Party(reader.id, "professional", command.agency, via="desk")


def _reference(command: Command, before: Room | None) -> str:
    """The package that a command is done under: the room's, but where the command names one."""
    if isinstance(command, OpenRoom | RebaseRoom):
        return command.package
    return before.package if before else ""


def _happen(asked: Asked, kept: rooms.Kept | None, command: Command, by: Party) -> Receipt:
    """What the core decides, kept in the open transaction.  The moment is taken now that the room
    is held: what another has done before has an earlier one."""
    before, head = (kept.room, kept.head) if kept else (None, chain.Head())
    at = not_before(now(asked.tenant), head.at)
    package = package_of_room(asked.tenant, _reference(command, before))
    events = decide(before, command, by=by, at=at, terms=room_see.terms(), package=package)
    room: Room | None = before
    for event in events:
        room = evolve(room, event, by=by, at=at)
    assert room is not None, "only an opening may be without a room"
    day, number = at.date(), len(room.letters)
    for event in tuple(events):
        for written in letters_on(asked.tenant, room, event, package, day):
            events.append(written)
            room = evolve(room, written, by=by, at=at)
    if events:
        stream = chain.Stream(asked.tenant, room.id, "room")
        head, made = chain.extend(stream, head, [(event, by) for event in events], at)
        must_be_covered(entries.add(made))
        if before is None:
            rooms.add(asked.tenant, rooms.Kept(room, head))
        else:
            rooms.change(asked.tenant, before, rooms.Kept(room, head))
        ordered = [one.number for one in room.letters[number:]]
        if ordered:
            outbox.put(asked.tenant, room.id, ordered, at)
    return acknowledge(asked, room.id, room.number, head, at)
