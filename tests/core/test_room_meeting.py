"""Meetings about the plan: the coordinator calls, and the plan makes the agenda."""

from datetime import date, timedelta

import pytest

from samrum.core.room import (
    CallMeeting,
    EndMembership,
    HideMember,
    InviteMember,
    MeetingCalled,
    MeetingHeld,
    NoteDissent,
    Point,
    RecordMeeting,
    RevokeConsent,
    SetGoal,
    SetPlanStep,
    absent,
    agenda_of,
)
from tests.room import (
    ANNA,
    CECILIA,
    ELIS,
    MONDAY,
    NEEDS,
    OPENED,
    SCHOOL,
    SIV,
    Given,
    consenting,
    does,
)

ELIS_HIMSELF, SIV_HERSELF, HIS_MOTHER, THE_NURSE, THE_PSYCHIATRIST, THE_VOLUNTEER = range(1, 7)
SOON, AFTER = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)


def call(*called: int) -> CallMeeting:
    return CallMeeting(SOON, 60, "School", called=called)


def planned() -> Given:
    """Everybody but the psychiatrist may read the plan; a step is late and somebody disagrees."""
    room = does(OPENED.then(NEEDS, by=ELIS), consenting(SCHOOL, "plan"))
    room = room.then(SetGoal(0, "Mornings"), by=SIV).then(SetGoal(0, "A friend"), by=SIV)
    room = room.then(SetPlanStep(0, 1, "Taxi", 2, by_day=date(2026, 11, 20)), by=SIV)
    return room.then(NoteDissent("Too fast"), by=ANNA)


def test_the_agenda_is_made_from_the_plan_and_begins_with_the_persons_own_words() -> None:
    (called,) = planned().when(call(ELIS_HIMSELF, HIS_MOTHER, THE_NURSE), by=SIV)

    assert isinstance(called, MeetingCalled)
    assert called.agenda == (
        *(Point("words"), Point("late", 1), Point("goal", 1), Point("goal", 2)),
        *(Point("dissent"), Point("responsible"), Point("follow_up")),
    )


def test_only_the_coordinator_calls_and_writes_down_who_came() -> None:
    room = planned()

    assert "the coordinator's to call" in room.refuses(call(HIS_MOTHER), by=CECILIA)
    held = room.then(call(HIS_MOTHER), by=SIV)
    told = held.refuses(RecordMeeting(1, (HIS_MOTHER,)), by=CECILIA, at=AFTER)
    assert "Ask the coordinator" in told


@pytest.mark.parametrize("who", [THE_PSYCHIATRIST, THE_VOLUNTEER, 40])
def test_who_may_not_read_the_plan_cannot_be_called(who: int) -> None:
    assert "may not read" in planned().refuses(call(HIS_MOTHER, who), by=SIV)


def test_who_lost_the_consent_is_called_no_more() -> None:
    room = planned().then(RevokeConsent(1), by=ANNA)

    assert "Ask the family for consent" in room.refuses(call(THE_NURSE), by=SIV)


def test_a_guardian_who_is_hidden_is_not_called_to_where_the_other_comes() -> None:
    room = planned().then(InviteMember("petter", "guardian", mandate=True), by=SIV)
    room = room.then(HideMember(HIS_MOTHER, "petter", "Threats"), by=SIV)

    assert "hidden from another" in room.refuses(call(HIS_MOTHER, 7), by=SIV)
    hers = room.then(call(HIS_MOTHER), by=SIV)
    seen = {who: hers.seen_by(who) for who in ("anna", "petter")}
    assert [len(one.room.meetings) for one in seen.values() if one] == [1, 0]
    assert [len(one.room.plan.dissents) for one in seen.values() if one] == [1, 0]
    agendas = [
        [point.kind for point in agenda_of(room.now, MONDAY.date(), [one])] for one in (3, 7)
    ]
    assert ["dissent" in one for one in agendas] == [True, False], "it is what she has said"


def test_a_meeting_has_a_time_to_come_a_length_and_somebody_who_comes() -> None:
    room = planned()
    past = CallMeeting(MONDAY, 60, "School", called=(3,))

    assert "already passed" in room.refuses(past, by=SIV)
    assert "how long" in room.refuses(CallMeeting(SOON, 0, "School", called=(3,)), by=SIV)
    assert "Nobody has been chosen" in room.refuses(call(), by=SIV)
    assert "Write something" in room.refuses(CallMeeting(SOON, 9, " ", called=(3,)), by=SIV)


def test_who_was_called_and_did_not_come_is_seen() -> None:
    room = planned().then(call(ELIS_HIMSELF, HIS_MOTHER, THE_NURSE), by=SIV)

    assert "no such meeting" in room.refuses(RecordMeeting(1, (1,)), by=SIV)
    assert room.when(RecordMeeting(1, (1, 3)), by=SIV, at=AFTER) == [MeetingHeld(1, (1, 3))]
    held = room.then(RecordMeeting(1, (1, 3)), by=SIV, at=AFTER)
    assert [one.person for one in absent(held.now, held.now.meetings[0])] == ["cecilia"]
    assert held.when(RecordMeeting(1, (1, 3)), by=SIV, at=AFTER) == []
    assert absent(room.now, room.now.meetings[0]) == ()


def test_when_the_coordinator_has_left_somebody_else_who_helps_can_call() -> None:
    room = planned().then(EndMembership(SIV_HERSELF), by=ANNA)

    assert room.when(call(HIS_MOTHER), by=CECILIA)
