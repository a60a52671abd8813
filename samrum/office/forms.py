"""What a form asks as things stand, and whether what another system hands in answers it.

The pages read a form field by field and keep a draft; a system hands everything in at once, and is
held to the same questions, types and bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from samrum.core.case import AnswerStep, AskForCorrection, Case, Command, HandInDocument
from samrum.core.document import Upload
from samrum.core.fact import Answer, Fact
from samrum.core.surroundings import surroundings
from samrum.office.relation import NotHere
from samrum.packages.feel import Names, names_of
from samrum.packages.form import NOTHING, AnswerFault, missing, read_answers, shown
from samrum.packages.package import Form, Question, ServicePackage
from samrum.packages.vocabulary import Term

OTHER: Final = "other"
NOT_ASKED: Final = AnswerFault(
    "This is not asked here.",
    "The form has no such question as things stand.",
    "Leave it out, or answer the question first that leads to it.",
)
OTHER_TYPE: Final = AnswerFault(
    "The answer is of another type than the question.",
    "Nothing is taken for what it may have been meant as.",
    "Send true or false, a number, a text or a list, as the form says.",
)
NO_KIND: Final = AnswerFault(
    "The document is of no kind that we know.",
    "Neither the service nor the form asks for such a document.",
    "Name the fact that it proves, or “other”.",
)


class NotAnswered(Exception):
    """What does not answer the form, by fact."""

    def __init__(self, faults: Mapping[str, AnswerFault]) -> None:
        super().__init__(", ".join(sorted(faults)))
        self.faults = faults


def around(
    case: Case,
    package: ServicePackage,
    answers: Mapping[str, Answer],
    uploads: Iterable[Upload],
    by: str,
    at: datetime,
) -> Names:
    """What the form's conditions see: the case, with what is being answered on top of it."""
    said = {
        fact: Fact(answer.value, answer.standing, "resident", by, at)
        for fact, answer in answers.items()
    }
    answered = replace(case, facts={**case.facts, **said})
    kinds = {one.kind for one in (*case.documents, *uploads)}
    names = names_of(surroundings(answered, package, at.date()))
    return names.having("documents", tuple(sorted(kinds)))


def application(
    package: ServicePackage,
    answers: Mapping[str, Answer],
    uploads: tuple[Upload, ...],
    at: datetime,
    *,
    again: bool,
) -> dict[str, Answer]:
    """The answers as the form of the application reads them.  Raises NotAnswered.

    `again`: it was received before, and is only read as it was then.
    """
    nothing = Case("", "", package.id, "", "", "", "received", at)
    case = None if again else nothing
    return _read(case, package, package.forms["apply"], answers, uploads, at)


def checked(
    command: Command, case: Case, package: ServicePackage, at: datetime, *, again: bool
) -> Command:
    """The command with what it answers read; others as they are.  Raises NotAnswered, NotHere."""
    match command:
        case AnswerStep(step, answers, uploads):
            template = package.step(step)
            if template is None or template.who != "resident" or not template.form:
                raise NotHere
            form = package.forms[template.form]
            read = _read(None if again else case, package, form, answers, uploads, at)
            return replace(command, answers=read)
        case AskForCorrection(fact, answer):
            question = Question(fact, {}, unknown_allowed=True)
            known = fact in package.terms and package.terms[fact].type != "document"
            asked = (question,) if known else ()
            return replace(command, answer=_answered(asked, package, {fact: answer})[fact])
        case HandInDocument(upload):
            _must_be_known((upload,), package)
            return command
        case _:
            return command


def _read(
    case: Case | None,
    package: ServicePackage,
    form: Form,
    answers: Mapping[str, Answer],
    uploads: tuple[Upload, ...],
    at: datetime,
) -> dict[str, Answer]:
    """What is answered of the questions that are shown, once all of it has been read.

    What is shown follows from the answers; so they are read first, whatever is shown, and then
    judged by what is shown when they stand; without a case they are not judged.
    """
    _must_be_known(uploads, package)
    every = (question for page in form.pages for question in page.questions)
    read = _answered(every, package, answers)
    if case is None:
        return read
    names = around(case, package, read, uploads, "", at)
    asked = shown(form, names)
    facts = {question.fact for _, questions in asked for question in questions}
    faults = dict.fromkeys(set(read) - facts, NOT_ASKED)
    faults |= {question.fact: NOTHING for _, question in missing(asked, names, read)}
    if faults:
        raise NotAnswered(faults)
    return read


def _answered(
    asked: Iterable[Question], package: ServicePackage, answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Every answer in the type of its fact.  Raises NotAnswered."""
    questions = {
        question.fact: question
        for question in asked
        if package.terms[question.fact].type != "document"
    }
    faults = dict.fromkeys(set(answers) - set(questions), NOT_ASKED)
    other = {one for one in questions if one in answers and not _fits(package.terms[one], answers)}
    faults |= dict.fromkeys(other, OTHER_TYPE)
    answered = [questions[fact] for fact in answers if fact in questions.keys() - other]
    posted = {}
    for fact, answer in answers.items():
        posted[fact] = _texts(answer)
        posted[f"{fact}:standing"] = [answer.standing]
    read = read_answers(answered, package.terms, posted)
    lost = set(answers) - set(read.answers) - set(read.faults)
    faults |= read.faults | dict.fromkeys(lost - set(faults), NOTHING)
    if faults:
        raise NotAnswered(faults)
    return read.answers


def _fits(term: Term, answers: Mapping[str, Answer]) -> bool:
    """Whether the value has the type of its fact, or there is none."""
    value = answers[term.id].value
    if value is None:
        return True
    match term.type:
        case "boolean":
            return isinstance(value, bool)
        case "number":  # with decimals it is text
            return isinstance(value, int | str) and not isinstance(value, bool)
        case "choices":
            return isinstance(value, tuple)
        case _:
            return isinstance(value, str)


def _texts(answer: Answer) -> list[str]:
    """The answer as it would be typed."""
    match answer.value:
        case None:
            return []
        case bool(truth):
            return ["yes" if truth else "no"]
        case tuple(chosen):
            return list(chosen)
        case value:
            return [str(value)]


def _must_be_known(uploads: Iterable[Upload], package: ServicePackage) -> None:
    """Raises NotAnswered for a document of a kind that the service does not know."""
    known = {id for id, term in package.terms.items() if term.type == "document"} | {OTHER}
    unknown = {upload.kind for upload in uploads} - known
    if unknown:
        raise NotAnswered(dict.fromkeys(unknown, NO_KIND))
