"""The story of the shared room in a real browser: told once, asked for, shared with one press.

Elis's mother tells how far the money goes; the school's nurse and the social worker ask, and cannot
tell whether it is known; she shares it with one press each, and they read it, the psychiatrist does
not; one consent is taken back and it is gone there.  Erik never sees anything.  On a small dark
screen, and without JavaScript; axe looks at every page of the room on the way.
"""

from __future__ import annotations

import pytest

from tests.database import RunDatabase
from tests.web.browser import NARROW, PLAIN, Pages, Screen, Visitor
from tests.web.test_rooms import House, in_lillevik

pytestmark = pytest.mark.browser
MONEY = "It is enough until the twentieth"


@pytest.fixture
def house(lasting_db: RunDatabase, pages: Pages) -> House:
    return in_lillevik()


@pytest.mark.parametrize("screen", [PLAIN, NARROW], ids=lambda screen: screen.name)
def test_the_mother_tells_once_and_decides_who_reads(
    house: House, pages: Pages, screen: Screen
) -> None:
    with (
        pages.visitor("Anna Berg", screen) as anna,
        pages.visitor("Cecilia Ek", screen) as nurse,
        pages.visitor("Siv Nyman", screen) as social,
        pages.visitor("Pia Holst", screen) as psychiatrist,
        pages.visitor("Erik Holm", screen) as erik,
    ):
        for one in (anna, nurse, social, psychiatrist, erik):
            one.go("/rooms/")
            one.log_in()
        tells_once(anna, house)
        for one in (nurse, social):
            asks(one, house)
            shares(anna, house)
        assert reads(nurse, house) and reads(social, house)
        assert not reads(psychiatrist, house)
        takes_back(anna, house)
        assert not reads(social, house) and reads(nurse, house)
        assert erik.answered(house.path) == 404


def tells_once(anna: Visitor, house: House) -> None:
    anna.go("/rooms/")
    anna.press("The room around Elis Berg")
    anna.go(house.path + "facts/economy.strain/")
    anna.page.locator("textarea").fill(MONEY)
    anna.press("Tell it")


def asks(somebody: Visitor, house: House) -> None:
    """Without a key to it, she cannot tell that it is known."""
    assert not reads(somebody, house)
    somebody.go(house.path + "questions/")
    somebody.choose("How far the money goes")
    somebody.write("What do you need it for?", "To plan the winter.")
    somebody.press("Ask")
    somebody.reads("The question has gone to the family.")


def shares(anna: Visitor, house: House) -> None:
    anna.go(house.path)
    waiting = anna.page.locator(".waiting li").filter(has_text="How far the money goes")
    anna.press("See what you said, and share it", within=waiting.last)
    anna.reads(MONEY)
    anna.press("Share this")


def reads(somebody: Visitor, house: House) -> bool:
    somebody.go(house.path)
    return MONEY in somebody.page.locator("main").inner_text()


def takes_back(anna: Visitor, house: House) -> None:
    anna.go(house.path + "consents/")
    anna.press("Take this consent back", exact=False)
    anna.press("Take this consent back")


PLACES = (
    *("", "needs/", "goals/0/", "goals/1/", "goals/1/steps/0/", "agreement/", "dissent/"),
    *("declining/", "facts/", "questions/", "consents/", "consents/new/", "provisions/"),
    *("people/", "worry/", "meetings/new/", "meetings/1/", "plan/", "contacts/"),
    *("quietly/", "speaking/", "people/3/"),
)


def test_axe_finds_nothing_on_any_page_of_the_room(house: House, pages: Pages) -> None:
    with pages.visitor("Siv Nyman", NARROW) as siv, pages.visitor("Erik Holm", NARROW) as erik:
        for one in (siv, erik):
            one.go("/rooms/")
            one.log_in()
        for place in PLACES:
            siv.go(house.path + place)
            assert erik.answered(house.path + place) == 404, place
        with pages.visitor("Dragan Ilić", NARROW) as dragan:
            dragan.go("/rooms/")
            dragan.log_in()
            for place in ("", "steps/4/passing/"):
                dragan.go(house.path + place)
        for place in ("/rooms/", "/rooms/new/", "/rooms/together/", "/worries/", "/worries/new/"):
            siv.go(place)


def test_who_has_the_plan_open_is_told_when_somebody_changes_it(house: House, pages: Pages) -> None:
    with pages.visitor("Anna Berg", NARROW) as anna, pages.visitor("Siv Nyman", PLAIN) as siv:
        for one in (anna, siv):
            one.go("/rooms/")
            one.log_in()
        anna.go(house.path)
        siv.go(house.path + "goals/0/")
        siv.write("What is to be different?", "He draws every day")
        siv.press("Keep the goal")
        notice = anna.page.get_by_text("Somebody has changed something here")
        notice.wait_for(timeout=40_000)
        anna.look()
