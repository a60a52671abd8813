"""What has happened in a room, one row for each event, in words that need no explanation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from samrum.core.room import (
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
from samrum.office.room_see import RoomView, Told
from samrum.web.room import naming
from samrum.web.shared import events
from samrum.web.shared.dates import moment
from samrum.web.shared.events import Row
from samrum.web.shared.words import gettext as _


def rows(view: RoomView, told: Iterable[Told], reader: str) -> list[Row]:
    """These events as `reader` is told them, in their order."""
    return [_row(view, one, reader) for one in told]


def _row(view: RoomView, one: Told, reader: str) -> Row:
    icon, what, text = sentence(one.event, view, reader)
    who = events.who(one.by, view.names.get(one.by.id, _("Another guardian")), view.names, reader)
    return Row(icon, what, who, one.at, text)


def sentence(event: Event, view: RoomView, reader: str) -> tuple[str, str, str]:
    """Icon, sentence, and what somebody wrote."""
    match event:
        case RoomOpened(why=why):
            return "we", _("The room was opened"), why
        case MemberInvited() | MembershipEnded() | CoordinatorNamed():
            return _of_people(event, view, reader)
        case MemberHidden(reason=reason):
            return "lock", _("A guardian was hidden from another"), reason
        case MemberShown():
            return "on", _("A guardian is hidden from another no more"), ""
        case CaseHung(hung):
            return (
                "document",
                _("The case %(number)s hangs in the room") % {"number": hung.number},
                "",
            )
        case RoomRebased():
            return "rule", _("The room goes on under a newer version of the service"), ""
        case NeedsSaid(matters=matters):
            return "heart", _("What matters was written down"), matters
        case FactTold() | FactConfirmed() | FactAsked() | FactShared() | QuestionClosed():
            return _of_facts(event, view)
        case ConsentAsked() | ConsentAnswered() | ConsentRevoked() | ProvisionUsed():
            return _of_consents(event, view, reader)
        case GoalSet() | PlanStepSet() | PlanStepAnswered() | PlanStepPassed():
            return _of_steps(event, view, reader)
        case PlanAgreed():
            return "done", _("The plan was agreed on"), ""
        case DissentNoted(text):
            return "message", _("Somebody sees it otherwise"), text
        case PlanDeclined(agency, reason):
            return "back", _("%(agency)s makes no plan") % {"agency": agency}, reason
        case MeetingCalled(at=at, place=place):
            when = moment(at)
            return "pair", _("Meeting called: %(when)s") % {"when": when}, place
        case MeetingHeld():
            return "pair", _("It was written down who came to the meeting"), ""
        case RoomLetterOrdered(title=title):
            return "message", _("A letter was written"), title
        case RoomLetterReported():
            return "message", _("It was noted what became of a letter"), ""
        case ContactCounted(about=about_it):
            return "phone", _("A contact was counted"), about_it
        case _:
            assert_never(event)


def _of_people(
    event: MemberInvited | MembershipEnded | CoordinatorNamed,
    view: RoomView,
    reader: str,
) -> tuple[str, str, str]:
    match event:
        case MemberInvited(person=person):
            name = naming.person(view, person, reader)
            return "you", _("In the room: %(name)s") % {"name": name}, ""
        case MembershipEnded(member):
            return (
                "back",
                _("Left the room: %(name)s") % {"name": _member(view, member, reader)},
                "",
            )
        case CoordinatorNamed(member):
            about = {"name": _member(view, member, reader)}
            return "we", _("Coordinator: %(name)s") % about, ""


def _of_steps(
    event: GoalSet | PlanStepSet | PlanStepAnswered | PlanStepPassed, view: RoomView, reader: str
) -> tuple[str, str, str]:
    match event:
        case GoalSet(text=""):
            return "pen", _("A goal was taken out"), ""
        case GoalSet(text=text):
            return "pen", _("A goal was written"), text
        case PlanStepSet(text=text):
            return "pen", _("A step was written"), text
        case PlanStepAnswered(step, standing, reason):
            about = {"step": _step(view, step), "standing": naming.step_standing(standing)}
            return "done", _("%(standing)s: %(step)s") % about, reason
        case PlanStepPassed(step, member):
            about = {"step": _step(view, step), "name": _member(view, member, reader)}
            return "pair", _("The association asks %(name)s: %(step)s") % about, ""


def _of_facts(
    event: FactTold | FactConfirmed | FactAsked | FactShared | QuestionClosed, view: RoomView
) -> tuple[str, str, str]:
    match event:
        case FactTold(fact=fact):
            return "add", _("Told: %(fact)s") % {"fact": naming.fact(view, fact)}, ""
        case FactConfirmed(fact=fact):
            return "done", _("Still right: %(fact)s") % {"fact": naming.fact(view, fact)}, ""
        case FactAsked(fact, by, why):
            about = {"agency": by, "fact": naming.fact(view, fact)}
            return "message", _("%(agency)s asks: %(fact)s") % about, why
        case FactShared(fact, to):
            about = {"agency": to, "fact": naming.fact(view, fact)}
            return "on", _("%(agency)s can read: %(fact)s") % about, ""
        case QuestionClosed(declined=True):
            return "back", _("A question was not answered"), ""
        case QuestionClosed():
            return "done", _("A question was answered"), ""


def _of_consents(
    event: ConsentAsked | ConsentAnswered | ConsentRevoked | ProvisionUsed,
    view: RoomView,
    reader: str,
) -> tuple[str, str, str]:
    match event:
        case ConsentAsked(to=to, purpose=purpose):
            about = {"to": naming.reads_as(view, to, reader)}
            return "pen", _("Consent asked for: %(to)s") % about, purpose
        case ConsentAnswered(signer=signer, yes=yes):
            about = {"name": naming.person(view, signer, reader)}
            said = _("Said yes to a consent: %(name)s") if yes else _("Said no: %(name)s")
            return "pen", said % about, ""
        case ConsentRevoked(signer=signer):
            about = {"name": naming.person(view, signer, reader)}
            return "back", _("Took a consent back: %(name)s") % about, ""
        case ProvisionUsed(holder, to, law=law, reason=reason):
            about = {"holder": holder, "to": to, "law": law}
            return "rule", _("%(holder)s told %(to)s something under %(law)s") % about, reason


def _member(view: RoomView, number: int, reader: str) -> str:
    member = view.room.member(number)
    return naming.person(view, member.person, reader) if member else _("Another guardian")


def _step(view: RoomView, number: int) -> str:
    found = (one.text for one in view.room.plan.steps if one.number == number)
    return next(found, str(number))
