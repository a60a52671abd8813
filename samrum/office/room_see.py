"""The door for reading a shared room: what a page shows of it comes from here, and is recorded.

A room is read with its row held, and the reading is written in the same transaction: so it stands
either before a revocation in the journal, or happens without the key that was revoked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Final

from samrum.core.access import Reader
from samrum.core.consent import Consent, Standing, years
from samrum.core.contact import Burden
from samrum.core.party import Party, Via
from samrum.core.room import (
    MeetingHeld,
    Room,
    Seen,
    burden_of,
    ground_of,
    may_be_called,
    may_see,
    relation,
    seen,
    whole_by_right,
)
from samrum.core.room.access import Relation
from samrum.core.room.law import rules_of
from samrum.journal import codec, entries, people, reads, rooms
from samrum.journal.chain import Entry
from samrum.journal.codec import Event
from samrum.journal.database import transaction
from samrum.journal.happened import RoomRead
from samrum.office import clock
from samrum.office.municipality import now, on_the_wall, package_of_rooms
from samrum.office.relation import TYPED, NotHere, is_id, known_id
from samrum.office.versions import package_of_room
from samrum.office.why import HOLDS
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.vocabulary import Term, read_vocabulary

Held = tuple[date | None, str]
TOLD_NOW: Final[Held] = (None, "")
LATEST: Final = 60  # entries that are looked through for a page; the journal page reads them all


@dataclass(frozen=True, slots=True)
class Told:
    """Something that has happened in the room; `kind` is the name of the event's class."""

    seq: int
    kind: str
    event: Event
    by: Party
    at: datetime


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as the reader sees it, at `version`; `names` are those of everybody she sees in it.

    `burden` is None for who is not shown it; `timeline` is the latest first.  `may_come` are the
    members who can be called to a meeting, for the coordinator; others are told of nobody.
    """

    seen: Seen
    version: int
    names: Mapping[str, str]
    timeline: tuple[Told, ...]
    burden: Burden | None
    terms: Mapping[str, Term]
    today: date
    package: ServicePackage
    may_come: frozenset[int]
    tenant: int = 1

    @property
    def room(self) -> Room:
        return self.seen.room

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facts of this room: the rows of the consent matrix."""
        return rules_of(self.package).kinds

    @property
    def newer(self) -> str:
        """The version of the service that new rooms stand under, "" where it is this one."""
        present = package_of_rooms(self.tenant)
        return present.version if present.digest != self.package.digest else ""

    @property
    def signers(self) -> tuple[str, ...]:
        """Who has to sign a consent today; one whom she does not see in the room has no name."""
        return self.seen.signers

    def stands(self, consent: Consent) -> Standing:
        """How a consent stands today."""
        return consent.standing(self.signers, self.today)

    @property
    def relation(self) -> Relation:
        return self.seen.relation

    @property
    def age(self) -> int | None:
        """Whole years, None where nobody knows."""
        born = self.seen.room.born
        return None if born is None else years(born, self.today)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room in a list: `waiting` is how much waits for the reader."""

    id: str
    number: str
    resident_name: str
    relation: Relation
    waiting: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoomReading:
    """Somebody read the room: who, as what (`title` is what she works as there), when, why and on
    which legal ground.

    Where it was not told at once: until which day, and `held_on` which ground.
    """

    by: Party
    by_name: str
    at: datetime
    what: str
    reason: str
    keys: tuple[str, ...]
    ground: str
    shown_from: date | None = None
    held_on: str = ""
    title: str = ""


@cache
def terms() -> Mapping[str, Term]:
    """The facts that can be told and asked in a room, by id."""
    return read_vocabulary(shipped("vocabulary"))


def my_rooms(reader: Reader) -> tuple[RoomRow, ...]:
    """The rooms that are there for the reader, what moved last first."""
    at = now(reader.tenant)
    found = []
    for kept in rooms.of_member(reader.tenant, reader.id):
        stands = relation_to(reader, kept.room, at.date())
        if stands != "outsider":
            found.append((kept, stands))
    names = people.names(reader.tenant, {kept.room.resident for kept, _ in found})
    return tuple(_row(reader, kept, stands, names, at.date()) for kept, stands in found)


def room(
    reader: Reader, id: str, *, what: str = "room", reason: str = "", latest: int = LATEST
) -> RoomView:
    """The room as the reader sees it, and a record that she did; of what has happened the `latest`
    things that she is told of.  Raises NotHere."""
    with transaction(reader.tenant):
        kept = rooms.load(reader.tenant, known_id(id), hold=True)
        if kept is None:
            raise NotHere
        view = view_of(reader, kept, latest=None if what == "journal" else latest)
        _record(reader, kept, view.seen, what, reason)
        return view


def moved(reader: Reader, id: str, since: int, kinds: frozenset[str]) -> bool:
    """Whether somebody else has done something of these kinds, that the reader is told of, after
    version `since`.  Nothing of it is told, so it is no reading.  Raises NotHere."""
    kept, today = rooms.load(reader.tenant, known_id(id)), now(reader.tenant).date()
    if kept is None:
        raise NotHere
    stands = relation_to(reader, kept.room, today)
    if stands == "outsider":
        raise NotHere
    if kept.head.seq <= since:
        return False
    sees = seen(kept.room, stands, reader.id, today, terms=terms())
    made = entries.read(reader.tenant, kept.room.id, max(since, kept.head.seq - LATEST))
    told = (_told(one) for one in made if one.payload is not None and one.kind in kinds)
    return any(
        one.by.id != reader.id and sees.is_told(one.kind, *_persons_in(one, kept.room))
        for one in told
    )


def view_of(reader: Reader, kept: rooms.Kept, *, latest: int | None = LATEST) -> RoomView:
    """What the reader sees of a room that was found already, and of what has happened the `latest`
    things, all for None.  Raises NotHere."""
    today = now(reader.tenant).date()
    stands = relation_to(reader, kept.room, today)
    if stands == "outsider":
        raise NotHere
    sees = seen(kept.room, stands, reader.id, today, terms=terms())
    timeline = tuple(_timeline(reader.tenant, kept, sees, latest))
    names = people.names(reader.tenant, _persons_shown(sees.room, timeline) - sees.hidden)
    return RoomView(
        sees,
        kept.head.seq,
        names,
        timeline,
        burden_of(kept.room, today) if "burden" in sees.whole else None,
        terms(),
        today,
        package_of_room(reader.tenant, kept.room.package),
        _may_come(kept.room, sees, today),
        reader.tenant,
    )


def _timeline(tenant: int, kept: rooms.Kept, sees: Seen, most: int | None) -> Iterator[Told]:
    """What has happened, the latest first: at most so many things that she is told of, looked for
    among the LATEST entries; all of it for None."""
    if most == 0:
        return
    wanted = most if most and not sees.hidden else LATEST
    after = max(0, kept.head.seq - LATEST)
    if most is None:
        made = reversed([one for one in entries.read(tenant, kept.room.id) if one.payload])
    else:
        kinds = sees.told_of
        made = iter(entries.latest(tenant, kept.room.id, kinds, after=after, most=wanted))
    told = (one for one in map(_told, made) if sees.is_told(one.kind, *_persons_in(one, kept.room)))
    yield from islice(told, most)


def _may_come(room: Room, sees: Seen, day: date) -> frozenset[int]:
    """Found in the whole room: the coordinator does not see the consents to other agencies."""
    if sees.member is None or sees.member.number != room.coordinator:
        return frozenset()
    return frozenset(one.number for one in room.present(day) if may_be_called(room, one, day))


def relation_to(reader: Reader, room: Room, day: date) -> Relation:
    """How the reader stands to a room on `day`; of staff it is asked whether she is cleared."""
    member = room.as_member(reader.id, day)
    staff = member is not None and member.role == "professional"
    protected = staff and people.protection(reader.tenant, room.resident)
    return relation(room, reader, protected=protected, day=day)


def readings_of(reader: Reader, id: str) -> tuple[RoomReading, ...]:
    """Who has read the room, when, why and on which ground, the latest first.  Raises NotHere.

    A guardian who is hidden from the reader is not among them, nor what is kept back for now.
    """
    view = room(reader, id, what="readers")
    if not may_see(view.relation, "readers"):
        raise NotHere
    made = [one for one in reads.of(reader.tenant, id) if one.actor not in view.seen.hidden]
    told = [(one, event) for one in made if (event := _read(one)).is_shown(view.today)]
    names = people.names(reader.tenant, {one.actor for one, _ in told})
    works_as = {one.person: one.title for one in view.room.members}
    return tuple(
        replace(_reading(entry, event, names), title=works_as.get(entry.actor, ""))
        for entry, event in reversed(told)
    )


def party(reader: Reader, room: Room, stands: Relation, *, via: Via, speaks_for: str) -> Party:
    """As whom the reader acts in a room; staff who type do it for `speaks_for`.

    Raises NotHere when that is nobody whose words can be typed here.
    """
    today = now(reader.tenant).date()
    match stands:
        case "self":
            return Party(reader.id, "resident", via=via)
        case "guardian":
            held = reader.mandates[room.resident]
            number = next(one.number for one in held if one.makes_guardian(today))
            return Party(reader.id, "representative", "", room.resident, mandate=number, via=via)
        case "professional":
            member = room.as_member(reader.id, today)
            assert member is not None, "a professional stands in the room as a member"
            if via not in TYPED:
                return Party(reader.id, "professional", member.agency, via="desk")
            if speaks_for not in (room.resident, *room.guardians(today)):
                raise NotHere
            return Party(reader.id, "professional", member.agency, speaks_for, via=via)
        case "relative" | "volunteer":
            return Party(reader.id, stands, via=via)
        case _:
            raise NotHere


def _row(
    reader: Reader, kept: rooms.Kept, stands: Relation, names: Mapping[str, str], day: date
) -> RoomRow:
    sees = seen(kept.room, stands, reader.id, day, terms=terms())
    return RoomRow(
        kept.room.id,
        kept.room.number,
        names.get(kept.room.resident, ""),
        stands,
        _waiting(sees, reader.id, day),
        kept.head.at,
    )


def _waiting(sees: Seen, reader: str, day: date) -> int:
    """How much waits for her: questions and consents for the family, and steps that are hers."""
    room, member = sees.room, sees.member
    steps = sum(
        one.standing in ("offered", "planned")
        and member is not None
        and one.member == member.number
        for one in room.plan.steps
    )
    if not whole_by_right(sees.relation):
        return steps
    unsigned = sum(
        reader in sees.signers
        and reader not in one.signatures
        and one.standing(sees.signers, day) == "waiting"
        for one in room.consents
    )
    return steps + unsigned + sum(one.closed_at is None for one in room.questions)


def _record(reader: Reader, kept: rooms.Kept, sees: Seen, what: str, reason: str) -> None:
    """Everybody leaves a trace but the one whom the room is about."""
    if sees.relation == "self":
        return
    by = party(reader, kept.room, sees.relation, via="portal", speaks_for="")
    staff = sees.relation == "professional"
    held = held_back(reader, kept.room.id) if staff else TOLD_NOW
    told = reading(kept, sees, what, reason, held)
    reads.record_held(reader.tenant, told, by, now(reader.tenant))


def held_back(reader: Reader, room: str) -> Held:
    """From which day those it belongs to are told of what the reader reads now, and on which
    ground not before: as she said when she asked to read like this (samrum.office.room_quiet)."""
    said = reads.last_said(reader.tenant, room, reader.id, clock.moment() - HOLDS)
    return (said.shown_from, said.held_on) if said else TOLD_NOW


def reading(kept: rooms.Kept, sees: Seen, what: str, reason: str, held: Held) -> RoomRead:
    """A reading as it is written down: by which keys, on which ground, and when it is shown."""
    branch = sees.member.branch if sees.member and sees.member.role == "professional" else ""
    ground = ground_of(branch)
    keys = tuple(str(key) + (f" ({key.law})" if key.law else "") for key in sees.keys)
    return RoomRead(kept.room.id, what, reason, keys, str(ground or ""), kept.head.seq, *held)


def _told(entry: Entry) -> Told:
    event = codec.event(entry.kind, entry.payload or "")
    return Told(entry.seq, entry.kind, event, entry.party, on_the_wall(entry.tenant, entry.at))


def _persons_in(one: Told, room: Room) -> set[str]:
    """Everybody that an event and its entry name, and who was called to its meeting."""
    named = (getattr(one.event, name, "") for name in ("person", "signer", "said_by", "other"))
    held = one.event.meeting if isinstance(one.event, MeetingHeld) else 0
    called = getattr(one.event, "called", ())
    called = next((m.called for m in room.meetings if m.number == held), called)
    members = {member.person for member in room.members if member.number in called}
    return {one.by.id, one.by.on_behalf_of, *named, *members} - {""}


def _persons_shown(room: Room, timeline: Iterable[Told]) -> set[str]:
    """Everybody whose name the page may have to say."""
    shown = {room.resident, room.opened_by, room.plan.agreed_by}
    shown |= {member.person for member in room.members}
    shown |= {who for card in room.cards for who in (card.given_by, card.typed_by)}
    shown |= {one.typed_by for two in room.consents for one in two.signatures.values()}
    shown |= {one.asked_by for one in room.questions}
    shown |= {one.asked_by for one in room.consents}
    shown |= {signer for one in room.consents for signer in one.signatures}
    shown |= {one.by for one in (*room.plan.dissents, *room.plan.declined)}
    shown |= {one.to for one in room.consents}
    shown |= {room.needs.said_by, room.needs.typed_by} if room.needs else set()
    shown |= {id for one in timeline for id in _persons_in(one, room)}
    return {id for id in shown if is_id(id)}


def _read(entry: Entry) -> RoomRead:
    event = codec.event(entry.kind, entry.payload or "")
    assert isinstance(event, RoomRead), "a room's stream of readings holds nothing else"
    return event


def _reading(entry: Entry, event: RoomRead, names: Mapping[str, str]) -> RoomReading:
    return RoomReading(
        entry.party,
        names.get(entry.actor, ""),
        on_the_wall(entry.tenant, entry.at),
        event.what,
        event.reason,
        event.keys,
        event.ground,
        event.shown_from,
        event.held_on,
    )
