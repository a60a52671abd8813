"""What whoever waits is owed: word of a delay, an answer to a demand, the right day of arrival;
and what is best for a child, before anything is decided about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.core.arrival import CorrectArrival
from samrum.core.case import Command
from samrum.core.child import ConsiderChild
from samrum.core.delay import TellDelay
from samrum.core.demand import RefuseDemand
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import language_name
from samrum.web.shared.dates import today
from samrum.web.shared.typed import day_in, no_day, text_of, too_long

LONGER: Final = timedelta(days=28)


def delay(request: HttpRequest, id: str) -> HttpResponse:
    """Tells that it takes longer: why, and the new day."""
    reason = text_of(request, "reason")
    typed = request.POST.get("expected_by", (today() + LONGER).isoformat())
    day, texts = day_in(typed), {"reason": reason}
    command = TellDelay(reason, day) if day else None
    field = "expected_by" if reason.strip() else "reason"
    return _page(request, id, "delay", command, texts, field, "delayed", expected_by=typed)


def demand(request: HttpRequest, id: str) -> HttpResponse:
    """Refuses a demand for a decision, in a decision of its own."""
    texts = {"reasons": text_of(request, "reasons")}
    command = RefuseDemand(texts["reasons"])
    return _page(request, id, "demand", command, texts, "reasons", "demand-refused")


def arrival(request: HttpRequest, id: str) -> HttpResponse:
    """Corrects the day the case came in."""
    reason = text_of(request, "reason")
    typed = request.POST.get("day", "")
    day = day_in(typed)
    command = CorrectArrival(day, reason) if day else None
    field = "day" if reason.strip() else "reason"
    return _page(request, id, "arrival", command, {"reason": reason}, field, "arrival", day=typed)


def child(request: HttpRequest, id: str) -> HttpResponse:
    """Writes down what is best for the child, and what the child says."""
    texts = {one: text_of(request, one) for one in ("best_interests", "views", "why_not")}
    command = ConsiderChild(**texts)
    field = "views" if texts["best_interests"].strip() else "best_interests"
    return _page(request, id, "child", command, texts, field, "child")


def _page(
    request: HttpRequest,
    id: str,
    what: str,
    command: Command | None,
    texts: dict[str, str],
    field: str,
    told: str,
    **days: str,
) -> HttpResponse:
    """The form; pressed, it does what it says or comes back with what was typed."""
    pressed = None
    if request.method == "POST":
        wrong = too_long(texts)
        if command is None:
            wrong = (*wrong, no_day(next(iter(days))))
        pressed = Pressed(faults=wrong)
        if command is not None and not wrong:
            pressed = press(request, id, command, field)
        if pressed.receipt:
            return done(id, told)
    view = look(request, id, pressed)
    about = {**texts, **days, "in_language": language_name(view.case.language)}
    return show(request, id, f"desk/{what}.html", pressed, view, **about)
