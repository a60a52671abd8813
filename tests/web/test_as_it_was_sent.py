"""What was sent is taken as it was sent: decoded once, from where it belongs, under its name."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import escape
from typing import Any

import pytest
from django.test import Client
from django.utils.http import parse_header_parameters

from samrum.channels.mail import as_email
from samrum.channels.outgoing import Attachment, Message
from samrum.core.refusal import Refused
from samrum.office.municipality import now
from samrum.web.shared import entrance
from tests.api.knocking import Knocking, knock, send
from tests.database import RunDatabase
from tests.web.lillevik import Town, form, press, settle, text
from tests.web.test_entrance import Provider, log_in

ENCODED = (
    "%3Cb%3E %253Cb%253E &lt;b&gt; &amp;lt; \\u003cb\\u003e \\x3cb =3Cb= +PGI- {0.__class__} {what}"
    " %(n)s %s {{7*7}} ${7*7} {% raw %}"
)
NAMES = (
    'a"; filename="evil.exe',
    "a\r\nSet-Cookie: x=1\r\n\r\n<html>.txt",
    "../../../etc/passwd",
    "C:\\Windows\\evil.exe",
    "Intyg från läkaren, 漢.txt",
    "a%0d%0aX: 1.txt",
    "x\u202etxt.exe",
    "a';alert(1)//.txt",
)


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def anna(town: Town) -> Client:
    return town.browser("anna")


def test_what_is_typed_is_decoded_once_and_stands_there_as_it_was_typed(
    town: Town, anna: Client
) -> None:
    """ASVS 1.1.1 and 1.3.10."""
    case = town.applies("anna").id
    answer = press(anna, f"/cases/{case}/messages/", text=ENCODED)
    assert answer.status_code == 303, text(answer)

    assert town.case(case).messages[-1].text == ENCODED
    assert escape(ENCODED) in text(anna.get(f"/cases/{case}/messages/"))
    assert town.browser("erik").get(f"/cases/{case}/messages/").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/%63ases/", 200),
        ("/%2563ases/", 404),
        ("/cases%2F", 200),
        ("/cases%252F", 404),
        ("/static/..%252f..%252fsite/settings.py", 404),
        ("/static/%2e%2e/%2e%2e/site/settings.py", 404),
        ("/cases/%252e%252e/desk/", 404),
    ],
)
def test_an_address_is_decoded_once(anna: Client, address: str, status: int) -> None:
    """ASVS 1.1.1."""
    # As a server passes it on: decoded once. Django's test client does that to a path.
    assert anna.get(address).status_code == status


def test_what_stands_in_the_address_is_no_answer_to_the_form(town: Town, anna: Client) -> None:
    """ASVS 15.3.7."""
    case = town.applies("anna").id
    page = form(anna.get(f"/cases/{case}/messages/"), "/messages/")
    sent = page.filled(text="I meant this.")
    forged = f"{page.action}?text=Another&whose=x&key={'k' * 20}"
    assert anna.post(forged, sent).status_code == 303
    assert town.case(case).messages[-1].text == "I meant this."

    del sent["text"]
    assert anna.post(f"{page.action}?text=Another", sent).status_code == 422
    assert [one.text for one in town.case(case).messages] == ["I meant this."]
    erik = town.browser("erik")
    assert erik.post(forged, sent | {"text": "Mine."}).status_code in (404, 409)


@pytest.mark.parametrize(
    "brought",
    ["state=s1&code=c&state=s2", "state=s2&code=c&state=s1", "state=s1&code=c&code=d"],
)
def test_an_answer_from_the_provider_says_nothing_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch, brought: str
) -> None:
    """ASVS 15.3.7, as RFC 6749 (3.1) has it."""
    monkeypatch.setattr(entrance, "e_identity", Provider)
    browser = town.browser("")
    browser.get("/login/start/")

    answer = browser.get(f"/login/back/?{brought}")
    assert answer.status_code == 403 and "You were not logged in." in text(answer)
    assert browser.get("/cases/").status_code == 303
    assert log_in(town.browser(""))["Location"] == "/mandates/"


def test_a_file_is_given_back_under_one_name_of_its_own(
    db: RunDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 5.4.1 and 5.4.2: whatever it was called, the header has one name and nothing else."""
    knocking = knock(monkeypatch)
    town, case = knocking.town, knocking.hands_in()
    act = f"/api/v1/cases/{case}/acts/hand-in-document"
    for name in NAMES:
        file = {"kind": "other", "name": name, "content": b64encode(name.encode()).decode()}
        assert send(knocking.e_service, act, {"upload": file}, knocking.key()).status_code == 200

    kept = {one.name for one in town.case(case).documents}
    found = list(downloads(knocking, case, len(NAMES)))
    assert len(kept) == len(NAMES) and len(found) == 4 * len(NAMES)
    for address, answer in found:
        assert answer.status_code == 200, address
        how, told = parse_header_parameters(answer["Content-Disposition"])
        assert how in ("inline", "attachment") and set(told) == {"filename"}
        assert told["filename"] in kept and told["filename"].endswith(".txt")
        assert not set(told["filename"]) & set("/\\\r\n\u202e"), told
        assert answer.headers["Content-Disposition"].isascii()
    assert town.browser("erik").get(f"/cases/{case}/documents/1/").status_code == 404


def downloads(knocking: Knocking, case: str, many: int) -> Iterator[tuple[str, Any]]:
    """Every document of the case, as she, a caseworker and the system get it."""
    anna, bo = knocking.town.browser("anna"), knocking.town.browser("bo")
    for number in range(1, many + 1):
        for browser, address in (
            (anna, f"/cases/{case}/documents/{number}/"),
            (bo, f"/desk/cases/{case}/documents/{number}/"),
            (bo, f"/desk/cases/{case}/documents/{number}/?keep"),
            (knocking.e_service, f"/api/v1/cases/{case}/documents/{number}"),
        ):
            yield address, browser.get(address)


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_in_a_mail_has_one_name_and_adds_no_header(name: str) -> None:
    """ASVS 5.4.2."""
    paper = Attachment(name, "application/pdf", b"%PDF-1.7")
    message = Message("key-1", "a@example.org", "Hello", "Hello.", (paper,))
    made = as_email(message, "us@example.org", "a@example.org", now(1)).as_bytes()
    read = message_from_bytes(made, policy=policy.default)
    (part,) = read.iter_attachments()

    assert set(part.keys()) <= {
        *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version")
    }
    assert part.get_filename() == " ".join(name.split())
    assert part.get_content() == b"%PDF-1.7"


def test_every_file_is_served_under_a_name(town: Town) -> None:
    """ASVS 5.4.1: those of a register and a list too."""
    case = town.applies("anna").id
    bo, anna = town.browser("bo"), town.browser("anna")
    for browser, address in (
        (bo, "/desk/register.csv"),
        (bo, "/desk/delegated.csv"),
        (anna, f"/cases/{case}/readers/file/"),
        (anna, f"/cases/{case}/readers/file/?as=json"),
        (anna, f"/cases/{case}/letters/1.pdf"),
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        _how, told = parse_header_parameters(answer["Content-Disposition"])
        assert told["filename"].rpartition(".")[2] in ("csv", "json", "pdf"), address
    assert json.loads(anna.get(f"/cases/{case}/readers/file/?as=json").content) is not None
    assert town.browser("erik").get(f"/cases/{case}/readers/file/").status_code == 404


def test_a_name_that_cannot_be_written_is_refused_and_not_guessed() -> None:
    """ASVS 5.4.1: a key that names a file is ours."""
    with pytest.raises(Refused):
        Message("../x", "a@example.org", "Hello", "Hello.")
