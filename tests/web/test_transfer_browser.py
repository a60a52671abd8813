"""A case moves from Lillevik to Storvik in a real browser: narrow with axe, and without scripts."""

from __future__ import annotations

import pytest

from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.browser import NARROW, PLAIN, Pages, Screen
from tests.web.test_transfer import GROUNDS, Towns, side_by_side

pytestmark = pytest.mark.browser
SLOWLY_PLAIN = pytest.param(PLAIN, marks=pytest.mark.slow)  # test_transfer.py runs no script either


@pytest.fixture
def towns(lasting_db: RunDatabase, pages: Pages) -> Towns:
    return side_by_side()


@pytest.mark.parametrize("screen", [SLOWLY_PLAIN, NARROW], ids=str)
def test_a_case_is_asked_for_and_taken_over(towns: Towns, pages: Pages, screen: Screen) -> None:
    """Karin is at Storvik already: the demonstration's way in has nobody of theirs."""
    with (
        pages.visitor("Siv Nyman", screen) as siv,
        pages.visitor("Karin Åberg", screen, host="storvik.localhost") as karin,
        pages.visitor("Anna Berg", screen) as anna,
        pages.visitor("Erik Holm", screen) as erik,
    ):
        for one in (siv, anna, erik):
            one.go("/cases/")
            one.log_in()
        towns.over_there("karin")  # who reads English from now on
        session = {"name": COOKIE, "value": towns.tokens["karin there"], "url": karin.address}
        karin.context.add_cookies([session])  # type: ignore[list-item]
        siv.go(f"/desk/cases/{towns.case}/")
        siv.press("Move the case to another municipality")
        siv.write("Connection to the other municipality", GROUNDS["connection"])
        siv.write("What the person wants", GROUNDS["wishes"])
        siv.write("How long the help is needed", GROUNDS["duration"])
        siv.press("Send the request")
        siv.go(towns.path)
        anna.go(f"/cases/{towns.case}/")
        anna.reads("We have asked Storvik to take over your case")
        karin.go("/desk/transfers/")
        karin.press("Anna Berg")
        karin.press("Take the case over")
        karin.reads("The case is ours now")
        anna.go(f"/cases/{towns.case}/")
        anna.reads("Your case goes on in Storvik")
        assert {erik.answered(path) for path in {*siv.visited} if "transfer" in path} == {404}
