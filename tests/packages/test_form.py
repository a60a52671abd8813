"""Filling in a form: what people type becomes an answer, or a way to answer instead."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samrum.core.case import Case
from samrum.office import forms
from samrum.office.municipality import packages
from samrum.packages.answer import Answer
from samrum.packages.feel import Names
from samrum.packages.form import AnswerFault, may_be_shown, missing, read_answers, shown
from samrum.packages.package import Question
from samrum.packages.vocabulary import Choice, Term
from tests.packages.parking_permit import parking_permit

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
WORDS = {"sv": "x", "da": "x", "en": "x"}
TERMS = {
    term.id: term
    for term in (
        Term("t.yes", "boolean", WORDS),
        Term("t.metres", "number", WORDS, unit="m", least=0, most=20_000),
        Term("t.day", "date", WORDS),
        Term("t.one", "choice", WORDS, choices=(Choice("a", WORDS), Choice("b", WORDS))),
        Term("t.some", "choices", WORDS, choices=(Choice("a", WORDS), Choice("b", WORDS))),
        Term("t.text", "text", WORDS, longest=10),
        Term("t.long", "long_text", WORDS, longest=20),
        Term("t.plate", "text", WORDS, pattern="^[A-Z]{3} ?[0-9]{3}$"),
        Term("t.paper", "document", WORDS),
    )
}


def read(fact: str, *typed: str, **more: str) -> Answer | AnswerFault | None:
    """What becomes of what was typed for one question that may be answered "I do not know"."""
    posted = {fact: list(typed), **{f"{fact}:{part}": [text] for part, text in more.items()}}
    question = Question(fact, WORDS, needed=False, unknown_allowed=True)
    found = read_answers([question], TERMS, posted)
    return found.answers.get(fact) or found.faults.get(fact)


ANSWERS = [
    ("t.yes", "yes", True),
    ("t.yes", "false", False),
    ("t.metres", "300", 300),
    ("t.metres", " 1 500 ", 1500),
    ("t.metres", "1\N{NO-BREAK SPACE}500 m", 1500),
    ("t.metres", "12,5", "12.5"),
    ("t.metres", "12.50", "12.5"),
    ("t.metres", "100,0", 100),
    ("t.metres", "0", 0),
    ("t.metres", "20000", 20_000),
    ("t.day", "2026-11-22", "2026-11-22"),
    ("t.one", "b", "b"),
    ("t.text", "  a \t b ", "a b"),
    ("t.long", " a\r\nb ", "a\nb"),
    ("t.long", "a\x00\x1bb", "ab"),
    ("t.text", "A\N{COMBINING RING ABOVE}", "Å"),
    ("t.text", "\ud800x", "x"),
    ("t.plate", "ABC 123", "ABC 123"),
]


@pytest.mark.parametrize(("fact", "typed", "value"), ANSWERS)
def test_what_people_type_is_read(fact: str, typed: str, value: object) -> None:
    assert read(fact, typed) == Answer(value)  # type: ignore[arg-type]


FAULTS = [
    ("t.yes", "maybe", "It is neither yes nor no."),
    ("t.metres", "långt", "We could not read “{text}” as a number."),
    ("t.metres", "1e5", "We could not read “{text}” as a number."),
    ("t.metres", "NaN", "We could not read “{text}” as a number."),
    ("t.metres", "9" * 100_000, "We could not read “{text}” as a number."),
    ("t.metres", "-1", "It must be between {least} and {most}."),
    ("t.metres", "20001", "It must be between {least} and {most}."),
    ("t.day", "2026-02-30", "There is no such day."),
    ("t.day", "i morgon", "There is no such day."),
    ("t.one", "c", "It is none of the answers on the page."),
    ("t.some", "c", "It is none of the answers on the page."),
    ("t.text", "x" * 11, "It has {length} characters, and there is room for {longest}."),
    ("t.plate", "ABC", "It is written in another way than we expect."),
]


@pytest.mark.parametrize(("fact", "typed", "because"), FAULTS)
def test_what_cannot_be_read_says_how_to_answer_instead(
    fact: str, typed: str, because: str
) -> None:
    fault = read(fact, typed)

    assert isinstance(fault, AnswerFault)
    assert fault.because == because
    for sentence in (fault.what, fault.because, fault.instead):
        assert len(sentence.format(**fault.about)) < 200


def test_several_choices_come_in_the_order_of_the_vocabulary_each_once() -> None:
    assert read("t.some", "b", "a", "b") == Answer(("a", "b"))


def test_a_day_may_come_in_three_fields() -> None:
    assert read("t.day", day="3", month="12", year="2026") == Answer("2026-12-03")
    assert isinstance(read("t.day", day="31", month="2", year="2026"), AnswerFault)
    assert isinstance(read("t.day", day="3"), AnswerFault)


@pytest.mark.parametrize("standing", ["unknown", "declined"])
def test_not_knowing_is_an_answer_where_it_may_be(standing: str) -> None:
    assert read("t.metres", "300", standing=standing) == Answer(None, standing)  # type: ignore[arg-type]

    strict = Question("t.metres", WORDS)
    posted = {"t.metres:standing": [standing]}
    assert read_answers([strict], TERMS, posted).faults["t.metres"].what.startswith("The question")


@pytest.mark.parametrize("typed", [[], [""], ["  \n "]])
def test_a_question_that_was_left_is_only_a_fault_where_it_is_needed(typed: list[str]) -> None:
    may = read_answers([Question("t.text", WORDS, needed=False)], TERMS, {"t.text": typed})
    must = read_answers([Question("t.text", WORDS)], TERMS, {"t.text": typed})

    assert (may.answers, may.faults) == ({}, {})
    assert must.faults["t.text"].what == "The question has no answer yet."


def test_documents_are_uploaded_and_not_typed() -> None:
    found = read_answers([Question("t.paper", WORDS)], TERMS, {"t.paper": ["x.pdf"]})

    assert (found.answers, found.faults) == ({}, {})


@given(st.sampled_from(sorted(TERMS)), st.lists(st.text(), max_size=3), st.text())
def test_nothing_that_is_typed_breaks_the_form(fact: str, typed: list[str], part: str) -> None:
    read(fact, *typed, standing=part, day=part, month=part, year=part)


PACKAGE = parking_permit()
FORM = PACKAGE.forms["apply"]


def around(**answers: object) -> dict[str, object]:
    return {
        "parking_permit": {"request": None, "capacity": None, "certificate_route": None, **answers},
        "mobility": {"walks": None, "can_wait_alone": None},
        "documents": (),
    }


POSITION = {page.id: number for number, page in enumerate(FORM.pages)}


def as_things_stand(answers: Mapping[str, Answer]) -> Names:
    case = Case("", "", "parking-permit", "", "", "", "received", NOON)
    return forms.around(case, parking_permit(), answers, (), "anna", NOON)


def some_answer(term: Term, choose: random.Random) -> Answer:
    match term.type:
        case "choice":
            return Answer(choose.choice(term.choices).value)
        case "boolean":
            return Answer(choose.choice([True, False]))
        case _:
            return Answer(None, "unknown")


def test_what_is_needed_and_not_answered_is_missing() -> None:
    so_far = {"parking_permit.police_report": Answer(None, "unknown")}

    lost = around(request="lost")
    left = missing(shown(FORM, lost), lost, so_far)

    assert [(page.id, question.fact) for page, question in left] == [
        ("request", "parking_permit.request"),
        ("signature", "parking_permit.can_sign"),
    ]


@pytest.mark.parametrize("seed", range(12))
def test_how_many_pages_there_are_at_most_never_grows_on_the_way(seed: int) -> None:
    choose = random.Random(seed)
    package = parking_permit()
    answers: dict[str, Answer] = {}
    told: list[int] = []
    answered = ""
    while True:
        asked = shown(FORM, as_things_stand(answers))
        told.append(may_be_shown(FORM, asked, answers))
        ahead = [one for one in asked if not answered or POSITION[one[0].id] > POSITION[answered]]
        if not ahead:
            break
        page, questions = ahead[0]
        answered = page.id
        for question in questions:
            answers[question.fact] = some_answer(package.terms[question.fact], choose)

    assert told == sorted(told, reverse=True)
    assert told[-1] == len(asked) < told[0]


def test_a_page_that_hangs_on_an_answer_to_come_is_counted_until_the_answer_says_no() -> None:
    asked = Answer("new")
    first = may_be_shown(FORM, shown(FORM, around()), {})
    new = may_be_shown(FORM, shown(FORM, around(request="new")), {"parking_permit.request": asked})
    lost = may_be_shown(
        FORM, shown(FORM, around(request="lost")), {"parking_permit.request": Answer("lost")}
    )

    assert first == len(FORM.pages)
    assert new == first - 2, "nobody asks for a police report, nor what changed since last time"
    assert lost == 4


def test_a_page_without_a_question_to_ask_is_not_shown() -> None:
    pages = [page.id for page, _ in shown(FORM, around(request="lost"))]

    assert pages == ["request", "lost", "photo", "signature"]


def test_every_question_that_is_shipped_has_a_term_that_says_what_a_right_answer_is() -> None:
    """ASVS 2.1.1: what is valid is written down, and the form is read by that."""
    asked = 0
    for package in packages().values():
        for form in package.forms.values():
            for question in (one for page in form.pages for one in page.questions):
                term, asked = package.terms[question.fact], asked + 1
                match term.type:
                    case "number":
                        assert term.least is not None and term.most is not None, term.id
                    case "choice" | "choices":
                        assert term.choices, term.id
                    case "text" | "long_text":
                        assert 0 < term.longest <= 10_000, term.id
                    case _:
                        assert term.type in ("boolean", "date", "document"), term.id

    assert asked > 60
