"""The door for moving a case to another municipality of this installation.

The sending side asks in its case, which is an act like another (samrum.office.act).  The receiving
side sees the request, as it was sent, and answers; taking the case over opens a case here and
closes the one there in one transaction, so that it is never in both places or in none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from samrum.core.access import Reader
from samrum.core.case import Apply, Reach, TakeOverCase
from samrum.core.case.moving import file_of, may_be_carried
from samrum.core.party import RULES, Party
from samrum.core.refusal import Refused
from samrum.core.transfer import (
    AskTransfer,
    CallTransferLate,
    Request,
    TakeAnswer,
    Transfer,
    decide,
)
from samrum.journal import cases, reads, receipts, transfers
from samrum.journal.database import transaction
from samrum.journal.happened import CaseRead
from samrum.office import act, crossing, see
from samrum.office.municipality import Municipality, municipalities, municipality, now, package
from samrum.office.persons import (
    Identity,
    give_mandate,
    known_person,
    log_in,
    new_id,
    protect,
    protect_if_told,
)
from samrum.office.press import Asked, Receipt, acknowledge, again, asked_under, once
from samrum.office.registers import readings
from samrum.office.relation import NotHere, known_id
from samrum.office.versions import keep, reference_to
from samrum.packages.package import ServicePackage
from samrum.packages.transfer import TransferRule

MOST: Final = 100  # requests in the list


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the law asks about, in the caseworker's words (SoL 29:10)."""

    connection: str
    wishes: str
    duration: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a caseworker can ask: whom, and what can go along; `guardians` by name go in any case,
    and `protected` says that only who is cleared is shown the request."""

    neighbours: tuple[Municipality, ...]
    facts: tuple[str, ...]
    documents: tuple[int, ...]
    guardians: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as who is asked sees it, with the service it is about."""

    transfer: Transfer
    package: ServicePackage
    today: date

    @property
    def rule(self) -> TransferRule:
        assert self.package.transfer is not None, "only such services are asked about"
        return self.package.transfer


def asking(reader: Reader, view: see.CaseView) -> Asking:
    """Which municipalities can be asked to take this case, nobody where the law does not say how,
    and what can go along."""
    rule, case = view.package.transfer, view.case
    if rule is None or not rule.holds_for(view.package.legal_basis):
        return Asking((), (), ())
    here = municipality(reader.tenant)
    neighbours = (
        one
        for one in municipalities().values()
        if one.tenant != here.tenant and one.country == here.country and case.service in one.adopted
    )
    hers = tuple(one.name for one in crossing.guardians(reader.tenant, case, case.service))
    protected = case.protected or view.resident.protected
    return Asking(tuple(neighbours), *may_be_carried(case), hers, protected)


def ask(
    reader: Reader,
    *,
    case: str,
    to: str,
    grounds: Grounds,
    facts: tuple[str, ...],
    documents: tuple[int, ...],
    key: str,
    expected: int | None = None,
) -> Receipt:
    """Ask another municipality to take a case over.  Raises as samrum.office.act does."""
    view = see.case(reader, case)
    there = next((one for one in asking(reader, view).neighbours if one.id == to), None)
    if view.relation != "unit" or there is None:
        raise NotHere
    here, told, post = municipality(reader.tenant), view.case, reader.person.post
    protected = told.protected or view.resident.protected
    if protected and not crossing.is_anybody_cleared(there, told.service):
        raise Refused(
            "The request cannot be sent.",
            because="The resident's data are protected, and nobody who works with this in {name} "
            "is cleared to read of them.",
            instead="Call {name}, and ask when somebody there is cleared.",
            name=there.name,
        )
    assert post is not None, "only a caseworker stands in the relation `unit`"
    request = Request(
        str(uuid5(UUID(case), f"transfer/{reader.id}/{key}")),  # the same for every press of a form
        *(here.id, here.name, there.id, there.name),
        *(told.id, told.number, told.service, view.resident.number, view.resident.name),
        *(told.language, told.received_at.date()),
        *(grounds.connection, grounds.wishes, grounds.duration, grounds.otherwise),
        *(facts, documents, f"{reader.person.name}, {post.title}", protected),
    )
    command = AskTransfer(request)
    return act.act(reader, command, case=case, key=key, expected=expected, via="desk")


def requests(reader: Reader) -> tuple[RequestView, ...]:
    """What the reader's unit has been asked to take over: what waits first.  Raises NotHere."""
    found = transfers.latest(reader.tenant, _services(reader), MOST)
    return tuple(_view(reader, one) for one in found if _is_hers(reader, one.request))


def waiting(reader: Reader) -> int:
    """How many requests wait for the reader's unit, 0 for who works with no service."""
    post = reader.person.post
    services = municipality(reader.tenant).services_of(post.unit) if post else ()
    return sum(
        one.request.service in services and _is_hers(reader, one.request)
        for one in transfers.waiting(reader.tenant)
    )


def about_me(reader: Reader) -> tuple[Transfer, ...]:
    """The requests about the reader herself that wait for an answer here."""
    found = transfers.of_person(reader.tenant, reader.person.number)
    return tuple(one for one in found if one.waits_for_answer)


def read(reader: Reader, id: str) -> RequestView:
    """One request, and a record that it was read.  Raises NotHere."""
    by = _must_answer(reader)
    kept = transfers.load(reader.tenant, known_id(id))
    if kept is None or kept.transfer.request.service not in _services(reader):
        raise NotHere
    if not _is_hers(reader, kept.transfer.request):
        raise NotHere
    reads.record(reader.tenant, CaseRead(id, "transfer", ""), by, now(reader.tenant))
    return _view(reader, kept.transfer)


def answer(reader: Reader, id: str, *, accepted: bool, text: str, key: str) -> Receipt:
    """Answer a request, once per key: the receipt of a yes has the new case.

    Raises Refused and NotHere.
    """
    by, view = _must_answer(reader), read(reader, id)
    asked = asked_under(reader.tenant, reader.id, key, (id, accepted, text))
    request = view.transfer.request
    signed = f"{reader.person.name}, {by.title}"
    if not accepted or not view.transfer.waits_for_answer:
        no = TakeAnswer(request.id, False, text, signed)
        return once(asked, lambda: _refuse(asked, view, no, by))
    keep(view.package.id, view.package.digest)
    identity = Identity(request.person_number, request.name, request.language)
    person = log_in(identity, tenant=reader.tenant)
    at, here = now(reader.tenant), municipality(reader.tenant)
    read_now = readings(here, view.package, person.number, at)
    if request.protected:
        protect(person.id, tenant=reader.tenant)
    protect_if_told(person.id, read_now, tenant=reader.tenant)
    application = Apply(
        new_id(),
        "",
        request.service,
        reference_to(view.package),
        person.id,
        request.language,
        Reach(),
        {},
        readings=read_now,
    )
    receipt = once(asked, lambda: _accept(asked, view, application, text, signed, by))
    _let_guardians_act(reader, id, person.id)
    return receipt


def _let_guardians_act(reader: Reader, id: str, child: str) -> None:
    """Those who came with a case act for its child here too; whoever does already is left."""
    kept, today = transfers.load(reader.tenant, id), now(reader.tenant).date()
    assert kept is not None, "it was answered a moment ago"
    service = kept.transfer.request.service
    for one in kept.transfer.guardians:
        told = Identity(one.person_number, one.name, one.language)
        holder = log_in(told, tenant=reader.tenant).id
        held = known_person(child, tenant=reader.tenant).mandates.values()
        if any(mandate.holder == holder and mandate.covers(service, today) for mandate in held):
            continue
        give_mandate(
            reader,
            number=one.person_number,
            kind="guardian",
            services=one.services,
            valid_from=today,
            valid_to=one.valid_to,
            giver=child,
        )


def call_late(tenant: int) -> int:
    """Say of the requests that have waited long that they have; how many there were."""
    called = 0
    for one in transfers.waiting(tenant):
        with transaction(tenant):
            kept = transfers.load(tenant, one.request.id, hold=True)
            applied = package(tenant, one.request.service)
            if kept is None or applied is None:
                continue
            at, rule = now(tenant), applied.transfer
            try:
                late = decide(kept.transfer, CallTransferLate(), at=at, rule=rule)
            except Refused:  # answered in the meantime
                continue
            if late:
                crossing.write(tenant, one.request.id, late, RULES)
                called += 1
    return called


def _refuse(asked: Asked, view: RequestView, command: TakeAnswer, by: Party) -> Receipt:
    before = receipts.find(asked.tenant, asked.actor, asked.key)
    if before:
        return again(asked, before)
    request = view.transfer.request
    sender = crossing.named(request.sender).tenant
    act.answer_neighbour(asked, sender, request.case, command, by)
    return _receipt(asked, request)


def _accept(
    asked: Asked, view: RequestView, application: Apply, text: str, signed: str, by: Party
) -> Receipt:
    """The case here and the end of the case there.  The case there is held first, as by whoever
    acts in it, so that the two sides never wait for each other."""
    before = receipts.find(asked.tenant, asked.actor, asked.key)
    if before:
        return again(asked, before)
    request = view.transfer.request
    sender = crossing.named(request.sender).tenant
    kept = cases.load(sender, request.case, hold=True)
    if kept is None:
        raise NotHere
    hers = crossing.guardians(sender, kept.case, request.service)
    file = replace(file_of(kept.case, request), guardians=hers)
    number = act.next_number(asked.tenant, view.package, now(asked.tenant))
    command = TakeAnswer(request.id, True, text, signed, number, file)
    act.answer_neighbour(asked, sender, request.case, command, by)
    numbered = replace(application, number=number)
    taking = TakeOverCase(numbered, request.sender_name, request.number, request.received_on, file)
    return act.take_over(asked, taking, by)


def _receipt(asked: Asked, request: Request) -> Receipt:
    kept = transfers.load(asked.tenant, request.id)
    assert kept is not None, "it was kept a moment ago"
    return acknowledge(asked, request.id, request.number, kept.head, now(asked.tenant))


def _is_hers(reader: Reader, request: Request) -> bool:
    """Whether a request is for the reader's eyes: a protected resident's is for who is cleared."""
    return not request.protected or reader.person.is_cleared


def _services(reader: Reader) -> tuple[str, ...]:
    """The services that the reader's unit works with.  Raises NotHere for who has none."""
    post = reader.person.post
    services = municipality(reader.tenant).services_of(post.unit) if post else ()
    if not services:
        raise NotHere
    return services


def _must_answer(reader: Reader) -> Party:
    _services(reader)
    post = reader.person.post
    assert post is not None, "she works with a service"
    return Party(reader.id, "caseworker", post.agency, via="desk", title=post.title)


def _view(reader: Reader, one: Transfer) -> RequestView:
    applied = package(reader.tenant, one.request.service)
    assert applied is not None, "only of services that are adopted here"
    return RequestView(one, applied, now(reader.tenant).date())
