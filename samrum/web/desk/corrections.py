"""A wish to correct a fact: accepted or declined, with an answer either way."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import HandleCorrection
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.shared import events
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import text_of, too_long
from samrum.web.shared.words import gettext as _


def correction(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Shows what it says now and what it should say, and takes the answer."""
    pressed, text = None, text_of(request, "text")
    if request.method == "POST":
        pressed = _handle(request, id, number, text)
        if pressed.receipt:
            return done(id, "correction")
    view = look(request, id, pressed)
    asked = next((one for one in view.case.corrections if one.number == number), None)
    if asked is None:
        raise Http404
    now = view.case.facts.get(asked.fact)
    return show(
        request,
        id,
        "desk/correction.html",
        pressed,
        view,
        asked=asked,
        asked_by=view.names.get(asked.asked_by, ""),
        name=events.fact_name(view.package, asked.fact),
        now=events.fact_value(view.package, asked.fact, now.value, now.standing) if now else "",
        wanted=events.fact_value(view.package, asked.fact, asked.value),
        text=text,
    )


def _handle(request: HttpRequest, id: str, number: int, text: str) -> Pressed:
    do, faults = request.POST.get("do", ""), too_long({"text": text})
    if do not in ("accept", "decline"):
        faults = (*faults, Fault("text", _("Press one of the two buttons.")))
    elif do == "decline" and not text.strip():
        faults = (*faults, Fault("text", _("Say why it stays as it is: the resident reads it.")))
    if faults:
        return Pressed(faults=faults)
    return press(request, id, HandleCorrection(number, do == "accept", text), "text")
