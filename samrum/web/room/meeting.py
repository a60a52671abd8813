"""Meetings about the plan: calling one, what is on its agenda, and who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.room import (
    CallMeeting,
    Meeting,
    Member,
    RecordMeeting,
    absent,
    agenda_of,
)
from samrum.office.letter_parts import parts
from samrum.office.municipality import now
from samrum.office.room_letters import agenda, is_child
from samrum.office.room_post import calendar_file
from samrum.office.room_see import RoomView
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, done, look, press, show
from samrum.web.room.room import present
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, number_of, numbers_of, text_of
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import language

LENGTH = 60  # minutes, what stands in the field beforehand


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who was called: `came` is None until it has been said."""

    number: int
    name: str
    role: str
    came: bool | None


def calling(request: HttpRequest, id: str) -> HttpResponse:
    """Calls a meeting: when, where, who; the agenda is made from the plan."""
    view, pressed = look(request, id, "meetings"), None
    if not coordinates(view):
        raise Http404
    reader = page.reader(request).id
    guests = [one for one in present(view) if one.number in view.may_come]
    called = numbers_of(request, "called")
    if request.method == "POST":
        pressed = _call(request, id, called)
        if pressed.receipt:
            return done(id, "called", "meetings")
    points = tuple(agenda_of(view.room, view.today, called or [one.number for one in guests]))
    days = view.package.bindings.get("meeting_days")
    about = {
        "guests": [
            (str(one.number), naming.person(view, one.person, reader), naming.role(one))
            for one in guests
        ],
        "called": [str(one) for one in called or (one.number for one in guests)],
        "uninvited": [
            naming.person(view, one.person, reader) for one in present(view) if one not in guests
        ],
        "agenda": agenda(view.room, points, language(), child=False),
        "latest": view.today + timedelta(days=int(days.value)) if days else None,
        "digital": request.POST.get("digital", "no"),
        "minutes": request.POST.get("minutes", str(LENGTH)),
    }
    return show(request, id, "room/calling.html", pressed, view=view, **about)


def meeting(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """A meeting: when and where, the agenda, my letter, who is called; and saying who came."""
    view, pressed = look(request, id, "meetings"), None
    found, reader = _found(view, number), page.reader(request).id
    if request.method == "POST":
        came = numbers_of(request, "came")
        pressed = press(request, id, RecordMeeting(number, came), "came")
        if pressed.receipt:
            return done(id, "came", "meetings")
    member = view.seen.member
    child = member is not None and is_child(view.room, member, view.today)
    mine = [one for one in view.room.letters if one.meeting == number]
    about = {
        "meeting": found,
        "agenda": agenda(view.room, found.agenda, language(), child=child),
        "guests": guests(view, found, reader),
        "letters": [(one, parts(one)) for one in mine],
        "past": found.at <= now(page.reader(request).tenant),
        "records": coordinates(view),
        "missed": [one.number for one in absent(view.room, found)],
    }
    return show(request, id, "room/meeting.html", pressed, view=view, **about)


def file(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """The meeting for a calendar: when and where, and nothing of what it is about."""
    view = look(request, id, "meetings")
    content = calendar_file(page.here(request), view.room, _found(view, number), language())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


def coordinates(view: RoomView) -> bool:
    """Whether the reader coordinates the room: meetings are hers to call and to write down."""
    member = view.seen.member
    return member is not None and member.number == view.room.coordinator


def guests(view: RoomView, found: Meeting, reader: str) -> list[Guest]:
    """Who was called, with who came once that has been said."""
    there = {one.number: one for one in view.room.members}
    called: list[Member] = [there[one] for one in found.called if one in there]
    return [
        Guest(
            one.number,
            naming.person(view, one.person, reader),
            naming.role(one, reader),
            None if found.came is None else one.number in found.came,
        )
        for one in called
    ]


def _call(request: HttpRequest, id: str, called: tuple[int, ...]) -> Pressed:
    day = day_of(request, "day")
    try:
        clock = time.fromisoformat(request.POST.get("time", ""))
    except ValueError:
        clock = None
    if day is None or clock is None:
        field = "time" if day else "day"
        return Pressed(faults=(Fault(field, _("Choose a day and a time.")),))
    at = datetime.combine(day, clock.replace(tzinfo=None), page.here(request).zone)
    digital = request.POST.get("digital") == "yes"
    minutes, place = number_of(request, "minutes"), text_of(request, "place")
    return press(request, id, CallMeeting(at, minutes, place, digital, called), "day")


def _found(view: RoomView, number: int) -> Meeting:
    """Raises Http404 for a meeting that is not there for the reader."""
    found = next((one for one in view.room.meetings if one.number == number), None)
    if found is None:
        raise Http404
    return found
