"""The social worker reads without the family being told at once; the pages of nobody hint at it."""

from datetime import timedelta

import pytest

from samrum.office import clock, identity
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.lillevik import press, text
from tests.web.test_rooms import House, erik_sees_nothing, in_lillevik

WHY, GROUND = "A tip that cannot wait.", "RB 23:18"


@pytest.fixture
def house(db: RunDatabase) -> House:
    return in_lillevik()


def test_the_mother_sees_it_from_the_day_and_not_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    siv, anna = house.browser("siv"), house.browser("anna")
    day = now(1) + timedelta(days=30)
    readers, quietly = house.path + "readers/", house.path + "quietly/"
    assert f'href="{quietly}"' in text(siv.get("/rooms/"))
    before = anna.get(readers + "file/", {"as": "json"}).json()

    bare = press(siv, quietly, reason=WHY, shown_from=str(day.date()))
    assert bare.status_code == 422 and "only on a ground of law" in text(bare) and WHY in text(bare)
    opened = press(siv, quietly, reason=WHY, ground=GROUND, shown_from=str(day.date()))
    assert opened["Location"] == house.path
    siv.get(house.path)
    assert GROUND in text(siv.get(quietly))

    hers = [one for one in anna.get(readers + "file/", {"as": "json"}).json() if one not in before]
    assert {one["who"] for one in hers} <= {"Anna Berg"}
    assert GROUND not in text(anna.get(readers)) and WHY not in text(anna.get(readers))
    assert f'href="{quietly}"' not in text(anna.get("/rooms/"))
    assert anna.get(quietly).status_code == 404
    someone = house.reads("anna").person
    monkeypatch.setattr(clock, "moment", lambda: day)
    house.tokens["anna"] = identity.begin_session(someone, tenant=1)
    told = text(house.browser("anna").get(readers))
    assert WHY in told and "You were not told before" in told and GROUND in told
    monkeypatch.undo()
    erik_sees_nothing(house)
    assert house.browser("erik").get(quietly).status_code == 404
