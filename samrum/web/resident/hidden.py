"""What is hidden from her: that it is there, on which ground, by whom, and asking to see it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.hiding import AskToSee
from samrum.web.resident import mine
from samrum.web.resident.acts import pressed
from samrum.web.shared import page
from samrum.web.shared.typed import too_long


def hidden(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """One thing that is hidden; asks us to look at it again."""
    view = mine.seen(request, id)
    found = next((one for one in view.case.hidings if one.number == number), None)
    if found is None:
        raise Http404
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        faults = too_long({"text": text})
        faults = faults or pressed(request, id, AskToSee(number, text), "text")
        if not faults:
            return page.go("resident:case", id, done="1")
    about = {"hiding": found, "text": text, "faults": faults}
    return mine.show(request, view, "resident/hidden.html", 422 if faults else 200, **about)
