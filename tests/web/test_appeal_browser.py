"""An appeal in a real browser: from the press on the decision to the hand-over, and back to her.

On a wide screen, without JavaScript, and on a small dark one; axe finds nothing on any page.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from samrum.core.case import OpenDecision, TakeCase
from samrum.office.act import act
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.browser import (
    NARROW,
    PLAIN,
    SLOWLY_WIDE,
    Pages,
    Screen,
    Visitor,
    send_letters,
)
from tests.web.lillevik import FAR, Town, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def town(lasting_db: RunDatabase, pages: Pages) -> Town:
    return settle()


@pytest.fixture
def refused(town: Town) -> str:
    """Anna's case, refused and read by her."""
    life = town.applies("anna", FAR)
    bo = town.reads("bo")
    act(bo, TakeCase(bo.id), case=life.id, key="take-the-case-1")
    life.decide(5, "refuse")
    act(town.reads("anna"), OpenDecision(), case=life.id, key="open-decision-1")
    send_letters()
    return life.id


@pytest.mark.parametrize("screen", [SLOWLY_WIDE, PLAIN, NARROW], ids=str)
def test_anna_appeals_and_bo_hands_everything_over(
    town: Town, pages: Pages, refused: str, screen: Screen
) -> None:
    with (
        pages.visitor("Anna Berg", screen) as anna,
        pages.visitor("Bo Lind", screen) as bo,
        pages.visitor("Erik Holm", screen) as erik,
    ):
        appeals(anna, refused)
        assert send_letters() == 1  # that we have received it
        hands_over(bo, refused)
        assert send_letters() == 2  # to her, and to the instance
        sees_what_was_sent(anna, refused)
        thinks_about_taking_it_back(anna, refused)
        writes_in_the_answer(bo, refused)
        assert send_letters() == 1  # that we decide again
        reads_the_answer(anna, refused)
        erik.go("/login/")
        erik.log_in()
        paths = {path for path in (*anna.visited, *bo.visited) if refused in path}
        assert {erik.answered(path) for path in paths} == {404}
    case = town.case(refused)
    assert case.appeal is not None and case.appeal.standing == "answered"
    assert case.stage == "received", "set aside: the case is ours again"


def thinks_about_taking_it_back(anna: Visitor, case: str) -> None:
    anna.go(f"/cases/{case}/appeal/")
    anna.press("Take the appeal back")
    anna.reads("they end their examination")
    anna.press("No, keep it")
    anna.reads("You get an answer from there.")


def writes_in_the_answer(bo: Visitor, case: str) -> None:
    bo.go(f"/desk/cases/{case}/appeal/")
    bo.choose("The decision was set aside")
    bo.write("What does it say?", "Fråga läkaren om vintern.")
    bo.write("The day of their decision", now(1).date().isoformat())
    bo.press("Keep the answer")
    bo.reads("The answer is in the case, and the resident can read it.")
    bo.reads("What was decided before")


def reads_the_answer(anna: Visitor, case: str) -> None:
    anna.go(f"/cases/{case}/appeal/")
    anna.reads("Your appeal has been answered")
    anna.reads("Fråga läkaren om vintern.")
    anna.go(f"/cases/{case}/bias/")
    anna.reads("Whoever handles your case must be impartial.")


def appeals(anna: Visitor, case: str) -> None:
    anna.go("/login/")
    anna.log_in()
    anna.go(f"/cases/{case}/decision/")
    anna.write("What do you want changed, and why?", "It is slippery in winter.")
    anna.press("I appeal")
    anna.reads("We have received your appeal")
    anna.reads("Ours. You do not have to do anything now.")


def hands_over(bo: Visitor, case: str) -> None:
    bo.go("/login/")
    bo.log_in()
    bo.go(f"/desk/cases/{case}/")
    bo.press("Look at the appeal")
    bo.choose("It came in time")
    bo.press("Decide this")
    bo.press("Review the decision")
    bo.write("Why does it stand?", "Intyget säger 800 meter.")
    bo.press("The decision stands")
    bo.press("Hand over", within=bo.page.locator("#now"))
    bo.press("Hand over")
    bo.reads("The appeal is handed over with everything in the case.")
    bo.go(f"/desk/cases/{case}/appeal/")
    bo.reads("The decision is locked.")


def sees_what_was_sent(anna: Visitor, case: str) -> None:
    anna.go(f"/cases/{case}/appeal/")
    anna.reads("Intyget säger 800 meter.")
    kept = anna.opened(anna.page.get_by_role("link", name="Save everything as one file (ZIP)"))
    assert "02 Överklagandet.pdf" in ZipFile(BytesIO(kept)).namelist()
    anna.go(f"/cases/{case}/")
    anna.reads("Your appeal has been sent on")
