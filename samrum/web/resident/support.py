"""What was granted: whether it has begun, whose turn it is, and saying no, thank you."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.support import GiveUpSupport, runs, waiting
from samrum.web.resident import acts, mine
from samrum.web.shared import page
from samrum.web.shared.dates import today
from samrum.web.shared.typed import too_long


def support(request: HttpRequest, id: str) -> HttpResponse:
    """Says how it stands; after a confirmation, that she does not want it any more."""
    view = mine.seen(request, id)
    case, rule = view.case, view.package.support_rule
    if case.granted is None or rule is None or not view.package.support:
        raise Http404
    reason, faults = request.POST.get("reason", ""), ()
    if request.method == "POST":
        faults = too_long({"reason": reason}) or acts.pressed(
            request, id, GiveUpSupport(reason), "reason"
        )
        if not faults:
            return page.go("resident:support", id)
    wait = waiting(case.support, case.granted, today())
    about = {
        "granted": case.granted,
        "wait": wait,
        "due": rule.due(wait.since) if wait else None,
        "running": runs(case.support, case.granted, today()),
        "reason": reason,
        "faults": faults,
    }
    return mine.show(request, view, "resident/support.html", 422 if faults else 200, **about)
