"""Reporting worry for a child, one press from the room; and the reports, for social services."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.office import room_worry
from samrum.web.room.looking import Pressed, done, look, show
from samrum.web.shared import page
from samrum.web.shared.typed import refusal, text_of, too_long


def worry(request: HttpRequest, id: str) -> HttpResponse:
    """Reports worry: what was seen or heard, and whether it cannot wait."""
    view, pressed, text = look(request, id), None, text_of(request, "text")
    if request.method == "POST":
        pressed = _report(request, id, text)
        if pressed.receipt:
            return done(id, "worry")
    acute = "acute" in request.POST
    return show(request, id, "room/worry.html", pressed, view=view, text=text, acute=acute)


def anybody(request: HttpRequest) -> HttpResponse:
    """Reports worry for any child, with no room: what is known of who, and what was seen."""
    faults = too_long(request.POST)
    if request.method == "POST" and not faults:
        told = {name: text_of(request, name) for name in ("named", "number", "text")}
        try:
            acute, key = "acute" in request.POST, page.key(request)
            room_worry.report_anybody(page.reader(request), **told, acute=acute, key=key)
            return page.show(request, "room/worry_sent.html")
        except Refused as refused:
            faults = (refusal("text" if told["named"].strip() else "named", refused),)
    about = {"typed": request.POST, "faults": faults}
    return page.show(request, "room/worry_anybody.html", about, 422 if faults else 200)


def worries(request: HttpRequest) -> HttpResponse:
    """The reports that have reached social services, the latest first."""
    found = room_worry.reports(page.reader(request))
    return page.show(request, "room/worries.html", {"found": found})


def reported(request: HttpRequest, id: str) -> HttpResponse:
    """One report; opening it is receiving it."""
    found = room_worry.read(page.reader(request), id)
    return page.show(request, "room/reported.html", {"found": found, "worry": found.worry})


def _report(request: HttpRequest, id: str, text: str) -> Pressed:
    wrong = too_long(request.POST)
    if wrong:
        return Pressed(faults=wrong)
    try:
        reader, acute = page.reader(request), "acute" in request.POST
        return Pressed(
            room_worry.report(reader, room=id, text=text, acute=acute, key=page.key(request))
        )
    except Refused as refused:
        return Pressed(faults=(refusal("text", refused),))
