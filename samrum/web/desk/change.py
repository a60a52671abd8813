"""A decision that was made: corrected, changed or revoked, with the old version kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import ChangeDecision, Decide
from samrum.core.change import Kind
from samrum.core.decision import Decision, Outcome
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import outcome
from samrum.web.shared import after_decision
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, no_day, text_of, too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

FIELDS: Final = ("kind", "ground", "because", "outcome", "content", "reasons", "provisions")
DAYS: Final = ("valid_from", "valid_to")


def change(request: HttpRequest, id: str) -> HttpResponse:
    """The form, filled in with the decision as it stands."""
    view, pressed = look(request, id), None
    made = view.case.decision
    if made is None:
        raise Http404
    written = _as_it_stands(made)
    if request.method == "POST":
        written = {name: text_of(request, name).strip() for name in (*FIELDS, *DAYS)}
        pressed = _change(request, id, written)
        if pressed.receipt:
            return done(id, "changed")
    about: dict[str, Any] = {
        "decision": made,
        "written": written,
        "kinds": _kinds(),
        "grounds": [
            (one.id, in_words(one.title), one.provision) for one in view.package.change_grounds
        ],
        "outcomes": [(one, outcome(one)) for one in view.package.outcomes],
        "to_detriment": "to_detriment" in request.POST,
        "versions": after_decision.versions(view.case),
    }
    return show(request, id, "desk/change.html", pressed, view, **about)


def _as_it_stands(made: Decision) -> Mapping[str, str]:
    return {
        **dict.fromkeys(FIELDS, ""),
        "outcome": made.outcome,
        "content": made.content,
        "reasons": made.reasons,
        "provisions": "\n".join(made.provisions),
        "valid_from": made.valid_from.isoformat() if made.valid_from else "",
        "valid_to": made.valid_to.isoformat() if made.valid_to else "",
    }


def _change(request: HttpRequest, id: str, written: Mapping[str, str]) -> Pressed:
    faults = list(too_long({name: written[name] for name in FIELDS}))
    days = {name: day_in(written[name]) for name in DAYS}
    for name, day in days.items():
        if written[name] and day is None:
            faults.append(no_day(name))
    kind: Any = written["kind"]
    if kind not in get_args(Kind):
        faults.append(Fault("kind", _("Choose what is to be done.")))
    if not written["ground"]:
        faults.append(Fault("ground", _("Choose the ground for it.")))
    chosen: Any = "refuse" if kind == "revoked" else written["outcome"]
    if chosen not in get_args(Outcome):
        faults.append(Fault("outcome", _("Choose what you decide.")))
    if faults:
        return Pressed(faults=tuple(faults))
    lines = (line.strip() for line in written["provisions"].splitlines())
    to = Decide(chosen, written["content"], written["reasons"], tuple(filter(None, lines)), **days)
    harms = "to_detriment" in request.POST
    command = ChangeDecision(kind, written["ground"], written["because"], to, harms)
    return press(request, id, command, "ground")


def _kinds() -> list[tuple[str, str, str]]:
    return [
        ("corrected", _("Correct a slip"), _("What was decided stays the same.")),
        ("changed", _("Change the decision"), _("Another outcome, other days or other terms.")),
        ("revoked", _("Revoke what was granted"), _("It stops on the day you give.")),
    ]
