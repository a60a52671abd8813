"""From a granted case to the room around the same person, and back; every story ends with Erik."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samrum.cli.lillevik import seed
from samrum.cli.lillevik.people import SIV
from samrum.core.case import Assess, Decide, Reach
from samrum.core.child import ConsiderChild
from samrum.core.fact import Answer
from samrum.core.room import AnswerConsent, AskForConsent
from samrum.office import act, identity, persons, room_act, room_see
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, settle, text

OPENING, SCHOOL = "/rooms/new/?case=", "Barn- och utbildningsnämnden"
ANSWERS = {
    "coordinated_plan.why": Answer("Alla frågar samma sak."),
    "coordinated_plan.helpers": Answer(("social", "health")),
    "coordinated_plan.agrees": Answer(True),
}


@pytest.fixture
def town(db: RunDatabase) -> Town:
    town = settle()
    siv = persons.appoint(seed.register(SIV).id, seed.POSTS[SIV.number], tenant=1)
    town.tokens["siv"] = identity.begin_session(siv, tenant=1)
    return town


def applies(town: Town, *, grants: bool = True) -> str:
    """Anna has asked for a plan of her own; Siv has granted it, or not answered yet."""
    anna, siv = town.reads("anna"), town.reads("siv")
    told = {"service": "coordinated-plan", "resident": anna.id, "reach": Reach(), "language": "en"}
    case = act.apply(anna, answers=ANSWERS, key=f"asks-{grants}", **told).case  # type: ignore[arg-type]
    commands = [
        ConsiderChild("No child is concerned.", "", "She is grown up."),
        Assess("grant", "Several help her."),
        Decide("grant", "We make a plan together.", ""),
    ]
    for number, command in enumerate(commands if grants else []):
        act.act(siv, command, case=case, key=f"{case}/{number}", via="desk")
    return case


def erik_sees_nothing(town: Town, case: str, room: str = "") -> None:
    erik = town.browser("erik")
    assert erik.get(f"{OPENING}{case}").status_code == 404
    assert not room or erik.get(f"/rooms/{room}/").status_code == 404


def test_a_granted_case_leads_the_resident_to_her_room_and_back(town: Town) -> None:
    case, anna = applies(town), town.browser("anna")
    assert f'href="{OPENING}{case}"' in text(anna.get(f"/cases/{case}/"))

    assert press(anna, f"{OPENING}{case}", "/rooms/new/", why="").status_code == 422
    opened = press(anna, f"{OPENING}{case}", "/rooms/new/", why="För att slippa upprepa mig.")

    room = opened["Location"].split("/")[2]
    page = text(anna.get(f"/rooms/{room}/"))
    assert "Cases that hang here" in page and f'href="/cases/{case}/"' in page
    back = text(anna.get(f"/cases/{case}/"))
    assert f'href="/rooms/{room}/"' in back and f"{OPENING}{case}" not in back
    erik_sees_nothing(town, case, room)


def test_the_caseworker_opens_it_and_only_those_who_may_see_the_case_find_it(town: Town) -> None:
    case, siv, anna = applies(town), town.browser("siv"), town.browser("anna")
    assert f'href="{OPENING}{case}"' in text(siv.get(f"/desk/cases/{case}/"))
    opened = press(siv, f"{OPENING}{case}", "/rooms/new/", why="The plan was granted.")
    room = opened["Location"].split("/")[2]
    assert f'href="/desk/cases/{case}/"' in text(siv.get(f"/rooms/{room}/"))

    nurse = town.reads("cecilia")
    told = {"room": room, "person": nurse.id, "role": "professional", "key": "the-nurse-comes"}
    room_act.invite(town.reads("siv"), **told)
    until = now(1).date() + timedelta(days=365)
    asks = AskForConsent(SCHOOL, ("plan",), (), "To plan.", until)
    room_act.act(town.reads("anna"), asks, room=room, key="asks-for-consent")
    room_act.act(town.reads("anna"), AnswerConsent(1, True), room=room, key="says-yes-to-it")
    page = text(town.browser("cecilia").get(f"/rooms/{room}/"))
    assert "Cases that hang here" not in page and case not in page and "SIP " not in page

    assert f'href="/cases/{case}/"' in text(anna.get(f"/rooms/{room}/"))
    erik_sees_nothing(town, case, room)


def test_a_case_is_hung_in_the_room_that_is_there(town: Town) -> None:
    case, anna = applies(town), town.reads("anna")
    why = {"resident": anna.id, "why": "To begin.", "key": "opens-her-own"}
    room = room_act.open_room(anna, **why).stream
    browser = town.browser("anna")

    hung = press(browser, f"{OPENING}{case}", "/rooms/new/", room=room)

    assert hung["Location"] == f"/rooms/{room}/?done=hung"
    assert [one.case for one in room_see.room(anna, room).room.cases] == [case]
    erik_sees_nothing(town, case, room)


def test_what_was_not_granted_leads_nowhere(town: Town) -> None:
    case, permit = applies(town, grants=False), town.applies("maj").id

    assert town.browser("anna").get(f"{OPENING}{case}").status_code == 404
    assert f"{OPENING}{case}" not in text(town.browser("siv").get(f"/desk/cases/{case}/"))
    assert town.browser("bo").get(f"{OPENING}{permit}").status_code == 404
    erik_sees_nothing(town, case)
