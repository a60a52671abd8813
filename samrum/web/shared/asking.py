"""A question as a page asks it: the field with its words and its answer, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.refusal import Refused
from samrum.office import uploads
from samrum.packages.form import AnswerFault
from samrum.packages.package import Question
from samrum.packages.vocabulary import Term
from samrum.packages.wording import said
from samrum.web.shared.page import Fault, sentences
from samrum.web.shared.words import in_words, language


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is the term's type; `value` is what stands in the field (a text, or texts when
    several can be chosen); `known` says where an answer that we had before comes from."""

    id: str
    kind: str
    label: str
    help: str
    needed: bool
    unknown_allowed: bool
    standing: str
    value: str | tuple[str, ...]
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    longest: int = 2_000
    known: str = ""
    files: tuple[Upload, ...] = ()
    elsewhere: str = ""


def one_field(
    question: Question,
    term: Term,
    typed: Mapping[str, Sequence[str]] | None,
    *,
    label: str,
    answer: Answer | None = None,
) -> Field:
    """A field by itself; `answer` stands in it until something else was typed."""
    value, standing = typed_value(term, answer), answer.standing if answer else ""
    if typed is not None:
        given = typed.get(question.fact, ())
        value = tuple(given) if term.type == "choices" else (given[0] if given else "")
        standing = (typed.get(f"{question.fact}:standing") or [""])[0]
    return Field(
        id=question.fact,
        kind=term.type,
        label=label,
        help=in_words(question.help),
        needed=question.needed,
        unknown_allowed=question.unknown_allowed,
        standing=standing,
        value=value,
        choices=_choices(term),
        unit=term.unit,
        longest=term.longest,
    )


def typed_value(term: Term, answer: Answer | None) -> str | tuple[str, ...]:
    """A kept answer as it stands in a field."""
    if answer is None or answer.standing != "known" or answer.value is None:
        return () if term.type == "choices" else ""
    if term.type == "choices":
        return tuple(answer.value) if isinstance(answer.value, tuple) else (str(answer.value),)
    if term.type == "boolean":
        return "true" if answer.value else "false"
    if term.type == "number" and language() != "en":
        return str(answer.value).replace(".", ",")
    return str(answer.value)


def told_apart(
    posted: Mapping[str, list[str]], questions: Iterable[Question]
) -> dict[str, list[str]]:
    """What was sent, with "I do not know" told apart from the choices it stands among."""
    told = dict(posted)
    for question in questions:
        if question.unknown_allowed and told.get(question.fact) == ["unknown"]:
            told[f"{question.fact}:standing"] = told.pop(question.fact)
    return told


def fault(fact: str, wrong: AnswerFault) -> Fault:
    """What is wrong with an answer, in the reader's language."""
    told = Refused(wrong.what, because=wrong.because, instead=wrong.instead, **wrong.about)
    return Fault(fact, " ".join(one for one in sentences(told) if one))


def about_file(name: str, refused: Refused) -> str:
    """What is wrong with a file, with its name first."""
    return f"{uploads.plain_name(name)}: {' '.join(sentences(refused))}"


def _choices(term: Term) -> tuple[tuple[str, str], ...]:
    if term.type == "boolean":
        return tuple(
            (value, said(term, value == "true", language())) for value in ("true", "false")
        )
    return tuple((choice.value, in_words(choice.words)) for choice in term.choices)
