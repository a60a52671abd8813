"""In and out: logging in, being logged out, and finding again what one had typed."""

import html
import re
import socket
from collections.abc import Iterator, Mapping
from datetime import timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from joserfc.jwk import KeySet

from samrum.channels.demo_pages import Person as Someone
from samrum.channels.demo_provider import Client as Registered
from samrum.channels.demo_server import Serving, serve
from samrum.core.refusal import Refused
from samrum.office import identity, persons
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.site import e_identity
from samrum.site.e_identity import EIdentity, our_key
from samrum.web.shared import entrance
from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.lillevik import CAST, Town, form, said, settle, text


class Provider:
    """The e-identity provider, as the pages know it; `who` has just shown who she is there."""

    who = "anna"
    begun: Mapping[str, Any] = {"state": "s1"}

    def begin(self, back: str, language: str, again: bool) -> tuple[str, dict[str, Any]]:
        return f"https://e-id.example/?language={language}", dict(self.begun)

    def finish(self, pending: Mapping[str, Any], brought: Mapping[str, str]) -> Identity:
        if pending != self.begun or brought.get("state") != pending["state"]:
            raise Refused("You were not logged in.", because="It was stopped.", instead="Again.")
        someone = CAST[self.who]
        return Identity(someone.number, someone.name)

    def end(self, back: str, state: str, language: str) -> str | None:
        return None


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    one = Provider()
    monkeypatch.setattr(entrance, "e_identity", lambda: one)
    return one


def log_in(browser: Client, address: str = "/login/?next=/mandates/") -> Any:
    browser.cookies["samrum-language"] = "en"
    page = browser.get(address)
    start = page.content.decode().partition('href="/login/start/')[2].partition('"')[0]
    there = browser.get("/login/start/" + start.replace("&amp;", "&"))
    assert there["Location"] == "https://e-id.example/?language=en"
    return browser.get("/login/back/?state=s1&code=c")


def test_anna_logs_in_and_comes_to_where_she_was_going(town: Town, provider: Provider) -> None:
    browser = town.browser("")
    answer = log_in(browser)

    assert answer["Location"] == "/mandates/"
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"]
    assert "Anna Berg" in text(browser.get("/mandates/"))


@pytest.mark.parametrize(
    ("who", "begins"), [("anna", "/cases/"), ("bo", "/desk/"), ("erik", "/cases/")]
)
def test_who_only_logs_in_begins_with_her_cases_and_a_caseworker_at_the_desk(
    town: Town, provider: Provider, who: str, begins: str
) -> None:
    provider.who = who
    browser = town.browser("")

    assert log_in(browser, "/login/")["Location"] == begins
    assert browser.get("/login/")["Location"] == begins


def test_whoever_comes_by_another_name_of_ours_logs_in_where_she_is_brought_back_to(
    town: Town, provider: Provider
) -> None:
    """The demonstration answers to 127.0.0.1 too, and its provider knows it as localhost."""
    answer = Client(SERVER_NAME="127.0.0.1").get("/login/?next=/mandates/")

    assert answer["Location"] == f"{settings.ADDRESS}/login/?next=%2Fmandates%2F"
    assert town.browser("").get("/login/?next=/mandates/").status_code == 200
    assert Client(SERVER_NAME="LocalHost").get("/login/").status_code == 200, "one name, as written"


@pytest.mark.parametrize("from_where", ["cross-site", "same-site"])
def test_no_other_site_logs_anybody_in_without_her_pressing_here(
    town: Town, provider: Provider, from_where: str
) -> None:
    """ASVS 7.6.2: she may be logged in at the provider, who would let her in without a word."""
    browser = town.browser("")

    led = browser.get("/login/start/?next=/mandates/", headers={"Sec-Fetch-Site": from_where})

    assert led["Location"] == "/login/?next=%2Fmandates%2F", "the page where she can press"
    assert browser.get("/login/back/?state=s1&code=c").status_code == 403, "nothing was begun"
    assert browser.get("/mandates/")["Location"].startswith("/login/")
    pressed = browser.get("/login/start/", headers={"Sec-Fetch-Site": "same-origin"})
    assert pressed["Location"].startswith("https://e-id.example/")


def test_an_answer_from_the_provider_counts_once_and_only_in_the_browser_it_began_in(
    town: Town, provider: Provider
) -> None:
    browser = town.browser("")
    log_in(browser)

    for one in (browser, town.browser("")):
        again = one.get("/login/back/?state=s1&code=c")
        assert again.status_code == 403
        assert "begun in another browser, or has already been used" in text(again)


def test_a_login_that_was_stopped_says_so_and_leads_back(town: Town, provider: Provider) -> None:
    browser = town.browser("")
    browser.get("/login/start/")
    answer = browser.get("/login/back/?state=other")

    assert answer.status_code == 403
    assert "It was stopped." in text(answer) and "To the log-in page" in text(answer)
    assert COOKIE not in browser.cookies


def test_logging_out_leaves_nothing_in_the_browser(town: Town) -> None:
    anna = town.browser("anna")
    page = form(anna.get("/cases/"), "/logout/")
    answer = anna.post(page.action, page.filled())

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert anna.get("/cases/")["Location"] == "/login/?next=%2Fcases%2F"
    assert "You are logged out" in text(anna.get(answer["Location"]))


class Library(httpx.Client):
    """What the browser of a library's computer does at the provider."""

    def asks(self, browser: Client) -> str:
        """The provider's page, on which one says who one is."""
        return self.get(browser.get("/login/start/")["Location"]).text

    def picks(self, browser: Client, page: str, who: str) -> None:
        """Says who one is, and comes back logged in."""
        login = page.partition('name="login" value="')[2].partition('"')[0]
        said = {"login": login, "person": CAST[who].number}
        address = urlsplit(self.post("/authorize", data=said).headers["location"])
        assert browser.get(f"{address.path}?{address.query}").status_code == 302


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """The e-identity provider of the demonstration, as the installation's own."""
    ours = str(settings.ADDRESS)
    client = Registered("samrum", KeySet([our_key()]), (f"{ours}/login/back/",), (f"{ours}/",))
    people = [Someone(one.number, one.name) for one in CAST.values()]
    serving = serve({"samrum": client}, people, demo=True)
    monkeypatch.setenv("SAMRUM_OIDC", serving.issuer)
    asked = EIdentity()
    monkeypatch.setattr(entrance, "e_identity", lambda: asked)
    yield serving
    serving.stop()


def log_out(browser: Client) -> Any:
    page = form(browser.get("/cases/"), "/logout/")
    return browser.post(page.action, page.filled())


def test_who_comes_after_her_at_the_library_is_logged_in_nowhere_and_says_who_he_is(
    town: Town, demo: Serving
) -> None:
    case = town.applies("anna").id
    browser = town.browser("")
    browser.cookies["samrum-language"] = "en"
    with Library(base_url=demo.issuer, trust_env=False) as library:
        library.picks(browser, library.asks(browser), "anna")
        assert browser.get(f"/cases/{case}/").status_code == 200
        held = browser.cookies[COOKIE].value

        answer = log_out(browser)
        assert identity.session(held) is None, "ours has ended before she is at the provider"
        assert "You are logged out here" in text(answer) and "Anna" not in text(answer)
        there = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', text(answer))
        assert there and "form-action 'self';" in answer["Content-Security-Policy"]
        back = urlsplit(library.get(html.unescape(there[1])).headers["location"])
        assert "You are logged out" in text(browser.get(f"{back.path}?{back.query}"))
        assert "You are logged out" not in text(browser.get("/?state=guessed"))

        assert browser.get(f"/cases/{case}/").status_code == 303
        page = library.asks(browser)
        assert "Already logged in" not in page and "Who would you like to be?" in page
        library.picks(browser, page, "erik")
        assert said(browser.get(f"/cases/{case}/"))[0] == 404
        assert "Already logged in" in library.asks(town.browser("")), "as it was for her"


@pytest.mark.parametrize("listens", [False, True], ids=["down", "slow"])
def test_a_provider_that_does_not_answer_keeps_nobody_logged_in(
    town: Town, monkeypatch: pytest.MonkeyPatch, listens: bool
) -> None:
    case = town.applies("anna").id
    monkeypatch.setattr(e_identity, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("SAMRUM_OIDC", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(entrance, "e_identity", lambda: EIdentity())
        if not listens:
            silent.close()
        anna, began = town.browser("anna"), monotonic()
        held = anna.cookies[COOKIE].value
        answer = log_out(anna)

    assert monotonic() - began < 5, "she does not wait for it as somebody does who logs in"
    assert answer.status_code == 303 and not answer.cookies[COOKIE].value
    assert "You are logged out" in text(anna.get(answer["Location"]))
    anna.cookies[COOKIE] = held
    assert anna.get("/cases/").status_code == 303
    assert said(town.browser("erik").get(f"/cases/{case}/"))[0] == 404


def test_the_language_is_chosen_once_for_all_pages(town: Town) -> None:
    anna = town.browser("anna", "sv")
    assert '<html lang="sv"' in text(anna.get("/cases/"))
    page = form(anna.get("/cases/"), "/language/")
    assert anna.post(page.action, page.filled(language="da"))["Location"] == "/cases/"

    assert '<html lang="da"' in text(anna.get("/")) and "Mine sager" in text(anna.get("/"))
    assert anna.post("/language/", {"language": "xx", "next": "/"}).status_code == 302


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("da-DK,da;q=0.9", "da"), ("fi,nb;q=0.8", "sv"), ("en-GB", "en"), ("", "sv"), (";;,,", "sv")],
)
def test_a_first_visit_speaks_what_the_browser_asks_for(
    town: Town, asked: str, spoken: str
) -> None:
    client = Client(headers={"Accept-Language": asked}, SERVER_NAME="localhost")

    assert f'<html lang="{spoken}"' in text(client.get("/"))


def type_until_logged_out(browser: Client, case: str, later: time_machine.Traveller) -> Any:
    """She opens the messages, is away for an hour, and presses then."""
    page = form(browser.get(f"/cases/{case}/messages/"), "/messages/")
    later.shift(timedelta(hours=1))
    return browser.post(page.action, page.filled(text="Hej! Jag undrar en sak."))


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    """A clock that goes on from now and can be put forward."""
    with time_machine.travel(now(1)) as traveller:
        yield traveller


def test_what_was_typed_before_the_session_ended_is_given_back_and_sent(
    town: Town, provider: Provider, later: time_machine.Traveller
) -> None:
    case = town.applies("anna").id
    browser = town.browser("anna")
    answer = type_until_logged_out(browser, case, later)
    assert answer["Location"] == "/login/?next=%2Flogin%2Fkept%2F"
    assert "You were logged out for your safety" in text(browser.get(answer["Location"]))
    assert log_in(browser, answer["Location"])["Location"] == "/login/kept/"

    page = browser.get("/login/kept/")
    assert "Hej! Jag undrar en sak." in text(page)
    kept = form(page, "/messages/")
    assert browser.post(kept.action, kept.filled())["Location"].endswith("/messages/?sent=1")
    browser.post(kept.action, kept.filled())
    assert text(browser.get(f"/cases/{case}/messages/")).count("Hej! Jag undrar en sak.") == 1


def test_what_anna_typed_is_not_shown_to_who_logs_in_after_her(
    town: Town, provider: Provider, later: time_machine.Traveller
) -> None:
    case = town.applies("anna").id
    browser = town.browser("anna")
    answer = type_until_logged_out(browser, case, later)
    provider.who = "erik"
    log_in(browser, answer["Location"])

    page = browser.get("/login/kept/")
    assert page["Location"] == "/cases/"
    assert "undrar" not in text(page)
    assert said(browser.get(f"/cases/{case}/"))[0] == 404


def test_what_was_typed_lies_encrypted_and_its_key_is_only_in_her_browser(
    town: Town, later: time_machine.Traveller
) -> None:
    from django.contrib.sessions.models import Session

    case = town.applies("anna").id
    browser = town.browser("anna")
    type_until_logged_out(browser, case, later)

    kept = Session.objects.get().get_decoded()["parked"]
    assert "undrar" not in kept and case not in kept
    assert browser.cookies["samrum-parked"]["httponly"]


def test_a_form_without_our_signature_is_not_kept(town: Town) -> None:
    answer = town.browser("").post("/mandates/new/", {"number": "1", "whose": "forged"})

    assert answer["Location"] == "/login/?next=%2Fcases%2F"
    assert "samrum-parked" not in answer.cookies


def test_a_page_that_saves_by_itself_says_when_she_has_been_logged_out(town: Town) -> None:
    page = "/apply/parking-permit/request/"
    answer = town.browser("").post(page, {"do": ""}, headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert "You have been logged out, so this was not saved yet." in text(answer)


def test_pressing_that_one_is_still_there_lets_the_session_last(
    town: Town, later: time_machine.Traveller
) -> None:
    anna = town.browser("anna")
    page = form(anna.get("/cases/"), "/stay/")
    later.shift(timedelta(minutes=25))
    assert anna.post(page.action, page.filled()).status_code == 302
    later.shift(timedelta(minutes=25))
    assert anna.get("/cases/").status_code == 200
    later.shift(timedelta(minutes=35))
    assert anna.get("/cases/").status_code == 303


def test_each_login_gives_a_new_session_and_ends_the_one_before(
    town: Town, provider: Provider
) -> None:
    browser = town.browser("anna")
    before = browser.cookies[COOKIE].value
    log_in(browser)
    after = browser.cookies[COOKIE].value
    log_in(browser)

    assert len({before, after, browser.cookies[COOKIE].value}) == 3
    for old in (before, after):
        assert identity.session(old) is None, "what somebody knew of it is worth nothing now"
    assert identity.session(browser.cookies[COOKIE].value) is not None


def test_a_session_that_was_planted_before_the_login_is_not_the_one_after(
    town: Town, provider: Provider
) -> None:
    browser = town.browser("")
    browser.get("/login/start/")
    planted = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.get("/login/back/?state=s1&code=c")

    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted


def test_who_has_left_is_out_of_the_desk_at_once_on_every_device(town: Town) -> None:
    bo = town.reads("bo")
    other = identity.begin_session(bo.person)
    desk = town.browser("bo")
    assert desk.get("/desk/").status_code == 200

    assert persons.end_post(bo.id) == 2

    assert identity.session(other) is None
    assert desk.get("/desk/").status_code == 303
    town.tokens["bo"] = identity.begin_session(persons.known_person(bo.id))
    back = town.browser("bo")
    assert said(back.get("/desk/")) == said(town.browser("erik").get("/desk/")), "as for anybody"


def test_a_lost_device_is_logged_out_and_nobody_else_is(town: Town) -> None:
    assert persons.log_out(town.reads("anna").id) == 1

    assert identity.session(town.tokens["anna"]) is None
    assert identity.session(town.tokens["erik"]) is not None


def test_what_was_typed_is_kept_for_an_hour_and_only_whole(
    town: Town, later: time_machine.Traveller
) -> None:
    case, anna = town.applies("anna").id, town.reads("anna").person
    browser = town.browser("anna")
    type_until_logged_out(browser, case, later)
    browser.cookies[COOKIE] = identity.begin_session(anna)
    assert "undrar" in text(browser.get("/login/kept/"))

    key = browser.cookies["samrum-parked"].value
    for wrong in ("", "x", key[:-4] + "AAA=", key[4:]):
        browser.cookies["samrum-parked"] = wrong
        assert browser.get("/login/kept/").status_code == 303
    browser.cookies["samrum-parked"] = key
    later.shift(timedelta(hours=1, minutes=1))
    browser.cookies[COOKIE] = identity.begin_session(anna)
    assert browser.get("/login/kept/").status_code == 303
