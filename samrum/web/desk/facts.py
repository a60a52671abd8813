"""The facts of a case: what is known, who said it and when; and entering one oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import FactGiven, GiveFact
from samrum.core.fact import Fact
from samrum.core.unread import unread
from samrum.office.see import CaseView, TimelineItem
from samrum.packages.form import read_answers
from samrum.packages.package import Question
from samrum.packages.vocabulary import Term
from samrum.web.desk import told
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import register_outcome
from samrum.web.shared import events, page
from samrum.web.shared.addresses import url
from samrum.web.shared.asking import fault, one_field, told_apart
from samrum.web.shared.dates import day, first_word, moment
from samrum.web.shared.law_events import told_by
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

SOURCES = ("document", "caseworker")


@dataclass(frozen=True, slots=True)
class Known:
    """A fact with where it comes from; `pending` is the number of a wish to correct it, or 0."""

    id: str
    name: str
    value: str
    standing: str
    source: str
    pending: int
    change: str


@dataclass(frozen=True, slots=True)
class NotSaid:
    """Something that nobody has said yet, and where to enter it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a register answered: "found", "not_found", "protected" or "failed", in words."""

    name: str
    outcome: str
    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Warned:
    """A register that gave no answer, why, and what is not known because of it."""

    name: str
    words: str
    missing: list[str]


def known(view: CaseView, reader: str) -> list[Known]:
    """What is known, in the order of the vocabulary."""
    pending = {one.fact: one.number for one in view.case.corrections if one.standing == "pending"}
    given = _given(view)
    return [
        Known(
            id,
            in_words(term.words),
            events.fact_value(view.package, id, fact.value, fact.standing),
            fact.standing,
            _source(view, fact, given.get(id), reader),
            pending.get(id, 0),
            _address(view, term),
        )
        for id, term in view.package.terms.items()
        for fact in [view.case.facts.get(id)]
        if fact is not None
    ]


def not_said(view: CaseView) -> list[NotSaid]:
    """What the forms can ask and nobody has said."""
    asked = {
        question.fact: view.package.terms[question.fact]
        for form in view.package.forms.values()
        for page in form.pages
        for question in page.questions
    }
    return [
        NotSaid(in_words(term.words), _address(view, term))
        for id, term in asked.items()
        if id not in view.case.facts and term.type != "document"
    ]


def readings(view: CaseView) -> list[Read]:
    """What each register of the service has answered, the failed ones too."""
    return [
        Read(
            events.register_name(name),
            reading.outcome if reading else "",
            register_outcome(reading.outcome) if reading else _("Not asked yet"),
            reading.read_at if reading else None,
        )
        for name in view.package.registers
        for reading in [view.case.registers.get(name)]
    ]


def warnings(view: CaseView) -> list[Warned]:
    """A warning for each register that gave no answer, while it can still matter."""
    if view.case.stage != "received":
        return []
    return [
        Warned(
            first_word(events.register_name(one.register)),
            _("Not asked yet") if one.because == "not_read" else register_outcome(one.because),
            [in_words(view.package.terms[fact].words) for fact in one.facts],
        )
        for one in unread(view.case, view.package)
    ]


def fact(request: HttpRequest, id: str, fact: str) -> HttpResponse:
    """Enters a fact that a document or a conversation shows."""
    view = look(request, id)
    term = view.package.terms.get(fact)
    if term is None or term.type == "document":
        raise Http404
    question = Question(fact, {}, unknown_allowed=True)
    pressed, typed = None, None
    if request.method == "POST":
        posted = {name: request.POST.getlist(name) for name in request.POST}
        typed = told_apart(posted, (question,))
        pressed = _give(request, view, question, typed)
        if pressed.receipt:
            return done(id, "fact")
    now = view.case.facts.get(fact)
    reader = page.reader(request).id
    return show(
        request,
        id,
        "desk/fact.html",
        pressed,
        view=view,
        field=one_field(question, term, typed, label=in_words(term.words)),
        name=in_words(term.words),
        value=events.fact_value(view.package, fact, now.value, now.standing) if now else "",
        source=_source(view, now, _given(view).get(fact), reader) if now else "",
        **told.fields(request),
    )


def _give(
    request: HttpRequest, view: CaseView, question: Question, typed: dict[str, list[str]]
) -> Pressed:
    read = read_answers((question,), view.package.terms, typed)
    faults = [fault(one, wrong) for one, wrong in read.faults.items()]
    source = request.POST.get("source", "")
    if question.fact not in read.answers and not faults:
        faults.append(Fault(question.fact, _("Say what is known.")))
    if source not in SOURCES:
        faults.append(Fault("source", _("Say how you know it.")))
    who, missing = told.read(request) if source == "caseworker" else (None, ())
    if faults or missing:
        return Pressed(faults=(*faults, *missing))
    answer = read.answers[question.fact]
    kind: Literal["document", "caseworker"] = "document" if source == "document" else "caseworker"
    command = GiveFact(question.fact, answer, kind, who)
    return press(request, view.case.id, command, question.fact)


def _given(view: CaseView) -> dict[str, TimelineItem]:
    """The last time each fact was said."""
    return {item.event.fact: item for item in view.timeline if isinstance(item.event, FactGiven)}


def _source(view: CaseView, fact: Fact, item: TimelineItem | None, reader: str) -> str:
    """Who said it, where and when, in words."""
    about = {
        "day": day(fact.given_at),
        "when": moment(fact.given_at),
        "who": events.who(item.by, item.by_name, view.names, reader) if item else "",
        "register": events.register_name(fact.register),
    }
    if before := view.case.came_from(fact):
        return _("Came with the case from %(municipality)s") % {"municipality": before}
    match fact.source:
        case "register":
            return _("From %(register)s, %(day)s") % about
        case "document" if item and item.by.id == reader:
            return _("From a document, read by you %(day)s") % about
        case "document":
            return _("From a document, read by %(who)s %(day)s") % about
        case "caseworker" if item and item.by.id == reader:
            return _("From a conversation, written down by you %(day)s") % about
        case "caseworker" if fact.told:
            return told_by(fact.told, view.resident.name)
        case "caseworker":
            return _("From a conversation, written down by %(who)s %(day)s") % about
        case _:
            return _("Said by %(who)s, %(day)s") % about


def _address(view: CaseView, term: Term) -> str:
    """Where the fact is entered, "" when it is not entered by hand any more."""
    if view.case.stage != "received" or term.type == "document":
        return ""
    return url("desk:fact", view.case.id, term.id)
