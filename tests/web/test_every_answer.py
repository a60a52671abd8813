"""What holds of every answer of every address, to whoever asks (OWASP ASVS 5.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from samrum.office import see
from tests.database import RunDatabase
from tests.web.lillevik import Town, settle, text
from tests.web.test_gate import addresses

READERS = ("", "anna", "bo")


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def answers(town: Town) -> Iterator[tuple[str, str, Any]]:
    """What every address that is read answers to each of the readers; and a few more."""
    for reader in READERS:
        browser = town.browser(reader)
        more = ("/static/vendor/htmx.min.js", "/nothing/", "/metrics", "/cases/?x=%ff")
        paths = [path for door, path in addresses() if "GET" in door.methods]
        yield from ((reader, path, browser.get(path)) for path in (*paths, *more))


def test_every_answer_says_what_it_is_and_in_which_letters(town: Town) -> None:
    """ASVS 4.1.1."""
    seen = set()
    for reader, path, answer in answers(town):
        kind = answer.get("Content-Type", "")
        has_body = answer.streaming or answer.content
        assert kind or not has_body, (reader, path)
        if kind.startswith("text/") or "xml" in kind:
            assert re.search(r"charset=\"?utf-8", kind, re.I), (reader, path, kind)
        if kind.startswith("text/html") and answer.content:
            assert answer.content.lstrip().lower().startswith(b"<!doctype html"), path
        if "json" in kind:
            answer.json()
        seen.add(kind.partition(";")[0])

    assert {"text/html", "application/json", "application/problem+json"} <= seen


def test_every_page_of_somebody_who_is_logged_in_lets_her_log_out(town: Town) -> None:
    """ASVS 7.4.4."""
    town.applies("anna")
    pages = 0
    for reader, path, answer in answers(town):
        page = answer.get("Content-Type", "").startswith("text/html") and answer.content
        if reader and page:
            pages += 1
            assert 'action="/logout/"' in text(answer), (reader, path)

    assert pages > 100


def test_no_address_echoes_a_request(town: Town) -> None:
    """ASVS 13.4.4."""
    bo = town.browser("bo")
    for door, path in addresses():
        answer = bo.generic("TRACE", path, headers={"X-Secret": "canary"})
        assert answer.status_code == 405, door.name
        assert b"canary" not in answer.content


@pytest.mark.parametrize("folder", ["/static/", "/static/vendor/", "/static", "/static/../"])
def test_no_folder_is_listed(town: Town, folder: str) -> None:
    """ASVS 13.4.3."""
    answer = town.browser("").get(folder)

    assert answer.status_code == 404
    assert "htmx" not in text(answer).partition("<main")[2]


def test_a_fault_is_in_the_log_with_the_place_where_it_broke(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 16.3.4."""

    def failing(*args: object, **more: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(see, "my_cases", failing)
    anna: Client = town.browser("anna")
    anna.raise_request_exception = False
    assert anna.get("/cases/").status_code == 500

    (record,) = [one for one in caplog.records if one.exc_info]
    assert record.levelname == "ERROR" and record.exc_info is not None
    assert record.exc_info[0] is ValueError
