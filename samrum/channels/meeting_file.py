"""A meeting as an iCalendar file (RFC 5545), for the calendar of each who is called.

Calendars are copied to phones and clouds, so the file says when and where and nothing of what the
meeting is about.  It is published and asks for no answer by e-mail; answers are given in the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

MEDIA_TYPE: Final = "text/calendar"
NAME: Final = "meeting.ics"


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """`uid` is the same for every copy of the meeting; `called_at` is when it was called."""

    uid: str
    title: str
    at: datetime
    minutes: int
    place: str
    address: str
    called_at: datetime


def write_meeting(meeting: MeetingFile) -> bytes:
    """The file; the same meeting gives the same bytes.  Times stand in UTC."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", meeting.called_at.astimezone(UTC))
    event.add("dtstart", meeting.at.astimezone(UTC))
    event.add("dtend", (meeting.at + timedelta(minutes=meeting.minutes)).astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("url", meeting.address)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Samrum//meeting//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
