"""Counting an incident: whom it is about, how much of it, and what nobody here can know.

An operator counts, who has the machine and stands to no case: so what comes out is ids and numbers,
no name, no national number, and nobody whose data are protected but as one of so many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Final

from samrum.core.incident import Concerned, Extent, Incident, is_child
from samrum.core.person import Mandate, Person, Post, PostAppointed, PostEnded, born_on
from samrum.core.refusal import Refused
from samrum.core.room import Room
from samrum.journal import cases, codec, concerned, entries, people, reads
from samrum.journal.concerned import NOUNS, Known, Touch
from samrum.journal.database import one_moment
from samrum.journal.happened import CaseRead, EntriesErased, PersonRead, RoomRead
from samrum.office import room_see
from samrum.office.municipality import country, municipality, on_the_wall
from samrum.office.relation import is_id, numbered
from samrum.office.security_log import behind
from samrum.office.versions import package_of
from samrum.packages.vocabulary import Term

OPENED: Final = ("document ", "letter ")


@dataclass(frozen=True, slots=True)
class Counted:
    """`persons` are those that a file may name, by id; `protected` are the ids of the others, for
    who is cleared.  `boards` are the agencies whose cases it is about, `accounts` how many accounts
    were misused.  The journal that was counted `ends` there: a restored one may be older than the
    incident."""

    extent: Extent
    persons: tuple[Concerned, ...]
    protected: tuple[str, ...]
    boards: tuple[str, ...]
    accounts: int
    ends: datetime | None = None


@dataclass
class _Found:
    """What is found on the way: the ids of what it is about, how often each was read or acted in,
    and then how much of each person that is."""

    first: datetime
    last: datetime
    ids: dict[str, set[str]] = field(default_factory=lambda: {one: set() for one in NOUNS})
    read: Counter[str] = field(default_factory=Counter)
    acted: Counter[str] = field(default_factory=Counter)
    looked_up: set[str] = field(default_factory=set)
    representatives: set[str] = field(default_factory=set)
    opened: set[tuple[str, str]] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    listing: set[str] = field(default_factory=set)
    lost: int = 0
    cases: Counter[str] = field(default_factory=Counter)  # of each person, as those below
    rooms: Counter[str] = field(default_factory=Counter)
    readings: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)  # rooms, worries, requests, letters
    strangers: int = 0
    gone: int = 0

    def concerns(
        self, person: str, through: str, *, case: bool = False, room: bool = False
    ) -> None:
        """That something which was read or done is about a person."""
        self.ids["person"].add(person)
        self.cases[person] += case
        self.rooms[person] += room
        self.readings[person] += self.read[through]
        self.acts[person] += self.acted[through]


def count(tenant: int, incident: Incident, at: datetime) -> Counted:
    """Count it as everything is kept at one moment.  Raises Refused for a reader or a case that is
    not known here."""
    found = _Found(*incident.window(at))
    with one_moment(tenant):
        accounts, systems = _accounts(tenant, incident.readers)
        actors = [*accounts, *systems]
        for one in accounts.values():
            posts = _posts(tenant, one.id, found)
            found.listing.update(*(municipality(tenant).services_of(post.unit) for post in posts))
            if not posts:
                _own_matters(tenant, one, found)
        for touch in concerned.touched(tenant, actors, found.first, found.last) if actors else ():
            _touched(touch, actors, found)
        _sorted(tenant, found)
        found.ids["case"].update(numbered(tenant, incident.cases))
        since = _everything(tenant, found) if incident.everything else None
        _cases(tenant, found, since)
        _others(tenant, found)
        persons = list(concerned.persons_of(tenant, found.ids["person"]))
        extent, ends = _extent(tenant, found, persons, incident.everything), concerned.ends(tenant)
    protected = {id for id, _number, hidden, _works_here in persons if hidden}
    rows = (
        Concerned(id, found.cases[id], found.rooms[id], found.readings[id], found.acts[id])
        for id in sorted(found.ids["person"] - protected)
    )
    boards = _boards(tenant, found.services)
    return Counted(extent, tuple(rows), tuple(sorted(protected)), boards, len(actors), ends)


def _extent(tenant: int, found: _Found, persons: Sequence[Known], everything: bool) -> Extent:
    day = on_the_wall(tenant, found.last).date()
    ages = [_is_child(tenant, number, day) for _id, number, _hidden, _works_here in persons]
    erased, listing = found.erased, found.listing
    return Extent(
        persons=len(found.ids["person"]),
        children=ages.count(True),
        ageless=ages.count(None) + len(found.ids["person"]) - len(persons),
        protected=sum(hidden for _id, _number, hidden, _works_here in persons),
        staff=sum(works_here for _id, _number, _hidden, works_here in persons),
        representatives=len(found.representatives),
        strangers=found.strangers,
        services=dict(found.services.most_common()),
        rooms=found.kept["rooms"],
        looked_up=len(found.looked_up),
        worries=found.kept["worries"],
        requests=found.kept["requests"],
        drafts=concerned.how_many_drafts(tenant) if everything else 0,
        facts=dict(found.facts.most_common()),
        documents=dict(found.documents.most_common()),
        letters=found.kept["letters"],
        opened=len(found.opened),
        readings=found.read.total() + found.lost,
        acts=found.acted.total(),
        gone=found.gone,
        lost=found.lost,
        destroyed=concerned.how_many_begun(tenant, erased) if erased else 0,
        listed=concerned.how_many_listed(tenant, listing) if listing else 0,
    )


def _accounts(tenant: int, readers: Iterable[str]) -> tuple[dict[str, Person], list[str]]:
    """The persons, by id, and the systems behind marks and ids.  Raises Refused."""
    known = {one.id for one in municipality(tenant).systems.values()}
    persons = [_behind(tenant, reader) for reader in readers if reader not in known]
    systems = dict.fromkeys(reader for reader in readers if reader in known)
    return {one.id: one for one in persons}, list(systems)


def _behind(tenant: int, reader: str) -> Person:
    kept = people.load(tenant, reader) if is_id(reader) else None
    person = kept.person if kept else behind(tenant, reader)
    if person is None:
        raise Refused(
            "Nobody is found behind {reader}.",
            because="It is no mark of a person, no id of a person and no system here.",
            instead="Copy what the security log calls `who`, and see that the municipality is the"
            " right one. A mark that an earlier key made needs that key.",
            reader=reader,
        )
    return person


def _posts(tenant: int, person: str, found: _Found) -> list[Post]:
    """What somebody worked as in the time: she may have been shown out since."""
    held: list[Post] = []
    for entry in entries.read(tenant, person):
        event = codec.event(entry.kind, entry.payload) if entry.payload else None
        match event:
            case PostAppointed(post) if entry.at < found.last:
                held = [post] if entry.at < found.first else [*held, post]
            case PostEnded() if entry.at < found.first:
                held = []
    return held


def _own_matters(tenant: int, person: Person, found: _Found) -> None:
    """Of a resident's account: her own cases and those she could act in, because nobody writes down
    that she reads them."""
    found.ids["person"].add(person.id)
    held = people.mandates_of(tenant, person.id)
    for row in cases.of_residents(tenant, [person.id, *held]):
        mandates = held.get(row.resident, ())
        hers = row.resident == person.id
        hers = hers or any(_held(tenant, one, row.service, found) for one in mandates)
        if hers and row.received_at < found.last:
            found.ids["case"].add(row.id)


def _held(tenant: int, mandate: Mandate, service: str, found: _Found) -> bool:
    """Whether a mandate was in force at any moment of the time: it may have been revoked since."""
    if mandate.revoked_at is not None and mandate.revoked_at >= found.first:
        mandate = replace(mandate, revoked_at=None)
    first, last = (on_the_wall(tenant, one).date() for one in (found.first, found.last))
    return mandate.valid_from <= last and mandate.covers(service, max(first, mandate.valid_from))


def _touched(touch: Touch, actors: Collection[str], found: _Found) -> None:
    """One reading or act of the accounts."""
    if touch.noun in found.ids:
        if touch.stream not in actors:  # what she does to herself is about nobody else
            found.ids[touch.noun].add(touch.stream)
            found.acted[touch.stream] += 1
        return
    if touch.noun not in ("reads", "erasure"):
        return
    if touch.payload is None:
        found.lost += 1
        return
    match codec.event(touch.kind, touch.payload):
        case CaseRead() | RoomRead() | PersonRead() as reading:
            id = reads.read_of(reading)
            found.read[id] += 1
            if reading.what.startswith(OPENED):
                found.opened.add((id, reading.what))
        case EntriesErased(stream=stream):
            found.erased.add(stream)


def _sorted(tenant: int, found: _Found) -> None:
    """What was read is put with what it is: a request is read as a case is, and a report of worry
    as a room."""
    for id, noun in concerned.nouns_of(tenant, found.read).items():
        found.ids[noun].add(id)
        found.looked_up |= {id} if noun == "person" else set()


def _everything(tenant: int, found: _Found) -> set[str]:
    """All that was kept at some moment of the time; what of it was erased since it began."""
    begun = concerned.begun(tenant, found.last)
    since = concerned.erased_since(tenant, set().union(*begun.values()), found.first)
    for noun, ids in begun.items():
        found.ids[noun] |= ids
    found.ids["person"] &= {*people.ids(tenant)} | since
    return since


def _cases(tenant: int, found: _Found, since: set[str] | None) -> None:
    """Whose the cases are, and what is in them.  One that is not kept any more has gone meanwhile,
    unless only what was erased `since` then had been there."""
    left = set(found.ids["case"])
    for kept in concerned.cases_of(tenant, found.ids["case"]):
        case = kept.case
        left.discard(case.id)
        found.concerns(case.resident, case.id, case=True)
        found.services[case.service] += 1
        found.facts.update(_kind(tenant, case.package, one) for one in case.facts)
        found.documents.update(_kind(tenant, case.package, one.kind) for one in case.documents)
        found.kept["letters"] += len(case.letters)
    for case_id, person in concerned.represented(tenant, found.ids["case"] - left, found.last):
        found.concerns(person, case_id, case=True)
        found.representatives.add(person)
    found.gone = len(left if since is None else left & since)


def _others(tenant: int, found: _Found) -> None:
    """Whom rooms, reports of worry and requests are about, and who has reported, which is a secret
    of its own (OSL 26 kap. 5 §); who was looked up is found already."""
    for id in tuple(found.ids["person"]):
        found.readings[id] += found.read[id]
        found.acts[id] += found.acted[id]
    day = on_the_wall(tenant, found.last).date()
    for room in concerned.rooms_of(tenant, found.ids["room"]):
        for person in _in_the_room(room, day):
            found.concerns(person, room.id, room=True)
        found.facts.update(_secrecy(room_see.terms(), card.fact) for card in room.cards)
        found.kept["letters"] += len(room.letters)
        found.kept["rooms"] += 1
    for worry in concerned.worries_of(tenant, found.ids["worry"]):
        for person in {worry.about, worry.reported_by} - {""}:
            found.concerns(person, worry.id)
        found.strangers += not worry.about
        found.kept["worries"] += 1
    requests = [one.request for one in concerned.requests_of(tenant, found.ids["transfer"])]
    known = concerned.by_number(tenant, [one.person_number for one in requests])
    for request in requests:
        if request.person_number in known:
            found.concerns(known[request.person_number], request.id)
    found.strangers += len({one.person_number for one in requests} - set(known))
    found.kept["requests"] = len(requests)


def _in_the_room(room: Room, day: date) -> set[str]:
    """Whom a room is about, and who is in it for the family: they are named there."""
    family = (one.person for one in room.members if one.role != "professional" and one.since <= day)
    return {room.resident, *family}


@cache
def _terms(tenant: int, package: str) -> Mapping[str, Term]:
    try:
        return package_of(tenant, package).terms
    except KeyError:
        return {}  # a service that was given up: of what kind its facts are is not known


def _kind(tenant: int, package: str, term: str) -> str:
    return _secrecy(_terms(tenant, package), term)


def _secrecy(terms: Mapping[str, Term], term: str) -> str:
    return terms[term].secrecy if term in terms else ""


def _is_child(tenant: int, number: str, day: date) -> bool | None:
    """Whether somebody was under age on a day; None where her number does not say."""
    form = country(municipality(tenant).country).person_number
    born = form.born_on(number) or born_on(number)
    return None if born is None else is_child(born, day)


def _boards(tenant: int, services: Iterable[str]) -> tuple[str, ...]:
    here = municipality(tenant)
    units = (here.units.get(here.unit_of(service)) for service in services)
    return tuple(dict.fromkeys(one.agency for one in units if one is not None))
