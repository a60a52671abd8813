"""Following up who has read what: rules pick, the data protection officer asks and answers."""

from datetime import timedelta

import pytest

from samrum.cli.lillevik import seed
from samrum.cli.lillevik.people import INGRID
from samrum.core.case import TakeCase
from samrum.office import act, assisted, clock, follow_up, identity, persons, see
from samrum.office.municipality import now
from samrum.office.relation import NotHere
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, settle, text

PATH = "/desk/follow-up/"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    town = settle()
    person = seed.register(INGRID)
    town.tokens["ingrid"] = identity.begin_session(
        persons.appoint(person.id, seed.POSTS[INGRID.number], tenant=1)
    )
    return town


def read_last_week(town: Town) -> str:
    """Bo, who handles the case, read it at noon; Karin read it at night, for no task of hers."""
    id = town.applies("anna").id
    act.act(town.reads("bo"), TakeCase(town.reads("bo").id), case=id, key="take")
    today = now(1)
    wednesday = today - timedelta(days=today.weekday() + 5)
    bo, karin = town.reads("bo"), town.reads("karin")
    with clock.held_at(wednesday.replace(hour=12)):
        see.case(bo, id)
    with clock.held_at(wednesday.replace(hour=23)):
        see.case(karin, id, reason="Bo is ill.")
        see.document(karin, id, 1, as_party=True)
    return id


def test_what_was_read_without_a_task_at_night_stands_on_the_list_and_names_no_resident(
    town: Town,
) -> None:
    read_last_week(town)
    ingrid = town.browser("ingrid")
    assert "Nothing waits for an answer." in text(ingrid.get(PATH))

    assert follow_up.list_last_week(1) == 1
    assert follow_up.list_last_week(1) == 0  # once

    page = text(ingrid.get(PATH))
    assert "Karin Åberg" in page and "Has no task in it · At night" in page and "2 times" in page
    assert "Bo Lind" not in page and "Anna" not in page
    for name in ("bo", "karin", "cecilia", "anna", "erik"):
        assert town.browser(name).get(PATH).status_code == 404


def test_the_officer_says_what_came_of_it_and_others_see_nothing(town: Town) -> None:
    read_last_week(town)
    follow_up.list_last_week(1)
    ingrid = town.browser("ingrid")
    listed = ingrid.get(PATH).content.decode()
    alarm = PATH + "2" + listed.partition(f'href="{PATH}2')[2].partition('"')[0]
    assert "Bo is ill." in text(ingrid.get(alarm))

    lacking = press(ingrid, alarm, text="")
    assert lacking.status_code == 422 and "It takes an outcome" in text(lacking)
    done = press(ingrid, alarm, outcome="justified", text="She stood in for Bo that week.")

    assert done.status_code == 303
    page = text(ingrid.get(PATH))
    assert "The answer is kept." not in page and "Justified" in page
    assert "Nothing waits for an answer." in page
    again = text(ingrid.get(alarm))
    assert "She stood in for Bo that week." in again and "Keep the answer" not in again
    for name in ("bo", "karin", "cecilia", "anna", "erik"):
        assert town.browser(name).get(alarm).status_code == 404
        with pytest.raises(NotHere):
            follow_up.lists(town.reads(name))


def test_who_was_looked_up_at_night_by_somebody_close_stands_on_the_list_too(town: Town) -> None:
    anna, today = town.reads("anna"), now(1)
    bo, long_ago = town.reads("bo").person.number, today.date() - timedelta(days=400)
    persons.give_mandate(
        anna, number=bo, kind="power_of_attorney", services=("*",), valid_from=long_ago
    )
    wednesday = today - timedelta(days=today.weekday() + 5)
    with clock.held_at(wednesday.replace(hour=23)):
        assisted.looked_up(town.reads("bo"), anna.id, "mandates")
        assisted.looked_up(town.reads("karin"), anna.id, "person")  # she helps somebody, late

    assert follow_up.list_last_week(1) == 1

    page = text(town.browser("ingrid").get(PATH))
    assert "Bo Lind" in page and "May act for the resident, or the other way round" in page
    assert "Karin" not in page and "Anna" not in page


def test_what_nobody_answers_within_fourteen_days_shows_as_overdue(town: Town) -> None:
    read_last_week(town)
    follow_up.list_last_week(1)
    later = now(1) + timedelta(days=15)
    officer = town.reads("ingrid").person
    with clock.held_at(later):
        town.tokens["ingrid"] = identity.begin_session(officer)
        found = follow_up.lists(town.reads("ingrid"))
        page = text(town.browser("ingrid").get(PATH))

    assert found.overdue == 1
    assert "1 alarm has waited for more than 14 days." in page and "Overdue since" in page
    assert town.browser("erik").get(PATH).status_code == 404


def test_an_address_of_no_week_is_not_there(town: Town) -> None:
    for wrong in ("2026-13-01/1/", "2020-01-06/1/", "x/1/"):
        assert town.browser("ingrid").get(PATH + wrong).status_code == 404
    assert town.browser("erik").get(PATH + "2020-01-06/1/").status_code == 404
