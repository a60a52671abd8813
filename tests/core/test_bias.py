"""A question of bias: raised by anybody, examined by somebody else, and what follows."""

from samrum.core.bias import BiasRaised, BiasReviewed, RaiseBias, ReviewBias
from samrum.core.case import CaseTaken, Decide
from samrum.core.party import Party
from tests.story import ANNA, BO, OPENED, given

KARIN = Party("karin", "caseworker", agency="permits", via="desk")
RAISED = BiasRaised("bo", "other", "He is my brother-in-law.", "")
BIASED = ReviewBias(1, "biased", "They are close.")


def test_a_caseworker_reports_that_she_may_be_biased() -> None:
    report = RaiseBias("bo", "other", " He is my brother-in-law. ")

    assert given(OPENED).when(report, by=BO) == [RAISED]
    assert given(OPENED).when(report, by=ANNA) == [RAISED]


def test_what_the_circumstance_is_has_to_be_said_unless_the_rules_saw_it() -> None:
    assert "what the circumstance is" in given(OPENED).refuses(RaiseBias("bo", "other", " "))
    assert given(OPENED).when(RaiseBias("bo", "party", "", "address"))


def test_the_same_question_is_not_raised_twice() -> None:
    assert "raised already" in given(OPENED, RAISED).refuses(RaiseBias("bo", "party", "Again."))


def test_nobody_examines_herself() -> None:
    told = given(OPENED, RAISED).refuses(BIASED, by=BO)

    assert told.startswith("You cannot examine this yourself.")


def test_somebody_else_examines_it_with_a_reason() -> None:
    assert given(OPENED, RAISED).when(BIASED, by=KARIN) == [
        BiasReviewed(1, "bo", "biased", "They are close.")
    ]
    assert "without a reason" in given(OPENED, RAISED).refuses(ReviewBias(1, "biased", ""))


def test_it_is_examined_once() -> None:
    examined = BiasReviewed(1, "bo", "biased", "They are close.")

    assert "nothing to examine" in given(OPENED, RAISED, examined).refuses(BIASED, by=KARIN)
    assert "nothing to examine" in given(OPENED).refuses(BIASED, by=KARIN)


def test_whoever_is_found_biased_no_longer_answers_for_the_case() -> None:
    his = given(OPENED, CaseTaken("bo"), RAISED)

    assert his.when(BIASED, by=KARIN)[-1] == CaseTaken("")
    assert len(his.when(ReviewBias(1, "impartial", "Another Bo."), by=KARIN)) == 1


def test_whoever_took_part_in_the_decision_must_not_be_biased_either() -> None:
    with_him = Decide("refuse", "No.", "Because.", ("13 kap. 8 § TrF",), reporter="bo")
    beside = Decide("refuse", "No.", "Because.", ("13 kap. 8 § TrF",), participants=("bo",))

    for decision in (with_him, beside):
        assert "16-18 §§" in given(OPENED, RAISED).refuses(decision, by=KARIN, law=True)
