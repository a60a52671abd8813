"""An appeal at the desk: its steps one after the other, each with what it needs."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from samrum.core.appeal import Command, JudgeTimeliness, ReviewDecision
from samrum.core.refusal import Refused
from samrum.core.served import delivery
from samrum.office import bundle
from samrum.office.act import Changed
from samrum.web.desk.cases import Pressed, done, look, press, refusal, show, text_of, too_long
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def appeal(request: HttpRequest, id: str) -> HttpResponse:
    """Judges whether it came in time, reviews the decision, hands everything over."""
    view, pressed = look(request, id), None
    made = view.case.appeal
    if made is None:
        raise Http404
    if request.method == "POST":
        do = request.POST.get("do", "")
        pressed = _hand_over(request, id) if do == "hand-over" else _step(request, id, do)
        if pressed.receipt:
            return done(id, {"judge": "judged", "review": "reviewed"}.get(do, "handed-over"))
    about: dict[str, Any] = {
        "appeal": made,
        "reached": delivery(view.case, view.package),
        "instance": in_words(view.package.appeal_instance),
        "takes_up": _choices(),
        "findings": _findings(),
        "text": text_of(request, "text"),
        "chosen": request.POST.get("takes_up", ""),
        "found": request.POST.getlist("found"),
    }
    return show(request, id, "desk/appeal.html", pressed, view, **about)


def papers(request: HttpRequest, id: str) -> HttpResponse:
    """Everything that was handed over, as one file."""
    look(request, id)
    name, file = bundle.opened(page.reader(request), id)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _step(request: HttpRequest, id: str, do: str) -> Pressed:
    text = text_of(request, "text")
    faults = list(too_long({"text": text}))
    command: Command
    if do == "judge":
        chosen = request.POST.get("takes_up", "")
        if chosen not in dict(_choices()):
            faults.append(Fault("takes_up", _("Choose what holds.")))
        ground: Any = chosen if chosen in ("wrong_instructions", "higher_instance") else ""
        command = JudgeTimeliness(chosen != "late", ground, text)
    else:
        found = request.POST.getlist("found")
        says = ("obviously_wrong" in found, "simple" in found, "detriment" in found)
        command = ReviewDecision(text, *says)
    return Pressed(faults=tuple(faults)) if faults else press(request, id, command, "text")


def _hand_over(request: HttpRequest, id: str) -> Pressed:
    said = request.POST.get("version", "")
    expected = int(said) if said.isdecimal() and len(said) < 10 else 0
    reader, key = page.reader(request), page.key(request)
    try:
        return Pressed(bundle.hand_over(reader, case=id, key=key, expected=expected))
    except Changed as changed:
        return Pressed(changed=changed)
    except Refused as refused:
        return Pressed(faults=(refusal("hand-over", refused),))


def _choices() -> list[tuple[str, str]]:
    return [
        ("in_time", _("It came in time, or it is not known when the decision arrived: take it up")),
        ("wrong_instructions", _("It came late because we told her wrongly how to appeal")),
        ("higher_instance", _("It came late to us, but reached the higher instance in time")),
        ("late", _("It came too late: dismiss it")),
    ]


def _findings() -> list[tuple[str, str]]:
    return [
        ("obviously_wrong", _("The decision is obviously wrong in something essential")),
        ("simple", _("It can be changed quickly and simply")),
        ("detriment", _("A change would be to somebody's detriment")),
    ]
