"""Granted support: when it begins, when it is interrupted, and why it waits."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import Command
from samrum.core.support import (
    BeginSupport,
    ExplainWait,
    InterruptSupport,
    runs,
    waiting,
    waits,
)
from samrum.office.see import CaseView
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import language_name
from samrum.web.shared.dates import today
from samrum.web.shared.typed import day_in, no_day, text_of, too_long
from samrum.web.shared.words import in_words


def support(request: HttpRequest, id: str) -> HttpResponse:
    """Says how granted support stands, and keeps what has become of it."""
    view, pressed = look(request, id), None
    if view.case.granted is None or not view.package.support:
        raise Http404
    if request.method == "POST":
        do = request.POST.get("do", "")
        pressed = _pressed(request, id, do)
        if pressed.receipt:
            said = {"begin": "begun", "interrupt": "interrupted"}
            return done(id, said.get(do, "explained"))
    about = {
        **standing(view),
        "on": request.POST.get("on", today().isoformat()),
        "reason": text_of(request, "reason"),
        "what": text_of(request, "what"),
        "in_language": language_name(view.case.language),
    }
    return show(request, id, "desk/support.html", pressed, view, **about)


def standing(view: CaseView) -> dict[str, Any]:
    """How granted support stands, for the page of the case and its own."""
    case, rule = view.case, view.package.support_rule
    granted = case.granted if view.package.support and rule else None
    wait = waiting(case.support, granted, today()) if granted else None
    due = rule.due(wait.since) if wait and rule else None
    return {
        "granted": granted,
        "support_kind": in_words(view.package.support),
        "support_due": due,
        "support_late": due is not None and due < today(),
        "wait": wait,
        "running": runs(case.support, granted, today()),
        "began_late": _began_late(view),
        "support_rule": rule,
    }


def _began_late(view: CaseView) -> str | None:
    """Why what runs had waited too long, "" where nobody has said; None where it began in time."""
    case, rule = view.case, view.package.support_rule
    if case.granted is None or rule is None or not view.package.support:
        return None
    *_, wait = waits(case.support, case.granted)
    late = wait.begun_on is not None and wait.begun_on > rule.due(wait.since)
    return wait.reason if late else None


def _pressed(request: HttpRequest, id: str, do: str) -> Pressed:
    reason, what = text_of(request, "reason"), text_of(request, "what")
    faults = list(too_long({"reason": reason, "what": what}))
    command: Command
    field = "reason"
    if do == "explain":
        command = ExplainWait(reason)
    else:
        day = day_in(request.POST.get("on", ""))
        if day is None:
            faults.append(no_day("on"))
            return Pressed(faults=tuple(faults))
        field = "on" if do == "begin" or what.strip() else "what"
        command = BeginSupport(day) if do == "begin" else InterruptSupport(day, what)
    return Pressed(faults=tuple(faults)) if faults else press(request, id, command, field)
