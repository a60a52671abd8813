"""Who has read my case: chosen by person and day, and as a file that runs nothing."""

import csv
import io
import json
import re
from datetime import date, datetime, timedelta
from urllib.parse import unquote_plus

import pytest

from samrum.core.case import TakeCase
from samrum.office import act, clock, identity, see, why
from samrum.office.municipality import now
from samrum.web.shared.reader_log import mark
from samrum.web.shared.sitting import Line, sittings
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, said, settle, text

FORMULA = "=HYPERLINK(A1)"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def path(town: Town) -> str:
    """Bo, who handles Anna's case, has read it; Karin has, and has said why: in a formula."""
    id = town.applies("anna").id
    act.act(town.reads("bo"), TakeCase(town.reads("bo").id), case=id, key="take")
    bo, karin = town.reads("bo"), town.reads("karin")
    with clock.held_at(now(1) - timedelta(days=2)):
        see.case(bo, id)
        see.document(bo, id, 1)
    why.say(karin, id, FORMULA)
    see.case(karin, id)
    return f"/cases/{id}/readers/"


def test_she_sees_who_has_read_her_case_what_and_why(town: Town, path: str) -> None:
    anna = town.browser("anna")
    page = text(anna.get(path))

    assert "Karin Åberg" in page and "Bo Lind" in page and "Samhällsbyggnadsnämnden" in page
    assert "Read the case and a document" in page and f"Why: {FORMULA}" in page
    assert path in anna.get(path.removesuffix("readers/")).content.decode()
    for name in ("erik", "cecilia", "bo"):
        assert town.browser(name).get(path).status_code == 404


def test_what_somebody_read_in_one_go_is_one_line_and_the_file_keeps_each(
    town: Town, path: str
) -> None:
    bo, id = town.reads("bo"), path.split("/")[2]
    morning = (now(1) + timedelta(days=1)).replace(hour=9, minute=0)
    for minute in (0, 0, 3, 40):
        with clock.held_at(morning + timedelta(minutes=minute)):
            see.case(bo, id)
            see.document(bo, id, 1)
            see.letter(bo, id, 1)
    anna, on = town.browser("anna"), {"from": str(morning.date()), "to": str(morning.date())}

    page = text(anna.get(path, on))
    rows = list(csv.reader(io.StringIO(anna.get(f"{path}file/", on).content.decode("utf-8-sig"))))

    assert page.count("Read the case, a document and a letter") == 2
    assert "09:00–09:03" in page and "09:40" in page
    assert len(rows) == 1 + 4 * 3
    assert said(town.browser("erik").get(path, on))[0] == 404


def line(who: str, minute: int, kind: str, **more: str) -> Line:
    at = datetime(2026, 11, 2, 14, 0) + timedelta(minutes=minute)
    return Line(who, "Permits", at, kind, kind=kind, **more)


def test_two_who_read_at_the_same_time_are_told_apart() -> None:
    read = [line("Bo", 5, "letter 2"), line("Karin", 4, "case"), line("Bo", 3, "letter 1")]
    read.append(line("Bo", 2, "case", reason="A call."))

    told = [(one.name, one.read, one.reasons) for one in sittings(read)]

    assert told == [
        ("Bo", "Read the case and two letters", ("A call.",)),
        ("Karin", "Read the case", ()),
    ]


def test_who_said_why_and_read_nothing_has_read_nothing() -> None:
    (one,) = sittings([line("Bo", 0, "reason", reason="Curious.")])
    assert one.read == "Said why, and has read nothing"


def test_she_chooses_by_person_and_by_day(town: Town, path: str) -> None:
    anna, yesterday = town.browser("anna"), now(1).date() - timedelta(days=1)

    def shown(**chosen: str) -> str:
        page = text(anna.get(path, chosen))
        return page.partition('<ul class="log">')[2]

    of_karin = shown(who=mark("Karin Åberg"))
    assert "Bo Lind" not in of_karin and "Karin" in of_karin
    assert "Bo Lind" not in shown(**{"from": str(yesterday)})
    assert "Karin" not in shown(to=str(yesterday)) and "Bo Lind" in shown(to=str(yesterday))
    assert "Karin" in shown(**{"from": "not a day"})
    assert shown(who="Nobody") == ""
    assert town.browser("erik").get(path, {"who": mark("Bo Lind")}).status_code == 404


def test_what_was_read_just_after_midnight_was_read_on_the_new_day(town: Town, path: str) -> None:
    """Also while it is still the day before in the journal, which keeps its moments in UTC."""
    bo, tonight = town.reads("bo"), now(1) + timedelta(days=1)
    with clock.held_at(tonight.replace(hour=0, minute=30)):
        see.document(bo, path.split("/")[2], 1)

    def read_since(day: date) -> int:
        return text(town.browser("anna").get(path, {"from": str(day)})).count("Read a document")

    assert read_since(tonight.date()) == 1
    assert read_since(tonight.date() + timedelta(days=1)) == 0
    assert said(town.browser("erik").get(path))[0] == 404


def test_whom_she_chooses_stands_in_no_address(town: Town, path: str) -> None:
    """ASVS 14.2.1."""
    page = text(town.browser("anna").get(path, {"who": mark("Karin Åberg")}))
    values = re.findall(r'<option value="([^"]*)"', page)
    addresses = " ".join(re.findall(r'(?:href|action)="([^"]*)"', page))

    assert mark("Karin Åberg") in values and mark("Karin Åberg") in addresses
    assert "Karin" not in " ".join(values) + unquote_plus(addresses)


def test_the_file_is_a_table_in_which_nothing_is_reckoned(town: Town, path: str) -> None:
    answer = town.browser("anna").get(f"{path}file/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == 'attachment; filename="readers.csv"'
    assert [row[1] for row in rows[1:]].count("Bo Lind") == 2
    assert [row[-1] for row in rows if FORMULA in row[-1]] == [f"'{FORMULA}"]
    assert said(town.browser("erik").get(f"{path}file/"))[0] == 404


def test_what_she_has_chosen_comes_as_json_too(town: Town, path: str) -> None:
    anna = town.browser("anna")
    answer = anna.get(f"{path}file/", {"as": "json", "who": mark("Bo Lind")})
    told = json.loads(answer.content)

    assert answer["Content-Type"] == "application/json"
    assert [one["who"] for one in told] == ["Bo Lind", "Bo Lind"]
    assert {one["what"] for one in told} == {"The case", "Document 1"}
    assert set(told[0]) >= {"at", "who", "as_what", "what", "why"}
    assert town.browser("erik").get(f"{path}file/", {"as": "json"}).status_code == 404


def test_a_reading_is_kept_from_her_only_on_a_ground_and_to_a_day(
    town: Town, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = path.split("/")[2]
    karin, later = town.browser("karin"), now(1) + timedelta(days=30)
    told = {"reason": "A tip that cannot wait.", "ground": "", "shown_from": str(later.date())}
    asking = f"/desk/cases/{case}/reading/"
    for lacking in ({}, {"ground": "RB 1:1", "shown_from": ""}, {"shown_from": "2099-01-01"}):
        answer = press(karin, asking, **{**told, **lacking})
        assert answer.status_code == 422 and "only on a ground of law" in text(answer)
    press(karin, asking, **{**told, "ground": "RB 23:18"})
    karin.get(f"/desk/cases/{case}/documents/1/")

    anna = town.browser("anna")
    whole = f"{text(anna.get(path))} {anna.get(path + 'file/').content.decode()}"
    assert "A tip that cannot wait." not in whole and "RB 23:18" not in whole
    assert len([one for one in see.readings_of(town.reads("bo"), case) if one.ground]) == 2

    assert town.browser("erik").get(path).status_code == 404
    someone = town.reads("anna").person
    monkeypatch.setattr(clock, "moment", lambda: later)
    town.tokens["anna"] = identity.begin_session(someone)
    page = text(town.browser("anna").get(path))
    assert "A tip that cannot wait." in page and "RB 23:18" in page
    assert "You were not told before" in page
