"""Who decides, in a real browser: an automatic decision, bias, the report to the board, and who has
read what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from samrum.cli.lillevik import seed
from samrum.cli.lillevik.people import INGRID
from samrum.core.case import OpenDecision
from samrum.office import act, automation, follow_up, persons
from tests.database import RunDatabase
from tests.office.test_automation import renews
from tests.web import lillevik
from tests.web.browser import NARROW, WIDE, Pages, Visitor
from tests.web.lillevik import Town
from tests.web.test_follow_up import read_last_week
from tests.web.test_not_begun import played, with_elis

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("SAMRUM_PICTURES", "")


@pytest.fixture
def town(lasting_db: RunDatabase, pages: Pages) -> Town:
    return lillevik.settle()


def look(visitor: Visitor, name: str) -> None:
    """Nothing is wrong with the page; a picture of it where somebody wants one."""
    visitor.look()
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_resident_reads_on_her_phone_what_decided_her_case(town: Town, pages: Pages) -> None:
    id = renews(town)
    automation.decide_waiting(1, ("at-once",))
    act.act(town.reads("anna"), OpenDecision(), case=id, key="open")

    for screen, name in ((NARROW, "decision-narrow"), (WIDE, "decision-wide")):
        with pages.visitor("Anna Berg", screen) as anna:
            anna.go(f"/cases/{id}/decision/")
            anna.log_in()
            anna.go(f"/cases/{id}/decision/")
            anna.reads("Nobody in person.")
            anna.reads("What would have changed it")
            look(anna, name)


def test_bias_is_reported_and_examined_and_decisions_are_listed(town: Town, pages: Pages) -> None:
    id, left = town.applies("anna").id, renews(town, "maj", metres=900)
    automation.decide_waiting(1, ("at-once",))
    town.applies("mette").decide(1, "grant")

    with pages.visitor("Bo Lind", NARROW) as bo:
        bo.go("/desk/")
        bo.log_in()
        bo.go(f"/desk/cases/{left}/")
        bo.reads("A function looked at the case and left it to you")
        look(bo, "left-narrow")
        bo.go(f"/desk/cases/{id}/bias/")
        look(bo, "bias-narrow")
        bo.page.get_by_label("Something else that makes").check()
        bo.write("What is the circumstance?", "We sit on the same board.")
        bo.press("Report it")
        bo.reads("It is reported.")
    with pages.visitor("Karin Åberg", WIDE) as karin:
        karin.go("/desk/")
        karin.log_in()
        karin.go(f"/desk/cases/{id}/bias/1/")
        look(karin, "bias-review-wide")
        karin.go("/desk/delegated/")
        karin.reads("Decisions to report to the board")
        look(karin, "delegated-wide")


def test_who_has_read_what_is_followed_up_and_shown_to_the_resident(
    town: Town, pages: Pages
) -> None:
    officer = seed.register(INGRID)
    persons.appoint(officer.id, seed.POSTS[INGRID.number], tenant=1)
    id = read_last_week(town)
    follow_up.list_last_week(1)

    for screen in (NARROW, WIDE):
        with pages.visitor("Ingrid Solberg", screen) as ingrid:
            ingrid.go("/desk/follow-up/")
            ingrid.log_in()
            ingrid.go("/desk/follow-up/")
            ingrid.reads("Has no task in it · At night")
            look(ingrid, f"follow-up-{screen.name}")
            ingrid.press("Karin Åberg", exact=False)
            ingrid.reads("What came of it?")
            look(ingrid, f"alarm-{screen.name}")
    with pages.visitor("Anna Berg", NARROW) as anna:
        anna.go(f"/cases/{id}/readers/")
        anna.log_in()
        anna.go(f"/cases/{id}/readers/")
        anna.reads("Bo is ill.")
        look(anna, "readers-narrow")
    with pages.visitor("Karin Åberg", WIDE) as karin:
        karin.go("/desk/")
        karin.log_in()
        karin.go(f"/desk/cases/{id}/reading/")
        karin.page.get_by_text("The resident must not be told yet").click()
        look(karin, "reading-wide")


def test_what_was_granted_and_has_not_begun(town: Town, pages: Pages) -> None:
    id = played(with_elis(town)).life.id

    with pages.visitor("Siv Nyman", NARROW) as siv:
        siv.go("/desk/not-begun/")
        siv.log_in()
        siv.go("/desk/not-begun/")
        siv.reads("Why it waits")
        look(siv, "not-begun")
        siv.go(f"/desk/cases/{id}/support/")
        siv.reads("Granted, not begun yet")
        look(siv, "support")
    with pages.visitor("Elis Berg", NARROW) as elis:
        elis.go(f"/cases/{id}/support/")
        elis.log_in()
        elis.go(f"/cases/{id}/support/")
        elis.reads("It is our turn.")
        look(elis, "support-mine")
