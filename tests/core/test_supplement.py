"""A caseworker asks the resident for something more: her turn until she has answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from samrum.core.case import (
    AnswerStep,
    AskForSupplement,
    Case,
    CaseOpened,
    CaseWithdrawn,
    Command,
    Event,
    HandInDocument,
    LetterOrdered,
    MessageSent,
    Reach,
    SendMessage,
    StepClosed,
    StepOpened,
    SupplementAsked,
    decide,
    evolve,
)
from samrum.core.consequence import follows
from samrum.core.document import Upload
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package

ANNA = Party("anna", "resident")
BO = Party("bo", "caseworker", via="desk")
BO_ON_THE_PHONE = Party("bo", "caseworker", on_behalf_of="anna", via="phone")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUESTION = "Which doctor shall we ask?"
CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
OPENED = CaseOpened(
    "c1", "PRH 2026-000001", "parking-permit", "", "anna", "en", Reach(), date(2026, 12, 21)
)


@cache
def permit() -> ServicePackage:
    return read_package(shipped("services") / "parking-permit")


def given(*events: Event) -> Case:
    case: Case | None = None
    for event in events:
        case = evolve(case, event, by=ANNA, at=MONDAY)
    assert case is not None
    return case


def when(case: Case, command: Command, by: Party) -> tuple[Case, list[Event]]:
    """The case afterwards, and everything that happened."""
    events = decide(case, command, by=by, at=MONDAY, package=permit())
    for event in events:
        case = evolve(case, event, by=by, at=MONDAY)
    case, more = follows(case, events, package=permit(), at=MONDAY)
    return case, events + more


def test_what_a_caseworker_asks_for_makes_it_the_residents_turn_and_a_letter() -> None:
    case, happened = when(given(OPENED), AskForSupplement(f" {QUESTION} "), BO)

    assert happened[0] == SupplementAsked(QUESTION)
    assert StepOpened("send-more", "resident", MONDAY.date() + timedelta(days=14)) in happened
    letters = {one.template: one for one in happened if isinstance(one, LetterOrdered)}
    letter = letters["question"]
    assert letter.title == "We need something more from you"
    assert f"- {QUESTION}" in letter.text.replace("\N{WORD JOINER}", "")
    assert (case.turn, case.asked, case.messages[-1].asks) == ("resident", (QUESTION,), True)


@pytest.mark.parametrize(
    ("answer", "by"),
    [
        (SendMessage("Doctor Falk."), ANNA),
        (SendMessage("Doctor Falk."), BO_ON_THE_PHONE),
        (HandInDocument(CERTIFICATE), ANNA),
    ],
)
def test_it_is_answered_by_a_message_or_a_document_of_hers(answer: Command, by: Party) -> None:
    asked, _ = when(given(OPENED), AskForSupplement(QUESTION), BO)

    case, happened = when(asked, answer, by)

    assert StepClosed("send-more") in happened
    assert case.asked == ()


@pytest.mark.parametrize("ours", [SendMessage("Take your time."), HandInDocument(CERTIFICATE)])
def test_what_we_write_or_file_ourselves_does_not_answer_it(ours: Command) -> None:
    asked, _ = when(given(OPENED), AskForSupplement(QUESTION), BO)

    assert when(asked, ours, BO)[0].asked == (QUESTION,)


def test_asking_again_writes_a_letter_with_both_and_does_not_answer_her_own_question() -> None:
    asked, _ = when(given(OPENED), AskForSupplement(QUESTION), BO)
    asked, _ = when(asked, SendMessage("And when do I get an answer?"), ANNA)
    asked, _ = when(asked, AskForSupplement("The number of the car."), BO)

    case, happened = when(asked, AskForSupplement("A photo."), BO)

    (letter,) = [one for one in happened if isinstance(one, LetterOrdered)]
    assert "The number of the car" in letter.text and "A photo" in letter.text
    assert [one.answered for one in case.messages if one.from_resident] == [False]


@pytest.mark.parametrize(
    ("case", "command", "told"),
    [
        (given(OPENED), AskForSupplement("  "), "The text is empty."),
        (
            given(OPENED, CaseWithdrawn("")),
            AskForSupplement(QUESTION),
            "The case cannot be changed in this way any more. It was withdrawn.",
        ),
        (given(OPENED, MessageSent("Hi", True)), AnswerStep("send-more", {}), "There is nothing"),
    ],
)
def test_nothing_is_asked_for_without_words_or_after_the_end(
    case: Case, command: Command, told: str
) -> None:
    with pytest.raises(Refused) as refusal:
        when(case, command, BO)

    assert str(refusal.value).startswith(told)
