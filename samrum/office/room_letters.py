"""Letters about the meetings of a room: the words are the service's, filled in for each recipient.

They are written in the act that calls the meeting, so that the journal holds what everybody was
told; they leave from the outbox (samrum.office.room_post).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from samrum.core.case import Reach
from samrum.core.consent import ADULT, years
from samrum.core.person import Person
from samrum.core.room import (
    Event,
    Meeting,
    MeetingCalled,
    MeetingHeld,
    Member,
    Point,
    Room,
    RoomLetterOrdered,
    absent,
)
from samrum.core.room.law import rules_of
from samrum.journal import people
from samrum.office.municipality import Municipality, Unit, address, municipality
from samrum.packages.package import ServicePackage
from samrum.packages.wording import said_plainly


def letters_on(
    tenant: int, room: Room, event: Event, package: ServicePackage, day: date
) -> Iterator[RoomLetterOrdered]:
    """The letters on what has just happened in `room`; who did it herself gets none."""
    here = municipality(tenant)
    if isinstance(event, MeetingCalled):
        meeting = room.meetings[-1]
        called = [one for one in room.present(day) if one.number in meeting.called]
        on, to = "called", [one for one in called if one.person != meeting.called_by]
    elif isinstance(event, MeetingHeld):
        meeting = next(one for one in room.meetings if one.number == event.meeting)
        on, to = "missed", [one for one in absent(room, meeting) if one.present(day)]
    else:
        return
    for member in to:
        written = _letter(here, room, meeting, member, on, package, day)
        if written is not None:
            yield written


def agenda(room: Room, points: tuple[Point, ...], language: str, *, child: bool) -> tuple[str, ...]:
    """The points of an agenda in words, from a room as it is seen; what is gone is passed over."""
    words = room_words(language)["agenda_child" if child else "agenda"]
    goals = {one.number: one.text for one in room.plan.open_goals}
    steps = {one.number: one.text for one in room.plan.counting}
    told = []
    for one in points:
        text = {"goal": goals, "late": steps}.get(one.kind, {}).get(one.number, "")
        if text or not one.number:
            told.append(words[one.kind].format(text=text.replace("\n", " ")))
    return tuple(told)


def is_child(room: Room, member: Member, day: date) -> bool:
    """Whether she is the one it is about, and under 18 as far as anybody knows."""
    born = room.born
    return member.role == "resident" and born is not None and years(born, day) < ADULT


def local(here: Municipality, at: datetime) -> datetime:
    """A moment as the clock on the wall shows it there."""
    return at.astimezone(here.zone)


def coordinator_of(here: Municipality, room: Room) -> tuple[str, Unit]:
    """The name of who coordinates, and the unit where she is reached: the first where nobody is."""
    member = room.member(room.coordinator)
    kept = people.load(here.tenant, member.person) if member else None
    post = kept.person.post if kept else None
    unit = here.units.get(post.unit) if post else None
    return (kept.person.name if kept else here.name), unit or next(iter(here.units.values()))


@cache
def _all_words() -> Mapping[str, Mapping[str, Any]]:
    text = files("samrum.office").joinpath("room_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def room_words(language: str) -> Mapping[str, Any]:
    """The product's own words on papers about a room."""
    return _all_words().get(language, _all_words()["en"])


def _letter(
    here: Municipality,
    room: Room,
    meeting: Meeting,
    member: Member,
    on: str,
    package: ServicePackage,
    day: date,
) -> RoomLetterOrdered | None:
    kept, child = people.load(here.tenant, member.person), is_child(room, member, day)
    template = rules_of(package).letter(on, child=child)
    if kept is None or template is None:
        return None
    person = kept.person
    language = person.language if person.language in package.languages else package.languages[0]
    text = template.texts[language].fill(
        {
            "meeting": _meeting(here, room, meeting, language, child=child),
            "room": _about(here, room),
            "to": {"name": person.name.split(" ")[0], "plan": True},
        }
    )
    title = template.title[language]
    reach = _reach(here, person, member, child=child)
    return RoomLetterOrdered(person.id, meeting.number, template.id, language, title, text, reach)


def _meeting(
    here: Municipality, room: Room, meeting: Meeting, language: str, *, child: bool
) -> Mapping[str, object]:
    at = local(here, meeting.at)
    return {
        "day": said_plainly(at.date(), language),
        "time": at.strftime("%H.%M" if language != "en" else "%H:%M"),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "digital": meeting.digital,
        "agenda": agenda(room, meeting.agenda, language, child=child),
    }


def _about(here: Municipality, room: Room) -> Mapping[str, object]:
    name, unit = coordinator_of(here, room)
    resident = people.load(here.tenant, room.resident)
    return {
        "number": room.number,
        "name": resident.person.name if resident else "",
        "coordinator": name,
        "municipality": here.name,
        "phone": unit.phone,
        "address": f"{address(here)}/rooms/{room.id}/",
    }


def _reach(here: Municipality, person: Person, member: Member, *, child: bool) -> Reach:
    """Staff get word by e-mail, the family a letter: on paper to a child, who has no mailbox."""
    post = person.post
    if member.role == "professional":
        unit = here.units.get(post.unit) if post else None
        to = person.email or (unit.email if unit else "")
        return Reach("email", to) if to else Reach()
    if child or person.protected or "digital_mail" not in here.channels:
        return Reach()
    return Reach("digital_mail")
