"""Writing to the resident: an answer or a word of one's own, and asking for what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.case import AskForSupplement, Command, Message, SendMessage
from samrum.office.see import CaseView
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import language_name
from samrum.web.shared.typed import text_of, too_long


def message(request: HttpRequest, id: str) -> HttpResponse:
    """Writes a message; what the resident has written counts as answered then."""
    pressed, text = None, text_of(request, "text")
    if request.method == "POST":
        pressed = _send(request, id, SendMessage(text), text)
        if pressed.receipt:
            return done(id, "message")
    view = look(request, id, pressed)
    about = {"text": text, "other": _other(view, pressed)}
    return show(request, id, "desk/message.html", pressed, view, **about)


def supplement(request: HttpRequest, id: str) -> HttpResponse:
    """Asks the resident for something: it is her turn then, and a letter says so."""
    pressed, text = None, text_of(request, "text")
    if request.method == "POST":
        pressed = _send(request, id, AskForSupplement(text), text)
        if pressed.receipt:
            return done(id, "asked")
    view = look(request, id, pressed)
    about = {
        "text": text,
        "asked": view.case.asked,
        "letter_language": view.case.language,
        "in_language": language_name(view.case.language),
        "open": [step for step in view.case.steps.values() if step.who == "resident"],
    }
    return show(request, id, "desk/supplement.html", pressed, view, **about)


def _send(request: HttpRequest, id: str, command: Command, text: str) -> Pressed:
    wrong = too_long({"text": text})
    return Pressed(faults=wrong) if wrong else press(request, id, command, "text")


def _other(view: CaseView, pressed: Pressed | None) -> Message | None:
    """What stands beside her own text: a colleague's message that was quicker, or the resident's
    last one."""
    if pressed and pressed.changed:
        return view.case.messages[-1] if view.case.messages else None
    return next((one for one in reversed(view.case.messages) if one.from_resident), None)
