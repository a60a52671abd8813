"""The decisions reported to the board: who decided what, by which right, and no resident."""

from datetime import timedelta

import pytest

from samrum.office import automation
from samrum.office.municipality import now
from tests.office.test_automation import renews
from tests.web.lillevik import FAR, Town, said, settle, text


@pytest.fixture
def town(db: object) -> Town:
    return settle()


def test_what_people_and_functions_decided_is_reported_with_its_right(town: Town) -> None:
    by_hand = town.applies("maj", FAR)
    by_hand.decide(6, "refuse")
    renews(town)
    automation.decide_waiting(1, ("at-once",))
    since = f"?from={now(1).date() - timedelta(days=365)}"

    page = text(town.browser("bo").get(f"/desk/delegated/{since}"))
    listed = town.browser("bo").get(f"/desk/delegated.csv{since}").content.decode("utf-8-sig")

    for told in (page, listed):
        assert "Bo Lind" in told and "3.2, Samhällsbyggnadsnämnden 2025-09-15 § 98" in told
        assert "parkeringsförnyelse 1" in told and "§ 99" in told
        assert "Maj Berg" not in told and "Anna Berg" not in told
    assert "2 decisions" in page and len(listed.splitlines()) == 3


def test_who_works_for_another_board_has_no_such_list(town: Town) -> None:
    assert town.browser("cecilia").get("/desk/delegated/").status_code == 404


def test_erik_has_no_such_list(town: Town) -> None:
    erik = town.browser("erik")

    assert said(erik.get("/desk/delegated/")) == said(erik.get("/desk/nothing/"))
    assert said(erik.get("/desk/delegated.csv")) == said(erik.get("/desk/nothing/"))
