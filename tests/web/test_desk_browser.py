"""The desk in a real browser: by keyboard alone, on a small dark screen, without JavaScript."""

from __future__ import annotations

import pytest

from samrum.core.case import AskForCorrection, SendMessage, WriteNote
from samrum.core.fact import Answer
from samrum.office.act import act
from tests.database import RunDatabase
from tests.web import lillevik
from tests.web.browser import NARROW, PLAIN, SLOWLY_WIDE, WIDE, Pages, Screen, Visitor
from tests.web.lillevik import FAR, Town

pytestmark = pytest.mark.browser

METRES = "mobility.walking_distance_max_m"


@pytest.fixture
def town(lasting_db: RunDatabase, pages: Pages) -> Town:
    return lillevik.settle()


def at_desk(visitor: Visitor) -> None:
    visitor.go("/desk/")
    visitor.log_in()


def test_a_case_is_worked_with_the_keyboard_alone(town: Town, pages: Pages) -> None:
    anna, maj = town.applies("anna").id, town.applies("maj").id
    with pages.visitor("Bo Lind", WIDE) as bo:
        at_desk(bo)
        keys = bo.page.keyboard
        keys.press("n")
        bo.page.wait_for_url(f"**/desk/cases/{anna}/**")
        bo.reads("You take care of this case now.")
        keys.press("a")
        bo.page.wait_for_url("**/assessment/")
        bo.page.get_by_label("Grant").first.press("Space")
        bo.write("Why?", "naturally; she walks 150 metres. jk?/")
        bo.page.get_by_role("button", name="Save the assessment").press("Enter")
        bo.page.wait_for_url("**?done=assessed")
        keys.press("d")
        bo.page.wait_for_url("**/decision/")
        bo.page.get_by_role("textbox", name="Reasons").press("Control+End")
        bo.page.get_by_role("button", name="Read through with the letter").press("Enter")
        bo.page.get_by_role("button", name="Decide and send").press("Enter")
        bo.page.wait_for_url("**/made/")
        bo.look()
        keys.press("w")
        bo.page.wait_for_url("**/desk/")
        bo.reads("Nothing is waiting for you")
        bo.page.goto(f"{pages.address}/desk/?whose=unit&turn=any")
        keys.press("j")
        keys.press("j")
        keys.press("k")
        focused = "document.activeElement.textContent"
        assert bo.page.evaluate(focused) == "Maj Berg"
        keys.press("Enter")
        bo.page.wait_for_url(f"**/desk/cases/{maj}/")
    assert town.case(anna).decision is not None


def test_what_is_chosen_and_typed_changes_the_list_and_stands_in_no_address(
    town: Town, pages: Pages
) -> None:
    town.applies("anna")
    town.applies("maj")
    with pages.visitor("Bo Lind", WIDE) as bo:
        at_desk(bo)
        bo.go("/desk/?whose=unit")
        bo.page.locator("#q").fill("Maj Berg")
        bo.page.select_option("#turn", "any")  # and the list follows, without a press
        bo.page.locator("#list-title", has_text="1 case").wait_for()
        bo.page.wait_for_url("**/desk/?*find=*")
        assert "Maj" not in bo.page.url and "csrf" not in bo.page.url
        assert bo.page.locator("[data-row]").all_inner_texts() == ["Maj Berg"]
        bo.page.reload()
        assert bo.page.locator("#q").input_value() == "Maj Berg"
        assert bo.page.locator("[data-row]").all_inner_texts() == ["Maj Berg"]


def test_keys_do_nothing_in_a_field_and_can_be_turned_off(town: Town, pages: Pages) -> None:
    town.applies("anna")
    with pages.visitor("Bo Lind", WIDE) as bo:
        at_desk(bo)
        keys = bo.page.keyboard
        keys.press("/")
        keys.type("anna wjkn?")
        assert bo.page.locator("#q").input_value() == "anna wjkn?"
        assert bo.page.url.endswith("/desk/")
        bo.page.locator("#q").blur()
        keys.press("Control+w")
        keys.press("?")
        bo.page.wait_for_url("**/desk/keys/")
        bo.press("Turn them off")
        keys.press("w")
        bo.page.wait_for_timeout(300)
        assert bo.page.url.endswith("/desk/keys/")


def test_the_list_follows_what_is_chosen_and_the_address_too(town: Town, pages: Pages) -> None:
    town.applies("anna")
    town.applies("erik", complete=False)
    with pages.visitor("Bo Lind", WIDE) as bo:
        at_desk(bo)
        bo.press("The whole unit")
        bo.reads("1 case")
        bo.page.get_by_label("Whose turn").select_option("resident")
        bo.page.get_by_role("link", name="Erik Holm").wait_for()
        bo.page.wait_for_url("**/desk/?*turn=resident*")
        assert not bo.page.get_by_role("link", name="Anna Berg").is_visible()
        bo.look()


@pytest.mark.parametrize("screen", [SLOWLY_WIDE, NARROW], ids=str)
def test_every_page_of_the_desk_can_be_read_by_everybody(
    town: Town, pages: Pages, screen: Screen
) -> None:
    life = town.applies("anna", FAR)
    at = {"case": life.id}
    asked = AskForCorrection(METRES, Answer(90), "I wrote wrong.")
    act(town.reads("anna"), asked, key="correction-1", **at)
    act(town.reads("anna"), SendMessage("When do I hear from you?"), key="message-1", **at)
    act(town.reads("bo"), WriteNote("Called the doctor."), key="note-1-by-bo", **at)
    decided = town.applies("maj", FAR)
    decided.decide(8, "refuse")
    inside = ("taking", "notes", "messages", "supplement", "registers", "corrections/1")
    inside += ("assessment", "decision", "letters/1", f"facts/{METRES}")
    with pages.visitor("Bo Lind", screen) as bo:
        at_desk(bo)
        for path in ("?whose=nobody", "?whose=unit&service=nobody-like-this", "keys/", "help/"):
            bo.go(f"/desk/{path}")
        bo.go(f"/desk/cases/{life.id}/?done=note")
        for page in inside:
            bo.go(f"/desk/cases/{life.id}/{page}/")
        for page in ("", "decision/made/", "closing/", "delivery/", "change/"):
            bo.go(f"/desk/cases/{decided.id}/{page}")
        person = town.reads("anna").id
        bo.go(f"/desk/people/{person}/mandates/")
        bo.go(f"/desk/people/{person}/")
        bo.press("Begin to type")
        bo.reads("Parking permit")
        bo.press("Stop typing")
    with pages.visitor("Erik Holm", WIDE) as erik:
        erik.go("/cases/")
        erik.log_in()
        paths = {path for path in bo.visited if path.startswith(("/desk/", "/cases/"))}
        assert {erik.answered(path) for path in paths - {"/desk/"}} == {404}


def test_two_at_once_lose_nothing_also_without_javascript(town: Town, pages: Pages) -> None:
    case = town.applies("anna", FAR).id
    with pages.visitor("Bo Lind", PLAIN) as bo, pages.visitor("Karin Åberg", WIDE) as karin:
        for one in (bo, karin):
            at_desk(one)
            one.go(f"/desk/cases/{case}/assessment/")
            one.choose("Refuse")
            one.write("Why?", f"{one.name} thinks so.")
        bo.press("Save the assessment")
        karin.page.get_by_role("button", name="Save the assessment").click()
        karin.page.get_by_text("Somebody was here before you").wait_for()
        karin.reads("Bo Lind thinks so.")
        assert karin.page.get_by_label("Why?").input_value() == "Karin Åberg thinks so."
        karin.complaints.clear()  # the browser's own word about a page with status 409
        karin.press("Save the assessment")
        karin.reads("Your assessment is in the case.")
