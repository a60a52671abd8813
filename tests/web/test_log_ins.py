"""Where one is logged in: seen, and ended after showing once more who one is."""

from __future__ import annotations

import pytest
from django.test import Client

from samrum.office import identity, persons
from samrum.web.shared import entrance
from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.lillevik import CAST, Town, said, settle, text
from tests.web.test_entrance import Provider, log_in

AGAIN = "/login/start/?next=/login/everywhere/&ends="


class Remembering(Provider):
    """Remembers whether it was asked to have her show who she is once more."""

    again = False

    def begin(self, back: str, language: str, again: bool) -> tuple[str, dict[str, object]]:
        self.again = again
        return super().begin(back, language, again)


@pytest.fixture
def town(db: RunDatabase) -> Town:
    """Nobody is logged in yet."""
    town = settle()
    for token in town.tokens.values():
        identity.end_session(token)
    return town


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    one = Remembering()
    monkeypatch.setattr(entrance, "e_identity", lambda: one)
    return one


def test_anna_who_forgot_to_log_out_at_the_library_ends_it_from_home(
    town: Town, provider: Provider
) -> None:
    library, home = town.browser(""), town.browser("")
    log_in(library)
    log_in(home)
    page = text(home.get("/login/everywhere/"))
    assert "Here, where you read this" in page and "Somewhere else" in page
    assert "Log out everywhere else" not in page, "there is only one"
    (other,) = [one for one in shown(home) if not one.here]

    home.get(AGAIN + other.mark)
    assert provider.again, "she has to show that it is her"
    ended = home.get("/login/back/?state=s1&code=c")

    assert ended["Location"] == "/login/everywhere/?ended=1"
    page = text(home.get(ended["Location"]))
    assert "One log-in was ended." in page and "You are logged in nowhere else." in page
    assert library.get("/cases/")["Location"].startswith("/login/")


def test_all_others_end_at_once_and_nobody_elses(town: Town, provider: Provider) -> None:
    others = [device("anna"), device("anna")]
    home, erik = device("anna"), device("erik")
    assert AGAIN + "everywhere" in home.get("/login/everywhere/").content.decode().replace(
        "&amp;", "&"
    )

    home.get(AGAIN + identity.EVERYWHERE)
    page = text(home.get(home.get("/login/back/?state=s1&code=c")["Location"]))

    assert "2 log-ins were ended." in page
    assert all(one.get("/cases/").status_code == 303 for one in others)
    assert erik.get("/cases/").status_code == 200


def test_who_logs_in_as_somebody_else_meanwhile_ends_nothing(
    town: Town, provider: Provider
) -> None:
    mine, phone = device("anna"), device("anna")
    bo = device("bo")

    mine.get(AGAIN + identity.EVERYWHERE)
    provider.who = "bo"
    back = mine.get("/login/back/?state=s1&code=c")

    assert back["Location"] == "/login/everywhere/", "as whoever logs in"
    assert phone.get("/cases/").status_code == bo.get("/cases/").status_code == 200


def test_a_stopped_log_in_ends_nothing(town: Town, provider: Provider) -> None:
    home, phone = device("anna"), device("anna")

    home.get(AGAIN + identity.EVERYWHERE)

    assert home.get("/login/back/?state=another").status_code == 403
    assert phone.get("/cases/").status_code == home.get("/cases/").status_code == 200


def test_a_mark_opens_nothing_and_erik_ends_none_of_annas(town: Town, provider: Provider) -> None:
    anna, erik = device("anna"), device("erik")
    (hers,) = shown(anna)
    guessing = town.browser("")
    guessing.cookies[COOKIE] = hers.mark
    assert guessing.get("/cases/").status_code == 303

    page = erik.get("/login/everywhere/")
    assert "Somewhere else" not in text(page) and hers.mark not in page.content.decode()
    provider.who = "erik"
    erik.get(AGAIN + hers.mark)
    erik.get("/login/back/?state=s1&code=c")

    assert anna.get("/cases/").status_code == 200
    assert said(town.browser("").get("/login/everywhere/"))[0] == 303


def device(name: str) -> Client:
    """A browser of her own, in which somebody is logged in."""
    known = persons.by_number(CAST[name].number)
    assert known is not None
    browser = Client(headers={"Accept-Language": "en"}, SERVER_NAME="localhost")
    token = identity.begin_session(known)
    identity.choose_language(token, "en")
    browser.cookies["samrum-language"] = "en"
    browser.cookies[COOKIE] = token
    return browser


def shown(browser: Client) -> list[identity.LogIn]:
    """What the page lists."""
    token = browser.cookies[COOKIE].value
    reader = identity.reader(token)
    assert reader is not None
    return identity.log_ins(reader, token)
