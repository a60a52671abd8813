"""Writing a note in the journal of a case; the resident can read it and object."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.case import WriteNote
from samrum.web.desk.looking import Pressed, done, press, show
from samrum.web.shared.typed import text_of, too_long


def note(request: HttpRequest, id: str) -> HttpResponse:
    """Writes a note."""
    pressed, text = None, text_of(request, "text")
    if request.method == "POST":
        wrong = too_long({"text": text})
        pressed = Pressed(faults=wrong) if wrong else press(request, id, WriteNote(text), "text")
        if pressed.receipt:
            return done(id, "note")
    return show(request, id, "desk/note.html", pressed, text=text)
