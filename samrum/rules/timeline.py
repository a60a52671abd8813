"""The calendar and the zones behind temporal.py: days as numbers, offsets of IANA zones.

The calendar is the proleptic Gregorian one, for any year. The zone rules come from the time zone
database that zoneinfo finds; for years that Python's datetime lacks, a year of the same shape
stands in, since the Gregorian calendar repeats every 400 years and so do the rules at its far ends.
"""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

LAST_YEAR: Final = 999_999_999
NANOSECONDS_A_DAY: Final = 86_400 * 10**9

_DAYS_IN_400_YEARS: Final = 146_097
_DAYS_BEFORE_EPOCH: Final = 719_468  # from 0000-03-01 to 1970-01-01
# Folders and files of a system's zone database that are no IANA zone.
_NOT_A_ZONE = re.compile(r"(?:posix|right)/|(?:localtime|posixrules|Factory|leapseconds)$")


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01, negative before it; counted from March, so that leap days come last."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_IN_400_YEARS + day_of_era - _DAYS_BEFORE_EPOCH


def civil_day(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, day_of_era = divmod(number + _DAYS_BEFORE_EPOCH, _DAYS_IN_400_YEARS)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = (shifted_month + 2) % 12 + 1
    return year_of_era + era * 400 + (month <= 2), month, day


def weekday(number: int) -> int:
    """1 for Monday to 7 for Sunday."""
    return (number + 3) % 7 + 1


def week_of_year(number: int) -> int:
    """The ISO 8601 week, 1 to 53, of a day number."""
    thursday = number - weekday(number) + 4
    first = day_number(civil_day(thursday)[0], 1, 1)
    return (thursday - first) // 7 + 1


def is_zone(name: str) -> bool:
    """Whether the name is one of the IANA time zone database."""
    return _zone(name) is not None


def offset_at(zone: str, local_seconds: int) -> int:
    """Seconds east of UTC in the zone when its clocks show this: seconds since 1970-01-01T00:00.

    Where clocks show a time twice, the earlier; where they skip it, the offset before the skip.
    """
    return _seconds(_rules(zone).utcoffset(_stand_in(local_seconds)))


def offset_after(zone: str, utc_seconds: int) -> int:
    """Seconds east of UTC in the zone at this instant: seconds since 1970-01-01T00:00Z."""
    rules = _rules(zone)
    instant = _stand_in(utc_seconds)
    return _seconds(rules.fromutc(instant.replace(tzinfo=rules)).replace(tzinfo=None) - instant)


@functools.lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    if _NOT_A_ZONE.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def _rules(name: str) -> tzinfo:
    zone = _zone(name)
    if zone is None:
        raise ValueError(f"no such time zone: {name}")
    return zone


def _stand_in(seconds: int) -> datetime:
    """The moment as a datetime, in a year of the same shape when datetime lacks its own."""
    number, second = divmod(seconds, 86_400)
    year, month, day = civil_day(number)
    if year > 9_998:
        year = 8_000 + year % 400
    elif year < 2:
        year = 400 + year % 400
    return datetime(year, month, day) + timedelta(seconds=second)


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else offset.days * 86_400 + offset.seconds
