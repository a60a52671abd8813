"""Hearing the party: what others have brought in, by when to answer, and the letter beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.core.hearing import BeginHearing, LeaveOutHearing, unheard
from samrum.core.refusal import Refused
from samrum.office.foresee import foresee
from samrum.office.letter_parts import parts
from samrum.office.see import CaseView
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.desk.words import language_name
from samrum.web.shared import hearings, page
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, no_day, refusal, text_of, too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

TIME_TO_ANSWER: Final = 14  # days that are proposed; the law says "a set time"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Written:
    """The form as it stands: what is ticked, the day, and the exception."""

    material: tuple[str, ...] = ()
    until: str = ""
    ground: str = ""
    reason: str = ""


def hearing(request: HttpRequest, id: str) -> HttpResponse:
    """The form; `do` says which button was pressed: look, begin, change or leave."""
    if request.method != "POST":
        view = look(request, id)
        return _form(request, id, _first(view), view=view)
    written, do = _posted(request), request.POST.get("do", "look")
    if do == "leave":
        return _leave(request, id, written)
    command, faults = _command(written)
    if command is None or do == "change":
        return _form(request, id, written, Pressed(faults=faults) if faults else None)
    if do != "begin":
        return _read_through(request, id, written, command)
    pressed = press(request, id, command, "until")
    return done(id, "heard") if pressed.receipt else _form(request, id, written, pressed)


def _leave(request: HttpRequest, id: str, written: Written) -> HttpResponse:
    """The exception, with its ground and reason."""
    wrong = too_long({"reason": written.reason})
    command = LeaveOutHearing(written.ground, written.reason)
    field = "reason" if written.ground else "ground"
    pressed = Pressed(faults=wrong) if wrong else press(request, id, command, field)
    return done(id, "left-out") if pressed.receipt else _form(request, id, written, pressed)


def _form(
    request: HttpRequest,
    id: str,
    written: Written,
    pressed: Pressed | None = None,
    view: CaseView | None = None,
) -> HttpResponse:
    view = view or look(request, id, pressed)
    grounds = [(one.id, in_words(one.title), one.provision) for one in view.package.hearing_grounds]
    return show(
        request,
        id,
        "desk/hearing.html",
        pressed,
        view,
        written=written,
        material=[
            (one.key, f"{one.name}: {one.value}" if one.value else one.name, one.source)
            for one in hearings.shown(view, view.case.from_others)
        ],
        left=unheard(view.case.hearings, view.case.from_others, today()),
        grounds=grounds,
        held=hearings.held(view),
    )


def _read_through(
    request: HttpRequest, id: str, written: Written, command: BeginHearing
) -> HttpResponse:
    """The very letter, before it is sent."""
    try:
        seen = foresee(page.reader(request), command, case=id, via="desk")
        letters = [(one, parts(one)) for one in seen.letters]
    except Refused as refused:
        field = "until" if command.material else "material"
        return _form(request, id, written, Pressed(faults=(refusal(field, refused),)))
    view = look(request, id)
    return show(
        request,
        id,
        "desk/hearing_check.html",
        view=view,
        written=written,
        letters=letters,
        in_language=language_name(view.case.language),
    )


def _first(view: CaseView) -> Written:
    """Everything from others that has not been heard is ticked."""
    left = unheard(view.case.hearings, view.case.from_others, today())
    day = view.package.calendar.last_day(today(), TIME_TO_ANSWER)
    return Written(tuple(one.key for one in left), day.isoformat())


def _posted(request: HttpRequest) -> Written:
    return Written(
        tuple(request.POST.getlist("material")[:MOST]),
        request.POST.get("until", ""),
        request.POST.get("ground", ""),
        text_of(request, "reason"),
    )


def _command(written: Written) -> tuple[BeginHearing | None, tuple[Fault, ...]]:
    """What the form asks for, or what in it is missing."""
    faults = []
    if not written.material:
        faults.append(Fault("material", _("Choose at least one thing.")))
    until = day_in(written.until)
    if until is None:
        return None, (*faults, no_day("until"))
    return (None if faults else BeginHearing(written.material, until)), tuple(faults)
