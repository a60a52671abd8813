"""Whoever waits: a delay is told, a demand is answered, and the day of arrival is right."""

from datetime import date, timedelta

import pytest

from samrum.core.oral import AskToTell
from samrum.office import clock, deadlines
from samrum.office.act import act
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.lillevik import DRIVER, Town, press, said, settle, text

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def applied(town: Town, days_ago: int) -> str:
    with clock.held_at(now(1) - timedelta(days=days_ago)):
        return town.applies("anna", DRIVER).id


def desk(case: str, page: str) -> str:
    return f"/desk/cases/{case}/{page}/"


def test_a_promise_that_is_near_becomes_our_turn_once_and_the_delay_is_told(town: Town) -> None:
    case, young = applied(town, 26), applied(town, 3)
    assert (deadlines.foresee_delays(1), deadlines.foresee_delays(1)) == (1, 0)
    assert "tell-delay" in town.case(case).steps and "tell-delay" not in town.case(young).steps
    bo = town.browser("bo")
    new = (now(1) + timedelta(days=40)).date()
    assert press(bo, desk(case, "delay"), expected_by=new.isoformat()).status_code == 422

    press(bo, desk(case, "delay"), expected_by=new.isoformat(), reason="Our doctor is ill.")

    assert town.case(case).expected_by == new
    assert "tell-delay" not in town.case(case).steps
    page = text(town.browser("anna").get(f"/cases/{case}/"))
    assert "Our doctor is ill." in page and "It takes longer. We expect to decide by" in page
    assert deadlines.foresee_delays(1) == 0


def test_after_six_months_the_button_is_there_and_four_weeks_begin(town: Town) -> None:
    case, young = applied(town, 190), applied(town, 150)
    anna, bo = town.browser("anna"), town.browser("bo")
    assert f"/cases/{young}/demand/" not in text(anna.get(f"/cases/{young}/"))
    assert f"/cases/{case}/demand/" in text(anna.get(f"/cases/{case}/"))

    press(anna, f"/cases/{case}/demand/", text="I have waited since spring.")

    demand = town.case(case).demand
    assert demand is not None and demand.due == now(1).date() + timedelta(days=28)
    assert town.case(case).steps["answer-demand"].due == demand.due
    assert press(bo, desk(case, "demand")).status_code == 422
    press(bo, desk(case, "demand"), reasons="The doctor sends more next week.")
    assert "The doctor sends more next week." in text(anna.get(f"/cases/{case}/demand/"))
    assert town.case(case).letters[-1].template == "demand-refused"
    refused = town.case(case).demand
    assert refused is not None and refused.delegation.startswith("3.5, ")
    reported = text(bo.get("/desk/delegated/"))
    assert "Refuse a demand for a decision" in reported and refused.delegation in reported


def test_that_a_demand_was_refused_is_appealed_while_the_case_goes_on(town: Town) -> None:
    case = applied(town, 190)
    anna, bo, address = town.browser("anna"), town.browser("bo"), f"/cases/{case}/appeal/"
    assert anna.get(address).status_code == 404
    press(anna, f"/cases/{case}/demand/")
    press(bo, desk(case, "demand"), reasons="The doctor sends more next week.")
    assert f'href="{address}"' in text(anna.get(f"/cases/{case}/demand/"))
    assert "whether you have waited too long" in text(anna.get(address))

    assert press(anna, address, action=address, text="Eight months.").status_code == 303

    made = town.case(case).appeal
    assert made is not None and (made.against, town.case(case).stage) == ("demand", "received")
    at_desk = text(bo.get(desk(case, "appeal")))
    assert "The demand that was refused" in at_desk
    assert "The doctor sends more next week." in at_desk and "Eight months." in at_desk
    for how in ({"do": "judge", "takes_up": "in_time"}, {"do": "review", "text": "No paper."}):
        press(bo, desk(case, "appeal"), action=desk(case, "appeal"), **how)
    press(bo, desk(case, "appeal"), action=desk(case, "appeal"), do="hand-over")
    over = town.case(case).appeal
    assert over is not None and over.standing == "handed_over"
    assert [name for name in over.files if "Beslut" in name], "the refusal goes along"
    assert said(town.browser("erik").get(address)) == said(
        town.browser("erik").get(f"/cases/{NOWHERE}/appeal/")
    )


def test_too_early_a_demand_is_refused_with_the_day(town: Town) -> None:
    case = applied(town, 20)

    told = press(town.browser("anna"), f"/cases/{case}/demand/")

    assert told.status_code == 422 and "cannot be demanded yet" in text(told)


def test_the_day_of_arrival_is_corrected_with_a_reason_and_the_old_one_stays(town: Town) -> None:
    case = applied(town, 2)
    bo, was = town.browser("bo"), town.case(case).received_at.date()
    day = was - timedelta(days=1)
    assert press(bo, desk(case, "arrival"), day=day.isoformat()).status_code == 422
    assert press(bo, desk(case, "arrival"), day="soon", reason="Post.").status_code == 422

    press(bo, desk(case, "arrival"), day=day.isoformat(), reason="It came by post.")

    assert town.case(case).received_at.date() == day
    assert town.case(case).arrivals[0].was.date() == was
    assert "It came by post." in text(bo.get(desk(case, "arrival")))
    assert "It came by post." in text(town.browser("anna").get(f"/cases/{case}/"))


def test_who_wants_to_tell_it_is_listened_to_or_told_why_not(town: Town) -> None:
    case = applied(town, 1)
    anna, bo = town.browser("anna"), town.browser("bo")
    press(anna, f"/cases/{case}/telling/", wish="Call me after three.")
    assert "hear-told" in town.case(case).steps
    assert "Call me after three." in text(bo.get(desk(case, "told")))
    assert press(bo, desk(case, "told"), text="She walks 50 metres.").status_code == 422

    told = {"told_by": "party", "text": "She walks 50 metres in winter."}
    press(bo, desk(case, "told"), **told)

    assert "hear-told" not in town.case(case).steps
    assert "She walks 50 metres in winter." in text(anna.get(f"/cases/{case}/"))
    act(town.reads("anna"), AskToTell("Again."), case=case, key="tell/it/once/more")
    refused = press(bo, desk(case, "told"), do="decline")
    assert refused.status_code == 422 and "24 §" in text(refused)
    press(bo, desk(case, "told"), do="decline", reason="You have told it already.")
    assert "You have told it already." in text(anna.get(f"/cases/{case}/telling/"))


def test_what_somebody_else_told_is_kept_with_who_and_is_heard(town: Town) -> None:
    case = applied(town, 1)
    bo = town.browser("bo")
    told = {"told_by": "other", "text": "The lift is broken."}
    assert press(bo, desk(case, "told"), **told).status_code == 422

    press(bo, desk(case, "told"), told_name="The landlord", **told)

    note = town.case(case).notes[-1]
    assert note.told is not None and note.told.name == "The landlord"
    assert note.told.on <= date.today() and note.made_by == town.reads("bo").id
    assert "Told by The landlord" in text(bo.get(desk(case, "hearing")))


def test_a_child_is_considered_on_a_page_of_its_own(town: Town) -> None:
    case = applied(town, 1)
    bo = town.browser("bo")
    assert press(bo, desk(case, "child"), best_interests="School.").status_code == 422

    press(bo, desk(case, "child"), best_interests="School nearby.", views="I like my school.")

    assert "I like my school." in text(bo.get(desk(case, "child")))


@pytest.mark.parametrize("page", ["delay", "demand", "arrival", "child", "told"])
def test_erik_sees_nothing_of_it(town: Town, page: str) -> None:
    case = applied(town, 1)
    erik = town.browser("erik")

    assert said(erik.get(desk(case, page))) == said(erik.get(desk(NOWHERE, page)))
    for hers in ("demand", "telling"):
        asked = (erik.get(f"/cases/{one}/{hers}/") for one in (case, NOWHERE))
        assert len({said(answer) for answer in asked}) == 1
