"""The main job in a real browser: a resident applies, the case is worked, decided and answered.

From the resident's first page to reading the decision; on a wide screen, without JavaScript, and
on a small dark one.
"""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from samrum.cli.lillevik import papers
from samrum.core.appeal import AppealDecision
from samrum.core.case import OpenDecision, SendMessage, WriteNote
from samrum.core.hiding import HideItem
from samrum.office import clock, drafts, persons, uploads
from samrum.office.act import act
from samrum.office.municipality import now
from samrum.web.shared.gate import doors
from tests.database import RunDatabase
from tests.web.browser import (
    NARROW,
    PLAIN,
    SLOWLY_WIDE,
    WIDE,
    Pages,
    Screen,
    Visitor,
    send_letters,
)
from tests.web.lillevik import CAST, FAR, Town, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def town(lasting_db: RunDatabase, pages: Pages) -> Town:
    return settle()


@pytest.mark.parametrize("screen", [WIDE, PLAIN, NARROW], ids=lambda screen: screen.name)
def test_anna_applies_bo_decides_and_anna_reads_why(
    town: Town, pages: Pages, screen: Screen
) -> None:
    with (
        pages.visitor("Anna Berg", screen) as anna,
        pages.visitor("Bo Lind", screen) as bo,
        pages.visitor("Erik Holm", screen) as erik,
    ):
        number = apply(anna)
        assert send_letters() == 1
        decide(bo, number)
        assert send_letters() == 1
        read(anna, number)
        reads_who_has_read(bo, number)
        sees_nothing(erik, [*anna.visited, *bo.visited])


@pytest.mark.parametrize("screen", [SLOWLY_WIDE, NARROW], ids=str)
def test_every_page_of_a_resident_can_be_read_by_everybody(
    town: Town, pages: Pages, screen: Screen
) -> None:
    paths = every_page(town)
    assert list(paths) == [
        name for name, door in doors().items() if "GET" in door.methods and name not in NOT_PAGES
    ]
    with pages.visitor("Anna Berg", screen) as anna, pages.visitor("Erik Holm", WIDE) as erik:
        for visitor in (anna, erik):
            visitor.go("/login/")
            visitor.log_in()
        for path in paths.values():
            anna.go(path)
        hers = [path for path in anna.visited if path.startswith("/cases/") and path != "/cases/"]
        assert {erik.answered(path) for path in hers} == {404}


NOT_PAGES = {
    *("shared:login-start", "shared:login-back", "shared:parked"),  # on the way to a page
    *("resident:upload-show", "resident:step-file", "resident:document", "resident:letter"),
    *("resident:appeal-papers", "resident:everything-file"),
    "resident:readers-file",
    "resident:support",  # tests/web/test_authority_browser.py: a permit has none
    "shared:metrics",  # a program with a token reads it
    *(name for name in doors() if name.startswith("desk:")),  # tests/web/test_desk_browser.py
    *(name for name in doors() if name.startswith("api:")),  # nobody reads them
    *(name for name in doors() if name.startswith("room:")),  # they have a cast of their own
}


def two_cases(town: Town) -> tuple[str, str]:
    """Two cases of Anna's: one waits for her, one was refused and appealed."""
    anna, maj = town.reads("anna"), town.reads("maj")
    given = {"kind": "power_of_attorney", "services": ("*",), "valid_from": date.today()}
    persons.give_mandate(anna, number=CAST["maj"].number, **given)  # type: ignore[arg-type]
    persons.give_mandate(maj, number=CAST["anna"].number, **given)  # type: ignore[arg-type]
    drafts.keep(anna, anna.id, "apply:parking-permit", answers={}, page="request", expected=0)
    waits = town.applies("anna", complete=False).id
    act(town.reads("bo"), WriteNote("Called the doctor."), case=waits, key="note-of-bo-1")
    act(town.reads("bo"), WriteNote("Somebody else called."), case=waits, key="note-of-bo-2")
    hides = HideItem("note:2", "osl-21-3", "Somebody could come to harm.", "A note.")
    act(town.reads("bo"), hides, case=waits, key="hidden-by-bo-1")
    act(anna, SendMessage("Is a picture enough?"), case=waits, key="message-of-anna")
    decided = town.applies("anna", FAR)
    decided.decide(3, "refuse")
    act(anna, OpenDecision(), case=decided.id, key="opened-by-anna")
    act(anna, AppealDecision("It is too far."), case=decided.id, key="appeal-of-anna")
    return waits, decided.id


def every_page(town: Town) -> dict[str, str]:
    """An address for each door of a resident: one case waits for her, one has been decided."""
    waits, decided = two_cases(town)
    service, step = ("parking-permit",), (waits, "supplement")
    args: dict[str, tuple[object, ...]] = {
        "shared:login": (),
        "shared:log-ins": (),
        "resident:home": (),
        "resident:service": service,
        "resident:apply": service,
        "resident:apply-page": (*service, "distance"),
        "resident:apply-check": service,
        "resident:cases": (),
        "resident:case": (waits,),
        "resident:readers": (waits,),
        "resident:receipt": (waits,),
        "resident:step": step,
        "resident:step-page": (*step, "certificate-upload"),
        "resident:step-check": step,
        "resident:messages": (waits,),
        "resident:upload": (waits,),
        "resident:decision": (decided,),
        "resident:appeal": (decided,),
        "resident:appeal-withdrawal": (decided,),
        "resident:correction": (waits, "mobility.walking_distance_max_m"),
        "resident:objection": (waits, 1),
        "resident:hidden": (waits, 1),
        "resident:hearing": (decided,),
        "resident:bias": (waits,),
        "resident:demand": (long_ago(town),),
        "resident:telling": (waits,),
        "resident:reach": (waits,),
        "resident:withdrawal": (waits,),
        "resident:everything": (),
        "resident:mandates": (),
        "resident:mandate": (),
        "resident:revocation": (1,),
        "resident:acting-for": (),
    }
    return {name: reverse(name, args=told) for name, told in args.items()}


def long_ago(town: Town) -> str:
    """A case that has waited for more than six months."""
    with clock.held_at(now(1) - timedelta(days=200)):
        return town.applies("anna").id


def apply(anna: Visitor) -> str:
    """From the first page to the receipt: the case number."""
    anna.go("/")
    anna.press("Parking permit for people with reduced mobility")
    anna.press("Apply")
    anna.log_in()
    for answer in ("A permit for the first time", "I drive myself", "Yes"):
        anna.choose(answer)
        anna.press("Save and go on")
    anna.write("How many metres can you walk at most?", "150")
    anna.choose("A stick or poles")
    anna.press("Save and go on")
    for answer in ("For the rest of life", "I hand it in here, now or later"):
        anna.choose(answer)
        anna.press("Save and go on")
    for paper in (papers.certificate("150 m", date.today()), papers.photo(95)):
        with uploads.opened(paper) as content:
            anna.upload(paper.name, paper.media_type, content.read())
        anna.press("Save and go on")
    anna.choose("Yes")
    anna.press("Save and go on")
    anna.choose("A letter on paper")
    anna.press("Save and go on")
    anna.reads("150 m")
    anna.choose("What I have told you is true, and I have left nothing out that matters.")
    anna.press("Send the application")
    anna.reads("We have received your application")
    number = anna.page.locator(".receipt-number").inner_text()
    anna.press("To my case")
    anna.reads("Our turn")
    return number


def decide(bo: Visitor, number: str) -> None:
    """From the desk to the decision: take, assess, decide."""
    bo.go("/desk/")
    bo.log_in()
    bo.press("Take the next case")
    bo.reads(number)
    bo.reads("How far you can walk 150 m")
    bo.press("Assess")
    bo.choose("Grant")
    bo.write("Why?", "The certificate shows that she walks 150 metres.")
    bo.press("Save the assessment")
    bo.press("Decide")
    bo.press("Read through with the letter")
    bo.reads("Is this what you decide?")
    bo.press("Decide and send")
    bo.reads("The decision is made")


def read(anna: Visitor, number: str) -> None:
    """From her cases to the reasons, and the letter as it was sent."""
    anna.go("/cases/")
    anna.press("Parking permit for people with reduced mobility")
    anna.reads("Your turn")
    anna.press("Open the decision")
    anna.reads("Yes, you get what you applied for")
    anna.reads("You cannot walk further than 150 m")
    letter = anna.opened(anna.page.get_by_role("link", name="The decision as a letter (PDF)"))
    assert letter.startswith(b"%PDF-")
    assert number[-6:] in PdfReader(BytesIO(letter)).pages[0].extract_text()


def reads_who_has_read(bo: Visitor, number: str) -> None:
    """The desk shows that she has read it."""
    bo.press("To the case")
    bo.reads("Read by the resident today")


def sees_nothing(erik: Visitor, visited: list[str]) -> None:
    """Erik has an e-identity too, and gets nowhere with it."""
    erik.go("/cases/")
    erik.log_in()
    hers = {path for path in visited if path.startswith(("/cases/", "/desk/"))} - {"/cases/"}
    assert {path: erik.answered(path) for path in hers} == dict.fromkeys(hers, 404)
