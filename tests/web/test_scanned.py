"""A page that meets a virus, or nobody who looks for one, says so and keeps what was typed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from samrum.office import drafts
from tests.api.knocking import knock, send
from tests.channels.test_scanner import EICAR, Clamd, running
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, settle, text
from tests.web.test_applying import APPLY, draft_of, file


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[Clamd]:
    for one in running(tmp_path):
        with override_settings(SCANNER=one.address, FILES=tmp_path / "files"):
            yield one


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def begun(town: Town) -> Client:
    anna = town.browser("anna")
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "new"})
    return anna


def hands_in(anna: Client, name: str, content: str) -> str:
    """What the page of the photo says, when this file and a good one are sent together."""
    files = [file(name, content.encode(), "text/plain"), file("good.txt", b"Good.", "text/plain")]
    return text(press(anna, f"{APPLY}photo/", do="upload", **{"document.photo": files}))


def test_what_is_found_is_named_and_the_rest_is_kept(town: Town, clamd: Clamd) -> None:
    """ASVS 5.4.3."""
    anna = begun(town)
    page = hands_in(anna, "letter.txt", EICAR)

    assert "letter.txt: The file cannot be received. The virus scanner found something" in page
    assert 'id="faults"' in page and "Send a photo or a scan of the paper instead" in page
    draft: drafts.Draft = draft_of(town)
    assert [one.name for one in draft.uploads] == ["good.txt"]
    assert draft.answers["parking_permit.request"].value == "new"
    files = [one.read_bytes() for one in Path(settings.FILES).rglob("*") if one.is_file()]
    assert files == [b"Good."]
    address = f"{APPLY}files/{draft.uploads[0].sha256}/"
    assert town.browser("erik").get(address).status_code == 404


def test_a_scanner_that_does_not_answer_keeps_the_file_out_and_what_was_typed(
    town: Town, clamd: Clamd
) -> None:
    anna, clamd.says = begun(town), b"COMMAND READ TIMED OUT\0"
    page = hands_in(anna, "letter.txt", "A letter.")

    assert "letter.txt: The file cannot be received just now." in page
    assert "The file was not kept; what you have typed is." in page
    assert draft_of(town).uploads == ()
    assert draft_of(town).answers["parking_permit.request"].value == "new"

    clamd.says = None
    hands_in(anna, "letter.txt", "A letter.")
    assert [one.name for one in draft_of(town).uploads] == ["letter.txt", "good.txt"]


def test_a_system_is_told_too(
    db: RunDatabase, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    knocking = knock(monkeypatch)
    case = knocking.hands_in()
    upload = {"kind": "other", "name": "x.txt", "content": b64encode(EICAR.encode()).decode()}
    there = f"/api/v1/cases/{case}/acts/hand-in-document"
    answer = send(knocking.e_service, there, {"upload": upload}, "k")

    assert answer.status_code == 409
    assert "harmful" in answer.json()["because"]
    assert knocking.town.case(case).documents == ()
