"""The clock of an incident, and what has to be told of it."""

import tomllib
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import samrum.office
from samrum.core.incident import CONTENTS, Extent, Incident, clock, is_child, must_make_sense
from samrum.core.refusal import Refused
from samrum.packages.country import CountryPack, read_country
from samrum.packages.fault import Fault
from samrum.packages.incident import REPORTS, read_reports
from samrum.packages.person_number import PersonNumber
from samrum.packages.places import shipped
from samrum.packages.sheet import read_sheet

ZONE = ZoneInfo("Europe/Stockholm")
PACKS = [read_country(shipped("countries") / id) for id in ("se", "dk")]
SWEDEN = PACKS[0].reports
WORDS = tomllib.loads(
    (Path(samrum.office.__path__[0]) / "incident_words.toml").read_text(encoding="utf-8")
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


FOUND = Incident(
    at("2026-11-30 08:15"), at("2026-11-20 00:00"), at("2026-11-29 17:30"), everything=True
)
NOW = at("2026-11-30 09:00")


def due(incident: Incident) -> dict[str, str]:
    told = clock(SWEDEN, incident)
    return {one.rule.id: f"{one.by:%Y-%m-%d %H:%M}" if one.by else "" for one in told}


def test_the_clock_runs_from_knowing() -> None:
    assert due(FOUND) == {
        "early-warning": "2026-12-01 08:15",
        "notification": "2026-12-03 08:15",
        "breach": "2026-12-03 08:15",
        "final-report": "2026-12-30 08:15",
        "persons": "",
    }
    assert list(due(FOUND)) == list(REPORTS), "what is due first stands first"


def test_a_night_with_an_hour_more_or_less_does_not_lengthen_the_time() -> None:
    autumn = replace(FOUND, found_out=at("2026-10-24 12:00"))
    spring = replace(FOUND, found_out=at("2026-03-28 12:00"))

    assert due(autumn)["early-warning"] == "2026-10-25 11:00"
    assert due(spring)["early-warning"] == "2026-03-29 13:00"


def test_the_final_report_is_due_a_month_after_the_notification_that_was_sent() -> None:
    sent = {"notification": at("2027-01-31 10:00")}

    assert due(replace(FOUND, sent=sent))["final-report"] == "2027-02-28 10:00"


def test_what_is_late_is_overdue_until_it_was_sent_in_time() -> None:
    warning = clock(SWEDEN, FOUND)[0]
    in_time = clock(SWEDEN, replace(FOUND, sent={"early-warning": at("2026-12-01 08:00")}))[0]
    late = clock(SWEDEN, replace(FOUND, sent={"early-warning": at("2026-12-01 08:16")}))[0]

    assert not warning.is_overdue(at("2026-12-01 08:15"))
    assert warning.is_overdue(at("2026-12-01 08:16"))
    assert not in_time.is_overdue(at("2026-12-09 08:00"))
    assert late.is_overdue(at("2026-12-09 08:00"))


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"found_out": at("2026-11-30 09:01")}, "It is found out in the future."),
        ({"began": at("2026-11-30 08:16")}, "It was found out before it began."),
        ({"ended": at("2026-11-19 23:59")}, "It ended before it began."),
        ({"ended": at("2026-11-30 09:01")}, "It ends in the future."),
        ({"sent": {"breach": at("2026-11-30 08:00")}}, "A report was sent before it was found"),
        ({"everything": False}, "It does not say what it is about."),
    ],
)
def test_times_that_cannot_be_and_an_incident_of_nothing_are_refused(
    wrong: dict[str, object], because: str
) -> None:
    must_make_sense(FOUND, NOW)

    with pytest.raises(Refused) as refusal:
        must_make_sense(replace(FOUND, **wrong), NOW)

    assert refusal.value.sentences[1].startswith(because)


def test_the_minute_it_ended_in_is_counted_and_what_goes_on_is_counted_until_now() -> None:
    assert FOUND.window(NOW) == (FOUND.began, datetime(2026, 11, 29, 16, 31, tzinfo=UTC))
    assert replace(FOUND, ended=None).window(NOW) == (FOUND.began, NOW)


def test_an_hour_that_the_clock_shows_twice_is_counted_both_times() -> None:
    night = at("2026-10-25 02:30")

    first, last = replace(FOUND, began=night, ended=night).window(NOW)

    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert last == datetime(2026, 10, 25, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_each_country_says_whom_to_tell_and_owns_that_nobody_has_read_the_law(
    pack: CountryPack,
) -> None:
    assert {one.id for one in pack.reports} == set(REPORTS) == set(CONTENTS)
    for one in pack.reports:
        assert one.provision and one.tag in ("PAGE", "MEM") and one.to["en"]


def test_a_report_that_is_due_at_two_times_is_a_fault() -> None:
    faults: list[Fault] = []
    text = '[[report]]\nid = "breach"\nprovision = "x"\ntag = "MEM"\nto.en = "y"\n'
    read_reports(read_sheet("incident.toml", f"{text}hours = 72\nmonths = 1\n", faults), ("en",))

    assert [one.what for one in faults] == ["The report breach is due at two times."]


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_everything_that_a_draft_says_is_said_in_every_language(language: str) -> None:
    said, english = WORDS[language], WORDS["en"]

    def shape(table: dict[str, object]) -> dict[str, object]:
        return {
            name: shape(value) if isinstance(value, dict) else sorted(set(places(str(value))))
            for name, value in table.items()
        }

    def places(text: str) -> list[str]:
        return [part.partition("}")[0] for part in text.split("{")[1:]]

    assert shape(said) == shape(english)
    assert all(said["part"][part.id] for parts in CONTENTS.values() for part in parts)
    assert set(said["title"]) == set(REPORTS)
    counted = {one.name for one in fields(Extent)} - {"services", "gone", "lost", "listed"}
    assert counted <= set(said["rows"]), "what is counted is shown"


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("010120-1234", date(1920, 1, 1)),
        ("010120-4234", date(2020, 1, 1)),
        ("010140-4234", date(1940, 1, 1)),
        ("010120-5234", date(2020, 1, 1)),
        ("010190-6234", date(1890, 1, 1)),
        ("010110-9234", date(2010, 1, 1)),
        ("310210-4234", None),
        ("19800101-2380", None),
    ],
)
def test_a_danish_number_says_when_somebody_was_born(number: str, born: date | None) -> None:
    assert PersonNumber("DDMMYY-NNNN").born_on(number) == born
    assert PersonNumber("YYYYMMDD-NNNN").born_on(number) is None


def test_somebody_is_a_child_until_the_day_she_is_eighteen() -> None:
    assert is_child(date(2008, 12, 1), date(2026, 11, 30))
    assert not is_child(date(2008, 12, 1), date(2026, 12, 1))
