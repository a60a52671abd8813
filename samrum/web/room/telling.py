"""Facts and questions: telling something once, asking for it, sharing it with one press."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.fact import Answer
from samrum.core.room import (
    AskForFact,
    Card,
    ConfirmFact,
    DeclineQuestion,
    ShareFact,
    TellFact,
    kind_of,
    may_do,
    whole_by_right,
)
from samrum.office.room_see import RoomView
from samrum.packages.form import read_answers
from samrum.packages.package import Question as Asking
from samrum.packages.vocabulary import Term
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, done, look, press, show
from samrum.web.room.room import value
from samrum.web.shared import page
from samrum.web.shared.asking import Field, fault, one_field, told_apart
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, text_of
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

HOLDS: Final = timedelta(days=180)  # how long a shared fact can be read, unless another day is set
TOPICS: Final = ("school", "health", "social", "family", "economy")


def topics(request: HttpRequest, id: str) -> HttpResponse:
    """What can be told, by kind."""
    view = _teller(look(request, id))
    listed = [
        (naming.kind(kind), [one for one in _terms(view) if kind_of(one) == kind])
        for kind in view.kinds
    ]
    known = {one.fact for one in view.room.cards}
    about = {"topics": [(name, terms) for name, terms in listed if terms], "known": known}
    return show(request, id, "room/topics.html", view=view, **about)


def fact(request: HttpRequest, id: str, fact: str) -> HttpResponse:
    """Tells a fact, or says that it is still right."""
    view = _teller(look(request, id))
    term = _term(view, fact)
    pressed, typed = None, None
    if request.method == "POST" and "confirm" in request.POST:
        pressed = press(request, id, ConfirmFact(fact), "confirm")
        if pressed.receipt:
            return done(id, "confirmed", "facts")
    elif request.method == "POST":
        typed, pressed = _told(request, id, term)
        if pressed.receipt:
            return done(id, "fact", "facts")
    hers = whole_by_right(view.relation) or page.visit(request).typing
    holder = "" if hers else view.seen.member and view.seen.member.agency
    card = next((c for c in view.room.cards if (c.fact, c.holder) == (fact, holder)), None)
    about = {"field": _field(term, typed, card), "fact_name": in_words(term.words), "card": card}
    return show(
        request, id, "room/fact.html", pressed, view=view, value=card and value(view, card), **about
    )


def asking(request: HttpRequest, id: str) -> HttpResponse:
    """Asks the family for a fact: which, and why it is needed."""
    view = look(request, id)
    if not may_do(view.relation, "AskForFact", typing=False):
        raise Http404
    pressed, chosen, why = None, request.POST.get("fact", ""), text_of(request, "why")
    if request.method == "POST":
        pressed = (
            press(request, id, AskForFact(chosen, why), "why" if chosen else "fact")
            if chosen in view.terms
            else Pressed(faults=(Fault("fact", _("Choose what you want to know.")),))
        )
        if pressed.receipt:
            return done(id, "asked", "facts")
    facts = [(one.id, in_words(one.words)) for one in _terms(view)]
    about = {"facts": facts, "chosen": chosen, "why": why}
    return show(request, id, "room/asking.html", pressed, view=view, **about)


def question(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Answers a question: shares what is known with one press, tells it, or keeps it."""
    view = look(request, id)
    found = next((one for one in view.room.questions if one.number == number), None)
    may = may_do(view.relation, "ShareFact", typing=page.visit(request).typing)
    if found is None or found.closed_at or not may:
        raise Http404
    term, card = _term(view, found.fact), view.room.card_of_family(found.fact)
    pressed, typed = None, None
    until = day_of(request, "until") or view.today + HOLDS
    if request.method == "POST" and "keep" in request.POST:
        pressed = press(request, id, DeclineQuestion(number), "keep")
        if pressed.receipt:
            return done(id, "kept")
    elif request.method == "POST":
        if card is None or "anew" in request.POST:
            typed, pressed = _told(request, id, term)
        if pressed is None or pressed.receipt:
            pressed = press(request, id, ShareFact(number, until), "until")
        if pressed.receipt:
            return done(id, "shared")
    about = {
        "question": found,
        "fact_name": in_words(term.words),
        "known": value(view, card) if card else "",
        "card": card,
        "field": _field(term, typed, card),
        "until": until,
        "asker": naming.person(view, found.asked_by, page.reader(request).id),
    }
    return show(request, id, "room/question.html", pressed, view=view, **about)


def _told(request: HttpRequest, id: str, term: Term) -> tuple[dict[str, list[str]], Pressed]:
    """What was typed for a fact, and what became of telling it."""
    asked = Asking(term.id, {}, unknown_allowed=True)
    posted = {name: request.POST.getlist(name) for name in request.POST}
    typed = told_apart(posted, (asked,))
    read = read_answers((asked,), {term.id: term}, typed)
    faults = tuple(fault(one, wrong) for one, wrong in read.faults.items())
    answer: Answer | None = read.answers.get(term.id)
    if answer is None:
        return typed, Pressed(faults=faults or (Fault(term.id, _("Write or choose an answer.")),))
    return typed, press(request, id, TellFact(term.id, answer), term.id)


def _field(term: Term, typed: dict[str, list[str]] | None, card: Card | None) -> Field:
    answer = Answer(card.value, card.standing) if card else None
    asked = Asking(term.id, {}, unknown_allowed=True)
    return one_field(asked, term, typed, label=in_words(term.words), answer=answer)


def _terms(view: RoomView) -> list[Term]:
    """The facts of children's rooms: those of the kinds that the matrix has, and no documents."""
    return [
        one
        for one in view.terms.values()
        if one.id.partition(".")[0] in TOPICS and one.type != "document"
    ]


def _term(view: RoomView, fact: str) -> Term:
    found = next((one for one in _terms(view) if one.id == fact), None)
    if found is None:
        raise Http404
    return found


def _teller(view: RoomView) -> RoomView:
    """Raises Http404 for who tells no facts here."""
    if not may_do(view.relation, "TellFact", typing=False):
        raise Http404
    return view
