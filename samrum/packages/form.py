"""Filling in a form: which pages are shown, what was answered, what is still missing.

Everything posted is hostile until it was read here: each answer is brought to the type of its fact
or becomes a fault that says how to answer instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from samrum.packages.answer import Answer, Standing, Value
from samrum.packages.expression import Expression
from samrum.packages.feel import Names, names_of
from samrum.packages.package import Form, Page, Question
from samrum.packages.vocabulary import Term
from samrum.rules.pattern import compile_pattern

STANDINGS: Final[Mapping[str, Standing]] = {"unknown": "unknown", "declined": "declined"}
_TRUTH: Final = {"true": True, "yes": True, "false": False, "no": False}
_NUMBER = re.compile(r"(-?\d{1,30})(?:[.,](\d{1,30}))?")
_LONGEST_NUMBER: Final = 60
_MOST_CHOSEN: Final = 100


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """Why an answer cannot be used: three English templates, filled from `about` after they were
    translated."""

    what: str
    because: str
    instead: str
    about: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """The answers that could be read, and the faults of the others, by fact.

    A question that was left and need not be answered is in neither.
    """

    answers: dict[str, Answer]
    faults: dict[str, AnswerFault]


Shown = tuple[Page, tuple[Question, ...]]
"""A page and the questions on it that are asked."""


def shown(form: Form, around: Mapping[str, object]) -> tuple[Shown, ...]:
    """Return the pages to show in these surroundings: those that have something to ask."""
    names = names_of(around)
    pages = (page for page in form.pages if page.shown is None or page.shown.holds(names))
    asked = ((page, _asked(page, names)) for page in pages)
    return tuple((page, questions) for page, questions in asked if questions)


def _asked(page: Page, names: Names) -> tuple[Question, ...]:
    return tuple(
        question
        for question in page.questions
        if question.shown is None or question.shown.holds(names)
    )


def may_be_shown(form: Form, asked: Iterable[Shown], answers: Mapping[str, Answer]) -> int:
    """Return how many pages there are at most: those that are shown, and those whose condition
    names a fact that such a page before them asks and that is not answered yet.

    It never grows while the form is answered from its first page to its last.
    """
    shown_now = {page.id for page, _ in asked}
    unsettled: set[str] = set()
    most = 0
    for page in form.pages:
        if page.id in shown_now or any(_names(one, unsettled) for one in _conditions(page)):
            most += 1
            unsettled |= {question.fact for question in page.questions} - answers.keys()
    return most


def _conditions(page: Page) -> tuple[Expression, ...]:
    """What decides whether a page is shown: its own condition, else those of its questions."""
    if page.shown is not None:
        return (page.shown,)
    return tuple(one.shown for one in page.questions if one.shown is not None)


def _names(condition: Expression, facts: Iterable[str]) -> bool:
    return any(
        re.search(rf"(?<![\w.]){re.escape(fact)}(?![\w.])", condition.text) for fact in facts
    )


def missing(
    asked: Iterable[Shown], around: Mapping[str, object], answers: Mapping[str, Answer]
) -> tuple[tuple[Page, Question], ...]:
    """Return the questions that are needed and not answered, each with the page it stands on;
    documents are in `around`."""
    documents = around.get("documents")
    handed_in = documents if isinstance(documents, tuple | list) else ()
    return tuple(
        (page, question)
        for page, questions in asked
        for question in questions
        if question.needed and question.fact not in answers and question.fact not in handed_in
    )


def read_answers(
    questions: Sequence[Question],
    terms: Mapping[str, Term],
    posted: Mapping[str, Sequence[str]],
) -> Read:
    """Read what was posted for `questions`.

    A field has the id of its fact; a date may come as one ISO text or as the fields `<fact>:day`,
    `<fact>:month` and `<fact>:year`; `<fact>:standing` is "unknown" or "declined".  Documents are
    uploads and not read here.
    """
    read = Read({}, {})
    for question in questions:
        term = terms[question.fact]
        if term.type == "document":
            continue
        found = _answer(question, term, posted)
        if isinstance(found, Answer):
            read.answers[question.fact] = found
        elif found is not None:
            read.faults[question.fact] = found
    return read


def _answer(
    question: Question, term: Term, posted: Mapping[str, Sequence[str]]
) -> Answer | AnswerFault | None:
    standing = STANDINGS.get(_first(posted, f"{question.fact}:standing"))
    if standing is not None and question.unknown_allowed:
        return Answer(None, standing)
    texts = _texts(question.fact, term, posted)
    if not texts:
        return NOTHING if question.needed else None
    value = _value(term, texts)
    return value if isinstance(value, AnswerFault) else Answer(value)


NOTHING: Final = AnswerFault(
    "The question has no answer yet.",
    "We need it to handle your case.",
    "Answer it, or call us and we will do it together.",
)


def _texts(fact: str, term: Term, posted: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what was written for a fact, cleaned, without what is empty."""
    parts = [_first(posted, f"{fact}:{part}") for part in ("year", "month", "day")]
    if term.type == "date" and any(parts):
        return ["-".join(part.zfill(2) for part in parts)]
    cleaned = (_clean(text) for text in list(posted.get(fact, ()))[:_MOST_CHOSEN])
    return [text for text in cleaned if text]


def _first(posted: Mapping[str, Sequence[str]], name: str) -> str:
    values = posted.get(name, ())
    return _clean(values[0]) if values else ""


def _clean(text: str) -> str:
    """Return the text without what no keyboard writes: control signs and halves of characters."""
    one = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign for sign in one if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
    )
    return unicodedata.normalize("NFC", kept).strip()


def _value(term: Term, texts: list[str]) -> Value | AnswerFault:
    match term.type:
        case "boolean":
            return _boolean(texts[0])
        case "number":
            return _number(term, texts[0])
        case "date":
            return _date(texts[0])
        case "choice":
            return _chosen(term, texts[:1], one=True)
        case "choices":
            return _chosen(term, texts, one=False)
        case _:
            return _text(term, texts[0])


def _boolean(text: str) -> Value | AnswerFault:
    truth = _TRUTH.get(text.casefold())
    if truth is None:
        return AnswerFault(
            "The answer could not be read.", "It is neither yes nor no.", "Choose yes or no."
        )
    return truth


def _number(term: Term, text: str) -> Value | AnswerFault:
    """Read "300", "1 500", "12,5" and "300 m"."""
    bare = "".join(text.split())[:_LONGEST_NUMBER]
    if term.unit:
        bare = bare.removesuffix(term.unit)
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return AnswerFault(
            "The answer is not a number.",
            "We could not read “{text}” as a number.",
            "Write it in figures, such as {example}.",
            {"text": text[:80], "example": _example(term)},
        )
    number = Decimal(".".join(part for part in found.groups() if part))
    if (term.least is not None and number < term.least) or (
        term.most is not None and number > term.most
    ):
        return AnswerFault(
            "The number cannot be right.",
            "It must be between {least} and {most}.",
            "Check it, and write it again.",
            {"least": _bound(term.least, "0"), "most": _bound(term.most, "∞")},
        )
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def _example(term: Term) -> str:
    likely = next((n for n in (300, 10, 1) if term.most is None or n <= term.most), term.most)
    return f"{likely} {term.unit}".strip()


def _bound(bound: int | None, none: str) -> str:
    return none if bound is None else str(bound)


def _date(text: str) -> Value | AnswerFault:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return AnswerFault(
            "The date could not be read.",
            "There is no such day.",
            "Write day, month and year, such as 3 12 2026.",
        )


def _chosen(term: Term, texts: list[str], *, one: bool) -> Value | AnswerFault:
    known = [choice.value for choice in term.choices]
    if any(text not in known for text in texts):
        return AnswerFault(
            "The answer could not be read.",
            "It is none of the answers on the page.",
            "Choose one of them.",
        )
    return texts[0] if one else tuple(value for value in known if value in texts)


def _text(term: Term, text: str) -> Value | AnswerFault:
    if len(text) > term.longest:
        return AnswerFault(
            "The text is too long.",
            "It has {length} characters, and there is room for {longest}.",
            "Shorten it, or add a document that tells the rest.",
            {"length": len(text), "longest": term.longest},
        )
    if term.type == "text":
        text = " ".join(text.split())
    if term.pattern and not compile_pattern(term.pattern, "").found_in(text):
        return AnswerFault(
            "The answer does not look right.",
            "It is written in another way than we expect.",
            "Check it against the paper it stands on.",
        )
    return text
