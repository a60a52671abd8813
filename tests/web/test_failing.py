"""When something fails on our side: what a resident is told then, and that nobody sees more."""

import errno

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client

from samrum.core.refusal import Refused
from samrum.office import identity, see
from samrum.web.shared import page
from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.lillevik import Town, form, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def anna(town: Town) -> Client:
    browser = town.browser("anna")
    browser.raise_request_exception = False
    return browser


def fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Reading her cases fails like this."""

    def failing(*args: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(see, "my_cases", failing)
    monkeypatch.setattr(see, "case", failing)
    monkeypatch.setattr(see, "beside", failing)


def test_a_fault_of_ours_is_told_without_what_it_was(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, ValueError("secret 19840614-9800"))
    answer = anna.get("/cases/")

    assert answer.status_code == 500
    assert "Something went wrong on our side." in text(answer)
    assert "It is not your fault" in text(answer) and "0990-100 10" in text(answer)
    assert "secret" not in text(answer)


def test_a_page_that_cannot_even_be_made_is_still_an_answer(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **more: object) -> HttpResponse:
        raise RuntimeError("no templates")

    fails(monkeypatch, ValueError())
    monkeypatch.setattr(page, "show", failing)
    answer = anna.get("/cases/")

    assert answer.status_code == 500
    assert "Något gick fel hos oss." in text(answer) and "Noget gik galt hos os." in text(answer)


def test_a_database_that_is_away_is_told_as_a_rest(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, OperationalError("connection refused"))
    answer = anna.get("/cases/")

    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    assert "What you had saved is safe." in text(answer)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.DiskFull("could not extend file"),
        psycopg.errors.AdminShutdown("terminating connection"),
        psycopg.InterfaceError("the connection is closed"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_whoever_sends_something_meanwhile_is_told_that_sending_again_is_harmless(
    town: Town, anna: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    path = f"/cases/{town.applies('anna').id}/messages/"
    sent = form(anna.get(path), path).filled(text="Hello")
    fails(monkeypatch, error)
    answer = anna.post(path, sent)

    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    assert "we do not know whether this was received" in text(answer)
    assert "it is received once, however often it is sent" in text(answer)


def test_nobody_is_logged_out_because_the_database_is_away(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **more: object) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(identity, "session", away)
        assert anna.get("/cases/").status_code == 503

    assert COOKIE in anna.cookies and anna.get("/cases/").status_code == 200


def test_a_refusal_that_no_page_took_care_of_is_told_in_its_three_sentences(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Refused("This cannot be.", because="It is {why}.", instead="Do not.", why="late")
    fails(monkeypatch, told)
    answer = anna.get("/cases/")

    assert answer.status_code == 409
    assert "This cannot be." in text(answer)
    assert "It is late." in text(answer) and "Do not." in text(answer)


def test_a_request_that_nobody_understands_is_told_as_one(anna: Client) -> None:
    many = {f"field{number}": "x" for number in range(600)}
    answer = anna.post("/mandates/new/", many)

    assert answer.status_code == 400
    assert "We could not read what was sent." in text(answer)


def test_a_host_that_is_not_ours_gets_no_page() -> None:
    stranger = Client(SERVER_NAME="evil.example", raise_request_exception=False)

    assert stranger.get("/").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/cases/%00/",
        "/cases/..%2f..%2fetc/",
        "/cases/' or 1=1 --/",
        "/cases/01a201b3-91bd-7a44-ab68-08407c4ff04e/corrections/%00/",
        "/apply/no-such-service/",
        "/apply/parking-permit/no-such-page/",
        "/apply/parking-permit/files/%F0%9F%98%80/",
        "/login/?next=%00",
        "/login/back/?state=%FF&code=%00",
        "/?out=%ED%A0%80",
        "/services/%C3%A5/",
    ],
)
def test_no_address_brings_the_pages_down(anna: Client, path: str) -> None:
    assert anna.get(path).status_code in (200, 302, 303, 403, 404)


@pytest.mark.parametrize("cookie", [COOKIE, "samrum-session", "samrum-parked", "samrum-typing"])
@pytest.mark.parametrize("value", ["", "x", "å" * 100, "a" * 4_000, '{"a": 1}', "\x00"])
def test_no_cookie_brings_the_pages_down(town: Town, cookie: str, value: str) -> None:
    browser = town.browser("anna" if cookie != COOKIE else "")
    browser.cookies[cookie] = value

    for path in ("/", "/cases/", "/login/kept/", "/login/back/"):
        assert browser.get(path).status_code in (200, 302, 303, 403)


def test_the_gate_needs_nobody_logged_in_to_say_no() -> None:
    request = HttpRequest()
    request.META["SERVER_NAME"], request.META["SERVER_PORT"] = "localhost", "80"

    assert page.not_here(request).status_code == 404
