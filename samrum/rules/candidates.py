"""Values to try for a fact: one in every region that the constants cut its values into.

Between two constants lies a region, and each constant is one of its own. Numbers, days and
durations are tried on both sides of each constant, one unit away: a day, a month, or the finest
decimal place among the constants and the present value, so that whole numbers stay whole.
"""

from __future__ import annotations

from decimal import Decimal

from samrum.rules.finding import NOWHERE
from samrum.rules.item_types import resolved
from samrum.rules.run import Run
from samrum.rules.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    date_of,
    number_of,
)
from samrum.rules.types import FeelType, ListType, Simple
from samrum.rules.value import Value, add, same, subtract

# Stands for any text that the rules do not name.
ANOTHER_TEXT = "…"

_SECOND = 10**9
_DAY = 86_400 * _SECOND


def candidates(
    kind: FeelType,
    before: Value,
    constants: list[Value],
    allowed: list[Value],
    loose: list[Value] | None = None,
) -> list[Value]:
    """The values to try in place of `before`, the nearest first; never null.

    loose: given for a fact that takes part in a formula; constants from anywhere in the rules,
    which are tried too, and numbers far away with them.
    """
    known = [*constants, *allowed]
    if isinstance(resolved(kind), ListType) or isinstance(before, list):
        return _lists(before if isinstance(before, list) else [], known)
    classes = {value.__class__ for value in (before, *known) if value is not None}
    values: list[Value] = []
    if bool in classes or resolved(kind) == Simple("boolean"):
        values += [True, False]
    if Decimal in classes:
        values += _numbers(before, [c for c in known if isinstance(c, Decimal)], loose)
    if str in classes:
        values += [c for c in known if isinstance(c, str)]
        values += [] if allowed else [ANOTHER_TEXT]
    if Date in classes:
        days = [number_of(c) for c in known if isinstance(c, Date)]
        values += [date_of(day) for day in _around(days, 1)]
    if DaysTime in classes:
        spans = [c.nanoseconds for c in known if isinstance(c, DaysTime)]
        unit = _DAY if all(span % _DAY == 0 for span in spans) else _SECOND
        values += [DaysTime(span) for span in _around(spans, unit)]
    if YearsMonths in classes:
        months = [c.months for c in known if isinstance(c, YearsMonths)]
        values += [YearsMonths(count) for count in _around(months, 1)]
    values += _moments([c for c in known if isinstance(c, (Time, DateTime))])
    return _nearest_first(before, values)


def unit_of(numbers: list[Decimal]) -> Decimal:
    """The finest decimal place among numbers: 1 for whole ones, 0.01 where one has cents."""
    exponents = [number.normalize().as_tuple().exponent for number in numbers]
    finest = min([0, *(e for e in exponents if isinstance(e, int))])
    return Decimal(1).scaleb(finest)


def _numbers(before: Value, constants: list[Decimal], loose: list[Value] | None) -> list[Decimal]:
    present = [before] if isinstance(before, Decimal) else []
    unit = unit_of([*constants, *present])
    points = list(constants)
    if loose is not None:
        points += [c for c in loose if isinstance(c, Decimal)]
        points += [present[0] * times for times in (0, 2, 10) if present]
    return [point + step for point in points for step in (Decimal(0), -unit, unit)]


def _around(points: list[int], unit: int) -> list[int]:
    """The points and their neighbours."""
    return [point + step for point in points for step in (0, -unit, unit)]


def _moments(constants: list[Value]) -> list[Value]:
    """Times and moments, a second before and after; what falls off the clock is left out."""
    second = DaysTime(_SECOND)
    tried = [
        operation(constant, second, Run(), NOWHERE)
        for constant in constants
        for operation in (add, subtract)
    ]
    return [*constants, *(value for value in tried if value is not None)]


def _lists(before: list[Value], constants: list[Value]) -> list[Value]:
    """The list with one item less, one of the constants more, and none at all."""
    less = [[*before[:i], *before[i + 1 :]] for i in range(len(before))]
    more = [[*before, c] for c in constants if not any(same(c, item) for item in before)]
    tried: list[Value] = [*less, *more]
    return [*tried, []] if before else tried


def _nearest_first(before: Value, values: list[Value]) -> list[Value]:
    """Values other than the present one, each once, the nearest first; order kept among equals."""
    kept: list[Value] = []
    for value in values:
        if value is not None and not same(value, before) and not any(same(value, k) for k in kept):
            kept.append(value)
    return sorted(kept, key=lambda value: _distance(before, value))


def _distance(before: Value, value: Value) -> Decimal:
    match before, value:
        case Decimal(), Decimal():
            return abs(value - before)
        case Date(), Date():
            return Decimal(abs(number_of(value) - number_of(before)))
        case DaysTime(), DaysTime():
            return Decimal(abs(value.nanoseconds - before.nanoseconds))
        case YearsMonths(), YearsMonths():
            return Decimal(abs(value.months - before.months))
    return Decimal(1)
