"""Values to try for a variable: one in every region that its lines cut the values into.

A grid is made for variables that are compared with each other at once: in every region it holds
as many values as there are such variables, so that any order among them can be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise
from typing import Any, Final

from samrum.rules.candidates import ANOTHER_TEXT, unit_of
from samrum.rules.check.infer import SAMPLES
from samrum.rules.finding import NOWHERE
from samrum.rules.item_types import resolved
from samrum.rules.number import CONTEXT
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
from samrum.rules.types import FeelType, ListType, Simple, conforms
from samrum.rules.value import Function, Range, Value, add, less, subtract

# Texts that no rule names; the first is shown as "another text".
OTHER_TEXTS: Final = (ANOTHER_TEXT, f"{ANOTHER_TEXT} {ANOTHER_TEXT}", f"{ANOTHER_TEXT} 3")
MOST_TOGETHER: Final = len(OTHER_TEXTS)
_SECOND: Final = 10**9
_DAY: Final = 86_400 * _SECOND
_EXTRA_NUMBERS: Final = tuple(Decimal(n) for n in (0, 1, 100))
_EXTRA_DAYS: Final = (0, 31, 365)


@dataclass(frozen=True, slots=True)
class Point:
    """A value to try. `region` counts the regions of its type from 0: an even number lies before,
    between or after the constants, an odd one is a constant; None where nothing is ordered."""

    value: Value
    region: int | None = None

    @property
    def is_other_text(self) -> bool:
        """Whether it stands for any text that no rule names."""
        return isinstance(self.value, str) and self.value in OTHER_TEXTS


@dataclass(frozen=True, slots=True)
class Grid:
    """The points of one variable, and the constants that cut its regions (when it has an order)."""

    points: tuple[Point, ...]
    constants: tuple[Value, ...] = ()


def make_grid(
    kind: FeelType,
    constants: Sequence[Value],
    *,
    together: int = 1,
    is_ordered: bool = False,
    reckoned: Sequence[Value] | None = None,
) -> Grid:
    """The grid of a variable of a type, from the constants it is held against.

    together: how many variables are compared with each other. is_ordered: texts are compared with
    `<`. reckoned: given for a variable that is reckoned with: constants from anywhere in the table,
    and a spread of values is tried beside them.
    """
    declared = resolved(kind)
    run = Run()
    known = _distinct([value for value in constants if value is not None])
    if isinstance(declared, ListType):
        return Grid(tuple(Point(one) for one in _lists(known)))
    fitting = [value for value in known if conforms(value, declared, run)]
    classes: set[type] = {type(value) for value in fitting}
    if not classes and isinstance(declared, Simple) and declared.name in SAMPLES:
        classes = {type(SAMPLES[declared.name])}
    points: list[Point] = []
    cuts: tuple[Value, ...] = ()
    for one in sorted(classes or {str}, key=lambda one: one.__name__):
        own = [value for value in (*fitting, *(reckoned or ())) if type(value) is one]
        found = _points_of(one, _distinct(own), together, is_ordered, reckoned is not None)
        points += found
        if len(classes) == 1 and together == 1 and reckoned is None and found[0].region is not None:
            cuts = tuple(_sorted(_distinct(own)))
    return Grid(tuple(p for p in points if conforms(p.value, kind, run)), cuts)


def _points_of(
    kind: type, constants: list[Value], together: int, is_ordered: bool, is_reckoned: bool
) -> list[Point]:
    """The points of the values of one Python class."""
    if kind is bool:
        return [Point(True), Point(False)]
    if kind is str and not is_ordered:
        together = MOST_TOGETHER if is_reckoned else together
        return [Point(value) for value in (*constants, *OTHER_TEXTS[:together])]
    between = _BETWEEN.get(kind)
    if between is None:
        return [Point(value) for value in constants]
    if is_reckoned:
        constants = _spread(kind, constants)
    ordered = _sorted(constants)
    unit = _unit(kind, ordered)
    points: list[Point] = []
    for place in range(len(ordered) + 1):
        low = ordered[place - 1] if place else None
        high = ordered[place] if place < len(ordered) else None
        for value in between(low, high, together, unit):
            points.append(Point(value, 2 * place))
        if place < len(ordered):
            points.append(Point(ordered[place], 2 * place + 1))
    return points


def _unit(kind: type, constants: list[Any]) -> Any:
    """The step to a neighbour: the finest decimal place of numbers, a day or a second of spans."""
    if kind is Decimal:
        return unit_of(constants)
    whole = kind is DaysTime and all(span.nanoseconds % _DAY == 0 for span in constants)
    return _DAY if whole else _SECOND


def _numbers(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    """Numbers strictly between two (None: no end), whole ones or of the known decimals if any."""
    steps = [Decimal(n) for n in range(1, count + 1)]
    if low is None and high is None:
        return list(steps)
    if low is None:
        found = [CONTEXT.subtract(high, unit * step) for step in reversed(steps)]
    else:
        if high is not None and CONTEXT.add(low, unit * count) >= high:
            unit = CONTEXT.divide(CONTEXT.subtract(high, low), Decimal(count + 1))
        found = [CONTEXT.add(low, CONTEXT.multiply(unit, step)) for step in steps]
    return [one for one in found if (low is None or low < one) and (high is None or one < high)]


def _days(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    ends = [None if end is None else number_of(end) for end in (low, high)]
    if low is None and high is None:
        ends[0] = number_of(SAMPLES["date"])  # type: ignore[arg-type]  # a Date
    return [day for n in _whole(ends[0], ends[1], count, 1) if (day := date_of(n)) is not None]


def _spans(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    ends = [None if end is None else end.nanoseconds for end in (low, high)]
    found = _whole(ends[0], ends[1], count, unit) or _whole(ends[0], ends[1], count, 1)
    return [DaysTime(n) for n in found]


def _months(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    ends = [None if end is None else end.months for end in (low, high)]
    return [YearsMonths(n) for n in _whole(ends[0], ends[1], count, 1)]


def _whole(low: int | None, high: int | None, count: int, unit: int) -> list[int]:
    """At most `count` whole numbers strictly between two, a unit apart."""
    if high is None:
        start = 0 if low is None else low
        return [start + unit * n for n in range(1, count + 1)]
    if low is None:
        return [high - unit * n for n in range(count, 0, -1)]
    if low + unit * count >= high:
        unit = max(1, (high - low) // (count + 1))
    return [n for n in (low + unit * i for i in range(1, count + 1)) if n < high]


def _moments(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    """Times or moments a second apart, or a nanosecond where they lie closer."""
    if low is None and high is None:
        low = SAMPLES["date and time"]
    return _apart(low, high, count, _SECOND) or _apart(low, high, count, 1)


def _apart(low: Value, high: Value, count: int, unit: int) -> list[Value]:
    found: list[Value] = []
    for n in range(1, count + 1):
        step = DaysTime(n * unit)
        one = add(low, step, Run(), NOWHERE) if low is not None else None
        one = subtract(high, step, Run(), NOWHERE) if low is None else one
        if one is not None and (low is None or high is None or _is_less(one, high)):
            found.append(one)
    return found


def _clocks(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    """Times of day; adding a second to the last one would begin anew."""
    if low is None and high is None:
        low = SAMPLES["time"]
    found = _moments(low, high, count, unit)
    return [one for one in found if (low is None or _is_less(low, one))]


def _texts(low: Any, high: Any, count: int, unit: Any) -> list[Value]:
    """Texts between two in the order of their characters."""
    if high is None:
        return [f"{low or ''}{other}" for other in OTHER_TEXTS[:count]]
    found: list[Value] = [] if low is not None or not high else [""]
    for ending in ("a", " ", "\u0001", "\u0000"):
        one = f"{low or ''}{ending}"
        if (low or "") < one < high and len(found) < count:
            found.append(one)
    return found


_BETWEEN: Final[dict[type, Callable[[Any, Any, int, Any], list[Value]]]] = {
    Decimal: _numbers,
    Date: _days,
    DaysTime: _spans,
    YearsMonths: _months,
    DateTime: _moments,
    Time: _clocks,
    str: _texts,
}


def _spread(kind: type, constants: list[Value]) -> list[Value]:
    """The constants and more values of the kind, for what is reckoned with."""
    more: list[Value] = []
    if kind is Decimal:
        more = list(_EXTRA_NUMBERS)
    elif kind is Date:
        day = number_of(SAMPLES["date"])  # type: ignore[arg-type]  # a Date
        more = [date_of(day + days) for days in _EXTRA_DAYS]
    elif kind is DaysTime:
        more = [DaysTime(days * _DAY) for days in _EXTRA_DAYS]
    elif kind is YearsMonths:
        more = [YearsMonths(months) for months in (0, 1, 12, 120)]
    return _distinct([*constants, *more])


def _lists(constants: list[Value]) -> list[Value]:
    """No item, each constant alone, and all of them."""
    some: list[Value] = [[one] for one in constants]
    return [*([list(constants)] if len(constants) > 1 else []), *some, []]


def _sorted(values: list[Value]) -> list[Value]:
    """Values of one kind in their order; those without one (a zone beside none) are left out."""

    def order(a: Value, b: Value) -> int:
        return -1 if _is_less(a, b) else int(_is_less(b, a))

    ordered = sorted(values, key=cmp_to_key(order))
    kept = ordered[:1]
    for one, other in pairwise(ordered):
        if _is_less(one, other):
            kept.append(other)
    return kept


def _is_less(a: Value, b: Value) -> bool:
    return less(a, b, Run(), NOWHERE) is True


def _distinct(values: Iterable[Value]) -> list[Value]:
    """Each value once, in order; lists, contexts and functions are no constants of a cell."""
    kept = {
        (value.__class__, value): value
        for value in values
        if not isinstance(value, list | dict | Range | Function)
    }
    return list(kept.values())
