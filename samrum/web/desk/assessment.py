"""The caseworker's own assessment, beside what the rules recommend."""

from __future__ import annotations

from typing import cast, get_args

from django.http import HttpRequest, HttpResponse

from samrum.core.case import Assess
from samrum.core.decision import Outcome
from samrum.web.desk import rules
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import outcome, outcome_help
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import text_of, too_long
from samrum.web.shared.words import gettext as _


def assessment(request: HttpRequest, id: str) -> HttpResponse:
    """Writes down what she thinks: an outcome and why, in her own words."""
    pressed, text = None, text_of(request, "text")
    chosen = request.POST.get("outcome", "")
    if request.method == "POST":
        pressed = _assess(request, id, chosen, text)
        if pressed.receipt:
            return done(id, "assessed")
    view = look(request, id, pressed)
    made = view.case.assessment
    if pressed is None and made:
        chosen, text = made.outcome, made.text
    others = made if made and made.made_by != page.reader(request).id else None
    return show(
        request,
        id,
        "desk/assessment.html",
        pressed,
        view,
        outcomes=[(one, outcome(one), outcome_help(one)) for one in view.package.outcomes],
        chosen=chosen,
        text=text,
        other=others,
        other_outcome=outcome(others.outcome) if others else "",
        advice=rules.advice(view),
    )


def _assess(request: HttpRequest, id: str, chosen: str, text: str) -> Pressed:
    faults = list(too_long({"text": text}))
    if chosen not in get_args(Outcome):
        faults.append(Fault("outcome", _("Choose what you think the decision should be.")))
    if not text.strip():
        faults.append(Fault("text", _("Write in a few words why.")))
    if faults:
        return Pressed(faults=tuple(faults))
    return press(request, id, Assess(cast(Outcome, chosen), text), "text")
