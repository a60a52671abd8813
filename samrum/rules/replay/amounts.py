"""Amounts before and after: what they sum up to, and whose goes up or down. Exact, in any size."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

import numpy as np

from samrum.rules.replay.columns import FURTHEST, Array, Coded, Column, Measured, Truths, coded

# Room for sums of numbers of any size that FEEL has, to 34 digits each.
_WIDE = Context(prec=400)
_MOST_PLACES = 18
_LOW_BITS = 20


@dataclass(frozen=True, slots=True)
class Amounts:
    """Of the cases with a number before and after: how many, the sums, and how many got more and
    less."""

    cases: int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    more: int = 0
    less: int = 0

    def plus(self, other: Amounts) -> Amounts:
        """Both together."""
        return Amounts(
            self.cases + other.cases,
            _WIDE.add(self.before, other.before),
            _WIDE.add(self.after, other.after),
            self.more + other.more,
            self.less + other.less,
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """By case: whether there is a number before and after, and whether it went up or down."""

    both: Truths
    more: Truths
    less: Truths
    amounts: Amounts


def moved(old: Column, new: Column) -> Moved:
    """Compares the numbers of two columns, case by case."""
    before, is_number = _numbers(old)
    after, is_number_too = _numbers(new)
    both = is_number & is_number_too
    rows = np.flatnonzero(both)
    left, right = _in_like_units(before, after, rows)
    more, less = np.zeros_like(both), np.zeros_like(both)
    more[rows] = left.units < right.units
    less[rows] = left.units > right.units
    amounts = Amounts(len(rows), _sum(left), _sum(right), int(more.sum()), int(less.sum()))
    return Moved(both, more, less, amounts)


def _numbers(column: Column) -> tuple[Measured, Truths]:
    """A column of numbers in whole units, or of decimals (dtype object) where these do not hold
    them; and which cases have a number at all."""
    if isinstance(column, Measured) and column.kind is Decimal and column.units.dtype.kind in "iu":
        known = np.ones(len(column.units), np.bool_) if column.unknown is None else ~column.unknown
        return column, known
    told = column if isinstance(column, Coded) else coded(column)
    numbers = [value if isinstance(value, Decimal) else None for value in told.values]
    known = np.array([number is not None for number in numbers], np.bool_)[told.codes]
    scale = max((_places(number) for number in numbers if number is not None), default=0)
    units = [0 if n is None else int(_WIDE.scaleb(n, scale)) for n in numbers]
    if scale <= _MOST_PLACES and all(abs(unit) < FURTHEST for unit in units):
        return Measured(Decimal, np.array(units, np.int64)[told.codes], scale), known
    wide = np.array([*(Decimal(0) if n is None else n for n in numbers), None], dtype=object)
    return Measured(Decimal, wide[told.codes], 0), known


def _places(number: Decimal) -> int:
    exponent = number.normalize(_WIDE).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _in_like_units(a: Measured, b: Measured, rows: Array) -> tuple[Measured, Measured]:
    """Both columns of some cases in the finer of their units."""
    scale = max(a.scale, b.scale)
    found = []
    for column in (a, b):
        units = column.units[rows]
        factor = 10 ** (scale - column.scale)
        if units.dtype != object:
            units = units.astype(np.int64)
            if len(units) and max(abs(int(units.min())), abs(int(units.max()))) * factor > FURTHEST:
                units = units.astype(object)
        found.append(Measured(Decimal, units * factor, scale))
    return found[0], found[1]


def _sum(column: Measured) -> Decimal:
    units = column.units
    with localcontext(_WIDE):
        if units.dtype == object:
            return sum(units.tolist(), Decimal(0)).scaleb(-column.scale)
        high, low = units >> _LOW_BITS, units & ((1 << _LOW_BITS) - 1)
        total = (int(high.sum()) << _LOW_BITS) + int(low.sum())
        return Decimal(total).scaleb(-column.scale)
