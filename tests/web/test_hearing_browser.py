"""The hearing in a browser: from the desk to the portal and back, small and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samrum.core.demand import DemandDecision
from samrum.core.oral import AskToTell
from samrum.office import clock, deadlines
from samrum.office.act import act
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web import lillevik
from tests.web.browser import NARROW, SLOWLY_WIDE, WIDE, Pages, Screen
from tests.web.lillevik import FAR, Town

pytestmark = pytest.mark.browser

SMALL_AND_PLAIN = Screen("360 px, without JavaScript", 360, 740, scripts=False)


@pytest.fixture
def town(lasting_db: RunDatabase, pages: Pages) -> Town:
    return lillevik.settle()


@pytest.mark.parametrize("screen", [SMALL_AND_PLAIN, SLOWLY_WIDE], ids=str)
def test_what_others_have_said_is_sent_answered_and_read_before_the_decision(
    town: Town, pages: Pages, screen: Screen
) -> None:
    case = town.applies("anna", FAR).id
    with pages.visitor("Bo Lind", screen) as bo, pages.visitor("Anna Berg", screen) as anna:
        bo.go("/desk/")
        bo.log_in()
        bo.go(f"/desk/cases/{case}/assessment/")
        bo.choose("Refuse")
        bo.write("Why?", "She walks 800 metres.")
        bo.press("Save the assessment")
        bo.press("Hear the party")
        bo.press("See the letter first")
        bo.reads("Is this what the party is to read?")
        bo.press("Send")
        bo.reads("The resident has been told, and gets a letter about it.")

        anna.go("/cases/")
        anna.log_in()
        anna.go(f"/cases/{case}/")
        anna.press("Read and answer")
        anna.reads("You do not have to answer.")
        anna.write("What do you want to say about it?", "Not in winter.")
        anna.press("Send my answer")
        anna.reads("We have received it.")

        bo.go(f"/desk/cases/{case}/hearing/")
        bo.reads("Not in winter.")
        bo.go(f"/desk/cases/{case}/decision/")
        bo.press("Read through with the letter")
        bo.press("Decide and send")
    assert town.case(case).stage == "decided"


@pytest.mark.parametrize("screen", [SLOWLY_WIDE, NARROW], ids=str)
def test_every_page_of_who_waits_can_be_read_by_everybody(
    town: Town, pages: Pages, screen: Screen
) -> None:
    with clock.held_at(now(1) - timedelta(days=190)):
        case = town.applies("anna", FAR).id
    deadlines.foresee_delays(1)
    anna_herself = town.reads("anna")
    act(anna_herself, AskToTell("Call me after three."), case=case, key="wish-to-tell-1")
    with pages.visitor("Anna Berg", screen) as anna:
        anna.go("/cases/")
        anna.log_in()
        for page in ("", "telling/", "demand/"):
            anna.go(f"/cases/{case}/{page}")
        act(anna_herself, DemandDecision("Please."), case=case, key="demand-decision-1")
        anna.go(f"/cases/{case}/demand/")
        anna.go(f"/cases/{case}/")
    with pages.visitor("Bo Lind", screen) as bo:
        bo.go("/desk/")
        bo.log_in()
        for page in ("", "hearing/", "told/", "delay/", "demand/", "arrival/", "child/"):
            bo.go(f"/desk/cases/{case}/{page}")
    with pages.visitor("Erik Holm", WIDE) as erik:
        erik.go("/cases/")
        erik.log_in()
        paths = {one for one in (*bo.visited, *anna.visited) if case in one}
        assert {erik.answered(path) for path in paths} == {404}
