"""The shared room: needs first, facts given once, one plan that the law can read."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from samrum.core.fact import Answer
from samrum.core.room import (
    AgreePlan,
    AnswerPlanStep,
    AskForFact,
    ConfirmFact,
    CountContact,
    DeclinePlan,
    DeclineQuestion,
    DissentNoted,
    EndMembership,
    FactAsked,
    FactConfirmed,
    FactShared,
    FactTold,
    GoalSet,
    HideMember,
    InviteMember,
    NameCoordinator,
    NeedsSaid,
    NoteDissent,
    OpenRoom,
    PlanAgreed,
    PlanDeclined,
    PlanStepAnswered,
    QuestionClosed,
    RevokeConsent,
    SayNeeds,
    SetGoal,
    SetPlanStep,
    ShareFact,
    TellFact,
    burden_of,
)
from tests.room import (
    ANNA,
    CECILIA,
    DRAGAN,
    ELIS,
    MONDAY,
    NEEDS,
    OPENED,
    PIA,
    REGION,
    SCHOOL,
    SIBLINGS,
    SIV,
    SIV_FOR_ANNA,
    SOCIAL,
    SUMMER,
    WHY,
    Given,
    consenting,
    does,
    given,
)

SPRING = date(2027, 2, 22)


# Facts and questions


def test_without_consent_nobody_can_tell_whether_the_fact_is_known() -> None:
    asked = [FactAsked("siblings", by=SCHOOL, why=WHY)]

    assert OPENED.when(AskForFact("siblings", WHY), by=CECILIA) == asked
    known = OPENED.then(SIBLINGS, by=ANNA)
    assert known.when(AskForFact("siblings", WHY), by=CECILIA) == asked


def test_with_consent_the_second_agency_gets_the_fact_without_asking() -> None:
    room = does(OPENED.then(SIBLINGS, by=ANNA), consenting(SCHOOL, "family"))

    assert room.when(AskForFact("siblings", WHY), by=CECILIA) == [FactShared("siblings", SCHOOL)]


def test_only_who_the_law_asks_can_consent() -> None:
    room = OPENED.then(SIBLINGS, by=ANNA).then(AskForFact("siblings", WHY), by=CECILIA)

    told = room.refuses(ShareFact(1, SUMMER), by=SIV)

    assert told.startswith("This consent is not for you to give.")
    assert told.endswith("OSL 12:2-3")


def test_the_mother_shares_what_she_said_before_with_one_press() -> None:
    room = OPENED.then(SIBLINGS, by=ANNA).then(AskForFact("siblings", WHY), by=CECILIA)
    assert room.then(AskForFact("home", WHY), by=CECILIA).facts_of("cecilia") == []

    shared = room.then(ShareFact(1, SUMMER), by=ANNA)

    assert shared.facts_of("cecilia") == ["siblings"]
    assert shared.now.questions[0].closed_at == MONDAY
    assert shared.now.consents[0].facts == ("siblings",), "and nothing more than this fact"
    assert shared.now.cards[0].given == 1, "it was told once"


def test_what_nobody_has_told_cannot_be_shared() -> None:
    room = OPENED.then(AskForFact("siblings", WHY), by=CECILIA)

    assert "Write the answer first." in room.refuses(ShareFact(1, SUMMER), by=ANNA)


def test_a_question_that_was_declined_tells_the_asker_nothing_but_that() -> None:
    asked = OPENED.then(AskForFact("siblings", WHY), by=CECILIA)
    known = OPENED.then(SIBLINGS, by=ANNA).then(AskForFact("siblings", WHY), by=CECILIA)
    declined = [QuestionClosed(1, declined=True)]

    for room in (asked, known):
        assert room.when(DeclineQuestion(1), by=ANNA) == declined
        assert room.then(DeclineQuestion(1), by=ANNA).facts_of("cecilia") == []


def test_a_question_is_not_asked_twice_while_it_is_open() -> None:
    room = OPENED.then(AskForFact("siblings", WHY), by=CECILIA)

    assert room.when(AskForFact("siblings", WHY), by=CECILIA) == []
    assert room.when(AskForFact("siblings", WHY), by=PIA) == [FactAsked("siblings", REGION, WHY)]


def test_a_question_under_a_name_of_its_own_is_not_asked() -> None:
    told = OPENED.refuses(AskForFact("brothers_and_sisters", WHY), by=CECILIA)

    assert "no name in the shared list of facts" in told


def test_what_is_told_answers_every_question_that_has_a_key_to_it() -> None:
    room = does(OPENED, consenting(SCHOOL, "family"))
    room = room.then(AskForFact("siblings", WHY), by=CECILIA)
    room = room.then(AskForFact("siblings", WHY), by=PIA)

    assert room.when(SIBLINGS, by=ANNA) == [
        FactTold("siblings", Answer(2), ""),
        FactShared("siblings", SCHOOL),
        QuestionClosed(1, declined=False),
    ]


def test_what_is_still_right_is_confirmed_and_not_typed_again() -> None:
    later = MONDAY + timedelta(days=400)
    room = OPENED.then(SIBLINGS, by=ANNA)

    assert room.when(ConfirmFact("siblings"), by=ANNA) == [FactConfirmed("siblings", "")]
    card = room.then(ConfirmFact("siblings"), by=ANNA, at=later).now.cards[0]
    assert (card.value, card.given_at, card.confirmed_at) == (2, MONDAY, later)
    assert "nothing to share" in OPENED.refuses(ConfirmFact("siblings"), by=ANNA)


def test_an_agency_keeps_what_it_knows_apart_from_what_the_family_told() -> None:
    room = OPENED.then(TellFact("attendance", Answer("none")), by=CECILIA)
    room = room.then(TellFact("attendance", Answer("half")), by=ANNA)

    assert [(one.holder, one.value) for one in room.now.cards] == [(SCHOOL, "none"), ("", "half")]


def test_what_is_said_on_the_phone_is_the_mothers_own_and_it_says_who_typed() -> None:
    room = OPENED.then(SIBLINGS, by=SIV_FOR_ANNA)

    assert (room.now.cards[0].holder, room.now.cards[0].given_by) == ("", "anna")


# Needs and plan


def test_there_is_no_plan_before_what_matters_is_said() -> None:
    for command in (
        SetGoal(0, "School"),
        SetPlanStep(0, 1, "Call"),
        AgreePlan(SOCIAL, True, SPRING),
    ):
        told = OPENED.refuses(command, by=SIV)
        assert told.startswith("The plan cannot begin yet.")
        assert told.endswith("SoL 3:2, 10:9")
    assert OPENED.then(NEEDS, by=ELIS).when(SetGoal(0, "School"), by=SIV) == [GoalSet(1, "School")]


def test_needs_are_in_the_persons_own_words_whoever_types_them() -> None:
    typing = replace(SIV_FOR_ANNA, on_behalf_of="elis", via="counter")

    assert OPENED.when(SayNeeds("My friends"), by=typing) == [
        NeedsSaid("My friends", "", "", said_by="elis")
    ]
    assert "Write something" in OPENED.refuses(SayNeeds(" "), by=ELIS)
    needs = OPENED.then(SayNeeds("My friends"), by=typing).now.needs
    assert needs and (needs.said_by, needs.typed_by) == ("elis", "siv")


def planned(*steps: SetPlanStep) -> Given:
    room = does(OPENED.then(NEEDS, by=ELIS), consenting(REGION, "plan"))
    room = room.then(SetGoal(0, "To go to school three mornings a week"), by=SIV)
    return does(room, [(one, SIV) for one in steps])


SUPPORT = SetPlanStep(0, 1, "Family support at home", member=2)
TALKS = SetPlanStep(0, 1, "Talks every week", member=5)
LESSONS = SetPlanStep(0, 1, "A small room to begin the day in", member=4)
FOOTBALL = SetPlanStep(0, 1, "Football on Thursdays", other="Lillevik IF")
NOBODY_YET = SetPlanStep(0, 1, "Somebody to go with to school")


@pytest.mark.parametrize(
    ("steps", "agree", "lacks"),
    [
        ((), AgreePlan(SOCIAL, True, SPRING), "which services are needed"),
        ((LESSONS,), AgreePlan(SOCIAL, True, SPRING), "which services are needed"),
        ((SUPPORT, NOBODY_YET), AgreePlan(SOCIAL, True, SPRING), "who answers for each service"),
        ((SUPPORT,), AgreePlan(SOCIAL, False, SPRING), "what others do"),
        ((SUPPORT, FOOTBALL), AgreePlan("", False, SPRING), "overall responsibility"),
        ((SUPPORT, FOOTBALL), AgreePlan(SCHOOL, False, SPRING), "overall responsibility"),
    ],
)
def test_a_plan_without_what_the_law_names_is_not_agreed_on(
    steps: tuple[SetPlanStep, ...], agree: AgreePlan, lacks: str
) -> None:
    told = planned(*steps).refuses(agree, by=SIV)

    assert lacks in told
    assert told.endswith("SoL 10:8")


@pytest.mark.parametrize(
    ("steps", "no_others"),
    [((SUPPORT, TALKS, LESSONS, FOOTBALL), False), ((SUPPORT,), True)],
)
def test_a_plan_that_shows_all_four_things_is_agreed_on(
    steps: tuple[SetPlanStep, ...], no_others: bool
) -> None:
    agreed = planned(*steps).when(AgreePlan(SOCIAL, no_others, SPRING), by=SIV)

    assert agreed == [PlanAgreed(SOCIAL, no_others, SPRING)]


@pytest.mark.parametrize("day", [None, MONDAY.date(), date(2027, 5, 26)])
def test_a_plan_has_a_day_to_follow_it_up_within_half_a_year(day: date | None) -> None:
    told = planned(SUPPORT).refuses(AgreePlan(SOCIAL, True, day), by=SIV)

    assert "within the time that the board has set" in told


def test_a_plan_needs_the_consent_of_the_person_it_is_about() -> None:
    room = OPENED.then(NEEDS, by=ELIS).then(SetGoal(0, "School"), by=SIV).then(SUPPORT, by=SIV)

    assert "Ask for consent to the plan first." in room.refuses(
        AgreePlan(SOCIAL, True, SPRING), by=SIV
    )
    revoked = planned(SUPPORT).then(RevokeConsent(1), by=ANNA)
    assert "consent" in revoked.refuses(AgreePlan(SOCIAL, True, SPRING), by=SIV)


def test_a_plan_is_declined_only_with_a_reason() -> None:
    told = OPENED.refuses(DeclinePlan("  "), by=PIA)

    assert told.startswith("A plan cannot be declined without a reason.")
    assert OPENED.when(DeclinePlan("He is no longer here."), by=PIA) == [
        PlanDeclined(REGION, "He is no longer here.")
    ]


def test_who_sees_it_otherwise_is_heard_in_the_plan() -> None:
    assert OPENED.when(NoteDissent("Too much at once."), by=ANNA) == [
        DissentNoted("Too much at once.")
    ]
    assert OPENED.then(NoteDissent("Too much."), by=ANNA).now.plan.dissents[0].by == "anna"


def test_a_volunteer_is_asked_before_something_is_given_to_him() -> None:
    room = planned(SetPlanStep(0, 1, "Walk to school together", member=6))
    assert room.now.plan.steps[0].standing == "offered"

    assert room.when(AnswerPlanStep(1, "planned"), by=DRAGAN) == [PlanStepAnswered(1, "planned")]
    declined = room.then(AnswerPlanStep(1, "declined"), by=DRAGAN)
    assert declined.now.plan.counting == ()


def test_a_yes_is_a_yes_to_what_was_read_and_not_to_what_was_written_since() -> None:
    asked = planned(SetPlanStep(0, 1, "Walk to school together", member=6))
    yes = AnswerPlanStep(1, "planned", written_at=asked.now.plan.steps[0].set_at)
    assert asked.when(yes, by=DRAGAN) == [PlanStepAnswered(1, "planned")]

    anew = SetPlanStep(1, 1, "Drive to school every day", 6)
    more = asked.then(anew, by=SIV, at=MONDAY + timedelta(hours=1))
    assert "It has been written anew since you read it." in more.refuses(yes, by=DRAGAN)


def test_a_volunteer_answers_for_nothing_but_his_own() -> None:
    told = planned(TALKS).refuses(AnswerPlanStep(1, "done"), by=DRAGAN)

    assert "Answer for the steps that are yours." in told


def test_a_goal_is_written_anew_or_taken_out_with_its_steps() -> None:
    room = planned(SUPPORT)

    assert room.when(SetGoal(1, "To go to school"), by=ANNA) == [GoalSet(1, "To go to school")]
    assert room.when(SetGoal(1, "To go to school three mornings a week"), by=ANNA) == []
    without = room.then(SetGoal(1, ""), by=ANNA)
    assert (without.now.plan.open_goals, without.now.plan.counting) == ((), ())
    assert "has been taken out" in without.refuses(SetGoal(1, "Again"), by=ANNA)
    assert "no goal to lead to" in without.refuses(SUPPORT, by=SIV)


def test_a_step_is_written_anew_and_keeps_its_number() -> None:
    room = planned(SUPPORT, TALKS).then(SetPlanStep(1, 1, "Support twice a week", 2), by=SIV)

    assert [one.text for one in room.now.plan.steps] == ["Support twice a week", "Talks every week"]
    assert room.when(SetPlanStep(1, 1, "Support twice a week", 2), by=SIV) == []
    assert "no step with that number" in room.refuses(AnswerPlanStep(9, "done"), by=SIV)
    assert "Nobody in the room" in room.refuses(SetPlanStep(0, 1, "Rest", member=40), by=SIV)


# People, meetings, contacts


def test_whoever_opens_a_room_is_in_it_beside_the_person_it_is_about() -> None:
    members = [(one.person, one.role) for one in OPENED.now.members[:2]]

    assert members == [("elis", "resident"), ("siv", "professional")]
    assert (OPENED.now.coordinator, OPENED.now.agency) == (2, SOCIAL)
    again = OpenRoom("r1", "SR 1", "elis", None, True, WHY, "guardian")
    assert "already been opened" in OPENED.refuses(again, by=ANNA)
    assert "No room has been opened" in Given().refuses(NEEDS, by=ANNA)


def test_a_child_of_fifteen_opens_a_room_alone() -> None:
    room = given((OpenRoom("r2", "SR 2", "elis", date(2011, 1, 1), False, WHY, "resident"), ELIS))

    assert [(one.person, one.role) for one in room.now.members] == [("elis", "resident")]


def test_a_guardian_is_one_only_when_the_register_says_so() -> None:
    told = OPENED.refuses(InviteMember("petter", "guardian"), by=SIV)

    assert "The register does not say so." in told
    assert "in the room already" in OPENED.refuses(InviteMember("anna", "relative"), by=SIV)
    past = InviteMember("maj", "relative", until=date(2026, 1, 1))
    assert "already passed" in OPENED.refuses(past, by=SIV)


def test_nobody_ends_the_persons_own_place_in_the_room() -> None:
    assert "the room of that person" in OPENED.refuses(EndMembership(1), by=SIV)
    left = OPENED.then(EndMembership(2), by=ANNA)
    assert (left.now.coordinator, left.seen_by("siv")) == (0, None)
    assert "has that number today" in left.refuses(EndMembership(2), by=ANNA)


def test_a_coordinator_works_for_an_agency() -> None:
    assert OPENED.when(NameCoordinator(2), by=SIV) == []
    assert OPENED.then(NameCoordinator(5), by=SIV).now.coordinator == 5
    assert "answers for the work of an agency" in OPENED.refuses(NameCoordinator(3), by=SIV)


def test_only_a_guardian_can_be_hidden_and_only_from_another() -> None:
    assert "Choose two guardians" in OPENED.refuses(HideMember(3, "pia", "Threats."), by=SIV)


def test_you_have_been_asked_once_and_without_the_room_it_would_have_been_three_times() -> None:
    room = OPENED.then(SIBLINGS, by=ANNA)
    for by in (CECILIA, PIA, SIV):
        room = room.then(AskForFact("siblings", WHY), by=by)
    for question in (1, 2, 3):
        room = room.then(ShareFact(question, SUMMER), by=ANNA, at=MONDAY + timedelta(days=2))
    room = room.then(CountContact(SCHOOL, "phone", "agency", "Who drives the taxi?"), by=ANNA)

    counted = burden_of(room.now, MONDAY.date())

    assert (counted.asked, counted.without) == (1, 3)
    assert counted.most == ("siblings", 1, 3)
    assert (counted.contacts, counted.agencies) == (4, 3)
    assert (counted.waiting_for_family, counted.waiting_for_agencies) == (6, 0)


def test_days_that_an_agency_is_late_are_the_agencys_waiting() -> None:
    late = replace(SUPPORT, by_day=datetime(2026, 11, 20).date())

    assert burden_of(planned(late).now, MONDAY.date()).waiting_for_agencies == 3
