"""Bias: saying that somebody may be biased, and examining what somebody else has said."""

from __future__ import annotations

from typing import Final, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.bias import Finding, Ground, RaiseBias, ReviewBias
from samrum.office.staff import Colleague, colleagues
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.shared import events, page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import text_of, too_long
from samrum.web.shared.words import gettext as _

FIELDS: Final = ("concerns", "ground", "finding")


def bias(request: HttpRequest, id: str) -> HttpResponse:
    """Says that she herself, or a colleague, may be biased in the case."""
    pressed, reader = None, page.reader(request)
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method == "POST":
        pressed = _raise(request, id, typed)
        if pressed.receipt:
            return done(id, "bias")
    people = [(one.id, _("I myself") if one.id == reader.id else one.name) for one in _all(request)]
    people.sort(key=lambda one: one[0] != reader.id)
    return show(
        request,
        id,
        "desk/bias.html",
        pressed,
        look(request, id),
        people=people,
        grounds=_grounds(),
        chosen=typed["concerns"] or reader.id,
        ground=typed["ground"],
        text=text_of(request, "text"),
    )


def bias_review(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Examines one question; the one it concerns is told that somebody else does."""
    pressed, finding = None, request.POST.get("finding", "")
    if request.method == "POST":
        pressed = _review(request, id, number, finding)
        if pressed.receipt:
            return done(id, "bias-review")
    view = look(request, id, pressed)
    question = next((one for one in view.case.bias if one.number == number), None)
    if question is None:
        raise Http404
    return show(
        request,
        id,
        "desk/bias_review.html",
        pressed,
        view,
        question=question,
        name=view.names.get(question.concerns, "") or _("somebody who is not named"),
        raised_by=view.names.get(question.raised_by, ""),
        ground=dict(_grounds())[question.ground],
        tie=events.tie_words(question.sign),
        hers=question.concerns == page.reader(request).id,
        findings=_findings()[0 if question.concerns else 1 :],
        finding=finding,
        text=text_of(request, "text"),
    )


def _raise(request: HttpRequest, id: str, typed: dict[str, str]) -> Pressed:
    text = text_of(request, "text")
    faults = list(too_long({"text": text}))
    if typed["concerns"] not in {one.id for one in _all(request)}:
        faults.append(Fault("concerns", _("Choose whom it is about.")))
    if typed["ground"] not in get_args(Ground):
        faults.append(Fault("ground", _("Choose what comes nearest.")))
    if faults:
        return Pressed(faults=tuple(faults))
    said = RaiseBias(typed["concerns"], cast(Ground, typed["ground"]), text)
    return press(request, id, said, "text")


def _review(request: HttpRequest, id: str, number: int, finding: str) -> Pressed:
    text = text_of(request, "text")
    faults = list(too_long({"text": text}))
    if finding not in get_args(Finding):
        faults.append(Fault("finding", _("Choose what you find.")))
    if faults:
        return Pressed(faults=tuple(faults))
    return press(request, id, ReviewBias(number, cast(Finding, finding), text), "text")


def _all(request: HttpRequest) -> tuple[Colleague, ...]:
    return colleagues(page.reader(request))


def _grounds() -> list[tuple[str, str]]:
    return [
        ("party", _("A party in the case, or close to one, or affected by the decision")),
        ("represents", _("Represents or has represented somebody whom it affects, or is close")),
        ("superior", _("Has taken part in a decision elsewhere that is now to be examined")),
        ("other", _("Something else that makes her impartiality doubtful")),
    ]


def _findings() -> list[tuple[str, str, str]]:
    return [
        ("biased", _("Biased"), _("She takes no part in the case.")),
        ("impartial", _("Not biased"), _("She goes on as before.")),
        (
            "irrelevant",
            _("It does not matter here"),
            _("It is obvious that impartiality has no bearing, so bias is disregarded."),
        ),
    ]
