"""Whether others have changed the plan since a page was opened: a small notice, where scripts run.

The page asks for it now and then, and stops after a while: what a forgotten window asks must not
keep somebody logged in.  Nothing of the room is told, so it is no reading.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template import loader

from samrum.office import room_see
from samrum.web.room.looking import WRITTEN
from samrum.web.shared import page
from samrum.web.shared.typed import number_in

EVERY: Final = 20  # seconds
MOST: Final = 30  # times: ten minutes


def changes(request: HttpRequest, id: str) -> HttpResponse:
    """The notice, or an empty place that asks again."""
    since, n = _number(request, "since"), _number(request, "n")
    kinds = frozenset(one.__name__ for one in WRITTEN)
    moved = room_see.moved(page.reader(request), id, since, kinds)
    about = {
        "id": id,
        "moved": moved,
        "since": since,
        "n": n,
        "again": n < MOST,
        "every": EVERY,
        "writing": "writing" in request.GET,
    }
    return HttpResponse(loader.get_template("room/changes.html").render(about))


def _number(request: HttpRequest, name: str) -> int:
    return number_in(request.GET.get(name, ""))
