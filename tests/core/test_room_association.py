"""A task is asked of an association, which asks one of its volunteers: yes, no, and who sees it."""

from samrum.core.room import (
    AnswerPlanStep,
    EndMembership,
    InviteMember,
    MemberInvited,
    PassPlanStep,
    PlanStepAnswered,
    PlanStepPassed,
    SetGoal,
    SetPlanStep,
)
from tests.room import (
    ANNA,
    DRAGAN,
    ELIS,
    NEEDS,
    OLLE,
    OPENED,
    SIV,
    TODAY,
    does,
)

WALK, REST = SetPlanStep(0, 1, "Walk to school together", 6), SetPlanStep(0, 1, "Talks", 5)
ASKED = does(OPENED, [(NEEDS, ELIS), (SetGoal(0, "Mornings"), SIV), (WALK, SIV), (REST, SIV)])
PASSED = ASKED.then(PassPlanStep(1, "olle"), by=DRAGAN)


def test_who_speaks_for_an_association_lets_one_of_its_volunteers_be_asked() -> None:
    assert ASKED.when(PassPlanStep(1, "olle"), by=DRAGAN) == [
        MemberInvited("olle", "volunteer", "Granngården", "association", "", TODAY, None),
        PlanStepPassed(1, 7),
    ]
    (step, _talks), olle = PASSED.now.plan.steps, PASSED.now.member(7)
    assert (step.member, step.agency, step.standing) == (7, "Granngården", "offered")
    assert olle and (olle.through, olle.by_family) == (6, False)


def test_the_volunteer_sees_the_task_alone_and_who_sent_her_sees_the_answer() -> None:
    olle, dragan = PASSED.seen_by("olle"), PASSED.seen_by("dragan")

    assert olle and [one.text for one in olle.room.plan.steps] == ["Walk to school together"]
    assert [one.person for one in olle.room.members] == ["olle"]
    assert (olle.room.needs, olle.room.cards, olle.room.why, olle.room.plan.goals) == (
        *(None, (), "", ()),
    )
    assert dragan and [one.text for one in dragan.room.plan.steps] == ["Walk to school together"]
    assert [one.person for one in dragan.room.members] == ["dragan", "olle"]
    assert PASSED.seen_by("erik") is None


def test_she_says_no_with_a_reason_and_another_is_asked() -> None:
    no = AnswerPlanStep(1, "declined", " I work on Wednesdays. ")
    assert PASSED.when(no, by=OLLE) == [PlanStepAnswered(1, "declined", "I work on Wednesdays.")]
    declined = PASSED.then(no, by=OLLE)
    for who in ("anna", "siv", "dragan"):
        seen = declined.seen_by(who)
        assert seen and seen.room.plan.steps[0].reason == "I work on Wednesdays."

    assert declined.when(no, by=OLLE) == [], "the same once more"
    why = AnswerPlanStep(1, "declined", "I have moved.")
    assert declined.when(why, by=OLLE) == [PlanStepAnswered(1, "declined", "I have moved.")]
    assert declined.when(AnswerPlanStep(1, "declined"), by=OLLE) == [], "and no word is lost"

    again = declined.then(PassPlanStep(1, "dragan"), by=DRAGAN)
    assert (again.now.plan.steps[0].member, again.now.plan.steps[0].reason) == (6, "")
    assert again.when(AnswerPlanStep(1, "planned", "Gladly"), by=DRAGAN) == [
        PlanStepAnswered(1, "planned")
    ]


def test_what_is_not_asked_of_the_association_is_not_passed_on() -> None:
    assert "was asked of somebody else" in ASKED.refuses(PassPlanStep(2, "olle"), by=DRAGAN)
    taken = ASKED.then(AnswerPlanStep(1, "planned"), by=DRAGAN)
    assert "somebody has said yes" in taken.refuses(PassPlanStep(1, "olle"), by=DRAGAN)
    assert "speak for no association" in PASSED.refuses(PassPlanStep(1, "erik"), by=OLLE)
    assert "as something else" in ASKED.refuses(PassPlanStep(1, "anna"), by=DRAGAN)
    alone = ASKED.then(InviteMember("olle", "volunteer"), by=ANNA)
    asked = alone.then(SetPlanStep(0, 1, "Draw together", 7), by=SIV)
    assert "for yourself" in asked.refuses(PassPlanStep(3, "erik"), by=OLLE)


def test_a_second_press_and_a_second_task_bring_nobody_in_twice() -> None:
    assert PASSED.when(PassPlanStep(1, "olle"), by=DRAGAN) == []
    more = PASSED.then(SetPlanStep(0, 1, "Play football", 6), by=SIV)
    assert more.when(PassPlanStep(3, "olle"), by=DRAGAN) == [PlanStepPassed(3, 7)]


def test_where_the_association_is_shown_out_its_volunteer_sees_nothing_either() -> None:
    assert PASSED.seen_by("olle") is not None
    assert PASSED.then(EndMembership(6), by=ANNA).seen_by("olle") is None
    assert PASSED.then(EndMembership(7), by=ANNA).seen_by("olle") is None


def test_nobody_comes_in_through_an_association_that_the_family_has_not_asked() -> None:
    acts = [
        (EndMembership(6), ANNA),
        (InviteMember("dragan", "volunteer", "Granngården", "association"), SIV),
        (SetPlanStep(0, 1, "Walk to school together", 7), SIV),
        (PassPlanStep(3, "olle"), DRAGAN),
    ]
    asked = does(ASKED, acts)

    assert (asked.seen_by("dragan"), asked.seen_by("olle")) == (None, None)
