"""The security log: who came in, who was turned away; never on what, and nobody's name."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client, override_settings

from docs import logs as page
from samrum.cli.main import main
from samrum.core.person import Person
from samrum.office import identity, persons, security_log
from samrum.office.municipality import now
from samrum.site.logs import KEYS, JsonLines
from samrum.web.shared import entrance, pace
from tests.database import RunDatabase
from tests.web.lillevik import CAST, Town, form, said, settle
from tests.web.test_entrance import Provider, log_in

Line = dict[str, object]
AT_RANDOM = ("at", "who", "session")  # marks and moments: any digits may stand in them


class Lines(logging.Handler):
    """The lines as production writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(JsonLines().format(record))

    def without(self, *keys: str) -> str:
        lines = map(json.loads, self.written)
        return json.dumps([{k: line[k] for k in line if k not in keys} for line in lines])

    def about(self, what: str) -> list[Line]:
        return [line for line in map(json.loads, self.written) if line["message"] == what]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    lines, logger = Lines(), logging.getLogger("samrum.security")
    level = logger.level
    logger.addHandler(lines)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(lines)
    logger.setLevel(level)


@pytest.fixture
def town(db: RunDatabase, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(entrance, "e_identity", Provider)
    return settle()


def known(name: str) -> Person:
    """Somebody of the town, as she is kept."""
    found = persons.by_number(CAST[name].number)
    assert found is not None
    return found


def comes_in(town: Town) -> None:
    log_in(town.browser(""))


def comes_back_with_an_answer_to_nothing(town: Town) -> None:
    town.browser("").get("/login/back/?state=s1&code=c")


def logs_out(town: Town) -> None:
    anna = town.browser("anna")
    logout = form(anna.get("/cases/"), "/logout/")
    anna.post(logout.action, logout.filled())


def stays_away_too_long(town: Town) -> None:
    anna = town.browser("anna")
    with time_machine.travel(now(1) + timedelta(minutes=31), tick=False):
        anna.get("/cases/")


def has_lost_her_phone(town: Town) -> None:
    town.browser("anna")
    persons.log_out(known("anna").id)


def asks_without_having_logged_in(town: Town) -> None:
    town.browser("").get("/cases/?q=19840614-9800")


def is_a_system_without_a_token(town: Town) -> None:
    Client(SERVER_NAME="localhost").get("/api/v1/cases")


def knocks_at_a_strangers_case(town: Town) -> None:
    assert said(town.browser("erik").get(f"/cases/{town.applies('anna').id}/"))[0] == 404


def posts_to_a_page_that_is_only_read(town: Town) -> None:
    town.browser("erik").post("/cases/", {})


def sends_a_form_of_somebody_else(town: Town) -> None:
    town.browser("erik").post("/mandates/new/", {"number": "19840614-9800"})


def sends_a_form_from_another_site(town: Town) -> None:
    anna = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    anna.cookies = town.browser("anna").cookies
    anna.post("/language/", {"language": "en"})


def sends_more_fields_than_any_form_has(town: Town) -> None:
    town.browser("erik").post("/mandates/new/", {f"f{n}": "x" for n in range(600)})


def presses_like_a_machine(town: Town) -> None:
    erik = town.browser("erik")
    with override_settings(PACE=True):
        for _ in range(3):
            erik.get("/")


TRIED: dict[Callable[[Town], None], str] = {
    comes_in: "logged in",
    comes_back_with_an_answer_to_nothing: "log-in refused",
    logs_out: "logged out",
    stays_away_too_long: "session over",
    has_lost_her_phone: "sessions ended",
    asks_without_having_logged_in: "asked to log in",
    is_a_system_without_a_token: "not let in",
    knocks_at_a_strangers_case: "turned away",
    posts_to_a_page_that_is_only_read: "wrong method",
    sends_a_form_of_somebody_else: "refused",
    sends_a_form_from_another_site: "form without token",
    sends_more_fields_than_any_form_has: "not understood",
    presses_like_a_machine: "too fast",
}


def test_every_word_is_tried_here_and_stands_in_the_docs() -> None:
    assert set(TRIED.values()) == set(security_log.MEANS)
    assert [word for word in security_log.MEANS if f"`{word}`" not in page.page("")] == []


@pytest.mark.parametrize(("tries", "word"), TRIED.items(), ids=[one.__name__ for one in TRIED])
def test_what_is_tried_stands_in_the_log_with_nobody_in_it(
    town: Town,
    log: Lines,
    monkeypatch: pytest.MonkeyPatch,
    tries: Callable[[Town], None],
    word: str,
) -> None:
    monkeypatch.setattr(pace, "OF_A_SESSION", 2)

    tries(town)

    lines = log.about(word)
    assert len(lines) >= 1
    assert {key for line in lines for key in line} <= set(KEYS), "each key is explained"
    text = log.without(*AT_RANDOM)
    everybody = [
        told
        for name, one in CAST.items()
        for told in (one.number, one.number[-4:], one.name, known(name).id)
    ]
    assert [told for told in everybody if told in text] == []


def test_a_knock_says_who_at_which_door_and_not_at_whose(
    town: Town, log: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    case = town.applies("anna").id
    erik = town.browser("erik")

    erik.get(f"/cases/{case}/")
    erik.get("/cases/")

    (line,) = log.about("turned away")
    assert (line["door"], line["answer"]) == ("resident:case", 404)
    assert case not in json.dumps(line)
    (his,) = identity.log_ins(town.reads("erik"), erik.cookies["samrum-person"].value)
    assert line["session"] == his.mark
    assert main(["who", str(line["who"])]) == 0
    id = town.reads("erik").id
    assert capsys.readouterr().out == f"{CAST['erik'].name}: person {id}\n"


def test_a_mark_leads_back_only_while_its_key_is_known(town: Town) -> None:
    anna = known("anna")
    with override_settings(SECRET_KEY="the-old-one"):
        seen = security_log.mark(1, anna.id)

    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["the-old-one"]):
        assert security_log.behind(1, seen) == anna
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert security_log.behind(1, seen) is None


def test_who_is_protected_is_not_named_on_the_machine(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = known("anna")
    persons.protect(anna.id)

    main(["who", security_log.mark(1, anna.id)])
    told = capsys.readouterr().out
    assert "data are protected" in told and anna.name not in told
    assert main(["who", "0" * security_log.MARK]) == 1
    assert "Nobody is found behind" in capsys.readouterr().err


def test_what_machines_that_pass_by_ask_for_makes_no_line(town: Town, log: Lines) -> None:
    town.browser("").get("/wp-login.php")

    assert log.written == []
