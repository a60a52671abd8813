"""What all pages of a room have in common: looking, pressing, and who was first.

A form that changes a text carries the version of the room that it was printed from.  When somebody
has written in the plan since, nothing is kept: the page comes back with what has happened and
everything that was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.core.room import (
    Command,
    DissentNoted,
    GoalSet,
    NeedsSaid,
    PlanAgreed,
    PlanStepAnswered,
    PlanStepPassed,
    PlanStepSet,
)
from samrum.office import room_act, room_see
from samrum.office.municipality import Unit
from samrum.office.press import Receipt
from samrum.office.room_act import RoomChanged
from samrum.office.room_see import RoomView, Told
from samrum.web.room import happenings
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import number_of, refusal, too_long

MOST_ATTEMPTS: Final = 3
WRITTEN: Final = (
    *(NeedsSaid, GoalSet, PlanStepSet, PlanStepAnswered, PlanStepPassed),
    *(PlanAgreed, DissentNoted),
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What became of a press: a receipt; or what was wrong; or the room as others have made it."""

    receipt: Receipt | None = None
    faults: tuple[Fault, ...] = ()
    changed: RoomChanged | None = None


def look(request: HttpRequest, id: str, what: str = "room", latest: int = 0) -> RoomView:
    """The room as the reader sees it, with the latest things that happened.  Raises NotHere."""
    return room_see.room(page.reader(request), id, what=what, latest=latest)


def press(
    request: HttpRequest, id: str, command: Command, field: str, *, written: bool = False
) -> Pressed:
    """Do it, once per form; `field` is where a refusal is said.

    A text that is `written` in the plan is kept only if nobody has written there since.
    """
    wrong = too_long(request.POST)
    if wrong:
        return Pressed(faults=wrong)
    expected, moved = _version(request) if written else None, None
    for _attempt in range(MOST_ATTEMPTS):
        try:
            return Pressed(_act(request, id, command, expected))
        except RoomChanged as changed:
            moved, expected = changed, changed.view.version
            if any(matters(one) for one in changed.since):
                break
        except Refused as refused:
            return Pressed(faults=(refusal(field, refused),))
    return Pressed(changed=moved)


def matters(one: Told) -> bool:
    """Whether it may change what somebody was about to write."""
    return isinstance(one.event, WRITTEN)


def show(
    request: HttpRequest,
    id: str,
    template: str,
    pressed: Pressed | None = None,
    /,
    view: RoomView | None = None,
    **about: Any,
) -> HttpResponse:
    """A page of a room; after a press in vain, with the reason and what was typed."""
    changed = pressed.changed if pressed else None
    view = changed.view if changed else view or look(request, id)
    faults = pressed.faults if pressed else ()
    status = 422 if faults else 409 if changed else 200
    told = [one for one in changed.since if matters(one)] if changed else []
    around = {
        "view": view,
        "room": view.room,
        "mine": view.relation == "self",
        "name": view.names.get(view.room.resident, ""),
        "faults": faults,
        "since": happenings.rows(view, told, page.reader(request).id),
        "typed": request.POST,
        "writes": False,
        "contact": _contact(request, view),
    }
    return page.show(request, template, {**around, **about}, status)


def _contact(request: HttpRequest, view: RoomView) -> Unit:
    """Whom to ask about a room: where the coordinator works, as far as the reader sees her."""
    coordinator = view.room.member(view.room.coordinator)
    units = page.here(request).units.values()
    theirs = (one for one in units if coordinator and one.agency == coordinator.agency)
    return next(theirs, page.contact(request))


def done(id: str, what: str, part: str = "") -> HttpResponse:
    """Back to the room, with a word that it is done."""
    answer = page.go("room:room", id, done=what)
    if part:
        answer["Location"] += f"#{part}"
    return answer


def _act(request: HttpRequest, id: str, command: Command, expected: int | None) -> Receipt:
    now = page.visit(request)
    return room_act.act(
        page.reader(request),
        command,
        room=id,
        key=f"{page.key(request)}.{type(command).__name__}",  # one form can do two things
        expected=expected,
        via=now.via,
        speaks_for=now.acting_for if now.typing else "",
    )


def _version(request: HttpRequest) -> int:
    """The version the form was printed from; 0, which no room has, when it does not say."""
    return number_of(request, "version")
