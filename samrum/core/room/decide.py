"""May this be done in a room, and what happens then?  Pure: time, identity and terms are given.

Access was checked before (samrum.core.room.access).  What concerns consents, facts and questions is
in `sharing`, what concerns the plan in `planning`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.room.asked import (
    AgreePlan,
    AnswerConsent,
    AnswerPlanStep,
    AskForConsent,
    AskForFact,
    CallMeeting,
    Command,
    ConfirmFact,
    CountContact,
    DeclinePlan,
    DeclineQuestion,
    EndMembership,
    HangCase,
    HideMember,
    InviteMember,
    NameCoordinator,
    NoteDissent,
    OpenRoom,
    PassPlanStep,
    RebaseRoom,
    RecordMeeting,
    ReportRoomLetter,
    RevokeConsent,
    SayNeeds,
    SetGoal,
    SetPlanStep,
    ShareFact,
    ShowMember,
    TellFact,
    UseProvision,
)
from samrum.core.room.happened import (
    CaseHung,
    ContactCounted,
    CoordinatorNamed,
    Event,
    MemberHidden,
    MemberInvited,
    MembershipEnded,
    MemberShown,
    NeedsSaid,
    RoomLetterReported,
    RoomOpened,
    RoomRebased,
)
from samrum.core.room.keys import kind_of
from samrum.core.room.known import Member, Room
from samrum.core.room.law import rules_of
from samrum.core.room.meeting import meet
from samrum.core.room.planning import plan
from samrum.core.room.sharing import share
from samrum.core.room.speaking import speaker
from samrum.core.said import said
from samrum.packages.package import ServicePackage
from samrum.packages.vocabulary import Term


def decide(
    room: Room | None,
    command: Command,
    *,
    by: Party,
    at: datetime,
    terms: Mapping[str, Term],
    package: ServicePackage,
) -> list[Event]:
    """Return what happens if `by` does `command`; raise `Refused` if it may not be done.

    `package` is the service that the room is for: what it asks of a room is asked here.
    """
    if isinstance(command, OpenRoom):
        return _open(room, command, by, at)
    if room is None:
        raise Refused(
            "Nothing can be added yet.",
            because="No room has been opened.",
            instead="Open a room first.",
        )
    match command:
        case SayNeeds():
            return _say(command, by)
        case TellFact() | ConfirmFact() | AskForFact() | ShareFact() | DeclineQuestion():
            return share(room, command, by=by, at=at, terms=terms, kinds=rules_of(package).kinds)
        case AskForConsent() | AnswerConsent() | RevokeConsent() | UseProvision():
            return share(room, command, by=by, at=at, terms=terms, kinds=rules_of(package).kinds)
        case SetGoal() | SetPlanStep() | AnswerPlanStep() | PassPlanStep() | AgreePlan():
            return plan(room, command, by=by, at=at, package=package)
        case NoteDissent() | DeclinePlan():
            return plan(room, command, by=by, at=at, package=package)
        case CallMeeting() | RecordMeeting():
            return meet(room, command, by=by, at=at)
        case HangCase(hung):
            there = {one.case for one in room.cases}
            return [] if hung.case in there else [CaseHung(hung)]
        case RebaseRoom(reference):
            return _rebase(room, reference, terms, package)
        case ReportRoomLetter(letter, fate, sha256, told):
            return [RoomLetterReported(letter, fate, sha256, told)]
        case CountContact(agency, channel, reached, about):
            return [ContactCounted(agency.strip(), channel, reached, said(about))]
        case _:
            return _people(room, command, at)


def _open(room: Room | None, command: OpenRoom, by: Party, at: datetime) -> list[Event]:
    if room is not None:
        raise Refused(
            "This room has already been opened.",
            because="It is room {number}.",
            instead="Go to that room.",
            number=room.number,
        )
    today = at.date()
    events: list[Event] = [
        RoomOpened(
            command.id,
            command.number,
            command.resident,
            command.born,
            command.guardians_always,
            said(command.why),
            command.agency,
            command.package,
        ),
        MemberInvited(command.resident, "resident", "", "", "", today, None),
    ]
    if by.id != command.resident:
        told = (command.role, command.agency, command.branch, command.title)
        events.append(MemberInvited(by.id, *told, today, None))
    if command.role == "professional":
        events.append(CoordinatorNamed(2))
    if command.hung is not None:
        events.append(CaseHung(command.hung))
    return events


def _rebase(
    room: Room, reference: str, terms: Mapping[str, Term], package: ServicePackage
) -> list[Event]:
    """Move to `package`, which `reference` names; what was told must still have a place there."""
    known = {kind_of(terms[one.fact]) for one in room.cards if one.fact in terms}
    if not known <= {*rules_of(package).kinds}:
        raise Refused(
            "The room cannot go on under the new version.",
            because="The new version has no place for some of what has been told.",
            instead="Let it go on under the version that it began with.",
        )
    return [RoomRebased(room.package, reference)] if room.package != reference else []


def _say(command: SayNeeds, by: Party) -> list[Event]:
    matters = said(command.matters)
    return [NeedsSaid(matters, command.works.strip(), command.unwanted.strip(), speaker(by))]


def _people(
    room: Room,
    command: InviteMember | EndMembership | NameCoordinator | HideMember | ShowMember,
    at: datetime,
) -> list[Event]:
    match command:
        case InviteMember():
            return _invite(room, command, at)
        case EndMembership(number):
            member = _present(room, number, at)
            if member.role == "resident":
                raise Refused(
                    "The room cannot be without the person it is about.",
                    because="It is the room of that person.",
                    instead="Take back the consents, and nobody else reads in it any more.",
                )
            return [MembershipEnded(number)]
        case NameCoordinator(number):
            member = _present(room, number, at)
            if member.role != "professional":
                raise Refused(
                    "This member cannot be the coordinator.",
                    because="A coordinator answers for the work of an agency.",
                    instead="Choose somebody who is here for an agency.",
                )
            return [] if room.coordinator == number else [CoordinatorNamed(number)]
        case HideMember(number, other, reason):
            return _hide(room, number, other, reason, at)
        case ShowMember(number, other):
            hidden_from = _present(room, number, at).hidden_from
            return [MemberShown(number, other)] if other in hidden_from else []
        case _:
            assert_never(command)


def _invite(room: Room, command: InviteMember, at: datetime) -> list[Event]:
    today = at.date()
    if room.as_member(command.person, today):
        raise Refused(
            "This person is in the room already.",
            because="Nobody can be in it twice.",
            instead="Look among the members.",
        )
    if command.role == "guardian" and not command.mandate:
        raise Refused(
            "This person cannot be in the room as a guardian.",
            because="The register does not say so.",
            instead="Enter the mandate first, or invite the person as a relative.",
            provision="OSL 12:3",
        )
    if command.until is not None and command.until < today:
        raise Refused(
            "The last day has already passed.",
            because="The member would never be in the room.",
            instead="Choose a day that is still to come, or leave the field empty.",
        )
    told = (command.role, command.agency, command.branch, command.title.strip())
    invited = MemberInvited(command.person, *told, today, command.until)
    if not command.hidden_from:
        return [invited]
    if command.role != "guardian" or command.hidden_from not in room.guardians(today):
        raise _no_two_guardians()
    number = len(room.members) + 1
    return [invited, MemberHidden(number, command.hidden_from, said(command.reason))]


def _hide(room: Room, number: int, other: str, reason: str, at: datetime) -> list[Event]:
    member, today = _present(room, number, at), at.date()
    seeing = room.as_member(other, today)
    if member.role != "guardian" or seeing is None or seeing.role != "guardian":
        raise _no_two_guardians()
    return [] if other in member.hidden_from else [MemberHidden(number, other, said(reason))]


def _no_two_guardians() -> Refused:
    return Refused(
        "Nobody can be hidden here.",
        because="Only one guardian can be hidden from another.",
        instead="Choose two guardians of the room.",
    )


def _present(room: Room, number: int, at: datetime) -> Member:
    member = room.member(number)
    if member is None or not member.present(at.date()):
        raise Refused(
            "The member is not there.",
            because="Nobody in the room has that number today.",
            instead="Choose one of those in the list.",
        )
    return member
