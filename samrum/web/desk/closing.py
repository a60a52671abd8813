"""Closing a case: putting it away once everything in it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.case import CloseCase
from samrum.web.desk.looking import done, press, show


def closing(request: HttpRequest, id: str) -> HttpResponse:
    """Says what closing means, and closes."""
    pressed = None
    if request.method == "POST":
        pressed = press(request, id, CloseCase(), "closing")
        if pressed.receipt:
            return done(id, "closed")
    return show(request, id, "desk/closing.html", pressed)
