"""Hiding something from a party, and what she sees of it: the pages of both."""

from datetime import timedelta

import pytest
from django.test import Client

from samrum.core.case import CloseCase, Decide, WriteNote
from samrum.office import act, clock, extract, identity
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, settle, text

SECRET = "Kanariefågeln Sixten är rädd"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def hides(bo: Client, id: str, **other: str) -> Client:
    told = {
        "item": "note:1",
        "ground": "osl-21-3",
        "reason": "Somebody may be hurt.",
        "told": "Somebody has told us something.",
    }
    return press(bo, f"/desk/cases/{id}/hidden/", **{**told, **other})


def with_a_note(town: Town) -> str:
    id = town.applies("anna").id
    act.act(town.reads("bo"), WriteNote(SECRET), case=id, key="n")
    return id


def test_bo_hides_a_note_and_anna_sees_that_it_is_there(town: Town) -> None:
    id, bo, anna = with_a_note(town), town.browser("bo"), town.browser("anna")
    assert SECRET in text(anna.get(f"/cases/{id}/"))

    assert hides(bo, id)["Location"] == f"/desk/cases/{id}/?done=hidden"

    page = text(anna.get(f"/cases/{id}/"))
    assert SECRET not in page and "Sixten" not in page
    assert "Hidden from you" in page and "Somebody has told us something." in page
    one = text(anna.get(f"/cases/{id}/hidden/1/"))
    assert "Somebody may be hurt." in one and "Bo Lind" in one
    assert "21 kap. 3 § offentlighets- och sekretesslagen" in one
    assert SECRET in text(bo.get(f"/desk/cases/{id}/"))
    assert town.browser("erik").get(f"/cases/{id}/hidden/1/").status_code == 404


def test_anna_asks_to_see_it_and_bo_answers_or_lets_her(town: Town) -> None:
    id, bo, anna = with_a_note(town), town.browser("bo"), town.browser("anna")
    hides(bo, id)

    press(anna, f"/cases/{id}/hidden/1/", text="I want to know.")
    assert "we are looking at it again" in text(anna.get(f"/cases/{id}/"))
    desk = text(bo.get(f"/desk/cases/{id}/"))
    assert "Look again at what is hidden" in desk and "I want to know." in desk

    path = f"/desk/cases/{id}/hidden/1/"
    empty = press(bo, path, what="keep", answer=" ")
    assert empty.status_code == 422 and "The party has a right to know why." in text(empty)
    press(bo, path, what="keep", answer="The danger is still there.")
    assert "The danger is still there." in text(anna.get(f"/cases/{id}/hidden/1/"))

    press(bo, path, what="lift", answer="")
    assert SECRET in text(anna.get(f"/cases/{id}/"))
    assert "It is not hidden any more." in text(anna.get(f"/cases/{id}/hidden/1/"))
    assert town.browser("erik").get(path).status_code == 404


def test_the_law_says_no_at_the_field_with_its_provision(town: Town) -> None:
    id, bo = with_a_note(town), town.browser("bo")

    answer = hides(bo, id, ground="", reason="Because.")

    assert answer.status_code == 422
    assert "10 kap. 3 § offentlighets- och sekretesslagen" in text(answer)
    assert "Because." in text(answer)
    nothing = hides(bo, id, item="")
    assert "Choose what is to be hidden." in text(nothing)
    for name in ("erik", "cecilia"):
        assert town.browser(name).get(f"/desk/cases/{id}/hidden/").status_code == 404


def test_who_types_for_anna_sees_on_the_screen_what_anna_may_see(town: Town) -> None:
    id, bo = with_a_note(town), town.browser("bo")
    hides(bo, id)
    person = town.reads("anna").id

    answer = press(bo, f"/desk/people/{person}/", "/typing/", what=f"case:{id}", via="counter")

    assert answer["Location"] == f"/cases/{id}/"
    assert SECRET not in text(bo.get(f"/cases/{id}/"))
    assert town.browser("erik").get(f"/cases/{id}/").status_code == 404


def test_bo_destroys_what_is_due_and_sees_that_it_was(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, bo = town.applies("anna").id, town.reads("bo")
    today = clock.moment().date()
    days = (today, today + timedelta(days=30))
    act.act(bo, Decide("grant", "Ja.", "Du går kort.", ("TrF 13:8",), *days), case=id, key="d")
    act.act(bo, CloseCase(), case=id, key="c")
    number = town.case(id).number
    moment = clock.moment() + timedelta(days=800)
    monkeypatch.setattr(clock, "moment", lambda: moment)
    town.tokens["bo"] = identity.begin_session(bo.person)
    client = town.browser("bo")

    assert number in text(client.get("/desk/retention/"))
    unsure = press(client, "/desk/retention/", case=id)
    assert unsure.status_code == 422 and "It cannot be brought back." in text(unsure)
    done = press(client, "/desk/retention/", case=id, sure="yes")
    page = text(client.get(done["Location"]))

    assert "1 case was destroyed" in page and "Arkivlagen (1990:782) 10 §" in page
    assert "Anna Berg" not in page and number in page
    assert town.browser("erik").get("/desk/retention/").status_code in (303, 404)


def test_anna_gets_everything_about_her_with_one_press(town: Town) -> None:
    town.applies("anna")
    anna = town.browser("anna")
    assert "Get everything about you as one file" in text(anna.get("/cases/"))

    press(anna, "/everything/")
    assert "We are putting it together" in text(anna.get("/everything/"))
    assert anna.get("/everything/file/").status_code == 404
    extract.make_waiting(1)

    assert "Your file is ready" in text(anna.get("/everything/"))
    answer = anna.get("/everything/file/")
    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer)[:2] == b"PK"
    assert town.browser("erik").get("/everything/file/").status_code == 404
