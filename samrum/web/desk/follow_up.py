"""Following up who has read what: the list of alarms, and the answer to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.office import follow_up as office
from samrum.office.follow_up import Item
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, refusal, text_of, too_long
from samrum.web.shared.words import gettext as _


@dataclass(frozen=True, slots=True)
class Row:
    """An alarm in words."""

    item: Item
    signs: tuple[str, ...]
    outcome: str


def follow_up(request: HttpRequest) -> HttpResponse:
    """What waits to be answered, what waits too long, and what has been answered."""
    found = office.lists(page.reader(request))
    rows = [_row(item) for item in found.items]
    about = {
        "found": found,
        "waiting": [row for row in rows if not row.outcome],
        "answered": [row for row in rows if row.outcome],
        "done": "done" in request.GET,
    }
    return page.show(request, "desk/follow_up.html", about)


def alarm(request: HttpRequest, week: str, number: int) -> HttpResponse:
    """One alarm: what was read, by whom, what it showed; answers it."""
    begins, faults = _day(week), ()
    item = office.one(page.reader(request), begins, number)
    outcome, text = request.POST.get("outcome", ""), text_of(request, "text")
    if request.method == "POST":
        faults = too_long({"text": text}) or _answer(request, begins, number, outcome, text)
        if not faults:
            return page.go("desk:follow-up", done="1")
    about = {"row": _row(item), "outcomes": outcomes(), "outcome": outcome, "text": text}
    about["hers"] = item.listed.alarm.reader == page.reader(request).id
    status = 422 if faults else 200
    return page.show(request, "desk/alarm.html", {**about, "faults": faults}, status)


def outcomes() -> list[tuple[str, str, str]]:
    """What can come of an alarm."""
    return [
        ("justified", _("Justified"), _("There was a task behind it, and you have seen which.")),
        (
            "reported",
            _("Reported onward"),
            _("To whoever leads the unit, and to the authority where the law says so."),
        ),
    ]


def sign(name: str) -> str:
    """What a reading showed, in words."""
    return {
        "no_task": _("Has no task in it"),
        "surname": _("Has the same surname"),
        "address": _("Lives at the same address"),
        "mandate": _("May act for the resident, or the other way round"),
        "own": _("Is about the reader"),
        "colleague": _("Is about a colleague"),
        "protected": _("Protected personal data"),
        "night": _("At night"),
        "volume": _("Many different cases within an hour"),
    }.get(name, name)


def _answer(
    request: HttpRequest, begins: date, number: int, outcome: str, text: str
) -> tuple[Fault, ...]:
    try:
        office.answer(page.reader(request), begins, number, outcome, text)
    except Refused as refused:
        known = {one for one, _what, _help in outcomes()}
        return (refusal("text" if outcome in known else "outcome", refused),)
    return ()


def _row(item: Item) -> Row:
    said = {one: what for one, what, _help in outcomes()}
    listed = item.listed
    return Row(item, tuple(sign(one) for one in listed.alarm.signs), said.get(listed.outcome, ""))


def _day(text: str) -> date:
    found = day_in(text)
    if found is None:
        raise Http404
    return found
