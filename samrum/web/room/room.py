"""The room: one page, and each who opens it sees her own part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.core.consent import ADULT, SPEAKS_FOR_ITSELF, Consent
from samrum.core.plan import Goal, PlanStep
from samrum.core.room import Card, Member, Question, kind_of, whole_by_right
from samrum.office import room_cases
from samrum.office.room_see import RoomView
from samrum.packages.wording import said
from samrum.web.room import happenings, naming
from samrum.web.room.looking import look, show
from samrum.web.shared import events, page
from samrum.web.shared.dates import day
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import language, ngettext

SHOWN: Final = 6  # rows of what has happened
FACTS: Final = 4  # of each kind; a page of their own has them all


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the plan with who does it; `answers` is what the reader may say to it, `passing`
    whether she may let one of her association's volunteers be asked."""

    step: PlanStep
    who: str
    standing: str
    answers: tuple[tuple[str, str], ...]
    late: bool
    passing: bool


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with who told it, who can read it now (`shut`: nobody else), and what can be done,
    "" for nothing.  In words already: a page has many of them."""

    card: Card
    name: str
    value: str
    told: str
    readers: str
    shut: bool
    change: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for the family; `known` is what was said before, "" for nothing."""

    question: Question
    name: str
    known: str


def room(request: HttpRequest, id: str) -> HttpResponse:
    """The room page."""
    view, reader = look(request, id, latest=SHOWN), page.reader(request).id
    family, loose = whole_by_right(view.relation), list(_loose(view, reader))
    return show(
        request,
        id,
        "room/room.html",
        view=view,
        family=family,
        child=_is_herself_under(view, ADULT),
        plain=_is_herself_under(view, SPEAKS_FOR_ITSELF),
        plan=[(goal, list(_steps(view, goal, reader))) for goal in view.room.plan.open_goals],
        loose=loose,
        questions=[_asked(view, one) for one in view.room.questions if one.closed_at is None],
        unsigned=[one for one in view.room.consents if _waits_for(view, one, reader)],
        waits=family or any(row.answers and row.step.standing != "declined" for row in loose),
        facts=facts(view, reader, FACTS),
        members=[(one, naming.person(view, one.person, reader)) for one in present(view)],
        meetings=list(reversed(view.room.meetings)),
        counted=counted(view),
        speaks=page.visit(request).typing and view.relation == "professional",
        timeline=events.days(happenings.rows(view, view.timeline, reader)),
        naming=naming,
        cases=room_cases.cases_of(page.reader(request), view),
        coordinates=view.seen.member is not None
        and view.seen.member.number == view.room.coordinator,
        done=_done(request.GET.get("done", "")),
        reader=reader,
    )


def _is_herself_under(view: RoomView, age: int) -> bool:
    """Whether it is the one the room is about who reads, and she is younger than this."""
    return view.relation == "self" and view.age is not None and view.age < age


def told(request: HttpRequest, id: str) -> HttpResponse:
    """Everything that is known and the reader may read."""
    view, reader = look(request, id, "facts"), page.reader(request).id
    about = {
        "facts": facts(view, reader, len(view.room.cards)),
        "family": whole_by_right(view.relation),
    }
    return show(request, id, "room/told.html", view=view, **about)


def present(view: RoomView) -> list[Member]:
    """Who is in the room today, the one it is about first."""
    return list(view.room.present(view.today))


def facts(view: RoomView, reader: str, most: int) -> list[tuple[str, list[FactRow], int]]:
    """What is known, under the name of its kind, in the order of the consent matrix: at most so
    many of each kind, the latest first, and how many more there are."""
    found: dict[str, list[Card]] = {kind: [] for kind in view.kinds}
    for card in view.room.cards:
        term = view.terms.get(card.fact)
        if term is not None:
            found[kind_of(term)].append(card)
    told, given = [], [one for one in view.room.consents if view.stands(one) == "given"]
    for kind, cards in found.items():
        latest = sorted(cards, key=lambda one: one.confirmed_at, reverse=True)[:most]
        if cards:
            of_kind = [one for one in given if kind in one.kinds or one.facts]
            rows = [_fact(view, card, reader, of_kind) for card in latest]
            told.append((naming.kind(kind), rows, len(cards) - len(latest)))
    return told


def value(view: RoomView, card: Card) -> str:
    """How a fact reads."""
    if card.standing == "unknown":
        return _("I do not know")
    if card.standing == "declined":
        return _("I do not want to say")
    return said(view.terms[card.fact], card.value, language())


def _fact(view: RoomView, card: Card, reader: str, given: Sequence[Consent]) -> FactRow:
    term = view.terms[card.fact]
    days = term.fresh_days
    stale = days is not None and card.confirmed_at.date() + timedelta(days=days) < view.today
    to = {one.to for one in given if one.speaks_of(kind_of(term), card.fact)}
    readers = sorted(naming.reads_as(view, one, reader) for one in to) if not card.holder else []
    change = _("Is this still right?") if stale else _("Change")
    return FactRow(
        card,
        naming.fact(view, card.fact),
        value(view, card),
        _told(view, card, reader),
        _can_read(card, readers),
        not readers,
        "" if card.holder else change,
    )


def _told(view: RoomView, card: Card, reader: str) -> str:
    """By whom it was told and when, and who wrote it down for her."""
    when = day(card.confirmed_at)
    if not card.holder and card.given_by == reader:
        told = _("You told it, %(day)s") % {"day": when}
    else:
        who = card.holder or naming.person(view, card.given_by, reader)
        told = _("Told by %(who)s, %(day)s") % {"who": who, "day": when}
    if not card.typed_by:
        return told
    if card.typed_by == reader:
        return f"{told} · {_('you wrote it down')}"
    typist = {"who": naming.person(view, card.typed_by, reader)}
    return f"{told} · {_('written down by %(who)s') % typist}"


def _can_read(card: Card, readers: list[str]) -> str:
    """Who can read a fact now, beside the family."""
    if card.holder:
        return _("Kept by %(agency)s") % {"agency": card.holder}
    if readers:
        return _("Can be read by %(who)s") % {"who": ", ".join(readers)}
    return _("Nobody outside the family can read it")


def _steps(view: RoomView, goal: Goal, reader: str) -> Iterator[StepRow]:
    return (_step(view, one, reader) for one in view.room.plan.steps if one.goal == goal.number)


def _loose(view: RoomView, reader: str) -> Iterator[StepRow]:
    """What the reader is asked to do in a plan that she does not see."""
    goals = {one.number for one in view.room.plan.goals}
    return (_step(view, one, reader) for one in view.room.plan.steps if one.goal not in goals)


def _step(view: RoomView, step: PlanStep, reader: str) -> StepRow:
    member = view.room.member(step.member)
    who = naming.person(view, member.person, reader) if member else step.other
    mine = member is not None and member.person == reader
    answers: tuple[tuple[str, str], ...] = ()
    if step.standing == "offered" and mine:
        answers = (("planned", _("Yes, I will")), ("declined", _("No, not this time")))
    elif step.standing == "declined" and mine:
        answers = (("planned", _("Yes, I will after all")),)
    elif step.standing == "planned" and (mine or view.relation not in ("relative", "volunteer")):
        answers = (("done", _("It is done")),)
    standing = naming.step_standing(step.standing)
    return StepRow(step, who, standing, answers, _late(step, view.today), may_pass(view, step))


def may_pass(view: RoomView, step: PlanStep) -> bool:
    """Whether the reader speaks for the association that this is asked of, and may pass it on.

    Who does not see the plan sees of it what is hers and her association's, and nothing else.
    """
    member = view.seen.member
    speaks = member is not None and member.speaks_for_association
    return speaks and view.relation == "volunteer" and step.standing in ("offered", "declined")


def _late(step: PlanStep, today: date) -> bool:
    return step.standing in ("offered", "planned") and bool(step.by_day and step.by_day < today)


def _asked(view: RoomView, question: Question) -> Asked:
    card = view.room.card_of_family(question.fact)
    known = value(view, card) if card and whole_by_right(view.relation) else ""
    return Asked(question, naming.fact(view, question.fact), known)


def _waits_for(view: RoomView, consent: Consent, reader: str) -> bool:
    """Whether the reader has to sign it and has not answered yet."""
    waiting = view.stands(consent) == "waiting"
    return waiting and reader in view.signers and reader not in consent.signatures


def counted(view: RoomView) -> str:
    """The question that was asked of most, once, and how often it would have been."""
    burden = view.burden
    if burden is None or burden.most is None or burden.most[2] <= burden.most[1]:
        return ""
    fact, given, without = burden.most
    told = ngettext(
        "“%(fact)s” has been asked once. Without the room it would have been %(without)s times.",
        "“%(fact)s” has been asked %(given)s times. Without the room: %(without)s times.",
        given,
    )
    return told % {"fact": naming.fact(view, fact), "given": given, "without": without}


def _done(what: str) -> str:
    """What has just been done, in words; "" for anything that no page of ours says."""
    if not what:
        return ""
    return {
        "opened": _("The room is open. Begin with what matters."),
        "needs": _("It is written down, and everybody begins there."),
        "goal": _("The goal is in the plan."),
        "removed": _("The goal has been taken out."),
        "step": _("The step is in the plan."),
        "answered": _("Thank you. The plan says so now, and those who share it see your answer."),
        "passed": _("It is asked of the person you chose. You see here what the answer is."),
        "agreed": _("The plan is agreed on."),
        "dissent": _("It stands in the plan, beside what was agreed."),
        "declined": _("It is written down, with the reason."),
        "fact": _("It is told, and nobody has to ask for it again."),
        "confirmed": _("Good. It counts as fresh again."),
        "asked": _("The question has gone to the family."),
        "shared": _("It is shared, and nothing else is."),
        "kept": _("The answer stays with you."),
        "invited": _("The person is in the room."),
        "left": _("The person has left the room."),
        "coordinator": _("The room has a new coordinator."),
        "called": _("The meeting is called, and everybody gets a letter."),
        "came": _("It is written down who came."),
        "hung": _("The case hangs in the room now."),
        "worry": _("Your report has reached social services."),
    }.get(what, "")
