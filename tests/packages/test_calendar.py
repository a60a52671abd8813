"""The day on which a time runs out: tables, and 10,000 deadlines against a second reckoning.

The second one, in `tests/packages/almanac.py`, is written from the statutes in another way.  The
trial C-calendar compares with a published calendar (trials/law).
"""

from datetime import date, timedelta
from random import Random

import pytest

from samrum.packages.calendar import Calendar, easter_sunday, read_calendar
from samrum.packages.fault import Fault
from samrum.packages.places import shipped
from samrum.packages.sheet import read_sheet
from tests.packages import almanac


def calendar(country: str) -> Calendar:
    faults: list[Fault] = []
    text = (shipped("countries") / country / "calendar.toml").read_text(encoding="utf-8")
    read = read_calendar(read_sheet("calendar.toml", text, faults))
    assert faults == []
    return read


SWEDEN, DENMARK = calendar("se"), calendar("dk")

LAST_DAYS = [
    ("a Thursday ends on a Thursday", SWEDEN, "2026-11-19", 21, "2026-12-10"),
    ("a Saturday rolls on to Monday", SWEDEN, "2026-11-21", 21, "2026-12-14"),
    ("a Sunday rolls on to Monday", SWEDEN, "2026-11-22", 21, "2026-12-14"),
    ("Christmas Eve on a Thursday rolls over Christmas", SWEDEN, "2026-12-03", 21, "2026-12-28"),
    ("New Year's Eve rolls over the weekend", SWEDEN, "2026-12-10", 21, "2027-01-04"),
    ("Epiphany rolls to the day after", SWEDEN, "2026-12-16", 21, "2027-01-07"),
    ("Good Friday rolls over Easter", SWEDEN, "2026-03-13", 21, "2026-04-07"),
    ("Midsummer Eve rolls over the weekend", SWEDEN, "2026-05-29", 21, "2026-06-22"),
    ("the National Day was a working day in 2003", SWEDEN, "2003-05-16", 21, "2003-06-06"),
    ("Danish: the same weekday four weeks later", DENMARK, "2026-11-02", 28, "2026-11-30"),
    ("Danish: Maundy Thursday rolls over Easter", DENMARK, "2026-03-05", 28, "2026-04-07"),
    ("Danish: Constitution Day rolls over the weekend", DENMARK, "2026-05-08", 28, "2026-06-08"),
    ("Danish: the great prayer day is a working day now", DENMARK, "2026-04-03", 28, "2026-05-01"),
    ("Danish: it was not in 2023", DENMARK, "2023-04-07", 28, "2023-05-08"),
]


@pytest.mark.parametrize(
    ("of", "given", "days", "last"), [row[1:] for row in LAST_DAYS], ids=[r[0] for r in LAST_DAYS]
)
def test_a_time_runs_out_on_a_working_day(of: Calendar, given: str, days: int, last: str) -> None:
    assert of.last_day(date.fromisoformat(given), days) == date.fromisoformat(last)


def test_easter_falls_where_the_almanacs_say() -> None:
    known = ["1818-03-22", "1943-04-25", "2000-04-23", "2025-04-20", "2026-04-05", "2038-04-25"]

    assert [easter_sunday(int(day[:4])).isoformat() for day in known] == known


@pytest.mark.parametrize(
    ("of", "is_rest", "days"),
    [(SWEDEN, almanac.is_rest_in_sweden, 21), (DENMARK, almanac.is_rest_in_denmark, 28)],
    ids=["sweden", "denmark"],
)
def test_ten_thousand_deadlines_equal_a_second_reckoning(of, is_rest, days) -> None:  # type: ignore[no-untyped-def]
    chance, first = Random(20261122), date(1990, 1, 1)
    given = [first + timedelta(days=chance.randrange(60 * 365)) for _ in range(10_000)]

    differing = [
        day for day in given if of.last_day(day, days) != almanac.last_day(day, days, is_rest)
    ]

    assert differing == []


def test_the_working_day_after_a_friday_is_a_monday_unless_it_is_a_holiday() -> None:
    assert SWEDEN.next_working_day(date(2026, 11, 20)) == date(2026, 11, 23)
    assert SWEDEN.next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)


FAULTS = [
    ('weekdays = ["saturday", "freeday"]', "", "'freeday' is no day of the week."),
    (f"weekdays = {list(almanac.WEEK)}".replace("'", '"'), "", "Every day is a day of rest."),
    ("weekdays = []", 'on = "02-30"', "'02-30' is no day of every year."),
    ("weekdays = []", 'on = "soon"', "'soon' is no day of every year."),
    ("weekdays = []", 'on = "01-01"\neaster = 1', "It cannot be told which day this is."),
    ("weekdays = []", 'weekday = "someday"\nfrom = "06-20"', "weekday is 'someday'."),
    ("weekdays = []", 'weekday = "friday"', "from is missing."),
]


@pytest.mark.parametrize(("rolling", "rest", "said"), FAULTS)
def test_a_calendar_with_a_fault_says_where(rolling: str, rest: str, said: str) -> None:
    faults: list[Fault] = []
    text = f'[rolling]\nprovision = "P"\ntag = "MEM"\n{rolling}\n'
    text += f'[[rest]]\nid = "x"\n{rest}\n' if rest else ""

    read_calendar(read_sheet("calendar.toml", text, faults))

    assert said in [fault.what for fault in faults]
