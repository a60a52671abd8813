"""Meetings about the plan: who can be called, what is on the agenda, who came.

The coordinator calls.  Only who may read the plan can be called, for the agenda is made from it;
and nobody is called to where somebody is whom she must not meet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.room.asked import CallMeeting, RecordMeeting
from samrum.core.room.happened import Event, MeetingCalled, MeetingHeld
from samrum.core.room.keys import key_to
from samrum.core.room.known import Meeting, Member, Point, Room
from samrum.core.said import said


def meet(
    room: Room, command: CallMeeting | RecordMeeting, *, by: Party, at: datetime
) -> list[Event]:
    """Return what happens; raise `Refused` if it may not be done."""
    _must_coordinate(room, by, at.date())
    if isinstance(command, CallMeeting):
        return [_call(room, command, at)]
    found = next((one for one in room.meetings if one.number == command.meeting), None)
    if found is None or found.at > at:
        raise Refused(
            "Nobody can say yet who was there.",
            because="There has been no such meeting.",
            instead="Choose a meeting whose time has passed.",
        )
    came = tuple(one for one in command.came if room.member(one))
    return [] if found.came == came else [MeetingHeld(command.meeting, came)]


def may_be_called(room: Room, member: Member, day: date) -> bool:
    """Whether she may read what the agenda is made from."""
    if member.role in ("resident", "guardian"):
        return True
    return key_to(room, member.reads_as, "plan", day, holder=room.agency) is not None


def agenda_of(room: Room, day: date, called: Collection[int] = ()) -> Iterator[Point]:
    """What those who are `called` talk about, from the plan as it stands: the person's own words
    come first.  What somebody said who is hidden from one of them is not on it."""
    yield Point("words")
    for step in room.plan.counting:
        if step.standing != "done" and step.by_day and step.by_day < day:
            yield Point("late", step.number)
    yield from (Point("goal", one.number) for one in room.plan.open_goals)
    there = {one.person for one in room.members if one.number in called}
    apart = {one.person for one in room.members if there.intersection(one.hidden_from)}
    if any(one.by not in apart for one in room.plan.dissents):
        yield Point("dissent")
    if room.plan.agreed_at is None:
        yield Point("responsible")
    yield Point("follow_up")


def absent(room: Room, meeting: Meeting) -> tuple[Member, ...]:
    """Who was called and did not come; nobody while it has not been said who did."""
    if meeting.came is None:
        return ()
    missed = (room.member(one) for one in meeting.called if one not in meeting.came)
    return tuple(one for one in missed if one)


def _must_coordinate(room: Room, by: Party, day: date) -> None:
    coordinator = room.member(room.coordinator)
    if coordinator and coordinator.present(day) and coordinator.person != by.id:
        raise Refused(
            "Meetings are the coordinator's to call and to write down.",
            because="Otherwise two could call at once, and the family would not know whom to ask.",
            instead="Ask the coordinator, or let the room have another one.",
        )


def _call(room: Room, command: CallMeeting, at: datetime) -> MeetingCalled:
    if command.at <= at:
        raise Refused(
            "The meeting cannot be called yet.",
            because="Its time has already passed.",
            instead="Choose a time that is still to come.",
        )
    if command.minutes <= 0:
        raise Refused(
            "The meeting cannot be called yet.",
            because="It does not say how long it takes.",
            instead="Write how many minutes it takes.",
        )
    called = [_called(room, one, at.date()) for one in dict.fromkeys(command.called)]
    if not called:
        raise Refused(
            "The meeting cannot be called yet.",
            because="Nobody has been chosen to come.",
            instead="Choose who is to come.",
        )
    persons = {one.person for one in called}
    if any(persons & set(one.hidden_from) for one in called):
        raise Refused(
            "They cannot be called to the same meeting.",
            because="One of them is hidden from another.",
            instead="Call them to a meeting each.",
        )
    return MeetingCalled(
        command.at,
        command.minutes,
        said(command.place),
        command.digital,
        tuple(one.number for one in called),
        tuple(agenda_of(room, at.date(), command.called)),
    )


def _called(room: Room, number: int, day: date) -> Member:
    member = room.member(number)
    if member is None or not member.present(day) or not may_be_called(room, member, day):
        raise Refused(
            "Somebody who was chosen cannot be called.",
            because="The agenda is made from the plan, which this person may not read.",
            instead="Ask the family for consent first, or leave the person out.",
            provision="OSL 12:2",
        )
    return member
