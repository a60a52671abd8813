"""What somebody tells instead of writing: written down with who said it, how and when."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from samrum.core.case import WriteNote
from samrum.core.oral import WAYS, DeclineTelling, Told
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, no_day, text_of, too_long
from samrum.web.shared.words import gettext as _

LONGEST_NAME: Final = 200


def told(request: HttpRequest, id: str) -> HttpResponse:
    """Writes down what was told, or says why it need not be."""
    pressed, text, reason = None, text_of(request, "text"), text_of(request, "reason")
    if request.method == "POST" and request.POST.get("do") == "decline":
        pressed = press(request, id, DeclineTelling(reason), "reason")
        if pressed.receipt:
            return done(id, "declined")
    elif request.method == "POST":
        pressed = _write(request, id, text)
        if pressed.receipt:
            return done(id, "told")
    view = look(request, id, pressed)
    waiting = [one for one in view.case.tellings if one.standing == "waits"]
    about = {"text": text, "reason": reason, "waiting": waiting, **fields(request)}
    return show(request, id, "desk/told.html", pressed, view, **about)


def fields(request: HttpRequest) -> dict[str, Any]:
    """What the fields of who told it hold, and the ways to choose from."""
    return {
        "told_by": request.POST.get("told_by", ""),
        "told_name": request.POST.get("told_name", "")[:LONGEST_NAME],
        "told_way": request.POST.get("told_way", "phone"),
        "told_on": request.POST.get("told_on", today().isoformat()),
        "ways": [
            ("phone", _("On the phone")),
            ("counter", _("Here at the counter")),
            ("visit", _("On a visit")),
        ],
    }


def read(request: HttpRequest) -> tuple[Told | None, tuple[Fault, ...]]:
    """Who told it, or what of that is missing."""
    said = fields(request)
    by, way, name = said["told_by"], said["told_way"], said["told_name"].strip()
    on = day_in(said["told_on"])
    if on is None:
        return None, (no_day("told_on"),)
    if by not in ("party", "other") or way not in WAYS:
        return None, (Fault("told_by", _("Say who told it.")),)
    if by == "other" and not name:
        return None, (Fault("told_name", _("Write who it was.")),)
    return Told(by, on, way, name if by == "other" else ""), ()


def _write(request: HttpRequest, id: str, text: str) -> Pressed:
    who, faults = read(request)
    faults = (*faults, *too_long({"text": text}))
    if not text.strip():
        faults = (*faults, Fault("text", _("Write down what was said.")))
    if faults or who is None:
        return Pressed(faults=faults)
    return press(request, id, WriteNote(text, who), "text")
