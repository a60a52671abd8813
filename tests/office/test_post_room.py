"""What leaves the house, after the commit, through real channels into folders."""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import override_settings
from pypdf import PdfReader

from samrum.core.case import ChooseReach, Decide, HandInDocument, Reach, SendMessage, TakeCase
from samrum.core.document import Upload
from samrum.core.person import Person
from samrum.journal import outbox
from samrum.office import clock, post_room, see
from samrum.office.act import act
from samrum.office.deadlines import call_late
from samrum.office.municipality import municipality, now
from samrum.office.paper import set_letter
from samrum.office.persons import Identity, register
from samrum.office.relation import NotHere
from tests.office.town import Cast, applies

CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
HOSTILE = '# Rubrik\n> ruta\n- {1+1} **fet** <script>alert("1")</script> #import "x"\n\n| a | b |'


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path, FILES=tmp_path / "files"):
        yield


def sent(folder: Path, reach: str) -> list[EmailMessage]:
    files = sorted((folder / "post" / "lillevik" / reach).glob("*.eml"))
    return [email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]


def pdf_text(message: EmailMessage) -> str:
    (attached,) = message.iter_attachments()
    pages = PdfReader(io.BytesIO(attached.get_content())).pages
    return "\n".join(page.extract_text() for page in pages)


def decided(cast: Cast, reach: Reach, reasons: str = "Du går 300 meter.") -> str:
    anna, bo = cast.reads("anna"), cast.reads("bo")
    case = applies(anna).case
    act(anna, ChooseReach(reach), case=case, key="reach")
    act(anna, HandInDocument(CERTIFICATE), case=case, key="paper")
    act(bo, TakeCase(bo.id), case=case, key="take")
    act(bo, Decide("grant", "Du får tillstånd.", reasons, ("TrF 13:8",)), case=case, key="decide")
    return case


def test_a_letter_goes_out_once_and_the_case_tells_what_became_of_it(cast: Cast, tmp_path) -> None:
    case = decided(cast, Reach("letter"))

    assert post_room.send_waiting(1) == 2
    assert post_room.send_waiting(1) == 0

    (message,) = sent(tmp_path, "letter")
    assert message["X-Samrum-To"] == "Anna Berg / Storgatan 2"
    text = pdf_text(message)
    assert "Decided: grant. Du går 300 meter." in text and "Bo Lind" in text
    letter = see.letter(cast.reads("anna"), case, 2)
    assert letter.letter.fate == "sent"
    assert letter.open().read()[:5] == b"%PDF-"
    with pytest.raises(NotHere):
        see.letter(cast.reads("erik"), case, 2)


def test_a_post_room_that_died_after_sending_sends_nothing_twice(
    cast: Cast, tmp_path, monkeypatch
) -> None:
    decided(cast, Reach("letter"))

    def dies(*about: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(post_room, "act_by_itself", dies)
        with pytest.raises(KeyboardInterrupt):
            post_room.send_waiting(1)
    assert outbox.waiting(1) == 2

    with clock.held_at(now(1) + post_room.LEASE + timedelta(seconds=1)):
        assert post_room.send_waiting(1) == 2
    assert len(sent(tmp_path, "letter")) == 1
    assert outbox.waiting(1) == 0


def test_an_email_says_that_something_has_come_and_never_what(cast: Cast, tmp_path) -> None:
    case = decided(cast, Reach("email", "anna@example.com"))
    post_room.send_waiting(1)

    messages = sent(tmp_path, "email")
    assert len(messages) == 2, "the receipt and the decision"
    for message in messages:
        whole, way = f"{message['Subject']} {message.get_content()}", f"/cases/{case}/"
        assert way in whole
        told = whole.replace(way, "")  # the number of a case may hold any digits
        assert list(message.iter_attachments()) == []
        for secret in ("Anna", "PRH", "park", "Park", "tillstånd", "beslut", "300"):
            assert secret not in told


def test_nothing_is_sent_by_itself_to_somebody_protected(cast: Cast, tmp_path) -> None:
    protected: Person = register(Identity(cast.anna.number, "Anna Berg", protected=True))
    assert protected.address == ()
    receipt = applies(cast.reads("anna"))
    post_room.send_waiting(1)

    assert not (tmp_path / "post").exists()
    (letter,) = see.case(cast.reads("anna"), receipt.case).case.letters
    assert letter.fate == "failed" and "by hand" in letter.told
    with see.letter(cast.reads("anna"), receipt.case, 1).open() as file:
        text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "Storgatan 2" not in text and "Anna Berg" not in text


@pytest.mark.parametrize(
    ("number", "named"),
    [("20150921-9810", "Vårdnadshavare för Elis Berg"), ("20110921-9810", "\nElis Berg")],
)
def test_a_child_gets_its_letters_through_its_guardian_until_it_speaks_for_itself(
    cast: Cast, number: str, named: str
) -> None:
    applied = see.case(cast.reads("anna"), applies(cast.reads("anna")).case).case
    elis = Person("", number, "Elis Berg", "sv", ("Storgatan 2", "990 10 Lillevik"))
    letter = replace(applied.letters[0], language="sv", ordered_at=now(1).replace(2026, 11, 1))
    written = set_letter(municipality(1), applied, letter, elis, "")

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(written.pdf)).pages)
    assert f"{named}\nStorgatan 2" in text


def test_what_people_write_stays_text_in_a_letter(cast: Cast, tmp_path) -> None:
    decided(cast, Reach("letter"), reasons=HOSTILE)
    post_room.send_waiting(1)

    (message,) = sent(tmp_path, "letter")
    text = pdf_text(message)
    assert "# Rubrik" in text and '<script>alert("1")</script>' in text and "{1+1}" in text


def test_a_step_is_called_late_once_when_its_day_has_passed(cast: Cast) -> None:
    anna = cast.reads("anna")
    receipt = applies(anna)
    due = see.case(anna, receipt.case).case.steps["supplement"].due
    assert due is not None

    on = now(1).replace(hour=23)
    with clock.held_at(on + (due - on.date())):
        assert call_late(1) == 0
    with clock.held_at(on + (due - on.date()) + timedelta(days=1)):
        assert (call_late(1), call_late(1)) == (1, 0)
        act(anna, SendMessage("Jag behöver mer tid."), case=receipt.case, key="more-time")
    assert see.case(anna, receipt.case).case.steps["supplement"].late
