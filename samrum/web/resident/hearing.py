"""Reading what others have brought into one's case, and answering before it is decided."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.hearing import AnswerHearing
from samrum.web.resident import acts, mine
from samrum.web.shared import hearings, page


def hearing(request: HttpRequest, id: str) -> HttpResponse:
    """The material in full; she answers, or says that she has nothing to add."""
    view = mine.seen(request, id)
    if not view.case.hearings:
        raise Http404
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        faults = _answer(request, id, text)
        if not faults:
            return page.go("resident:case", id, done="1")
    held = hearings.held(view)
    now = [one for one in held if not one.hearing.left_out and one.hearing.answered_at is None]
    open_ = view.case.stage in ("received", "decided")
    about = {
        "asked": now if open_ else [],
        "held": [one for one in held if one not in now or not open_],
        "text": text,
        "faults": faults,
    }
    return mine.show(request, view, "resident/hearing.html", 422 if faults else 200, **about)


def _answer(request: HttpRequest, id: str, text: str) -> tuple[page.Fault, ...]:
    if request.POST.get("do") == "nothing":
        return acts.pressed(request, id, AnswerHearing(), "text")
    return acts.written(text, "text") or acts.pressed(request, id, AnswerHearing(text), "text")
