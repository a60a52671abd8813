"""What follows by itself: the rules look again, steps open and close, letters are ordered."""

from dataclasses import replace
from datetime import timedelta

from samrum.core.case import (
    Apply,
    Assess,
    CaseTaken,
    DocumentReceived,
    Event,
    FactGiven,
    HandInDocument,
    LetterOrdered,
    Reach,
    Reading,
    RulesApplied,
    SendMessage,
    StepClosed,
    StepOpened,
    SupplementAsked,
    TakeCase,
    Withdraw,
    evolve,
)
from samrum.core.consequence import follows
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.hiding import HidingLifted, ItemHidden
from samrum.core.party import RULES
from samrum.packages.expression import TextTemplate
from samrum.packages.markup import without_marks
from samrum.packages.package import LetterTemplate
from tests.packages.parking_permit import parking_permit
from tests.story import ANNA, BO, MONDAY, OPENED, Given, document, given

NOTHING = Given(None)
APPLY = Apply(
    "c1",
    "PRH 2026-000001",
    "parking-permit",
    "",
    "anna",
    "sv",
    Reach(),
    answers={
        "parking_permit.request": Answer("new"),
        "parking_permit.capacity": Answer("driver"),
        "mobility.walks": Answer(True),
        "mobility.walking_distance_max_m": Answer(300),
        "mobility.impairment_duration": Answer("permanent"),
        "parking_permit.certificate_route": Answer("upload"),
    },
    uploads=(document("document.photo"),),
    readings={
        "population": Reading("found", {"residence.municipality": "0000"}, MONDAY),
        "permits": Reading("not_found", {}, MONDAY),
    },
)


def following(given: Given, *events: Event) -> list[Event]:
    case = given.now
    for event in events:
        case = evolve(case, event, by=ANNA, at=MONDAY)
    return follows(case, events, package=parking_permit(), at=MONDAY)[1]


def test_an_application_applies_the_rules_opens_a_step_and_writes_a_letter() -> None:
    case = NOTHING.then(APPLY).now

    assert case.recommendation is not None
    assert case.recommendation.applied.outcome == "human"
    assert list(case.steps) == ["supplement"]
    assert case.steps["supplement"].due == MONDAY.date() + timedelta(days=14)
    assert [letter.template for letter in case.letters] == ["supplement"]


def test_what_was_missing_closes_the_step_and_turns_the_case_to_us() -> None:
    handed_in = HandInDocument(document("document.medical_certificate"))

    case = NOTHING.then(APPLY).then(handed_in).now

    assert list(case.steps) == ["assess"]
    assert case.turn == "caseworker"
    assert case.recommendation is not None
    assert case.recommendation.applied.outcome == "grant"


def test_a_message_does_not_make_the_rules_look_again() -> None:
    applied = NOTHING.then(APPLY)
    sent = applied.when(SendMessage("When?"))

    assert [type(one) for one in following(applied, *sent)] == [StepOpened]


def test_a_fact_makes_the_rules_look_again() -> None:
    happened = following(NOTHING.then(APPLY), FactGiven("mobility.walks", Answer(True), "resident"))

    assert isinstance(happened[0], RulesApplied)


def test_looking_again_never_touches_what_a_human_assessed() -> None:
    assessed = NOTHING.then(APPLY).then(Assess("refuse", "The certificate says so."), by=BO)

    case = assessed.then(HandInDocument(document("document.medical_certificate"))).now

    assert case.assessment == assessed.now.assessment
    assert case.recommendation != assessed.now.recommendation


def test_a_withdrawn_case_has_no_open_steps_and_a_letter_says_so() -> None:
    applied = NOTHING.then(APPLY)
    withdrawn = applied.when(Withdraw("I do not need it"))

    closed, letter = following(applied, *withdrawn)

    assert closed == StepClosed("supplement")
    assert isinstance(letter, LetterOrdered)
    assert letter.title == "Du har tagit tillbaka din ansökan"


def test_the_rules_do_not_look_at_a_case_that_is_done() -> None:
    withdrawn = NOTHING.then(APPLY).then(Withdraw())

    assert following(withdrawn, DocumentReceived(document())) == []


def test_a_letter_says_what_is_missing_by_its_name_and_when_as_people_say_it() -> None:
    letter = NOTHING.then(APPLY).now.letters[0]

    read = without_marks(letter.text)
    assert "- Läkarintyg\n" in read
    assert "Lämna det senast den 7 december 2026." in read


def test_the_same_case_has_the_same_consequences() -> None:
    assert NOTHING.then(APPLY) == NOTHING.then(APPLY)


def test_a_letter_is_written_in_the_language_of_the_case_and_for_its_reach() -> None:
    reach = Reach("email", "anna@example.com")
    chosen = replace(APPLY, language="en", reach=reach)

    (letter,) = NOTHING.then(chosen).now.letters

    assert (letter.language, letter.title, letter.reach) == ("en", "We need more from you", reach)
    assert "Hand it in by 7 December 2026." in letter.text


METRES = "mobility.walking_distance_max_m"
READ = FactGiven(METRES, Answer(300), "document")
HIDDEN = ItemHidden(f"fact:{METRES}", "osl-25-1", "", "Threats.", "")


def letter_about(case: Given) -> str:
    """The words of a letter that says how far she walks."""
    text = TextTemplate(f"You walk {{{METRES}}} metres.", "told", "en")
    told = LetterTemplate("told", "asked", {"en": "Told"}, {"en": text})
    package = replace(parking_permit(), letters=(told,))
    asked = SupplementAsked("How far do you walk?")

    happened = follows(case.now, [asked], package=package, at=MONDAY)[1]

    (letter,) = [one for one in happened if isinstance(one, LetterOrdered)]
    return without_marks(letter.text)


def test_what_is_hidden_from_her_stands_in_no_letter_until_it_is_hidden_no_more() -> None:
    assert "300" in letter_about(given(OPENED, READ))
    assert "300" not in letter_about(given(OPENED, READ, HIDDEN))
    assert "300" in letter_about(given(OPENED, READ, HIDDEN, HidingLifted(1)))


def test_what_changes_nothing_has_no_consequences() -> None:
    taken = given(OPENED, CaseTaken("bo"))

    came = happen(taken.case, TakeCase("bo"), by=BO, at=MONDAY, package=parking_permit())

    assert (came.events, came.case) == ((), taken.case)


def test_what_follows_is_the_rules_own_act_for_the_agency_of_whoever_pressed() -> None:
    came = happen(given(OPENED).case, TakeCase("bo"), by=BO, at=MONDAY, package=parking_permit())
    (taken, by), *followed = came.signed(BO)

    assert (taken, by) == (CaseTaken("bo"), BO)
    assert followed and {who for _, who in followed} == {replace(RULES, agency="permits")}
    assert [event for event, _ in followed] == [*came.followed]
