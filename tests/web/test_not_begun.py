"""A contact family that was granted and has not begun: on the desk, in the report, and for Elis."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from django.test import Client

from samrum.cli.lillevik import lives, relief, seed
from samrum.cli.lillevik.people import ELIS, SIV
from samrum.core.quarter import quarter_of
from samrum.office import identity, persons, see
from samrum.office.municipality import now
from tests.web.lillevik import Town, press, said, settle, text

REASON = "Familjen som passade tackade nej"
LIST = "/desk/not-begun/"


@dataclass
class Waiting:
    """Elis's case, granted two hundred days ago, and the report of the quarter before today."""

    town: Town
    life: lives.Case
    quarter: str

    @property
    def siv(self) -> Client:
        return self.town.browser("siv")

    @property
    def page(self) -> str:
        return f"/desk/cases/{self.life.id}/support/"

    def file(self, name: str) -> list[str]:
        answer = self.siv.get(f"/desk/{name}.csv?quarter={self.quarter}")
        assert answer.status_code == 200
        return list(answer.content.decode("utf-8-sig").splitlines())


@pytest.fixture
def town(db: object) -> Town:
    return with_elis(settle())


def with_elis(town: Town) -> Town:
    """The same town with Elis, and Siv of the social services."""
    seed.add_to_population((ELIS,))
    for name, one in (("elis", ELIS), ("siv", SIV)):
        person = seed.register(one)
        if one is SIV:
            person = persons.appoint(person.id, seed.POSTS[SIV.number], tenant=1)
        town.tokens[name] = identity.begin_session(person, tenant=1)
    return town


@pytest.fixture
def waiting(town: Town) -> Waiting:
    return played(town)


def played(town: Town, *, explained: bool = True) -> Waiting:
    today = now(1)
    life = lives.Case(
        *(town.reads("elis"), ELIS, town.reads("siv")),
        today - timedelta(days=relief.AGO),
        Random(1),
        service=relief.SERVICE,
    )
    relief.granted_and_waiting(life, explained=explained)
    return Waiting(town, life, quarter_of(today.date()).before.name)


def test_the_report_says_what_the_law_asks_and_no_more(waiting: Waiting) -> None:
    shown = text(waiting.siv.get(LIST))
    head, row = waiting.file("not-begun")

    assert "1 decision" in shown and REASON in shown and "Contact family" in shown
    assert head.count(";") == row.count(";") == 5
    made = waiting.life.began + timedelta(days=21)
    assert f'"{made.date().isoformat()}";"Contact family";"Not carried out"' in row
    assert REASON in row
    for told in (shown, row):
        assert "Elis" not in told and ELIS.number not in told


def test_the_council_gets_number_kind_and_time_and_no_word_about_anybody(waiting: Waiting) -> None:
    _head, row, total = waiting.file("not-begun-statistics")

    kind, what, days = (cell.strip('"') for cell in row.split(";"))
    assert (kind, what) == ("Contact family", "Not carried out")
    made = (waiting.life.began + timedelta(days=21)).date()
    assert int(days) == (quarter_of(now(1).date()).before.last - made).days
    assert total == '"Decisions in all";"";"1"'
    assert "KF 20" not in row and REASON not in row


def test_nothing_is_marked_as_reported_while_a_reason_is_missing(town: Town) -> None:
    waiting = played(town, explained=False)
    assert "Write why" in text(waiting.siv.get(LIST))

    refused = press(waiting.siv, LIST, "/not-begun/")

    assert refused.status_code == 422
    assert "missing for KF" in text(refused) and "34 kap. 1 §" in text(refused)
    assert see.case(town.reads("siv"), waiting.life.id).case.support.reports == ()

    press(waiting.siv, waiting.page, reason=f"{REASON}.", do="explain")
    assert press(waiting.siv, LIST, "/not-begun/").status_code == 303


def test_what_was_reported_stands_in_the_case_where_elis_reads_it(waiting: Waiting) -> None:
    sent = press(waiting.siv, LIST, "/not-begun/")

    assert sent.status_code == 303
    assert "It has been sent" not in text(waiting.siv.get(LIST))
    (one,) = see.case(waiting.town.reads("siv"), waiting.life.id).case.support.reports
    assert one.quarter == waiting.quarter and one.reason.startswith(REASON)
    mine = text(waiting.town.browser("elis").get(f"/cases/{waiting.life.id}/"))
    assert f"Reported as not begun in time ({waiting.quarter})" in mine


def test_once_it_has_begun_the_report_has_the_day(waiting: Waiting) -> None:
    """The quarter before had it as waiting; this one says from which day it is carried out."""
    begun = now(1).date()

    done = press(waiting.siv, waiting.page, on=begun.isoformat(), do="begin")

    assert done.status_code == 303
    present = text(waiting.siv.get(f"{LIST}?quarter={quarter_of(begun).name}"))
    assert "Carried out, too late" in present and "The quarter has not ended" in present
    before = text(waiting.siv.get(f"{LIST}?quarter={waiting.quarter}"))
    assert "Not carried out" in before and "Carried out, too late" not in before
    assert "carried out since" in text(waiting.siv.get(f"/desk/cases/{waiting.life.id}/"))


def test_a_day_that_cannot_be_right_comes_back_with_what_was_typed(waiting: Waiting) -> None:
    before = (waiting.life.began - timedelta(days=1)).date().isoformat()

    answer = press(waiting.siv, waiting.page, on=before, do="begin")

    assert answer.status_code == 422
    assert "The day cannot be right" in text(answer) and before in answer.content.decode()


def test_an_interruption_is_told_with_its_reason(waiting: Waiting) -> None:
    press(waiting.siv, waiting.page, on=now(1).date().isoformat(), do="begin")
    again = press(waiting.siv, waiting.page, on=now(1).date().isoformat(), what="", do="interrupt")
    assert "14 kap. 3 §" in text(again)

    today = now(1).date().isoformat()
    press(waiting.siv, waiting.page, on=today, what="De har flyttat.", do="interrupt")

    shown = text(waiting.siv.get(waiting.page))
    assert "Granted, and interrupted" in shown and "De har flyttat." in shown


def test_elis_sees_that_it_is_our_turn_and_can_say_no_thank_you(waiting: Waiting) -> None:
    elis = waiting.town.browser("elis")
    mine = text(elis.get(f"/cases/{waiting.life.id}/"))
    assert "Our turn" in mine and "not begun yet" in mine and "It should have begun by" in mine

    press(elis, f"/cases/{waiting.life.id}/support/", "/support/", reason="Mormor har flyttat hit.")

    assert "you do not want it any more" in text(elis.get(f"/cases/{waiting.life.id}/support/"))
    assert "Given up by the resident" in text(waiting.siv.get(waiting.page))


def test_who_is_not_cleared_sees_that_rows_are_missing_and_sends_nothing(waiting: Waiting) -> None:
    persons.protect(waiting.life.resident.id, tenant=1)

    shown = text(waiting.siv.get(LIST))

    assert "1 row is of somebody with protected data" in shown
    assert "KF 20" not in shown and REASON not in shown
    for name in ("not-begun", "not-begun-statistics"):
        answer = waiting.siv.get(f"/desk/{name}.csv?quarter={waiting.quarter}")
        assert answer.status_code == 409 and "KF 20" not in text(answer)


def test_a_unit_that_grants_no_such_support_has_no_such_page(waiting: Waiting) -> None:
    bo = waiting.town.browser("bo")

    assert bo.get(LIST).status_code == bo.get(waiting.page).status_code == 404
    assert "not carried out in time" not in text(bo.get("/desk/configuration/"))


def test_erik_sees_nothing_of_it(waiting: Waiting) -> None:
    erik, nowhere = waiting.town.browser("erik"), "/desk/nothing/"

    for path in (LIST, "/desk/not-begun.csv", "/desk/not-begun-statistics.csv", waiting.page):
        assert said(erik.get(path)) == said(erik.get(nowhere))
    hers = f"/cases/{waiting.life.id}/support/"
    assert said(erik.get(hers)) == said(erik.get("/cases/nothing/"))


def test_what_was_not_granted_has_no_page_of_support(town: Town) -> None:
    life = town.applies()

    assert town.browser("bo").get(f"/desk/cases/{life.id}/support/").status_code == 404
