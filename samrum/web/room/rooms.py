"""My rooms, and opening one: around oneself, a child of one's own, or somebody one works with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.office import room_act, room_cases, room_see, room_worry
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import refusal, text_of, too_long
from samrum.web.shared.words import gettext as _


def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms that are there for the reader, and the way to a new one."""
    reader = page.reader(request)
    about = {"rows": room_see.my_rooms(reader), "receives": room_worry.receives(reader)}
    return page.show(request, "room/rooms.html", about)


def opening(request: HttpRequest) -> HttpResponse:
    """Opens a room: around whom, and why."""
    reader, faults = page.reader(request), ()
    around = room_act.may_open_around(reader)
    if "case" in request.GET:
        return _from_a_case(request, request.GET["case"])
    number, why = request.POST.get("number", ""), text_of(request, "why")
    whom = request.POST.get("whom", around[0].id if len(around) == 1 else "")
    if request.method == "POST":
        faults = _unsaid(why)
        try:
            if not faults:
                resident = room_act.find(reader, number).id if whom in ("", "number") else whom
                opened = room_act.open_room(
                    reader, resident=resident, why=why, key=page.key(request), via=page.via(request)
                )
                return page.go("room:room", opened.stream, done="opened")
        except Refused as refused:
            faults = (refusal("number" if whom == "number" else "why", refused),)
    about = {"around": around, "whom": whom, "number": number, "why": why, "faults": faults}
    return page.show(request, "room/opening.html", about, 422 if faults else 200)


def _from_a_case(request: HttpRequest, case: str) -> HttpResponse:
    """Opens a room around the person of a granted case, or hangs the case in one that is there."""
    reader, why, faults = page.reader(request), text_of(request, "why"), ()
    offered, room = room_cases.offer(reader, case), request.POST.get("room", "")
    if request.method == "POST" and room:
        room_cases.hang(reader, case, room=room, key=page.key(request))
        return page.go("room:room", room, done="hung")
    if request.method == "POST":
        faults = _unsaid(why)
        try:
            if not faults:
                told = {"why": why, "key": page.key(request), "via": page.via(request)}
                opened = room_cases.open_for(reader, case, **told)
                return page.go("room:room", opened.stream, done="opened")
        except Refused as refused:
            faults = (refusal("why", refused),)
    about = {"offered": offered, "why": why, "faults": faults}
    return page.show(request, "room/from_a_case.html", about, 422 if faults else 200)


def _unsaid(why: str) -> tuple[Fault, ...]:
    if not why.strip():
        return (Fault("why", _("Write why the room is needed.")),)
    return too_long({"why": why})
