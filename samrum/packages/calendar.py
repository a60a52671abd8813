"""The calendar of a country: its holidays as rules, and the day on which a time runs out.

```toml
# countries/se/calendar.toml
[rolling]
provision = "2 § lagen (1930:173) om beräkning av lagstadgad tid"
tag = "MEM"
weekdays = ["saturday", "sunday"]

[[rest]]
id = "good-friday"
easter = -2             # days from Easter Sunday

[[rest]]
id = "midsummer-day"
weekday = "saturday"    # the first one
from = "06-20"          # from that day on

[[rest]]
id = "national-day"
on = "06-06"
first_year = 2005
```

A time that is counted in weeks ends on the day of the same name; where that is a day of rest it
ends on the next working day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from samrum.packages.guard import TAGS
from samrum.packages.sheet import Sheet

WEEKDAYS: Final = (*("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),)
_DAY_OF_YEAR: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RestDay:
    """A day of rest that comes once a year, from `first_year` to `last_year`.

    Told in one of three ways: `on` a day of the year (month, day); so many days from `easter`; or
    the first `weekday` (0 is Monday) from the day of the year `since`.
    """

    id: str
    on: tuple[int, int] | None = None
    easter: int | None = None
    weekday: int = 0
    since: tuple[int, int] = (1, 1)
    first_year: int = date.min.year
    last_year: int = date.max.year

    def in_year(self, year: int) -> date | None:
        """Return the day in this year, None where it is no day of rest then."""
        if not self.first_year <= year <= self.last_year:
            return None
        if self.on is not None:
            return date(year, *self.on)
        if self.easter is not None:
            return easter_sunday(year) + timedelta(days=self.easter)
        first = date(year, *self.since)
        return first + timedelta(days=(self.weekday - first.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a time runs out; `weekdays` (0 is Monday) and `rests` are the days it never ends on.

    `provision` and `tag` say where that comes from and how sure it is.
    """

    weekdays: tuple[int, ...] = (5, 6)
    rests: tuple[RestDay, ...] = ()
    provision: str = ""
    tag: str = "MEM"

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in self.weekdays and day not in _rests(self.rests, day.year)

    def rolled(self, day: date) -> date:
        """Return `day`, or the first working day after it where it is a day of rest."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.rolled(day + _ONE_DAY)

    def last_day(self, given: date, days: int) -> date:
        """Return the last day of a time of so many days (three weeks: 21) from `given`.

        The day it is counted from is not counted itself: three weeks from a Monday end on a Monday.
        """
        return self.rolled(given + timedelta(days=days))


@cache
def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the "anonymous" computus, Nature 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    lunar = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - lunar + 15) % 30
    step, over = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * step - epact - over) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _rests(rests: tuple[RestDay, ...], year: int) -> frozenset[date]:
    """Return the days of rest that fall in a year."""
    near = (rest.in_year(year) for rest in rests)
    return frozenset(day for day in near if day is not None)


def read_calendar(sheet: Sheet) -> Calendar:
    """Return the calendar of a country's sheet; faults are noted."""
    rolling = sheet.table("rolling")
    calendar = Calendar(
        tuple(map(WEEKDAYS.index, _weekdays(rolling))),
        tuple(_rest(table) for table in sheet.tables("rest")),
        rolling.text("provision"),
        rolling.one_of("tag", TAGS),
    )
    _working_days_left(rolling, calendar.weekdays)
    rolling.finish()
    sheet.finish()
    return calendar


def _weekdays(sheet: Sheet) -> Iterable[str]:
    told = sheet.texts("weekdays")
    for name in told:
        if name not in WEEKDAYS:
            sheet.fault(
                "weekdays",
                f"{name!r} is no day of the week.",
                "A time would still run out on it.",
                f"Use {', '.join(WEEKDAYS)}.",
            )
    return (name for name in told if name in WEEKDAYS)


def _working_days_left(sheet: Sheet, weekdays: tuple[int, ...]) -> None:
    if len(set(weekdays)) >= len(WEEKDAYS):
        sheet.fault(
            "weekdays",
            "Every day is a day of rest.",
            "No time would ever run out.",
            "Leave out the days on which people work.",
        )


def _rest(sheet: Sheet) -> RestDay:
    ways = [key for key in ("on", "easter", "weekday") if sheet.has(key)]
    if len(ways) != 1:
        sheet.fault(
            ways[1] if ways else "id",
            "It cannot be told which day this is.",
            "A day of rest is told in one way.",
            'Write on = "12-25", easter = -2, or weekday = "saturday" with from = "06-20".',
        )
    weekday = sheet.one_of("weekday", WEEKDAYS, "monday")
    rest = RestDay(
        sheet.text("id"),
        _day_of_year(sheet, "on") if sheet.has("on") else None,
        _from_easter(sheet),
        WEEKDAYS.index(weekday) if weekday in WEEKDAYS else 0,
        _day_of_year(sheet, "from") if "weekday" in ways else (1, 1),
        sheet.whole("first_year", date.min.year, least=date.min.year),
        sheet.whole("last_year", date.max.year, least=date.min.year),
    )
    for key in ("on", "from"):
        sheet.text(key, "")
    sheet.finish()
    return rest


def _from_easter(sheet: Sheet) -> int | None:
    return (
        sheet.whole("easter", 0, least=-60) if sheet.has("easter") else sheet.maybe_whole("easter")
    )


def _day_of_year(sheet: Sheet, key: str) -> tuple[int, int]:
    text = sheet.text(key)
    found = _DAY_OF_YEAR.fullmatch(text)
    if found is None or not _comes_every_year(*map(int, found.groups())):
        sheet.fault(
            key,
            f"{text!r} is no day of every year.",
            "It is a month and a day.",
            'Write "06-20" for 20 June.',
        )
        return (1, 1)
    month, day = map(int, found.groups())
    return month, day


def _comes_every_year(month: int, day: int) -> bool:
    try:
        date(2001, month, day)
    except ValueError:
        return False
    return True
