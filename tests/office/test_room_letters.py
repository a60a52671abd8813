"""Who is called to a meeting gets a letter in her own words, once, with a file for the calendar."""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from icalendar import Calendar
from pypdf import PdfReader

from samrum.channels.store import Store
from samrum.core.document import Upload
from samrum.core.room import (
    AnswerConsent,
    AskForConsent,
    CallMeeting,
    RecordMeeting,
    Room,
    RoomLetter,
    SayNeeds,
    SetGoal,
)
from samrum.journal import outbox, people, rooms
from samrum.journal.verify import verify
from samrum.office import clock, drafts, persons, post_room, room_post
from samrum.office.municipality import municipality, now
from tests.database import RunDatabase
from tests.office.room_town import SCHOOL, WHY, House, settle_in

PLACE = "Skolans bibliotek"


@pytest.fixture
def house(db: RunDatabase, tmp_path: Path) -> Iterator[House]:
    with override_settings(VAR=tmp_path, FILES=tmp_path / "files"):
        yield settled()


def settled() -> House:
    town = settle_in()
    until = (now(1) + timedelta(days=90)).date()
    town.does("siv", AskForConsent(SCHOOL, ("plan",), (), WHY, until))
    town.does("anna", AnswerConsent(1, True))
    town.does("elis", SayNeeds("Att rita"))
    town.does("siv", SetGoal(0, "Fem morgnar"))
    return town


def numbers(house: House, *names: str) -> tuple[int, ...]:
    by = {one.person: one.number for one in house.sees("siv").room.members}
    return tuple(by[house.id(name)] for name in names)


def called(house: House, *names: str) -> Room:
    at = now(1) + timedelta(days=7)
    house.does("siv", CallMeeting(at, 45, PLACE, called=numbers(house, *names)))
    return kept(house)


def kept(house: House) -> Room:
    found = rooms.load(1, house.room)
    assert found is not None
    return found.room


def letter_to(house: House, name: str) -> RoomLetter:
    (letter,) = (one for one in kept(house).letters if one.to == house.id(name))
    return letter


def test_each_who_is_called_gets_her_own_words_and_the_child_plain_ones(house: House) -> None:
    called(house, "elis", "anna", "cecilia", "siv")

    child, mother, nurse = (letter_to(house, one) for one in ("elis", "anna", "cecilia"))
    assert child.template == "invitation-child"
    assert "Det är du som börjar." in child.text and "Det som är viktigt för dig" in child.text
    assert mother.template == nurse.template == "invitation"
    assert f"> {PLACE}" in mother.text and "- Målet: Fem morgnar" in mother.text
    assert {one.to for one in kept(house).letters} == set(
        map(house.id, ("elis", "anna", "cecilia"))
    )
    assert "{" not in "".join(one.text for one in kept(house).letters)


def test_the_letters_leave_and_what_became_of_them_is_kept(house: House) -> None:
    called(house, "elis", "anna", "cecilia")
    assert outbox.waiting(1) == 3

    post_room.send_waiting(1)

    assert {one.fate for one in kept(house).letters} == {"sent"}
    assert outbox.waiting(1) == 0
    with Store(Path(settings.FILES)).open(letter_to(house, "elis").sha256) as file:
        pdf = PdfReader(io.BytesIO(file.read()))
    assert PLACE in pdf.pages[0].extract_text()
    assert verify(1, municipality(1).zone).faults == []


def test_an_e_mail_to_staff_says_that_something_has_come_and_never_what(house: House) -> None:
    room = called(house, "cecilia")
    letter, nurse = room.letters[0], people.load(1, house.id("cecilia"))
    assert nurse is not None and letter.reach.channel == "email"
    written = room_post.set_letter(municipality(1), room, letter, nurse.person)

    sent = room_post._message(municipality(1), room, letter, written, nurse.person, "k")

    assert sent.attachments == ()
    assert not any(one in sent.text + sent.subject for one in (PLACE, "Elis", "Fem morgnar"))


def test_the_file_for_the_calendar_says_when_and_where_and_not_what_about(house: House) -> None:
    room = called(house, "anna")
    meeting, here = room.meetings[0], municipality(1)

    file = room_post.calendar_file(here, room, meeting, "sv")

    assert file == room_post.calendar_file(here, room, meeting, "sv")
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event.start == meeting.at.replace(microsecond=0)
    assert event.end - event.start == timedelta(minutes=45)
    assert str(event["LOCATION"]) == PLACE
    assert b"Elis" not in file and b"Fem morgnar" not in file


def test_who_has_protected_data_is_sent_nothing_by_itself(house: House) -> None:
    anna = house.people["anna"]
    persons.register(persons.Identity(anna.number, anna.name, protected=True))
    called(house, "anna")

    post_room.send_waiting(1)

    letter = letter_to(house, "anna")
    assert letter.fate == "failed" and "by hand" in letter.told


def test_who_did_not_come_gets_a_kind_word(house: House) -> None:
    called(house, "elis", "anna", "cecilia")
    with clock.held_at(now(1) + timedelta(days=8)):
        house.does("siv", RecordMeeting(1, numbers(house, "anna", "cecilia")))

    missed = [one for one in kept(house).letters if one.template.startswith("missed")]

    assert [(one.to, one.template) for one in missed] == [(house.id("elis"), "missed-child")]
    assert "helt okej" in missed[0].text


def test_each_sees_only_her_own_letter(house: House) -> None:
    called(house, "elis", "anna", "cecilia")

    for name in ("elis", "anna", "cecilia"):
        assert [one.to for one in house.sees(name).room.letters] == [house.id(name)]
    assert house.sees("siv").room.letters == ()


def test_a_letter_stays_when_somebody_throws_away_her_copy_of_it(house: House) -> None:
    called(house, "elis", "anna", "cecilia")
    while post_room.send_waiting(1):
        pass
    sha256 = letter_to(house, "anna").sha256
    copy = Upload("other", "kallelse.pdf", "application/pdf", 9, sha256)
    anna, key = house.reads("anna"), "apply:parking-permit"
    drafts.keep(anna, anna.id, key, answers={}, uploads=(copy,), expected=0)
    drafts.throw_away(anna, anna.id, key)
    file = Path(settings.FILES) / sha256[:2] / sha256[2:]
    os.utime(file, (0, 0))

    with clock.held_at(now(1) + timedelta(days=1)):
        assert drafts.remove_let_go(1) == 1

    assert file.is_file()
