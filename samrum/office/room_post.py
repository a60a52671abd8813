"""The post room for letters about a room: set, sent, and what became of them reported.

As samrum.office.post_room does for cases, from the same outbox and under the same kind of key.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from django.conf import settings

from samrum.channels.letter import Language, Letter, Recipient, Sender, WrittenLetter, write_letter
from samrum.channels.meeting_file import MEDIA_TYPE, NAME, MeetingFile, write_meeting
from samrum.channels.outgoing import Attachment, Message, NotSent, Outcome, Receipt
from samrum.channels.store import Store
from samrum.channels.text import read_blocks
from samrum.core.person import Person
from samrum.core.room import Meeting, ReportRoomLetter, Room, RoomLetter
from samrum.journal import outbox, people, rooms
from samrum.office.municipality import Municipality, address, municipality, now
from samrum.office.room_act import report_letter
from samrum.office.room_letters import coordinator_of
from samrum.office.sending import BY_HAND, attempted, channel_of, message_of

TITLES: Final = {"sv": "Möte", "da": "Møde", "en": "Meeting"}


def deal_with(tenant: int, waiting: outbox.Waiting) -> None:
    """Send one letter that was leased, or let it wait."""
    kept = rooms.load(tenant, waiting.stream)
    found = (one for one in kept.room.letters if one.number == waiting.letter) if kept else ()
    letter = next(iter(found), None)
    if kept is None or letter is None or letter.fate == "sent":
        outbox.settle(tenant, waiting)
        return
    sent = attempted(tenant, waiting, lambda: _send(tenant, kept.room, letter, waiting))
    if sent is None:
        return
    report = _report(letter, *sent)
    report_letter(tenant, report, room=kept.room.id, key=f"{waiting.key}/{report.fate}")
    outbox.settle(tenant, waiting)


def set_letter(
    here: Municipality, room: Room, letter: RoomLetter, window: Person | None
) -> WrittenLetter:
    """The PDF of a letter; `window` is whose name and address the envelope shows, None for none."""
    name, unit = coordinator_of(here, room)
    told = unit.name.get(letter.language, unit.agency)
    sender = Sender(
        here.agency, told, unit.address, unit.phone, unit.email, here.web, here.organisation_number
    )
    return write_letter(
        Letter(
            cast(Language, letter.language),
            sender,
            Recipient(window.name, window.address) if window else None,
            letter.ordered_at.date(),
            room.number,
            letter.title,
            read_blocks(letter.text, letter.template),
            reference=name,
        )
    )


def calendar_file(here: Municipality, room: Room, meeting: Meeting, language: str) -> bytes:
    """The meeting for a calendar, the same bytes for everybody who is called."""
    about = f"{TITLES.get(language, TITLES['en'])} ({room.number})"
    return write_meeting(
        MeetingFile(
            f"{room.id}-{meeting.number}@{here.web}",
            about,
            meeting.at,
            meeting.minutes,
            meeting.place,
            f"{address(here)}/rooms/{room.id}/meetings/{meeting.number}/",
            meeting.called_at,
        )
    )


def _send(
    tenant: int, room: Room, letter: RoomLetter, waiting: outbox.Waiting
) -> tuple[str, Outcome]:
    here, kept = municipality(tenant), people.load(tenant, letter.to)
    assert kept is not None, "a letter is to somebody who is known here"
    person = kept.person
    written = set_letter(here, room, letter, None if person.protected else person)
    sha256 = Store(Path(settings.FILES)).keep(written.pdf)
    if person.protected:
        return sha256, NotSent(waiting.key, "", now(tenant), BY_HAND, try_again=False)
    message = _message(here, room, letter, written, person, waiting.key.replace("/", "."))
    return sha256, channel_of(here, letter.reach.channel).deliver(message)


def _message(
    here: Municipality,
    room: Room,
    letter: RoomLetter,
    written: WrittenLetter,
    person: Person,
    key: str,
) -> Message:
    """The letter, with the file for a calendar where it calls to a meeting that has not been."""
    attached = [Attachment(f"{letter.template}.pdf", "application/pdf", written.pdf)]
    meeting = next((one for one in room.meetings if one.number == letter.meeting), None)
    if meeting is not None and meeting.came is None:
        file = calendar_file(here, room, meeting, letter.language)
        attached.append(Attachment(NAME, MEDIA_TYPE, file))
    return message_of(here, letter, person, attached, key, where=("room", room.id))


def _report(letter: RoomLetter, sha256: str, outcome: Outcome) -> ReportRoomLetter:
    match outcome:
        case Receipt(reference=reference):
            return ReportRoomLetter(letter.number, "sent", sha256, reference)
        case NotSent(because=because):
            return ReportRoomLetter(letter.number, "failed", sha256, because)
        case _:
            return ReportRoomLetter(letter.number, "unsure", sha256, outcome.because)
