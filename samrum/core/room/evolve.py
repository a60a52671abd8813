"""What is known about a room once something has happened.

Some events carry the number of what they speak of, because they can speak of it again (a goal that
is written anew); the others are numbered in the order they happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from samrum.core.consent import Consent, Signature
from samrum.core.contact import Contact
from samrum.core.party import Party
from samrum.core.plan import Declined, Dissent, Goal, Plan, PlanStep
from samrum.core.room.happened import (
    CaseHung,
    ConsentAnswered,
    ConsentAsked,
    ConsentRevoked,
    ContactCounted,
    CoordinatorNamed,
    DissentNoted,
    Event,
    FactAsked,
    FactConfirmed,
    FactShared,
    FactTold,
    GoalSet,
    MeetingCalled,
    MeetingHeld,
    MemberHidden,
    MemberInvited,
    MembershipEnded,
    MemberShown,
    NeedsSaid,
    PlanAgreed,
    PlanDeclined,
    PlanStepAnswered,
    PlanStepPassed,
    PlanStepSet,
    ProvisionUsed,
    QuestionClosed,
    RoomLetterOrdered,
    RoomLetterReported,
    RoomOpened,
    RoomRebased,
)
from samrum.core.room.known import (
    Card,
    Meeting,
    Member,
    Needs,
    Provision,
    Question,
    Room,
    RoomLetter,
    Shared,
)
from samrum.core.room.speaking import types


def evolve(room: Room | None, event: Event, *, by: Party, at: datetime) -> Room:
    """Return what is known about `room` once `event` has happened, done by `by` at `at`."""
    if isinstance(event, RoomOpened):
        return _opened(event, by, at)
    if room is None:
        raise ValueError(f"{type(event).__name__} stands in the journal before RoomOpened")
    match event:
        case MemberInvited() | MembershipEnded() | CoordinatorNamed():
            return _peopled(room, event, by)
        case MemberHidden() | MemberShown():
            return replace(room, members=tuple(_hidden(room, event)))
        case NeedsSaid(matters, works, unwanted, said_by):
            typed_by = by.id if by.id != said_by else ""
            return replace(room, needs=Needs(matters, works, unwanted, said_by, typed_by, at))
        case FactTold() | FactConfirmed() | FactShared():
            return _told(room, event, by, at)
        case FactAsked() | QuestionClosed():
            return _asked(room, event, by, at)
        case ConsentAsked() | ConsentAnswered() | ConsentRevoked() | ProvisionUsed():
            return _consented(room, event, by, at)
        case GoalSet() | PlanStepSet() | PlanStepAnswered() | PlanStepPassed() | PlanAgreed():
            return replace(room, plan=_planned(room.plan, event, by, at))
        case DissentNoted() | PlanDeclined():
            return replace(room, plan=_planned(room.plan, event, by, at))
        case MeetingCalled() | MeetingHeld():
            return _met(room, event, by, at)
        case RoomLetterOrdered() | RoomLetterReported():
            return replace(room, letters=_lettered(room.letters, event, at))
        case CaseHung(hung):
            return replace(room, cases=(*room.cases, hung))
        case RoomRebased(after=package):
            return replace(room, package=package)
        case ContactCounted(agency, channel, reached, about):
            contact = Contact(agency, channel, reached, about, at)
            return replace(room, contacts=(*room.contacts, contact))
        case _:
            assert_never(event)


def _opened(event: RoomOpened, by: Party, at: datetime) -> Room:
    return Room(
        id=event.id,
        number=event.number,
        resident=event.resident,
        born=event.born,
        guardians_always=event.guardians_always,
        why=event.why,
        agency=event.agency,
        opened_by=by.id,
        opened_at=at,
        members=(),
        package=event.package,
    )


def _peopled(
    room: Room,
    event: MemberInvited | MembershipEnded | CoordinatorNamed,
    by: Party,
) -> Room:
    match event:
        case MemberInvited(person, role, agency, branch, title, since, until):
            told = (len(room.members) + 1, person, role, agency, branch, title, since, until)
            sender = room.as_member(by.id, since) if by.role == "volunteer" else None
            by_family = sender is None and (by.role != "professional" or types(by))
            through = sender.number if sender else 0
            member = Member(*told, by_family=by_family, through=through)
            return replace(room, members=(*room.members, member))
        case CoordinatorNamed(number):
            named = room.member(number)
            keeps = room.agency or (named.agency if named else "")
            return replace(room, coordinator=number, agency=keeps)
        case MembershipEnded(number):
            coordinator = 0 if room.coordinator == number else room.coordinator
            ended = tuple(
                replace(one, ended=True) if one.number == number else one for one in room.members
            )
            return replace(room, members=ended, coordinator=coordinator)


def _hidden(room: Room, event: MemberHidden | MemberShown) -> Iterator[Member]:
    """The members, with one of them hidden from another, or seen there again."""
    for one in room.members:
        others = tuple(other for other in one.hidden_from if other != event.other)
        if isinstance(event, MemberHidden):
            others = (*others, event.other)
        yield replace(one, hidden_from=others) if one.number == event.member else one


def _told(
    room: Room, event: FactTold | FactConfirmed | FactShared, by: Party, at: datetime
) -> Room:
    match event:
        case FactTold(fact, holder=holder):
            return replace(room, cards=_with_card(room, fact, event, holder, by, at))
        case FactConfirmed(fact, holder):
            confirmed = tuple(
                replace(one, confirmed_at=at) if (one.fact, one.holder) == (fact, holder) else one
                for one in room.cards
            )
            return replace(room, cards=confirmed)
        case FactShared(fact, to):
            return replace(room, shared=(*room.shared, Shared(fact, to, at)))


def _with_card(
    room: Room, fact: str, event: FactTold, holder: str, by: Party, at: datetime
) -> tuple[Card, ...]:
    """The facts with this one in its place; what the family tells anew was asked for once more."""
    giver = by.on_behalf_of if types(by) else by.id
    typist = by.id if types(by) else ""
    before = next((one for one in room.cards if (one.fact, one.holder) == (fact, holder)), None)
    answer = event.answer
    if before is None:
        number = len(room.cards) + 1
        card = Card(number, fact, answer.value, answer.standing, holder, giver, at, at)
        card = replace(card, typed_by=typist)
        return (*room.cards, card)
    told = replace(
        before,
        value=answer.value,
        standing=answer.standing,
        given_by=giver,
        given_at=at,
        confirmed_at=at,
        given=before.given + 1,
        typed_by=typist,
    )
    return tuple(told if one is before else one for one in room.cards)


def _asked(room: Room, event: FactAsked | QuestionClosed, by: Party, at: datetime) -> Room:
    match event:
        case FactAsked(fact, agency, why):
            question = Question(len(room.questions) + 1, fact, agency, why, by.id, at)
            return replace(room, questions=(*room.questions, question))
        case QuestionClosed(number, declined):
            closed = tuple(
                replace(one, closed_at=at, declined=declined) if one.number == number else one
                for one in room.questions
            )
            return replace(room, questions=closed)


def _consented(
    room: Room,
    event: ConsentAsked | ConsentAnswered | ConsentRevoked | ProvisionUsed,
    by: Party,
    at: datetime,
) -> Room:
    match event:
        case ConsentAsked(to, kinds, facts, purpose, until):
            number = len(room.consents) + 1
            asked = Consent(number, to, kinds, facts, purpose, until, by.id, at)
            return replace(room, consents=(*room.consents, asked))
        case ConsentAnswered(number, signer, yes):
            signed = Signature(yes, at, by.via, by.id if by.id != signer else "")
            return replace(
                room,
                consents=tuple(
                    replace(one, signatures={**one.signatures, signer: signed})
                    if one.number == number
                    else one
                    for one in room.consents
                ),
            )
        case ConsentRevoked(number, signer):
            return replace(
                room,
                consents=tuple(
                    replace(one, revoked_at=at, revoked_by=signer) if one.number == number else one
                    for one in room.consents
                ),
            )
        case ProvisionUsed(holder, to, kinds, law, reason, until):
            number = len(room.provisions) + 1
            used = Provision(number, holder, to, kinds, law, reason, until, by.id, at)
            return replace(room, provisions=(*room.provisions, used))


def _planned(
    plan: Plan,
    event: GoalSet
    | PlanStepSet
    | PlanStepAnswered
    | PlanStepPassed
    | PlanAgreed
    | DissentNoted
    | PlanDeclined,
    by: Party,
    at: datetime,
) -> Plan:
    match event:
        case GoalSet():
            return replace(plan, goals=_with_goal(plan, event, by, at))
        case PlanStepSet():
            others = tuple(one for one in plan.steps if one.number < event.number)
            later = tuple(one for one in plan.steps if one.number > event.number)
            return replace(plan, steps=(*others, _step(event, by, at), *later))
        case PlanStepAnswered(number, standing, reason):
            return _with_step(plan, number, standing=standing, reason=reason)
        case PlanStepPassed(number, member):
            return _with_step(plan, number, member=member, standing="offered", reason="")
        case PlanAgreed(responsible, no_others, follow_up):
            return replace(
                plan,
                responsible=responsible,
                no_others=no_others,
                follow_up=follow_up,
                agreed_at=at,
                agreed_by=by.id,
            )
        case DissentNoted(text):
            return replace(plan, dissents=(*plan.dissents, Dissent(by.id, text, at)))
        case PlanDeclined(agency, reason):
            declined = Declined(agency, reason, by.id, at)
            return replace(plan, declined=(*plan.declined, declined))


def _with_step(plan: Plan, number: int, **changed: Any) -> Plan:
    return replace(
        plan,
        steps=tuple(replace(one, **changed) if one.number == number else one for one in plan.steps),
    )


def _with_goal(plan: Plan, event: GoalSet, by: Party, at: datetime) -> tuple[Goal, ...]:
    """The goals with this one in its place; an empty text takes it out, and its words stay."""
    goal = Goal(event.number, event.text, by.id, at, about=event.about)
    if event.number > len(plan.goals):
        return (*plan.goals, goal)
    return tuple(
        one
        if one.number != event.number
        else goal
        if event.text
        else replace(one, removed=True, set_at=at)
        for one in plan.goals
    )


def _step(event: PlanStepSet, by: Party, at: datetime) -> PlanStep:
    return PlanStep(
        event.number,
        event.goal,
        event.text,
        event.member,
        event.agency,
        event.branch,
        event.other,
        event.by_day,
        event.standing,
        by.id,
        at,
    )


def _met(room: Room, event: MeetingCalled | MeetingHeld, by: Party, at: datetime) -> Room:
    match event:
        case MeetingCalled(when, minutes, place, digital, called, agenda):
            number = len(room.meetings) + 1
            told = (number, when, minutes, place, digital, by.id, at)
            meeting = Meeting(*told, called=called, agenda=agenda)
            return replace(room, meetings=(*room.meetings, meeting))
        case MeetingHeld(number, came):
            held = tuple(
                replace(one, came=came) if one.number == number else one for one in room.meetings
            )
            return replace(room, meetings=held)


def _lettered(
    letters: tuple[RoomLetter, ...], event: RoomLetterOrdered | RoomLetterReported, at: datetime
) -> tuple[RoomLetter, ...]:
    match event:
        case RoomLetterOrdered(to, meeting, template, language, title, text, reach):
            told = (to, meeting, template, language, title, text, reach, at)
            return (*letters, RoomLetter(len(letters) + 1, *told))
        case RoomLetterReported(number, fate, sha256, told_of_it):
            sent_at = at if fate == "sent" else None
            return tuple(
                replace(one, fate=fate, sha256=sha256, told=told_of_it, sent_at=sent_at)
                if one.number == number
                else one
                for one in letters
            )
