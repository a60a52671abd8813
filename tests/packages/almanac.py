"""A second reckoning of days of rest, written straight from the statutes, to compare with.

Nothing here is shared with samrum.packages.calendar: Easter is found by the golden number and the
Sunday after the full moon (D. E. Knuth, The Art of Computer Programming 1.3.2, exercise 14), the
holidays are asked for day by day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def last_day(given: date, days: int, is_rest: Callable[[date], bool]) -> date:
    """Count forward day by day; step on for as long as nobody works."""
    day = given
    for _ in range(days):
        day = day + timedelta(days=1)
    while is_rest(day):
        day = day + timedelta(days=1)
    return day


def is_rest_in_sweden(day: date) -> bool:
    if day.weekday() >= 5:
        return True
    if (day.month, day.day) in ((1, 1), (1, 6), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)):
        return True
    if (day.month, day.day) == (6, 6):
        return day.year > 2004
    if day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4:
        return True  # Midsummer Eve; Midsummer Day and All Saints' Day are Saturdays
    after_easter = (day - easter(day.year)).days
    return after_easter in (-2, 1, 39) or (after_easter == 50 and day.year < 2005)


def is_rest_in_denmark(day: date) -> bool:
    if day.weekday() >= 5:
        return True
    if (day.month, day.day) in ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)):
        return True
    after_easter = (day - easter(day.year)).days
    return after_easter in (-3, -2, 1, 39, 50) or (after_easter == 26 and day.year < 2024)


def easter(year: int) -> date:
    golden = year % 19 + 1
    century = year // 100 + 1
    skipped = 3 * century // 4 - 12
    moon = (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - skipped - 10
    epact = (11 * golden + 20 + moon - skipped) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact
    if full < 21:
        full += 30
    full += 7 - (sunday + full) % 7
    return date(year, 3, 1) + timedelta(days=full - 1)
