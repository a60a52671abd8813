"""FEEL dates, times and durations: years far outside 1..9999, nanoseconds, offsets and IANA zones.

Python's datetime holds none of these, so the classes are our own. Source: DMN 1.5, 10.3.2.3.4 to
10.3.2.3.9, and XML Schema Part 2 for the text forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LAST_YEAR: Final = 999_999_999


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


def parse_date(text: str) -> Date | None:
    """`2024-02-29`, `-0044-03-15`; None for anything else."""
    raise NotImplementedError


def parse_time(text: str) -> Time | None:
    """`10:30:00`, `10:30:00.5Z`, `10:30:00+02:00`, `10:30:00@Europe/Oslo`; else None."""
    raise NotImplementedError


def parse_date_time(text: str) -> DateTime | None:
    """A date, `T`, a time; or a date alone, which means its midnight; else None."""
    raise NotImplementedError


def parse_duration(text: str) -> DaysTime | YearsMonths | None:
    """`P1Y2M`, `-P1DT2H0.5S`; None for anything else, also for a mix of the two kinds."""
    raise NotImplementedError


def parse_at(text: str) -> Date | Time | DateTime | DaysTime | YearsMonths | None:
    """What the literal `@"text"` stands for, or None."""
    raise NotImplementedError


def temporal_text(value: Date | Time | DateTime | DaysTime | YearsMonths) -> str:
    """The value in its one normal text form, which parse_at reads back."""
    raise NotImplementedError
