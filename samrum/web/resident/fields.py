"""A question as the page shows it: its kind of field, its words, its answer so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.packages.package import Page, Question
from samrum.web.resident.answers import Filling
from samrum.web.shared.asking import Field, one_field
from samrum.web.shared.dates import day
from samrum.web.shared.events import fact_value
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the page where everything is read through before it is handed in."""

    name: str
    value: str
    page: str
    source: str = ""
    change: str = ""
    files: tuple[Upload, ...] = ()


def fields(
    filling: Filling,
    page: Page,
    typed: Mapping[str, Sequence[str]] | None = None,
    elsewhere: Mapping[str, Answer] | None = None,
) -> list[Field]:
    """The fields of a page; `typed` is what was just sent and is to be shown as it was typed."""
    return [_field(filling, one, typed, elsewhere or {}) for one in filling.questions(page)]


def summary(filling: Filling) -> list[Told]:
    """All that is about to be handed in, in the order it was asked."""
    return [
        _told(filling, page, question)
        for page in filling.pages
        for question in filling.questions(page)
    ]


def _field(
    filling: Filling,
    question: Question,
    typed: Mapping[str, Sequence[str]] | None,
    elsewhere: Mapping[str, Answer],
) -> Field:
    answer = filling.known.get(question.fact)
    asks = in_words(question.asks)
    alone = one_field(question, filling.term(question), typed, label=asks, answer=answer)
    other = elsewhere.get(question.fact)
    told = fact_value(filling.package, question.fact, other.value, other.standing) if other else ""
    known = "" if typed is not None else _known(filling, question.fact)
    return replace(alone, known=known, elsewhere=told, files=filling.files(question.fact))


def _known(filling: Filling, fact: str) -> str:
    """Where an answer comes from that was there before she typed anything."""
    before = filling.prefilled.get(fact)
    if before is None or fact in filling.draft.answers:
        return ""
    about = {"day": day(before.given_at, plain=True), "number": before.number}
    if before.source == "register":
        return _("We know this from a register, read %(day)s. Change it if it is wrong.") % about
    return (
        _("You told us this %(day)s, in case %(number)s. Change it if it is no longer right.")
        % about
    )


def _told(filling: Filling, page: Page, question: Question) -> Told:
    name = in_words(filling.term(question).words)
    files = filling.files(question.fact)
    if filling.term(question).type == "document":
        value = "" if files else _("Nothing yet. You can send it afterwards.")
        return Told(name, value, page.id, files=files)
    answer = filling.known.get(question.fact)
    if answer is None:
        empty = _("Not answered yet") if question.needed else _("Left out")
        return Told(name, empty, page.id)
    value = fact_value(filling.package, question.fact, answer.value, answer.standing)
    return Told(name, value, page.id, _known(filling, question.fact))
