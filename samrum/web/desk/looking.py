"""What all pages of a case at the desk have in common: looking, pressing, and who was first.

A form carries the version of the case that it was printed from.  When somebody else has acted
since, nothing is kept: the page comes back with what has happened and everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from samrum.core.case import Command, DecisionOpened, LetterOrdered, LetterReported, StepLate
from samrum.core.refusal import Refused
from samrum.office import act, see
from samrum.office.act import Changed, Receipt
from samrum.office.relation import NotHere
from samrum.office.see import CaseView, TimelineItem
from samrum.web.shared import events, page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import number_of, refusal

IN_NOBODYS_WAY: Final = (LetterOrdered, LetterReported, DecisionOpened, StepLate)
MOST_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Pressed:
    """What became of a press: a receipt; or what was wrong; or the case as others have made it."""

    receipt: Receipt | None = None
    faults: tuple[Fault, ...] = ()
    changed: Changed | None = None


def look(request: HttpRequest, id: str, pressed: Pressed | None = None) -> CaseView:
    """The case, for who works with it; after a press that came second, as others have made it.

    Raises NotHere for everybody else, and for her own.
    """
    if pressed and pressed.changed:
        return pressed.changed.view
    view = see.case(page.reader(request), id)
    if view.relation != "unit":
        raise NotHere
    return view


def press(request: HttpRequest, id: str, command: Command, field: str) -> Pressed:
    """Do it, once per form; `field` is where a refusal is said."""
    reader, key = page.reader(request), page.key(request)

    def do(version: int) -> Receipt:
        return act.act(reader, command, case=id, key=key, expected=version, via="desk")

    return pressing(request, do, field)


def pressing(request: HttpRequest, do: Callable[[int], Receipt], field: str) -> Pressed:
    """Do what takes more than an act: `do` gets the version of the case that it is done on."""
    expected, moved = _version(request), None
    for _attempt in range(MOST_ATTEMPTS):
        try:
            return Pressed(do(expected))
        except Changed as changed:
            moved, expected = changed, changed.view.version
            if any(matters(item) for item in changed.since):
                break
        except Refused as refused:
            return Pressed(faults=(refusal(field, refused),))
    return Pressed(changed=moved)


def matters(item: TimelineItem) -> bool:
    """Whether it may change what a caseworker was about to do."""
    return not isinstance(item.event, IN_NOBODYS_WAY)


def show(
    request: HttpRequest,
    id: str,
    template: str,
    pressed: Pressed | None = None,
    /,
    view: CaseView | None = None,
    **about: Any,
) -> HttpResponse:
    """A page of a case; after a press in vain, with the reason and what was typed."""
    changed = pressed.changed if pressed else None
    view = changed.view if changed else view or look(request, id)
    faults = pressed.faults if pressed else ()
    status = 422 if faults else 409 if changed else 200
    around = {
        "view": view,
        "case": view.case,
        "service": view.package,
        "faults": faults,
        "since": since(request, changed) if changed else (),
        "typed": request.POST,
    }
    return page.show(request, template, {**around, **about}, status)


def since(request: HttpRequest, changed: Changed) -> list[events.Row]:
    """What others have done since the page was opened, the latest first."""
    told = tuple(item for item in changed.since if matters(item))
    return events.rows(replace(changed.view, timeline=told), page.reader(request).id)


def done(id: str, what: str) -> HttpResponse:
    """Back to the case, with a word that it is done and the way to the next."""
    return page.go("desk:case", id, done=what)


def _version(request: HttpRequest) -> int:
    """The version the form was printed from; 0, which no case has, when it does not say."""
    return number_of(request, "version")
