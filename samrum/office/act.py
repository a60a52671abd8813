"""The door for change: one press of a button, in one transaction.

Load the case, ask who this is and whether she may, let the core decide, add what follows by
itself, and keep it: entries, state, letters to send and a receipt, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from samrum.core.access import Reader, System
from samrum.core.bias import RaiseBias
from samrum.core.case import (
    AnswerStep,
    Apply,
    Assess,
    Case,
    Command,
    Decide,
    LetterOrdered,
    Reach,
    ReadRegisters,
    TakeCase,
    TakeOverCase,
)
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.party import POST, RULES, Party, Via
from samrum.core.person import Person
from samrum.core.refusal import Refused
from samrum.core.transfer import TakeAnswer
from samrum.journal import (
    cases,
    chain,
    counter,
    drafts,
    entries,
    outbox,
    people,
    receipts,
)
from samrum.office import crossing, see, why
from samrum.office.clock import not_before
from samrum.office.municipality import (
    municipality,
    now,
    package,
)
from samrum.office.persons import new_id, protect_if_told, resident_of
from samrum.office.press import (
    Asked,
    Receipt,
    acknowledge,
    again,
    asked_under,
    must_be_covered,
    once,
    receipt_of,
)
from samrum.office.registers import readings
from samrum.office.relation import NotHere, is_id, known_id, must_do, party, relation, relation_to
from samrum.office.ties import CLOSE, tie
from samrum.office.versions import keep, package_of, reference_for, reference_to
from samrum.packages.package import ServicePackage


class Changed(Exception):
    """Somebody else was there first: the case as it is now, and what happened since."""

    def __init__(self, view: see.CaseView, since: tuple[see.TimelineItem, ...]) -> None:
        super().__init__(f"{view.case.number} has changed since version {view.version}")
        self.view = view
        self.since = since


class _Tied(Exception):
    """Somebody who is about to work with the case has a tie to its resident, seen as `sign`."""

    def __init__(self, person: str, sign: str) -> None:
        super().__init__(person, sign)
        self.person = person
        self.sign = sign


def act(
    reader: Reader | System,
    command: Command,
    *,
    case: str,
    key: str,
    expected: int | None = None,
    via: Via = "portal",
) -> Receipt:
    """Let `reader` do `command` in a case, once per key.

    Raises Refused, NotHere, and Changed when the case has moved on from version `expected`.
    Where a tie to the resident is seen, the question of bias is put first, as an act of its own:
    then it is for the law to say whether this act may still be done.
    """
    asked = asked_under(reader.tenant, reader.id, key, (command, case, via))
    try:
        return once(asked, lambda: _act(reader, command, asked, case, expected, via))
    except _Tied as tied:
        put = RaiseBias(tied.person, "party", "", tied.sign)
        act_by_itself(reader.tenant, "rules", put, case=case, key=f"{case}/bias/{tied.person}")
        return once(asked, lambda: _act(reader, command, asked, case, None, via))


def acknowledged(reader: Reader | System, key: str) -> Receipt | None:
    """What this key was answered with, None if nothing was ever done under it."""
    before = receipts.find(reader.tenant, reader.id, key)
    return None if before is None else receipt_of(before)


def read_registers(reader: Reader, *, case: str, key: str) -> Receipt:
    """Ask the registers again about the resident of a case, and keep what they answer.

    A second press asks nobody.  Raises Refused and NotHere.
    """
    before = acknowledged(reader, key)
    if before:
        return before
    view = see.case(reader, case)
    must_do(view.relation, ReadRegisters.__name__, via="desk")
    here = municipality(reader.tenant)
    read = readings(here, view.package, view.resident.number, now(reader.tenant))
    kept = act(reader, ReadRegisters(read), case=case, key=key, via="desk")
    # Afterwards: who asked may no longer see it.
    protect_if_told(view.resident.id, read, tenant=reader.tenant)
    return kept


def act_by_itself(
    tenant: int, by: Literal["rules", "post"], command: Command, *, case: str, key: str
) -> Receipt:
    """Let the rules or the post room do what is theirs, once per key."""
    party = {"rules": RULES, "post": POST}[by]
    asked = asked_under(tenant, by, key, (command, case, party.via))

    def happens() -> Receipt:
        kept = _held(tenant, case)
        must_do(by, type(command).__name__, via=party.via)
        before = receipts.find(tenant, by, key)
        if before:
            return again(asked, before)
        here = municipality(tenant)
        unit = here.units.get(here.unit_of(kept.case.service))
        acting = replace(party, agency=unit.agency if unit else "")
        return _happen(asked, kept, command, acting, now(tenant))

    return once(asked, happens)


def answer_neighbour(asked: Asked, tenant: int, case: str, command: TakeAnswer, by: Party) -> None:
    """Let a case of another municipality take the answer that `by` gives here (the tenant of
    `asked`), in the open transaction.  Raises Refused, and NotHere for a case that is gone."""
    kept, here = _held(tenant, case), municipality(asked.tenant)
    acting = crossing.acting_as(here.id, here.name)
    at, told = not_before(now(tenant), kept.head.at), kept.case
    package = package_of(tenant, told.package)
    came = happen(told, command, by=acting, at=at, package=package)
    keep_case(tenant, kept, _opened(came.case), kept.head, came.signed(acting), at, signed=by)


def take_over(asked: Asked, command: TakeOverCase, by: Party) -> Receipt:
    """Open a case that another municipality hands over, in the open transaction."""
    return _happen(asked, None, command, by, now(asked.tenant))


def next_number(tenant: int, applied: ServicePackage, at: datetime) -> str:
    """The number of the next case of a service; taken last, because the next one waits for it."""
    last = counter.next_number(tenant, applied.id, at.year)
    return f"{applied.number_prefix} {at.year}-{last:06d}"


def apply(
    reader: Reader | System,
    *,
    service: str,
    resident: str,
    answers: Mapping[str, Answer],
    uploads: tuple[Upload, ...] = (),
    reach: Reach,
    language: str,
    key: str,
    via: Via = "portal",
) -> Receipt:
    """Hand in an application for `resident`, once per key: the receipt has the case and number.

    The registers are read first; one that cannot be read is a reading that failed.  Raises
    Refused, and NotHere for a service or resident that the reader has nothing to do with.
    """
    tenant, at = reader.tenant, now(reader.tenant)
    applied = package(tenant, service)
    person = resident_of(reader, resident)
    if applied is None:
        raise NotHere
    stands = relation(
        reader,
        resident=resident,
        service=service,
        protected=person.protected,
        day=at.date(),
    )
    must_do(stands, "Apply", via=via)
    by = party(reader, stands, resident=resident, service=service, via=via, day=at.date())
    if language not in applied.languages:
        language = applied.languages[0]
    asked = asked_under(
        tenant, reader.id, key, (service, resident, answers, uploads, reach, language, via)
    )
    before = receipts.find(tenant, reader.id, key)
    if before:
        return again(asked, before)
    keep(applied.id, applied.digest)
    read = readings(municipality(tenant), applied, person.number, at)
    protect_if_told(resident, read, tenant=tenant)
    here = (service, reference_to(applied), resident, language, reach, answers, uploads, read)
    return once(asked, lambda: _open(asked, applied, Apply(new_id(), "", *here), by, at))


def _act(
    reader: Reader | System,
    command: Command,
    asked: Asked,
    case: str,
    expected: int | None,
    via: Via,
) -> Receipt:
    at = now(reader.tenant)
    kept = _held(reader.tenant, case)
    told = kept.case
    stands = relation_to(reader, kept, at.date())
    must_do(stands, type(command).__name__, via=via)
    if via == "desk":
        why.must_be_said(reader, kept, stands)
    before = receipts.find(reader.tenant, reader.id, asked.key)
    if before:
        return again(asked, before)
    if expected is not None and expected != kept.head.seq:
        view = see.view_of(reader, kept, stands)
        raise Changed(view, tuple(item for item in view.timeline if item.seq > expected))
    if isinstance(command, TakeCase | Assess | Decide) and isinstance(reader, Reader):
        _must_be_free(_who_works(reader, kept, command), kept, reader.tenant)
    if isinstance(command, AnswerStep) and isinstance(reader, Reader):
        drafts.remove(reader.tenant, reader.id, told.resident, f"{case}:{command.step}")
    by = party(reader, stands, resident=told.resident, service=told.service, via=via, day=at.date())
    return _happen(asked, kept, command, by, at)


def _open(
    asked: Asked, applied: ServicePackage, command: Apply, by: Party, at: datetime
) -> Receipt:
    """Open the case.  Its number is taken last, because the next application waits for it."""
    if is_id(asked.actor):  # a system has no drafts
        drafts.remove(asked.tenant, asked.actor, command.resident, f"apply:{applied.id}")
    number = next_number(asked.tenant, applied, at)
    return _happen(asked, None, replace(command, number=number), by, at)


def _held(tenant: int, case: str) -> cases.Kept:
    """The case, and nobody else changes it until the transaction ends.  Raises NotHere."""
    kept = cases.load(tenant, known_id(case), hold=True)
    if kept is None:
        raise NotHere
    return kept


def _happen(
    asked: Asked, kept: cases.Kept | None, command: Command, by: Party, at: datetime
) -> Receipt:
    """What the core decides and what follows from it, kept in the open transaction."""
    before, head = (kept.case, kept.head) if kept else (None, chain.Head())
    at = not_before(at, head.at)
    package = package_of(asked.tenant, reference_for(command, before))
    came = happen(before, command, by=by, at=at, package=package)
    case = _opened(came.case)
    if came.decided:
        head = keep_case(asked.tenant, kept, case, head, came.signed(by), at)
    return acknowledge(asked, case.id, case.number, head, at)


def _opened(case: Case | None) -> Case:
    assert case is not None, "only an application may be without a case"
    return case


def keep_case(
    tenant: int,
    before: cases.Kept | None,
    case: Case,
    head: chain.Head,
    happened: Sequence[tuple[object, Party]],
    at: datetime,
    signed: Party | None = None,
) -> chain.Head:
    """Keep what happened in the open transaction: entries, state and letters to send.

    What concerns a request to another municipality is written there too (samrum.office.crossing).
    """
    stream = chain.Stream(tenant, case.id, "case")
    head, made = chain.extend(stream, head, happened, at)
    must_be_covered(entries.add(made))
    if before is None:
        protected = people.protection(tenant, case.resident)
        cases.add(tenant, cases.Kept(case, head, protected))
    else:
        cases.change(tenant, cases.Kept(case, head, before.resident_protected))
    ordered = sum(isinstance(event, LetterOrdered) for event, _ in happened)
    if ordered:
        letters = [letter.number for letter in case.letters[-ordered:]]
        outbox.put(tenant, case.id, letters, at)
    crossing.tell(case, [event for event, _ in happened], signed)
    return head


def _who_works(reader: Reader, case: cases.Kept, command: object) -> Person | None:
    """Who will work with the case then, None for nobody.  Raises Refused unless she may."""
    caseworker = command.caseworker if isinstance(command, TakeCase) else reader.id
    if caseworker == reader.id:
        return reader.person
    if not caseworker:
        return None
    kept = people.load(reader.tenant, known_id(caseworker))
    post = kept.person.post if kept else None
    unit = municipality(reader.tenant).unit_of(case.case.service)
    if post is None or post.unit != unit or (case.protected and not post.cleared):
        raise Refused(
            "The case cannot be given to this person.",
            because="She does not work with cases like this one.",
            instead="Choose a colleague in the unit.",
        )
    return kept.person if kept else None


def _must_be_free(person: Person | None, case: cases.Kept, tenant: int) -> None:
    """Raises _Tied where a close tie is seen that nobody has put a question about."""
    if person is None or any(one.sign and one.concerns == person.id for one in case.case.bias):
        return
    resident = people.load(tenant, case.case.resident)
    seen = tie(person, resident.person) if resident else ""
    if seen in CLOSE:
        raise _Tied(person.id, seen)
