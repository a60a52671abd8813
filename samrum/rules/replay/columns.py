"""The values of one name for many cases at once, in one of two forms.

Measured: numbers or days, as units on a line. Coded: values of any kind, each kept once, and a
code for each case. Both are exact: a number is a whole number of units, and a float stands for the
number that its shortest text shows (0.1 is one tenth), as it does in JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from samrum.rules.number import CONTEXT
from samrum.rules.temporal import Date, date_of
from samrum.rules.value import Value, literal

Array: TypeAlias = NDArray[Any]
Truths: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = "slice | NDArray[np.intp]"

# The values of a column of truths, by their codes.
TRUTHS: tuple[Value, ...] = (False, True)

# Units beyond this are kept as values of their own, so that reckoning in 64 bits has room.
FURTHEST = 2**62
# As far apart as this for each case, whole numbers are told apart by a table.
_SPREAD = 4
_SMALLEST_TABLE = 1 << 12


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers (kind Decimal) or days (kind Date) of n cases.

    A number is units[i] / 10**scale; a day is counted from 1970-01-01. Units are integers, or
    float64 with scale 0. Where unknown[i] is set the value is null and the unit means nothing.
    """

    kind: type
    units: Array
    scale: int = 0
    unknown: Truths | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """Values of n cases: that of case i is values[codes[i]]. `values` may still grow."""

    codes: Array
    values: Sequence[Value]


Column: TypeAlias = Measured | Coded


def part(column: Column, rows: Rows) -> Column:
    """The column of some of the cases."""
    if isinstance(column, Coded):
        return Coded(column.codes[rows], column.values)
    unknown = None if column.unknown is None else column.unknown[rows]
    return Measured(column.kind, column.units[rows], column.scale, unknown)


def length(column: Column) -> int:
    """The number of cases."""
    return len(column.codes if isinstance(column, Coded) else column.units)


def value_at(column: Column, row: int) -> Value:
    """The value of one case."""
    if isinstance(column, Coded):
        return column.values[column.codes[row]]
    if column.unknown is not None and column.unknown[row]:
        return None
    return _value_of(column, column.units[row])


def coded(column: Column) -> Coded:
    """The column with each of its values kept once; for a coded one, those that occur."""
    if isinstance(column, Coded):
        codes, places = distinct(column.codes)
        return Coded(places, [column.values[code] for code in codes.tolist()])
    units = column.units
    if column.unknown is not None:
        units = np.where(column.unknown, units.dtype.type(0), units)
    found, codes = distinct(units)
    values: list[Value] = [_value_of(column, unit) for unit in found]
    if column.unknown is not None and column.unknown.any():
        codes = np.where(column.unknown, len(values), codes)
        values.append(None)
    return Coded(codes, values)


def distinct(numbers: Array) -> tuple[Array, NDArray[np.intp]]:
    """The different numbers in order, and the place of each case's number among them."""
    if len(numbers) == 0 or numbers.dtype.kind not in "iu":
        found, places = np.unique(numbers, return_inverse=True)
        return found, places
    lowest, highest = int(numbers.min()), int(numbers.max())
    spread = highest - lowest + 1
    if spread > max(_SMALLEST_TABLE, _SPREAD * len(numbers)):
        found, places = np.unique(numbers, return_inverse=True)
        return found, places
    offsets = np.subtract(numbers, lowest, dtype=np.int64)
    present = np.zeros(spread, dtype=np.bool_)
    present[offsets] = True
    found = np.flatnonzero(present)
    order = np.cumsum(present, dtype=np.intp) - 1
    return found + lowest, order[offsets]


def combinations(columns: Sequence[Array]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The different rows of whole-number columns: for each, the first case that has it; and for
    each case, the place of its row among them."""
    _, key = distinct(columns[0])
    for column in columns[1:]:
        _, codes = distinct(column)
        _, key = distinct(key * (int(np.max(codes, initial=0)) + 1) + codes)
    first = np.full(int(np.max(key, initial=-1)) + 1, len(key), dtype=np.intp)
    first[key[::-1]] = np.arange(len(key) - 1, -1, -1, dtype=np.intp)
    return first, key


def key_of(value: Value) -> object:
    """What two values share when they are the same value of FEEL, to look them up by."""
    if isinstance(value, list | dict):
        return value.__class__, literal(value)
    return value.__class__, value


def number_from_float(number: float) -> Decimal:
    """The number that a float's shortest text shows."""
    return CONTEXT.create_decimal(repr(float(number)))


def _value_of(column: Measured, unit: Any) -> Value:
    if column.kind is Date:
        return date_of(int(unit))
    if column.units.dtype.kind == "f":
        return number_from_float(unit)
    return CONTEXT.scaleb(Decimal(int(unit)), -column.scale)
