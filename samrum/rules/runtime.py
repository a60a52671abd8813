"""What compiled expressions call while they run, beside the operators of value.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from samrum.rules.comparison import ORDERED
from samrum.rules.finding import Place
from samrum.rules.kinds import Range, Value, feel_type
from samrum.rules.number import CONTEXT, is_whole
from samrum.rules.run import Run
from samrum.rules.temporal import Date, date_of, number_of


def domain(value: Value, run: Run, at: Place) -> Iterable[Value] | None:
    """The values that `in value` goes through; None after a fault. One value is a list of itself.

    A range goes up by one, from its lower to its higher end, without the ends that are open.
    """
    if value.__class__ is list:
        return value
    if isinstance(value, Range):
        return _of_range(value, run, at)
    if value is None:
        return run.fault("null-operand", at, operation="in")
    return (value,)


def span(first: Value, last: Value, run: Run, at: Place) -> Iterable[Value] | None:
    """`first..last`: whole numbers or days, up or down, both ends included; None after a fault."""
    for end in (first, last):
        if end is None:
            return run.fault("null-operand", at, operation="..")
    start, stop = _number(first), _number(last)
    if start is None or stop is None or first.__class__ is not last.__class__:
        return run.fault("bad-range", at)
    step = 1 if start <= stop else -1
    return _values(range(start, stop + step, step), isinstance(first, Date))


def item_at(items: list[Value], index: Decimal, run: Run, at: Place) -> Value:
    """`items[index]`: from 1, or from -1 at the end; null where there is no such item."""
    if not is_whole(index):
        return run.fault("out-of-range", at, function="[...]", parameter="the index")
    if not 0 < abs(index) <= len(items):
        return None
    place = int(index)
    return items[place - 1 if place > 0 else place]


def half_range(operator: str, end: Value, run: Run, at: Place) -> Range | None:
    """What `(< 5)` is as a value: a range with one bound; `(= 5)` has both. None after a fault."""
    if operator == "!=" or type(end) not in ORDERED:
        return run.fault("bad-range", at)
    if operator == "=":
        return Range(end, end, True, True)
    if operator in ("<", "<="):
        return Range(None, end, False, operator == "<=", unbounded=True)
    return Range(end, None, operator == ">=", False, unbounded=True)


def no_condition(value: Value, operation: str, run: Run, at: Place) -> None:
    """Null, and a finding unless the value is null: this should have been true or false."""
    if value is not None:
        run.fault("wrong-type", at, operation=operation, types=feel_type(value))


def _of_range(value: Range, run: Run, at: Place) -> Iterable[Value] | None:
    first, last = _number(value.low), _number(value.high)
    if first is None or last is None:
        return run.fault("bad-range", at)
    whole = range(first + (not value.low_closed), last + value.high_closed)
    return _values(whole, isinstance(value.low, Date))


def _number(end: Value) -> int | None:
    if isinstance(end, Date):
        return number_of(end)
    if isinstance(end, Decimal) and end.adjusted() < CONTEXT.prec and is_whole(end):
        return int(end)
    return None


def _values(numbers: range, are_days: bool) -> Iterator[Value]:
    return (date_of(number) if are_days else Decimal(number) for number in numbers)
