"""Granted support: three months from the decision or from the day it stopped, or a report."""

from datetime import date, datetime
from functools import cache

import pytest

from samrum.core.case import (
    Apply,
    Case,
    ChangeDecision,
    CloseCase,
    Command,
    Decide,
    Reach,
    Reading,
)
from samrum.core.child import ConsiderChild
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.party import Party
from samrum.core.quarter import Quarter, quarter_named, quarter_of
from samrum.core.refusal import Refused
from samrum.core.support import (
    BeginSupport,
    ExplainWait,
    GiveUpSupport,
    InterruptSupport,
    ReportSupport,
    Unexecuted,
    unexecuted,
)
from samrum.core.surroundings import surroundings
from samrum.packages.country import read_country, under
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.support import SupportRule
from tests.story import ANNA, BO, MONDAY

NOON = 12
Q1, Q2 = Quarter(2027, 1), Quarter(2027, 2)
MOVED = "Kontaktfamiljen har flyttat."


@cache
def package() -> ServicePackage:
    read = read_package(shipped("services") / "relief")
    return under(read, read_country(shipped("countries") / "se"))


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T{NOON}:00+00:00")


@cache
def decided(valid_to: date | None = None) -> Case:
    """A contact family that was granted on Monday 23 November 2026."""
    read = {"person.born": "2015-09-21", "residence.municipality": "0000"}
    answers = {
        "relief.guardians_agree": Answer("all"),
        "relief.need_found": Answer("yes"),
        "relief.other_help": Answer("nobody"),
    }
    applied = Apply(
        *("c", "KF 2026-000001", "relief", "", "anna", "sv", Reach(), answers),
        readings={"population": Reading("found", read, MONDAY)},
    )
    case = happen(None, applied, by=ANNA, at=MONDAY, package=package()).case
    made = Decide("grant", "Ja.", "", valid_to=valid_to)
    return does(case, ConsiderChild("Lugn.", "Ja."), made, on="2026-11-23")


def does(case: Case | None, *commands: Command, on: str, by: Party = BO) -> Case:
    for command in commands:
        case = happen(case, command, by=by, at=day(on), package=package()).case
    assert case is not None
    return case


def refused(case: Case, command: Command, on: str) -> str:
    with pytest.raises(Refused) as refusal:
        does(case, command, on=on)
    return f"{refusal.value}"


def row(case: Case, quarter: Quarter) -> Unexecuted | None:
    return unexecuted(case.support, case.granted, package().support_rule, quarter)


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-11-23", "2027-02-23"),
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-12-31", "2027-03-31"),
        ("2026-08-31", "2026-11-30"),
    ],
)
def test_three_months_end_on_the_same_day_or_the_last_of_the_month(since: str, due: str) -> None:
    rule = SupportRule(3, "")

    assert rule.due(date.fromisoformat(since)) == date.fromisoformat(due)


def test_what_waited_three_months_and_a_day_is_in_the_report_of_the_quarter() -> None:
    case = does(decided(), BeginSupport(date(2027, 2, 24)), on="2027-02-24")

    told = row(case, Q1)

    assert told is not None
    assert (told.decided_on, told.begun_on) == (date(2026, 11, 23), date(2027, 2, 24))
    assert (told.again, told.days) == (False, 93)
    assert row(case, Q2) is None


def test_what_began_on_the_last_day_is_in_none() -> None:
    case = does(decided(), BeginSupport(date(2027, 2, 23)), on="2027-02-24")

    assert row(case, Q1) is None


def test_what_waits_is_in_every_report_until_it_has_begun_and_then_once_more() -> None:
    waits = does(decided(), ExplainWait("Ingen familj passar."), on="2027-03-01")
    begun = does(waits, BeginSupport(date(2027, 7, 1)), on="2027-07-02")

    assert [row(begun, one) is not None for one in (Q1, Q2, Q2.next, Q2.next.next)] == [
        *(True, True, True, False)
    ]
    told = row(begun, Q2)
    assert told is not None and told.begun_on is None
    assert told.days == (Q2.last - date(2026, 11, 23)).days


def test_a_quarter_that_ends_before_the_three_months_have_passed_has_nothing_to_report() -> None:
    assert row(decided(), Quarter(2026, 4)) is None


def test_why_it_waited_can_still_be_said_once_it_has_begun() -> None:
    begun = does(decided(), BeginSupport(date(2027, 4, 2)), on="2027-04-02")
    told = does(begun, ExplainWait("Det tog tid att hitta en familj."), on="2027-04-03")

    reported = does(told, ReportSupport("2027-Q1"), on="2027-04-04")

    assert reported.support.reports[0].reason == "Det tog tid att hitta en familj."
    assert reported.support.why_late == ""


def test_an_interruption_waits_from_its_own_day() -> None:
    begun = does(decided(), BeginSupport(date(2026, 12, 1)), on="2026-12-01")
    stopped = does(begun, InterruptSupport(date(2027, 1, 31), MOVED), on="2027-02-01")

    assert row(stopped, Q1) is None
    told = row(stopped, Q2)
    assert told is not None
    assert (told.again, told.since, told.reason) == (True, date(2027, 1, 31), MOVED)
    assert told.decided_on == date(2026, 11, 23)


def test_what_she_gave_up_in_time_is_in_none_and_too_late_in_one() -> None:
    early = does(decided(), GiveUpSupport(), on="2027-01-05", by=ANNA)
    late = does(decided(), GiveUpSupport(), on="2027-03-05", by=ANNA)

    assert row(early, Q1) is None
    assert row(late, Q1) is not None
    assert row(late, Q2) is None


def test_a_correction_of_the_decision_does_not_begin_the_time_anew() -> None:
    slip = Decide("grant", "Ja, en helg i månaden.", "")
    fixed = does(decided(), ChangeDecision("corrected", "slip", "Fel.", slip), on="2027-01-20")

    assert fixed.granted is not None and fixed.granted.on == date(2026, 11, 23)
    assert row(fixed, Q1) is not None


def test_a_decision_that_has_ended_is_not_waited_for() -> None:
    short = decided(valid_to=date(2027, 1, 6))

    assert row(short, Q1) is None
    around = surroundings(short, package(), date(2027, 1, 7))
    assert around["support"]["waits"] is False  # type: ignore[index]


def test_a_quarter_is_reported_once_and_not_before_it_has_ended() -> None:
    case = does(decided(), ExplainWait("Ingen familj passar."), on="2027-03-01")

    assert "has not ended" in refused(case, ReportSupport("2027-Q1"), "2027-03-31")
    assert "has not ended" in refused(case, ReportSupport("nonsense"), "2027-04-30")
    told = does(case, ReportSupport("2027-Q1"), on="2027-04-01")
    assert "reported already" in refused(told, ReportSupport("2027-Q1"), "2027-04-02")
    (one,) = told.support.reports
    assert (one.quarter, one.reason, one.begun_on) == ("2027-Q1", "Ingen familj passar.", None)


def test_nothing_begins_before_it_was_granted_nor_tomorrow_nor_twice() -> None:
    for on in (date(2026, 11, 22), date(2026, 12, 3)):
        assert "cannot be right" in refused(decided(), BeginSupport(on), "2026-12-02")
    begun = does(decided(), BeginSupport(date(2026, 12, 1)), on="2026-12-02")
    assert "begun already" in refused(begun, BeginSupport(date(2026, 12, 2)), "2026-12-02")


def test_what_does_not_run_cannot_be_interrupted() -> None:
    assert "not carried out" in refused(
        decided(), InterruptSupport(date(2026, 12, 1), MOVED), "2026-12-02"
    )


def test_a_case_is_not_put_away_while_support_waits_or_runs() -> None:
    begun = does(decided(), BeginSupport(date(2026, 12, 1)), on="2026-12-02")

    assert "begin-support" in refused(decided(), CloseCase(), "2026-12-02")
    assert "cannot be closed" in refused(begun, CloseCase(), "2026-12-02")


@pytest.mark.parametrize(
    ("on", "name", "first", "last"),
    [
        ("2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-11-29", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("2028-06-30", "2028-Q2", "2028-04-01", "2028-06-30"),
    ],
)
def test_a_quarter_has_its_days_and_its_name(on: str, name: str, first: str, last: str) -> None:
    quarter = quarter_of(date.fromisoformat(on))

    assert (quarter.name, quarter.first.isoformat(), quarter.last.isoformat()) == (
        *(name, first, last),
    )
    assert quarter_named(name) == quarter
    assert quarter.next.before == quarter and quarter.before.next == quarter
