"""Who has read a case, and why: all of it is written down, and some say why before they read."""

from datetime import timedelta

import pytest

from samrum.core.case import TakeCase
from samrum.office import act, clock, identity, see, why
from tests.database import RunDatabase
from tests.web.lillevik import Town, form, press, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def bos_case(town: Town) -> str:
    id = town.applies("anna").id
    act.act(town.reads("bo"), TakeCase(town.reads("bo").id), case=id, key="take")
    return id


def test_every_reading_by_the_staff_is_written_down_and_the_resident_sees_it(town: Town) -> None:
    id, bo = bos_case(town), town.browser("bo")

    bo.get(f"/desk/cases/{id}/")
    bo.get(f"/desk/cases/{id}/documents/1/")

    read = see.readings_of(town.reads("anna"), id)
    assert {(one.by_name, one.what) for one in read} >= {
        ("Bo Lind", "case"),
        ("Bo Lind", "document 1"),
    }
    assert "Bo Lind" in text(town.browser("anna").get(f"/cases/{id}/"))
    assert town.browser("erik").get(f"/cases/{id}/").status_code == 404


@pytest.mark.parametrize("page", ["", "documents/1/", "letters/1/", "notes/", "decision/"])
def test_a_case_that_a_colleague_handles_is_not_opened_without_a_reason(
    page: str, town: Town
) -> None:
    id, karin = bos_case(town), town.browser("karin")

    answer = karin.get(f"/desk/cases/{id}/{page}")

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/desk/cases/{id}/reading/?next=")
    asked = text(karin.get(answer["Location"]))
    assert "Why do you open this case?" in asked and "Anna" not in asked
    readers = {one.by_name for one in see.readings_of(town.reads("anna"), id)}
    assert "Karin Åberg" not in readers
    assert town.browser("erik").get(f"/desk/cases/{id}/reading/").status_code == 404
    assert town.browser("cecilia").get(f"/desk/cases/{id}/{page}").status_code == 404


@pytest.mark.parametrize("part", ["documents/1/", "letters/1.pdf", "decision/"])
def test_the_residents_own_addresses_are_no_way_round_the_reason(part: str, town: Town) -> None:
    id = bos_case(town)

    for name in ("karin", "bo"):
        assert town.browser(name).get(f"/cases/{id}/{part}").status_code == 404
    assert see.readings_of(town.reads("anna"), id) == ()
    assert town.browser("erik").get(f"/cases/{id}/{part}").status_code == 404


@pytest.mark.parametrize("part", ["notes", "taking", "messages", "delay", "closing"])
def test_a_form_that_is_sent_without_its_page_says_no_more_than_the_page(
    part: str, town: Town
) -> None:
    id, karin = bos_case(town), town.browser("karin")
    whose = form(karin.get("/mandates/new/"), "/new/").filled()["whose"]

    answer = karin.post(f"/desk/cases/{id}/{part}/", {"whose": whose, "text": "x", "version": "1"})

    assert answer.status_code == 302 and "/reading/" in answer["Location"]
    assert len(town.case(id).notes) == 0 and town.case(id).caseworker == town.reads("bo").id
    erik = town.browser("erik")
    assert erik.post(f"/desk/cases/{id}/{part}/").status_code == 404


def test_a_reason_opens_it_for_the_day_and_stands_where_the_resident_reads_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, karin = bos_case(town), town.browser("karin")
    path = f"/desk/cases/{id}/reading/?next=/desk/cases/{id}/documents/1/"

    empty = press(karin, path, reason="  ")
    assert empty.status_code == 422 and "you have not said in a sentence" in text(empty)
    answer = press(karin, path, reason="Anna called while Bo is ill.")

    assert answer["Location"] == f"/desk/cases/{id}/documents/1/"
    assert karin.get(f"/desk/cases/{id}/").status_code == 200
    assert "Anna called while Bo is ill." in text(town.browser("anna").get(f"/cases/{id}/"))
    assert "Anna called while Bo is ill." in text(town.browser("bo").get(f"/desk/cases/{id}/"))

    someone, later = town.reads("karin").person, clock.moment() + timedelta(days=1)
    monkeypatch.setattr(clock, "moment", lambda: later)
    town.tokens["karin"] = identity.begin_session(someone)
    assert town.browser("karin").get(f"/desk/cases/{id}/").status_code == 302


def test_a_reason_is_for_those_who_may_read_the_case_at_all(town: Town) -> None:
    id = bos_case(town)
    for name in ("cecilia", "erik", "anna"):
        with pytest.raises(see.NotHere):
            why.say(town.reads(name), id, "I want to know.")
    cecilia = town.browser("cecilia")
    assert cecilia.get(f"/desk/cases/{id}/").status_code == 404


def test_who_handles_the_case_or_finds_one_of_nobodys_need_not_say_why(town: Town) -> None:
    id = town.applies("anna").id
    assert town.browser("karin").get(f"/desk/cases/{id}/").status_code == 200
    act.act(town.reads("bo"), TakeCase(town.reads("bo").id), case=id, key="take")
    assert town.browser("bo").get(f"/desk/cases/{id}/").status_code == 200


def test_one_is_led_nowhere_else_than_to_the_case(town: Town) -> None:
    id = bos_case(town)
    for strange in ("https://evil.example/", "//evil.example", "/desk/help/", "/cases/"):
        answer = press(
            town.browser("karin"), f"/desk/cases/{id}/reading/?next={strange}", reason="Bo is ill."
        )
        assert answer["Location"] == f"/desk/cases/{id}/"
