"""Saying who should not handle one's case, and why: it is examined before she does more in it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.core.bias import Ground, RaiseBias
from samrum.office.see import CaseView
from samrum.office.staff import of_that_name
from samrum.web.resident import acts, mine
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import too_long
from samrum.web.shared.words import gettext as _

ANOTHER: Final = "another"
LONGEST_NAME: Final = 200


def bias(request: HttpRequest, id: str) -> HttpResponse:
    """Says what comes of it, takes in whom and why, and shows what became of what was said."""
    view = mine.seen(request, id)
    typed = {one: request.POST.get(one, "") for one in ("whom", "name", "ground", "text")}
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        faults = _pressed(request, view, typed)
        if not faults:
            return page.go("resident:bias", id, done="1")
    about = {
        "people": [*_met(view).items(), (ANOTHER, _("Somebody else"))],
        "grounds": list(_grounds().items()),
        "questions": [one for one in reversed(view.case.bias) if not one.sign],
        "may": view.case.stage == "received",
        "faults": faults,
        "said": "done" in request.GET,
        **typed,
    }
    return mine.show(request, view, "resident/bias.html", 422 if faults else 200, **about)


def _met(view: CaseView) -> dict[str, str]:
    """Those who work with the case, as far as she has met them in it, by id."""
    staff = {item.by.id for item in view.timeline if item.by.role == "caseworker"}
    met = sorted(staff | {view.case.caseworker}, key=lambda one: view.names.get(one, ""))
    return {one: view.names[one] for one in met if view.names.get(one)}


def _pressed(request: HttpRequest, view: CaseView, typed: dict[str, str]) -> tuple[Fault, ...]:
    faults = list(too_long({"text": typed["text"]}))
    whom, name, text = typed["whom"], typed["name"].strip(), typed["text"].strip()
    if whom != ANOTHER and whom not in _met(view):
        faults.append(Fault("whom", _("Choose whom it is about.")))
    if whom == ANOTHER and not name:
        faults.append(Fault("name", _("Write who it is, as well as you know.")))
    if len(name) > LONGEST_NAME:
        faults.append(Fault("name", _("The name is too long.")))
    if typed["ground"] not in _grounds():
        faults.append(Fault("ground", _("Choose what comes nearest.")))
    if faults:
        return tuple(faults)
    concerns = of_that_name(page.reader(request).tenant, view.case, name) if name else whom
    if whom != ANOTHER:
        concerns = whom
    elif not concerns and text:
        text = f"{name}: {text}"
    ground: Ground = next(one for one in _grounds() if one == typed["ground"])
    return acts.pressed(request, view.case.id, RaiseBias(concerns, ground, text), "text")


def _grounds() -> dict[Ground, str]:
    """The four kinds of circumstances of the law, in her words."""
    return {
        "party": _("It concerns her herself, or somebody close to her"),
        "represents": _("She helps, or has helped, somebody whom it concerns"),
        "superior": _("She has already decided about this somewhere else"),
        "other": _("Something else makes me doubt that she is impartial"),
    }
