"""The door for reading: everything a page shows comes from here, filtered for who looks.

Nothing leaves without samrum.core.access having been asked.  What staff read of a case is an entry
in its stream of readings, written before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings

from samrum.channels.store import Store
from samrum.core.access import Reader, Relation, System, may_see
from samrum.core.automation import function_name, is_function
from samrum.core.case import Case, Letter
from samrum.core.document import Document
from samrum.core.fact import Answer, Fact
from samrum.core.insight import Veil, Veiled, contact_facts, veiled, veiled_events
from samrum.core.party import Party
from samrum.core.person import Person
from samrum.core.support import Support
from samrum.journal import cases, codec, entries, people, reads
from samrum.journal.cases import CaseRow
from samrum.journal.chain import Entry
from samrum.journal.codec import Event
from samrum.journal.happened import CaseRead
from samrum.office import why
from samrum.office.municipality import municipality, now, on_the_wall, package
from samrum.office.paper import answers_for, set_letter
from samrum.office.persons import resident_of
from samrum.office.relation import NotHere, is_id, known_id, must_see, party, relation, relation_to
from samrum.office.versions import package_of
from samrum.office.worklist import Worklist as Worklist
from samrum.office.worklist import WorklistPage as WorklistPage
from samrum.office.worklist import how_many as how_many
from samrum.office.worklist import next_case as next_case
from samrum.office.worklist import worklist as worklist
from samrum.packages.package import ServicePackage

LEAVE_A_TRACE: Final = ("unit", "intake", "follower")
MOST_CASES_ASKED = 50  # of a resident, when an application is filled in beforehand


@dataclass(frozen=True, slots=True)
class PersonCard:
    """The resident of a case, as the reader may see her; `address` is None when hidden."""

    id: str
    name: str
    number: str
    address: tuple[str, ...] | None
    protected: bool


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that has happened; `kind` is the name of the event's class.

    What is hidden from a party is `Veiled`, and nobody is named beside it.
    """

    seq: int
    kind: str
    event: Event | Veiled
    by: Party
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with what the reader may see of it; the rest is empty.

    `names` are those of everybody in it, by id.
    """

    case: Case
    relation: Relation
    version: int
    package: ServicePackage
    resident: PersonCard
    names: Mapping[str, str]
    timeline: tuple[TimelineItem, ...]
    turn: str
    expected_by: date | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document; `open` gives its bytes, checked (samrum.channels.store: Missing, Damaged)."""

    document: Document
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter; `open` gives its PDF once it has been set, and raises Missing before that."""

    letter: Letter
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class ReadItem:
    """Somebody of the staff read the case: `what` is "case", "facts", "document 2" or
    "letter 1".  Where the party was not told at once: until which day, and on which `ground`."""

    by: Party
    by_name: str
    at: datetime
    what: str
    reason: str
    shown_from: date | None = None
    ground: str = ""

    def is_shown(self, day: date) -> bool:
        """Whether the party is told of it on `day`."""
        return self.shown_from is None or day >= self.shown_from


@dataclass(frozen=True, slots=True)
class Prefilled:
    """An answer that is known already: `source` is as in a fact; `number` the case it is from."""

    answer: Answer
    source: str
    given_at: datetime
    number: str


def my_cases(reader: Reader) -> tuple[CaseRow, ...]:
    """The reader's own cases and those she has a mandate for, the latest first."""
    today = now(reader.tenant).date()
    rows = cases.of_residents(reader.tenant, [reader.id, *reader.mandates])
    return tuple(row for row in rows if _row_relation(reader, row, today) in ("self", "mandate"))


def case(reader: Reader | System, id: str, *, reason: str = "", as_party: bool = False) -> CaseView:
    """The case, and for staff a record that it was read.  Raises NotHere.

    `as_party`: what its party may see, for a caseworker who sits beside her.
    """
    kept, stands = _found(reader, id)
    if not as_party:
        why.must_be_said(reader, kept, stands, reason)
    return _shown(reader, kept, stands, reason, as_party)


def to_judge(reader: Reader | System, id: str) -> tuple[Case, ServicePackage]:
    """The whole case and its service, to judge by what is asked in it: nothing of it is shown.

    Raises NotHere.
    """
    kept, _ = _found(reader, id)
    return kept.case, package_of(reader.tenant, kept.case.package)


def happened(reader: Reader | System, id: str, after: int, to: int) -> tuple[TimelineItem, ...]:
    """What has happened in a case after one version up to another, without names; nothing of what
    is hidden.  Raises NotHere."""
    kept, stands = _found(reader, id)
    must_see(stands, "journal", protected=kept.protected)
    applied = package_of(reader.tenant, kept.case.package)
    made = entries.read(reader.tenant, id)
    items = _timeline(kept.case, made, _veil(kept, stands, applied, as_party=False))
    shown = (item for item in items if not isinstance(item.event, Veiled))
    return tuple(item for item in shown if after < item.seq <= to)


def beside(reader: Reader, id: str, resident: str) -> CaseView:
    """The case as its party sees it: for her, for who acts for her, and for a caseworker who sits
    beside `resident` and types for her ("": beside nobody).  Raises NotHere."""
    kept, stands = _found(reader, id)
    if stands == "unit" and kept.case.resident != resident:
        raise NotHere
    return _shown(reader, kept, stands, "", as_party=True)


def view_of(
    reader: Reader | System, kept: cases.Kept, stands: Relation, *, as_party: bool = False
) -> CaseView:
    """What somebody who `stands` like this sees of a case that was found already."""
    told = kept.case
    applied = package_of(reader.tenant, told.package)
    seen = _blanked(reader, kept, stands, as_party)
    made = (
        entries.read(reader.tenant, told.id) if may_see(stands, "journal", protected=True) else []
    )
    timeline = _timeline(told, made, _veil(kept, stands, applied, as_party))
    names, resident = _names(reader.tenant, seen, timeline)
    return CaseView(
        seen,
        stands,
        kept.head.seq,
        applied,
        _card(resident, kept, stands),
        names,
        tuple(replace(one, by_name=names.get(one.by.id, "")) for one in timeline),
        told.turn,
        told.expected_by,
    )


def readings_of(reader: Reader | System, id: str) -> tuple[ReadItem, ...]:
    """Who of the staff has read the case, when and why, the latest first.  Raises NotHere.

    The party is told at once, but for what is kept from her to a day on a ground (office.why).
    """
    kept, stands = _found(reader, id)
    return _readings(reader, kept.case.id, stands, {})


def readings_beside(reader: Reader, view: CaseView) -> tuple[ReadItem, ...]:
    """The same of a case that `reader` has just been shown: it is not looked for once more."""
    return _readings(reader, view.case.id, view.relation, view.names)


def _readings(
    reader: Reader | System, case: str, stands: Relation, known: Mapping[str, str]
) -> tuple[ReadItem, ...]:
    """With the names that are `known` already."""
    must_see(stands, "journal", protected=True)
    made = reads.of(reader.tenant, case)
    strangers = {entry.actor for entry in made} - set(known)
    names = {**known, **_named(reader.tenant, strangers)} if strangers else known
    items = (_read_item(entry, names) for entry in reversed(made))
    today, whole = now(reader.tenant).date(), stands == "unit"
    return tuple(item for item in items if whole or item.is_shown(today))


def document(
    reader: Reader | System, case: str, number: int, *, as_party: bool = False
) -> DocumentView:
    """One document of a case; for its party none that is hidden from her.  Raises NotHere."""
    kept, stands = _found(reader, case)
    must_see(stands, "documents", protected=kept.protected)
    if not as_party:
        why.must_be_said(reader, kept, stands)
    seen = _blanked(reader, kept, stands, as_party)
    found = next((one for one in seen.documents if one.number == number), None)
    if found is None:
        raise NotHere
    _record(reader, kept, stands, f"document {number}", "")
    return DocumentView(found, lambda: _store().open(found.sha256))


def letter(reader: Reader | System, case: str, number: int) -> LetterView:
    """One letter of a case.  Raises NotHere.

    For who may not see where she lives it is set again with nothing in its window, and without
    what its words told of it before she was protected.
    """
    kept, stands = _found(reader, case)
    must_see(stands, "letters", protected=kept.protected)
    why.must_be_said(reader, kept, stands)
    seen = _blanked(reader, kept, stands)
    found = next((one for one in seen.letters if one.number == number), None)
    if found is None:
        raise NotHere
    _record(reader, kept, stands, f"letter {number}", "")
    if may_see(stands, "address", protected=kept.protected):
        return LetterView(found, lambda: _store().open(found.sha256))
    return LetterView(found, lambda: BytesIO(_without_window(reader.tenant, kept.case, found)))


def _without_window(tenant: int, case: Case, letter: Letter) -> bytes:
    name = answers_for(tenant, case)
    return set_letter(municipality(tenant), case, letter, None, name).pdf


def services(tenant: int) -> tuple[ServicePackage, ...]:
    """What a resident can get here: no secret, so nobody has to be logged in."""
    found = (package(tenant, id) for id in municipality(tenant).adopted)
    return tuple(one for one in found if one is not None)


def service(tenant: int, id: str) -> ServicePackage:
    """One service.  Raises NotHere."""
    found = package(tenant, id)
    if found is None:
        raise NotHere
    return found


def acting_for(reader: Reader) -> tuple[Person, ...]:
    """The persons that the reader may act for today, by name."""
    today = now(reader.tenant).date()
    givers = [
        giver
        for giver, held in reader.mandates.items()
        if any(mandate.covers(one, today) for mandate in held for one in mandate.services)
    ]
    kept = (people.load(reader.tenant, giver) for giver in givers)
    return tuple(sorted((one.person for one in kept if one), key=lambda person: person.name))


def prefill(reader: Reader, resident: str, service: str) -> dict[str, Prefilled]:
    """Answers to the service's questions that are known and still fresh, by fact.

    Only from cases that the reader sees the facts of.  Raises NotHere for somebody whose
    application is none of her business.
    """
    applied = package(reader.tenant, service)
    protected = resident_of(reader, resident).protected
    today = now(reader.tenant).date()
    if applied is None:
        raise NotHere
    stands = relation(reader, resident=resident, service=service, protected=protected, day=today)
    must_see(stands, "existence", protected=protected)
    found: dict[str, Prefilled] = {}
    for known in cases.latest_of(reader.tenant, resident, MOST_CASES_ASKED):
        stands = relation_to(reader, known, today)
        if not may_see(stands, "facts", protected=known.protected):
            continue
        told = {
            id: Prefilled(Answer(fact.value), fact.source, fact.given_at, known.case.number)
            for id, fact in _blanked(reader, known, stands, as_party=True).facts.items()
            if id not in found
            and id in applied.terms
            and _fresh(fact, applied.terms[id].fresh_days, today)
        }
        if told:
            _record(reader, known, stands, "facts", f"prefill {service}")
        found |= told
    return found


def _found(reader: Reader | System, id: str) -> tuple[cases.Kept, Relation]:
    """The case and how the reader stands to it.  Raises NotHere."""
    kept = cases.load(reader.tenant, known_id(id))
    if kept is None:
        raise NotHere
    stands = relation_to(reader, kept, now(reader.tenant).date())
    must_see(stands, "existence", protected=kept.protected)
    return kept, stands


def _shown(
    reader: Reader | System, kept: cases.Kept, stands: Relation, reason: str, as_party: bool
) -> CaseView:
    """The case, once it stands in the journal of readings that it is read."""
    _record(reader, kept, stands, "case", reason)
    return view_of(reader, kept, stands, as_party=as_party)


def _row_relation(reader: Reader, row: CaseRow, day: date) -> Relation:
    return relation(
        reader, resident=row.resident, service=row.service, protected=row.protected, day=day
    )


def _record(
    reader: Reader | System, kept: cases.Kept, stands: Relation, what: str, reason: str
) -> None:
    """Staff and other systems leave a trace when they read; a resident reads her own."""
    if stands not in LEAVE_A_TRACE:
        return
    at, case = now(reader.tenant), kept.case
    by = party(
        reader, stands, resident=case.resident, service=case.service, via="desk", day=at.date()
    )
    read = CaseRead(case.id, what, reason, *why.delay(reader, kept, stands))
    reads.record(reader.tenant, read, by, at)


def _veil(kept: cases.Kept, stands: Relation, package: ServicePackage, as_party: bool) -> Veil:
    """What is kept from somebody in this relation."""
    protected = kept.protected
    shown = may_see(stands, "contact", protected=protected)
    return Veil(
        party=as_party or not may_see(stands, "hidden_items", protected=protected),
        contact=None if shown else contact_facts(package.terms),
        protection=protected and not may_see(stands, "protection", protected=protected),
    )


def _blanked(
    reader: Reader | System, kept: cases.Kept, stands: Relation, as_party: bool = False
) -> Case:
    """The case without what somebody in this relation may not see."""
    applied = package_of(reader.tenant, kept.case.package)
    known = veiled(kept.case, _veil(kept, stands, applied, as_party))
    hidden: dict[str, Any] = {
        field: empty
        for kind, fields in _FIELDS.items()
        if not may_see(stands, kind, protected=kept.protected)
        for field, empty in fields.items()
    }
    return replace(known, **hidden) if hidden else known


_FIELDS: Mapping[str, Mapping[str, object]] = {
    "facts": {"facts": {}, "registers": {}, "corrections": ()},
    "documents": {"documents": ()},
    "messages": {"messages": ()},
    "notes": {"notes": ()},
    "recommendation": {"recommendation": None},
    "assessment": {"assessment": None},
    "hearing": {"hearings": (), "tellings": ()},
    "decision": {
        "decision": None,
        "earlier": (),
        "notice": None,
        "appeals": (),
        "support": Support(),
    },
    "letters": {"letters": ()},
}


def _card(resident: Person, kept: cases.Kept, stands: Relation) -> PersonCard:
    protected = kept.protected
    address = resident.address if may_see(stands, "address", protected=protected) else None
    told = protected and may_see(stands, "protection", protected=protected)
    return PersonCard(resident.id, resident.name, resident.number, address, told)


def _names(
    tenant: int, case: Case, timeline: Iterable[TimelineItem]
) -> tuple[dict[str, str], Person]:
    """The names of everybody in the case, and its resident; a function that decided has its id and
    version."""
    ids = _persons_in(case, timeline)
    names, resident = people.names_and_one(tenant, filter(is_id, ids), case.resident)
    decider = case.decision.decider if case.decision else ""
    by_function = {decider: function_name(decider)} if is_function(decider) else {}
    return {**names, **_systems(tenant, ids), **by_function}, resident


def _named(tenant: int, ids: set[str]) -> dict[str, str]:
    """The names of these persons and systems, by id."""
    return people.names(tenant, filter(is_id, ids)) | _systems(tenant, ids)


def _systems(tenant: int, ids: set[str]) -> dict[str, str]:
    return {one.id: one.name for one in municipality(tenant).systems.values() if one.id in ids}


def _persons_in(case: Case, timeline: Iterable[TimelineItem]) -> set[str]:
    ids = {case.resident, case.caseworker}
    ids.update(one for item in timeline for one in (item.by.id, item.by.on_behalf_of))
    ids.update(one for question in case.bias for one in (question.concerns, question.reviewed_by))
    ids.update(one for hiding in case.hidings for one in (hiding.decided_by, hiding.answered_by))
    if case.decision:
        ids.update((case.decision.reporter, *case.decision.participants))
    return ids


def _timeline(case: Case, made: Iterable[Entry], veil: Veil) -> tuple[TimelineItem, ...]:
    """All that has happened, was not erased and may be seen, still without names."""
    whole = [entry for entry in made if entry.payload is not None]
    happened: Iterable[Any] = [codec.event(entry.kind, entry.payload or "") for entry in whole]
    return tuple(
        TimelineItem(entry.seq, type(event).__name__, event, _by(entry, event), "", _at(entry))
        for entry, event in zip(whole, veiled_events(case, happened, veil), strict=True)
        if event is not None
    )


def _at(entry: Entry) -> datetime:
    return on_the_wall(entry.tenant, entry.at)


def _by(entry: Entry, event: object) -> Party:
    """Who did it; of what is hidden only that it was somebody."""
    return Party("", "caseworker") if isinstance(event, Veiled) else entry.party


def _read_item(entry: Entry, names: Mapping[str, str]) -> ReadItem:
    event = codec.event(entry.kind, entry.payload or "")
    assert isinstance(event, CaseRead), "a stream of readings holds nothing else"
    by_name, told = names.get(entry.actor, ""), (event.what, event.reason)
    return ReadItem(entry.party, by_name, _at(entry), *told, event.shown_from, event.ground)


def _fresh(fact: Fact, days: int | None, today: date) -> bool:
    if fact.standing != "known":
        return False
    return days is None or fact.given_at.date() + timedelta(days=days) >= today


def _store() -> Store:
    return Store(Path(settings.FILES))
