"""Columns as they come, from NumPy or Arrow, in one of the two forms of columns.py.

Nothing is known here of what the rules make of them: texts are texts. What no column of ours holds
exactly is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from samrum.rules.replay.columns import (
    FURTHEST,
    TRUTHS,
    Array,
    Coded,
    Column,
    Measured,
    Truths,
    distinct,
)
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, date_of
from samrum.rules.timeline import NANOSECONDS_A_DAY

# Nanoseconds in the units that NumPy and Arrow count time in.
TICKS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
# Decimals of so many digits or fewer come out of a float as they went in.
_SURE_DIGITS = 10**15
_MOST_PLACES = 6
_NO_TIME = np.iinfo(np.int64).min


def from_numpy(name: str, array: Array) -> Column:
    """A NumPy array: of numbers, truths, texts, days, moments, spans or Python objects; masked
    entries, None, NaN and NaT are unknown. Raises ReplayFault for another type."""
    unknown: Truths | None = None
    if isinstance(array, np.ma.MaskedArray):
        unknown = np.ma.getmaskarray(array) if np.ma.is_masked(array) else None
        array = array.data
    match array.dtype.kind:
        case "b":
            return truths(array, unknown)
        case "i" | "u":
            return whole_numbers(array, 0, unknown)
        case "f" if array.dtype == np.float64:
            return floats(name, array, unknown)
        case "M" | "m":
            return _times(name, array, unknown)
        case "U" | "T" | "O":
            return objects(array.tolist(), unknown)
    raise unreadable(name, f"the type {array.dtype}")


def truths(array: Array, unknown: Truths | None) -> Coded:
    """True and false, or unknown."""
    codes = array.view(np.uint8)
    if unknown is None:
        return Coded(codes, TRUTHS)
    return Coded(np.where(unknown, np.uint8(2), codes), (*TRUTHS, None))


def whole_numbers(array: Array, scale: int, unknown: Truths | None) -> Column:
    """Numbers array / 10**scale; those that 62 bits do not hold make it a coded column."""
    if unknown is not None:
        array = np.where(unknown, array.dtype.type(0), array)
    if array.dtype.itemsize == 8 and len(array):
        lowest, highest = int(array.min()), int(array.max())
        if lowest < -FURTHEST or highest > FURTHEST:
            numbers = [Decimal(n).scaleb(-scale) for n in array.tolist()]
            return objects(numbers, unknown)
    return Measured(Decimal, array, scale, unknown)


def floats(name: str, array: Array, unknown: Truths | None) -> Measured:
    """Numbers by their shortest texts; in whole units where they have few digits, which is
    quicker and can be reckoned with."""
    missing = np.isnan(array)
    unknown = missing if unknown is None else missing | unknown
    known = np.where(unknown, 0.0, array)
    if np.isinf(known).any():
        raise ReplayFault(
            f"A number in the column {name} is infinite.",
            "Rules know no infinite numbers.",
            "Leave it empty where the number is not known.",
        )
    marks = unknown if unknown.any() else None
    for places in range(0, _MOST_PLACES + 1, 2):
        units = np.rint(known * 10.0**places)
        if np.abs(units).max(initial=0) >= _SURE_DIGITS:
            break
        if (units / 10.0**places == known).all():
            return Measured(Decimal, units.astype(np.int64), places, marks)
    return Measured(Decimal, known, 0, marks)


def objects(values: Sequence[Any], unknown: Truths | None = None) -> Coded:
    """Python objects, each different one kept once."""
    kept: list[Any] = []
    texts: dict[str, int] = {}
    others: dict[object, int] = {}

    def code(known: dict[Any, int], key: object, value: Any) -> int:
        found = known.setdefault(key, len(kept))
        if found == len(kept):
            kept.append(value)
        return found

    codes = np.fromiter(
        (
            code(texts, value, value)
            if value.__class__ is str
            else code(others, _key(value), value)
            for value in values
        ),
        np.int32,
        len(values),
    )
    if unknown is not None and unknown.any():
        codes[unknown] = code(others, _key(None), None)
    return Coded(codes, kept)


def ticks(array: Array, make: Callable[[int], object], unknown: Truths | None) -> Coded:
    """Moments or spans as a column of counts; make(count) gives the value."""
    if unknown is not None:
        array = np.where(unknown, 0, array)
    found, codes = distinct(array)
    values = [make(count) for count in found.tolist()]
    if unknown is not None and unknown.any():
        codes = np.where(unknown, len(values), codes)
        values.append(None)
    return Coded(codes, values)


def days(array: Array, unknown: Truths | None) -> Measured:
    """Days counted from 1970-01-01."""
    return Measured(Date, array, 0, unknown)


def moment(nanoseconds: int, offset: int | None = None) -> DateTime | None:
    """The date and time so long after the start of 1970, with that offset from UTC shown."""
    day, rest = divmod(nanoseconds, NANOSECONDS_A_DAY)
    date = date_of(day)
    return None if date is None else DateTime(date, time_of_day(rest, offset))


def time_of_day(nanoseconds: int, offset: int | None = None) -> Time:
    """The time so long after midnight."""
    seconds, nanosecond = divmod(nanoseconds, 10**9)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nanosecond, offset)


def unreadable(name: str, what: str) -> ReplayFault:
    """The refusal of a column whose type we do not read."""
    return ReplayFault(
        f"The column {name} cannot be read.",
        f"Rules have no exact meaning for {what}.",
        "Give whole numbers, decimals, float64, texts, true and false, or dates.",
    )


def _times(name: str, array: Array, unknown: Truths | None) -> Column:
    unit = np.datetime_data(array.dtype)[0]
    counts = array.view(np.int64)
    missing = counts == _NO_TIME
    marks = missing if unknown is None else missing | unknown
    unknown = marks if marks.any() else None
    if array.dtype.kind == "M" and unit == "D":
        return days(counts, unknown)
    if unit not in TICKS:
        raise unreadable(name, f"the type {array.dtype}")
    tick = TICKS[unit]
    if array.dtype.kind == "M":
        return ticks(counts, lambda count: moment(count * tick), unknown)
    return ticks(counts, lambda count: DaysTime(count * tick), unknown)


def _key(value: Any) -> object:
    """What tells Python objects apart; NaN is the same as NaN."""
    if value.__class__ is float and value != value:
        return float
    if isinstance(value, list | dict | tuple | np.ndarray):
        return value.__class__, repr(value)
    return value.__class__, value
