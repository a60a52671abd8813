"""An appeal at the desk: its steps one after the other, each with what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from samrum.core.appeal import (
    Answer,
    Appeal,
    Command,
    HandOver,
    JudgeTimeliness,
    RecordAnswer,
    ReviewDecision,
    Ruling,
)
from samrum.core.refusal import Refused
from samrum.core.served import delivery
from samrum.office import bundle
from samrum.office.act import Receipt
from samrum.office.foresee import foresee
from samrum.web.desk.looking import Pressed, done, look, press, pressing, show
from samrum.web.desk.words import outcome
from samrum.web.shared import page
from samrum.web.shared.after_decision import answer_words
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, no_day, refusal, text_of, too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

RULINGS: Final = ("grant", "partial", "refuse")


def appeal(request: HttpRequest, id: str) -> HttpResponse:
    """Judges whether it came in time, reviews the decision, hands everything over."""
    view, pressed = look(request, id), None
    made = view.case.appeal
    if made is None:
        raise Http404
    if request.method == "POST":
        do = request.POST.get("do", "")
        pressed = _hand_over(request, id) if do == "hand-over" else _step(request, id, made, do)
        if pressed.receipt:
            said = {"judge": "judged", "review": "reviewed", "answer": "answered"}
            return done(id, said.get(do, "handed-over"))
    choices, closed = _offered(request, id, made)
    about: dict[str, Any] = {
        "closed": closed,
        "appeal": made,
        "reached": delivery(view.case, view.package),
        "instance": in_words(view.package.appeal_instance),
        "answers": _answers(made),
        "answer_words": answer_words,
        "rulings": [(one, outcome(one)) for one in RULINGS],
        "answer": request.POST.get("answer", ""),
        "answered_on": request.POST.get("answered_on", ""),
        "decide_by": request.POST.get("decide_by", ""),
        "takes_up": choices,
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


def _step(request: HttpRequest, id: str, made: Appeal, do: str) -> Pressed:
    text = text_of(request, "text")
    faults = list(too_long({"text": text}))
    if do == "answer":
        return _answer(request, id, made, text, faults)
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
    reader, key = page.reader(request), page.key(request)

    def do(version: int) -> Receipt:
        return bundle.hand_over(reader, case=id, key=key, expected=version)

    return pressing(request, do, "hand-over")


def _lacking(to: str, told: Mapping[str, str]) -> list[Fault]:
    """What is not said of the ruling that holds now."""
    says = {
        "content": _("Write what holds now."),
        "ruled_by": _("Write who decided it."),
        "reference": _("Write the number that it has there."),
    }
    chosen = [] if to in RULINGS else [Fault("outcome", _("Choose what they decided."))]
    return chosen + [Fault(name, says[name]) for name, text in told.items() if not text.strip()]


def _answer(request: HttpRequest, id: str, made: Appeal, text: str, faults: list[Fault]) -> Pressed:
    """Write in what the higher instance answered."""
    chosen: Any = request.POST.get("answer", "")
    if chosen not in get_args(Answer):
        faults.append(Fault("answer", _("Choose what holds.")))
    days: dict[str, date | None] = {}
    for name in ("answered_on", "decide_by", "valid_from", "valid_to"):
        days[name] = day_of(request, name)
        if days[name] is None and (request.POST.get(name) or name == "answered_on"):
            faults.append(no_day(name))
    to: Any = request.POST.get("outcome", "")
    told = {name: text_of(request, name) for name in ("content", "ruled_by", "reference")}
    faults += too_long(told)
    if chosen == "changed" and made.against == "decision":
        faults += _lacking(to, told)
    if faults:
        return Pressed(faults=tuple(faults))
    answered_on = days["answered_on"]
    assert answered_on is not None, "an empty day is a fault"
    ruling = Ruling(to, *told.values(), days["valid_from"], days["valid_to"])
    command = RecordAnswer(chosen, text, answered_on, days["decide_by"], ruling)
    return press(request, id, command, "text" if not text.strip() else "answer")


def _answers(made: Appeal) -> list[tuple[str, str]]:
    """What can have been answered, in words."""
    if made.against == "demand":
        told = [("upheld", _("The refusal stands")), ("set_aside", _("We are to decide the case"))]
    else:
        told = [
            ("upheld", _("The decision stands")),
            ("changed", _("The decision was changed there")),
            ("set_aside", _("The decision was set aside, and the case is ours again")),
        ]
    return [
        *told,
        ("dismissed", _("The appeal is not examined")),
        ("written_off", _("It was taken back, and the examination ends")),
    ]


def _offered(request: HttpRequest, id: str, made: Appeal) -> tuple[list[tuple[str, str]], str]:
    """What can be chosen at the step that is open, and in words what the law closes here."""
    asked: Command | None = None
    if made.standing == "received":
        asked = JudgeTimeliness(False, "", "–")
    if made.standing == "reviewed":
        asked = HandOver("0" * 64, ("–", "–"))
    if asked is None:
        return _choices(), ""
    try:
        foresee(page.reader(request), asked, case=id, via="desk")
    except Refused as refused:
        open_to_her = [one for one in _choices() if one[0] != "late"]
        return open_to_her, refusal("", refused).what
    return _choices(), ""


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
