"""FEEL dates, times and durations as values and as text.

Python's datetime ends at year 9999 and at microseconds, so the classes are our own. Reckoning with
them is in timeline.py. Source: DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8, and XML Schema Part 2 for the
text forms; an IANA zone follows a time as `@Europe/Stockholm`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from samrum.rules.timeline import (
    LAST_YEAR,
    NANOSECONDS_A_DAY,
    civil_day,
    day_number,
    days_in_month,
    is_zone,
)

FURTHEST_OFFSET: Final = 14 * 3600
LONGEST_MONTHS: Final = 10**12
LONGEST_NANOSECONDS: Final = 10**28


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar; year -999,999,999 to 999,999,999."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day; at most one of offset (seconds east of UTC) and zone (IANA name) is given."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of that day; the time carries the offset or zone."""

    date: Date
    time: Time


@dataclass(frozen=True, slots=True)
class DaysTime:
    """A days and time duration, in nanoseconds."""

    nanoseconds: int


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, in months."""

    months: int


Temporal: TypeAlias = Date | Time | DateTime | DaysTime | YearsMonths

# XML Schema: four digits or more, a longer year without leading zeros, no plus sign.
_DATE = r"(-?(?:[1-9][0-9]{3,8}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
_ZONE = r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]{1,64}))?"
_DATE_PATTERN = re.compile(_DATE + r"(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_TIME_PATTERN = re.compile(_TIME + _ZONE)
_DATE_TIME_PATTERN = re.compile(f"{_DATE}(T{_TIME})?{_ZONE}")
_MONTHS_PATTERN = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAYS_PATTERN = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?"
    r"(?:T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{1,9}))?S)?)?"
)


def parse_date(text: str) -> Date | None:
    """`2024-02-29`, `-0044-03-15`; None for anything else.

    XML Schema lets an offset follow; a FEEL date has none, so it is dropped.
    """
    found = _DATE_PATTERN.fullmatch(text)
    return None if found is None else make_date(*map(int, found.groups()))


def parse_time(text: str) -> Time | None:
    """`10:30:00`, `10:30:00.5Z`, `10:30:00+02:00`, `10:30:00@Europe/Oslo`; else None.

    `24:00:00` is midnight.
    """
    found = _TIME_PATTERN.fullmatch(text)
    if found is None:
        return None
    parsed = _time_of_day(found.group(1, 2, 3, 4), found.group(5, 6, 7, 8, 9, 10))
    return None if parsed is None else parsed[0]


def parse_date_time(text: str) -> DateTime | None:
    """A date, `T`, a time; or a date alone, which means its midnight; else None.

    `24:00:00` is midnight of the next day.
    """
    found = _DATE_TIME_PATTERN.fullmatch(text)
    if found is None:
        return None
    date = make_date(*map(int, found.group(1, 2, 3)))
    clock = found.group(5, 6, 7, 8) if found.group(4) else ("00", "00", "00", None)
    parsed = _time_of_day(clock, found.group(9, 10, 11, 12, 13, 14))
    if date is None or parsed is None:
        return None
    time, days_later = parsed
    if days_later:
        date = date_of(number_of(date) + days_later)
    return None if date is None else DateTime(date, time)


def parse_duration(text: str) -> DaysTime | YearsMonths | None:
    """`P1Y2M`, `-P1DT2H0.5S`; None for anything else, also for a mix of the two kinds."""
    if text.endswith(("P", "T")):
        return None
    if found := _MONTHS_PATTERN.fullmatch(text):
        sign, years, months = found.groups()
        return months_duration(_signed(sign, int(years or 0) * 12 + int(months or 0)))
    if found := _DAYS_PATTERN.fullmatch(text):
        sign, days, hours, minutes, seconds, fraction = found.groups()
        length = int(days or 0) * 86_400 + int(hours or 0) * 3_600 + int(minutes or 0) * 60
        length += int(seconds or 0)
        return time_duration(_signed(sign, length * 10**9 + _nanoseconds(fraction)))
    return None


def parse_at(text: str) -> Temporal | None:
    """What the literal `@"text"` stands for, or None."""
    if text.startswith(("P", "-P")):
        return parse_duration(text)
    if text[2:3] == ":":
        return parse_time(text)
    return parse_date_time(text) if "T" in text.partition("@")[0] else parse_date(text)


def make_date(year: int, month: int, day: int) -> Date | None:
    """The date, or None when there is no such day."""
    if abs(year) > LAST_YEAR or not 1 <= month <= 12:
        return None
    return Date(year, month, day) if 1 <= day <= days_in_month(year, month) else None


def make_time(hour: int, minute: int, nanoseconds: int, offset: int | None) -> Time | None:
    """The time, or None; `nanoseconds` of the minute, `offset` in seconds."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= nanoseconds < 60 * 10**9):
        return None
    if offset is not None and abs(offset) > FURTHEST_OFFSET:
        return None
    second, nanosecond = divmod(nanoseconds, 10**9)
    return Time(hour, minute, second, nanosecond, offset)


def months_duration(months: int) -> YearsMonths | None:
    """The duration, or None when it is longer than any two dates are apart."""
    return YearsMonths(months) if abs(months) <= LONGEST_MONTHS else None


def time_duration(nanoseconds: int) -> DaysTime | None:
    """The duration, or None when it is longer than any two dates are apart."""
    return DaysTime(nanoseconds) if abs(nanoseconds) <= LONGEST_NANOSECONDS else None


def number_of(date: Date) -> int:
    """The day's number, counted from 1970-01-01."""
    return day_number(date.year, date.month, date.day)


def date_of(number: int) -> Date | None:
    """The day with this number, or None outside of the calendar."""
    year, month, day = civil_day(number)
    return Date(year, month, day) if abs(year) <= LAST_YEAR else None


def temporal_text(value: Temporal) -> str:
    """The value in its one normal text form, which parse_at reads back."""
    if isinstance(value, Date):
        return _date_text(value)
    if isinstance(value, Time):
        return _time_text(value)
    if isinstance(value, DateTime):
        return f"{_date_text(value.date)}T{_time_text(value.time)}"
    if isinstance(value, DaysTime):
        return _days_text(value.nanoseconds)
    return _months_text(value.months)


def _time_of_day(
    clock: tuple[str | None, ...], zone: tuple[str | None, ...]
) -> tuple[Time, int] | None:
    """The time of the matched groups, and the days it lies later: 1 for 24:00:00."""
    hour, minute, second = (int(part or 0) for part in clock[:3])
    nanosecond = _nanoseconds(clock[3])
    midnight = (hour, minute, second, nanosecond) == (24, 0, 0, 0)
    if minute > 59 or second > 59 or (hour > 23 and not midnight):
        return None
    zulu, sign, hours, minutes, seconds, name = zone
    offset = None
    if zulu:
        offset = 0
    elif sign:
        if int(minutes or 0) > 59 or int(seconds or 0) > 59:
            return None
        offset = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        offset = -offset if sign == "-" else offset
        if abs(offset) > FURTHEST_OFFSET:
            return None
    elif name and not is_zone(name):
        return None
    return Time(hour % 24, minute, second, nanosecond, offset, name), int(midnight)


def _nanoseconds(fraction: str | None) -> int:
    return int(fraction.ljust(9, "0")) if fraction else 0


def _signed(sign: str, length: int) -> int:
    return -length if sign else length


def _date_text(date: Date) -> str:
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04d}-{date.month:02d}-{date.day:02d}"


def _time_text(time: Time) -> str:
    text = f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{_fraction(time.nanosecond)}"
    if time.zone is not None:
        return f"{text}@{time.zone}"
    if time.offset is None:
        return text
    if time.offset == 0:
        return text + "Z"
    hours, rest = divmod(abs(time.offset), 3600)
    minutes, seconds = divmod(rest, 60)
    text += f"{'-' if time.offset < 0 else '+'}{hours:02d}:{minutes:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def _fraction(nanosecond: int) -> str:
    return f".{nanosecond:09d}".rstrip("0") if nanosecond else ""


def _days_text(nanoseconds: int) -> str:
    if nanoseconds == 0:
        return "PT0S"
    days, rest = divmod(abs(nanoseconds), NANOSECONDS_A_DAY)
    whole, fraction = divmod(rest, 10**9)
    hours, whole = divmod(whole, 3600)
    minutes, seconds = divmod(whole, 60)
    text = ("-P" if nanoseconds < 0 else "P") + (f"{days}D" if days else "")
    if not rest:
        return text
    text += "T" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return text + (f"{seconds}{_fraction(fraction)}S" if seconds or fraction else "")


def _months_text(months: int) -> str:
    if months == 0:
        return "P0M"
    years, rest = divmod(abs(months), 12)
    text = ("-P" if months < 0 else "P") + (f"{years}Y" if years else "")
    return text + (f"{rest}M" if rest else "")
