"""Demanding that one's case is decided, once the time that it may take has passed (FL 12 §)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.demand import DemandDecision
from samrum.web.resident import acts, mine
from samrum.web.shared import page
from samrum.web.shared.typed import too_long


def demand(request: HttpRequest, id: str) -> HttpResponse:
    """Says what it means, and demands it."""
    view = mine.seen(request, id)
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        faults = too_long({"text": text}) or acts.pressed(request, id, DemandDecision(text), "text")
        if not faults:
            return page.go("resident:case", id, done="1")
    about = {"text": text, "faults": faults}
    return mine.show(request, view, "resident/demand.html", 422 if faults else 200, **about)
