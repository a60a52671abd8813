"""What holds here: what the boards have set, the law that is guarded, and what nobody verified."""

import re
from pathlib import Path

import pytest
from django.test import override_settings

from samrum.core.danger import Danger
from samrum.journal import looks
from samrum.office import rehearsal
from samrum.office.municipality import now, package
from samrum.packages.guard import STAGES
from samrum.packages.package import with_bindings
from samrum.site import doctor, undone
from samrum.web.desk.configuration import kinds, stages
from tests.database import RunDatabase
from tests.web.lillevik import Town, said, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def test_staff_read_what_the_board_has_set_and_where_it_comes_from(town: Town) -> None:
    page = text(town.browser("bo").get("/desk/configuration/"))

    assert "Samhällsbyggnadsnämnden 2025-09-15 § 97" in page
    assert "driver_max_m" in page and "the board&#39;s own choice" in page
    assert "not legal advice" in page


def test_the_page_says_which_provisions_stop_an_act(town: Town) -> None:
    page = text(town.browser("bo", "sv").get("/desk/configuration/"))

    assert "32 § förvaltningslagen (2017:900)" in page and "SE-11" in page
    assert "Det saknar motivering." in page


def test_every_stage_at_which_a_guard_stands_has_a_name() -> None:
    assert set(stages()) == set(STAGES)


def test_what_nobody_has_read_in_the_law_is_shown_as_to_be_verified(town: Town) -> None:
    page = text(town.browser("bo").get("/desk/configuration/"))

    assert "To be verified" in page
    assert "The wording of Trafikförordningen chapter 13 section 8 was read up to" in page
    calendar = page.partition("When a time runs out")[2].partition("</ul>")[0]
    assert "lagen (1930:173)" in calendar and "to be verified" in calendar
    grounds = page.partition("On what ground a decision is changed")[2]
    assert "to be verified" not in grounds, "these were read in the law's own text"


def test_a_change_that_was_tried_stands_there_with_its_paper(town: Town) -> None:
    town.applies("anna")
    present = package(1, "parking-permit")
    assert present is not None
    rehearsal.rehearse(1, "parking-permit", with_bindings(present, {"driver_max_m": 100}))
    bo = town.browser("bo")

    page = text(bo.get("/desk/configuration/"))
    paper = bo.get("/desk/configuration/parking-permit/1.pdf")

    assert "1 of 1 cases would have had another recommendation." in page
    assert "the board has not resolved on it" in page
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert bo.get("/desk/configuration/parking-permit/2.pdf").status_code == 404


def test_what_the_daily_look_found_broken_stands_there_in_numbers(town: Town) -> None:
    page = text(town.browser("bo").get("/desk/configuration/"))
    assert "Nobody has looked yet." in page and "No mail about it goes to anybody." in page

    said = ("It said: 10.0.0.7", "Because.", "Do this.")
    letters = Danger(*said, kind="letters-failed", many=3)
    at = now(1)
    looks.hold(1, at, at)
    looks.keep(1, at, [letters, Danger(*said, kind="register:population", many=9), Danger(*said)])
    with override_settings(ADMINISTRATOR="drift@lillevik.example"):
        page = text(town.browser("bo").get("/desk/configuration/"))

    broken = page.partition("What is broken")[2]
    assert '<dt>Letters that could not be delivered</dt><dd class="number">3</dd>' in broken
    assert '<dt>Registers that did not answer</dt><dd class="number">1</dd>' in broken
    assert '<dt>Other things that samrum doctor tells</dt><dd class="number">1</dd>' in broken
    assert "drift@lillevik.example" in broken
    assert "10.0.0.7" not in page, "how the inside is built is for the administrator alone"


def test_every_kind_that_the_doctor_counts_has_its_words() -> None:
    source = (Path(undone.__file__)).read_text() + (Path(doctor.__file__)).read_text()
    said = set(re.findall(r'kind=f?"([a-z-]+)', source))

    assert len(said) == 8 and said == set(kinds())


@pytest.mark.parametrize("path", ["", "parking-permit/1.pdf"])
def test_erik_sees_no_page_of_the_staff(town: Town, path: str) -> None:
    erik = town.browser("erik")

    assert said(erik.get(f"/desk/configuration/{path}")) == said(erik.get("/desk/nothing-here/"))
