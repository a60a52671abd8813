"""Asking to tell it, on the phone or face to face, instead of writing (FL 24 §)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.oral import AskToTell
from samrum.web.resident import acts, mine
from samrum.web.shared import page


def telling(request: HttpRequest, id: str) -> HttpResponse:
    """Says what about, and where and when she can be reached."""
    view = mine.seen(request, id)
    wish, faults = request.POST.get("wish", ""), ()
    if request.method == "POST":
        faults = acts.written(wish, "wish") or acts.pressed(request, id, AskToTell(wish), "wish")
        if not faults:
            return page.go("resident:case", id, done="1")
    about = {
        "wish": wish,
        "waiting": [one for one in view.case.tellings if one.standing == "waits"],
        "declined": [one for one in view.case.tellings if one.standing == "declined"],
        "faults": faults,
    }
    return mine.show(request, view, "resident/telling.html", 422 if faults else 200, **about)
