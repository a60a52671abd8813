"""My cases, one case, and the receipt of an application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.core.case import Letter
from samrum.core.demand import may_be_made
from samrum.core.fact import Fact
from samrum.office import assisted, crossing, drafts, room_cases, room_see, see, transfer
from samrum.office.municipality import address
from samrum.office.see import CaseRow, CaseView, ReadItem
from samrum.web.resident.standing import standing
from samrum.web.shared import events, moving, page
from samrum.web.shared.addresses import url
from samrum.web.shared.dates import day, today
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

LATEST: Final = 5  # rows of the timeline that are shown at once


@dataclass(frozen=True, slots=True)
class Begun:
    """An application that was begun and not handed in."""

    title: str
    address: str
    changed_at: datetime
    kept_until: date


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of the case, with where it comes from and how to say that it is wrong."""

    name: str
    value: str
    source: str
    pending: str
    change: str


def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the person she acts for: what waits for her first."""
    reader, whom = page.reader(request), page.visit(request).acting_for
    rows = [row for row in _cases(request) if row.resident == whom]
    about = {
        "waiting": [row for row in rows if _waits(row)],
        "ongoing": [row for row in rows if not _waits(row) and _is_ours(row)],
        "finished": [row for row in rows if not _waits(row) and not _is_ours(row)],
        "titles": {one.id: in_words(one.title) for one in see.services(reader.tenant)},
        "begun": _begun(request),
        "others": _others(request),
        "rooms": () if page.visit(request).for_another else room_see.my_rooms(reader),
        "asked_over": () if page.visit(request).for_another else transfer.about_me(reader),
        "said": next((one for one in ("saved", "removed", "gone") if one in request.GET), ""),
    }
    return page.show(request, "resident/cases.html", about)


def case(request: HttpRequest, id: str) -> HttpResponse:
    """One case: whose turn it is, what to do, what has happened, what is known."""
    view = seen(request, id)
    rows = events.rows(view, page.reader(request).id)
    return show(
        request,
        view,
        "resident/case.html",
        standing=standing(view),
        may_demand=view.case.stage == "received"
        and may_be_made(
            view.case.demand, view.package.demand, view.case.received_at.date(), today()
        ),
        may_give_up=bool(view.package.support) and view.case.granted is not None,
        latest=events.days(rows[:LATEST]),
        earlier=events.days(rows[LATEST:]),
        facts=facts(view, page.reader(request).id),
        readings=_looked(see.readings_beside(page.reader(request), view)),
        leads_to_a_room=room_cases.leads_to_a_room(view) and not page.visit(request).typing,
        rooms=room_cases.rooms_of(page.reader(request), view.case) if view.package.room else (),
        examiner=moving.examiner(view.package),
        moved_address=_moved(view),
        said=next((one for one in ("done", "withdrawn", "reach") if one in request.GET), ""),
    )


def _looked(readings: Iterable[ReadItem]) -> list[ReadItem]:
    """Who has read the case, the latest first: once for each day and reason."""
    once = dict[tuple[str, date, str], ReadItem]()
    for one in readings:
        once.setdefault((one.by_name, one.at.date(), one.reason), one)
    return list(once.values())


def _moved(view: CaseView) -> str:
    """Where the pages of the municipality are that has taken the case over, "" for none."""
    moved = view.case.transfer
    if moved is None or moved.standing != "moved":
        return ""
    return address(crossing.named(moved.request.to))


def receipt(request: HttpRequest, id: str) -> HttpResponse:
    """What we have received, what happens next, and when we expect to be done."""
    view = seen(request, id)
    return show(request, view, "resident/receipt.html", standing=standing(view))


def seen(request: HttpRequest, id: str) -> CaseView:
    """The case; a caseworker sees it from here only while she types for its resident.

    Raises NotHere.
    """
    now = page.visit(request)
    return see.beside(page.reader(request), id, now.acting_for if now.typing else "")


def show(
    request: HttpRequest, view: CaseView, template: str, status: int = 200, **about: object
) -> HttpResponse:
    """A page of a case: it says which, for whom one acts, and whom to ask."""
    acting = view.resident.name if view.relation == "mandate" else ""
    around = {
        "view": view,
        "case": view.case,
        "service": view.package,
        "acting_name": acting,
        "letters": letters(view),
        "reach": events.reach(view.case.reach),
        "contact": page.contact(request, view.case.service),
    }
    return page.show(request, template, {**around, **about}, status)


def facts(view: CaseView, reader: str) -> list[Known]:
    """What is known in the case, in the order of the vocabulary."""
    pending = {one.fact for one in view.case.corrections if one.standing == "pending"}
    return [
        Known(
            events.fact_name(view.package, id),
            events.fact_value(view.package, id, fact.value, fact.standing),
            source(view, fact, reader),
            _("You have said that this is wrong. We are looking into it.") if id in pending else "",
            "" if id in pending else url("resident:correction", view.case.id, id),
        )
        for id in view.package.terms
        for fact in [view.case.facts.get(id)]
        if fact is not None
    ]


def source(view: CaseView, fact: Fact, reader: str) -> str:
    """Where a fact comes from, in words."""
    about = {
        "day": day(fact.given_at),
        "name": view.names.get(fact.given_by, ""),
        "register": events.register_name(fact.register),
    }
    if before := view.case.came_from(fact):
        return _("Came with the case from %(municipality)s") % {"municipality": before}
    match fact.source:
        case "register":
            return _("From %(register)s, %(day)s") % about
        case "document":
            return _("From a document, read by %(name)s %(day)s") % about
        case "caseworker":
            return _("Written down by %(name)s %(day)s") % about
        case _:
            if fact.given_by == reader:
                return _("You told us %(day)s") % about
            return _("%(name)s told us %(day)s") % about


def letters(view: CaseView) -> list[tuple[Letter, str]]:
    """The letters of a case, newest first, with the address of each that has been set."""
    return [
        (
            letter,
            url("resident:letter", view.case.id, letter.number) if letter.sha256 else "",
        )
        for letter in reversed(view.case.letters)
        if letter.reach.channel != "instance"  # its page is that of the appeal
    ]


def _waits(row: CaseRow) -> bool:
    """Whether it is the resident's turn: something is asked of her, or a decision is unread."""
    return row.turn == "resident" or row.unread


def _is_ours(row: CaseRow) -> bool:
    """Whether we work on it: it is not decided, or there is something to do after the decision."""
    return row.stage == "received" or row.turn == "caseworker"


def _cases(request: HttpRequest) -> tuple[CaseRow, ...]:
    """Her own and those she acts in; for a caseworker who types, those of the resident."""
    now, reader = page.visit(request), page.reader(request)
    return assisted.cases_of(reader, now.acting_for) if now.typing else see.my_cases(reader)


def _begun(request: HttpRequest) -> list[Begun]:
    reader, whom = page.reader(request), page.visit(request).acting_for
    services = {f"apply:{one.id}": one for one in see.services(reader.tenant)}
    typed = drafts.begun(reader, whom, services)
    return [
        Begun(
            in_words(one.title),
            url("resident:apply", one.id),
            typed[key],
            drafts.kept_until(reader.tenant, typed[key]),
        )
        for key, one in services.items()
        if key in typed
    ]


def _others(request: HttpRequest) -> list[tuple[str, str, int]]:
    """Those she may act for and does not act for now: id, name and how much waits for them."""
    reader, whom = page.reader(request), page.visit(request).acting_for
    if page.visit(request).typing:
        return []
    people = {reader.id: _("you yourself")} if whom != reader.id else {}
    people.update((one.id, one.name) for one in see.acting_for(reader) if one.id != whom)
    if not people:
        return []
    rows = see.my_cases(reader)
    return [
        (id, name, sum(row.resident == id and _waits(row) for row in rows))
        for id, name in people.items()
    ]
