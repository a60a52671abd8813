"""What holds here: what the boards have set, the law that is guarded, and what nobody verified."""

import pytest

from tests.database import RunDatabase
from tests.web.lillevik import Town, said, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def test_staff_read_what_the_board_has_set_and_where_it_comes_from(town: Town) -> None:
    page = text(town.browser("bo").get("/desk/configuration/"))

    assert "Samhällsbyggnadsnämnden 2026-09-14 § 112" in page
    assert "driver_max_m" in page and "the board&#39;s own choice" in page
    assert "not legal advice" in page


def test_the_page_says_which_provisions_stop_an_act(town: Town) -> None:
    page = text(town.browser("bo", "sv").get("/desk/configuration/"))

    assert "32 § förvaltningslagen (2017:900)" in page and "SE-11" in page
    assert "Det saknar motivering." in page


def test_what_nobody_has_read_in_the_law_is_shown_as_to_be_verified(town: Town) -> None:
    page = text(town.browser("bo").get("/desk/configuration/"))

    assert "To be verified" in page
    assert "The wording of Trafikförordningen chapter 13 section 8 was read up to" in page


def test_erik_sees_no_page_of_the_staff(town: Town) -> None:
    erik = town.browser("erik")

    assert said(erik.get("/desk/configuration/")) == said(erik.get("/desk/nothing-here/"))
