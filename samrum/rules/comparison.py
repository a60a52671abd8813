"""`= != < <= > >=`, between and in (DMN 1.5, tables 52 to 55).

A comparison of different types, or of types without an order, is null with a finding; a comparison
with null is null too, except that everything may be asked whether it is null.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Never, cast

from samrum.rules.finding import Place
from samrum.rules.kinds import Function, Range, Value, feel_type
from samrum.rules.reckon import moment_order, time_order
from samrum.rules.run import Run
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths


def equal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a = b`: null (and a finding) for values of different types, except null itself.

    A list of one item stands for that item; inside of lists and contexts, values of different
    types are different.
    """
    kind = type(a)
    if kind is type(b):
        if kind is str or kind is Decimal or kind is bool:
            return a == b
        return alike(a, b, run)
    if a is None or b is None:
        return False
    if isinstance(a, list) and len(a) == 1:
        return equal(a[0], b, run, at)
    if isinstance(b, list) and len(b) == 1:
        return equal(a, b[0], run, at)
    return _incomparable(a, b, run, at)


def unequal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a != b`: the opposite of `a = b`, and null where that is null."""
    alike = equal(a, b, run, at)
    return None if alike is None else not alike


def less(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a < b`; strings by their code points."""
    if type(a) is Decimal and type(b) is Decimal:
        return a < b
    keys = _keys(a, b, run, at)
    return None if keys is None else bool(keys[0] < keys[1])


def less_equal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a <= b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return a <= b
    keys = _keys(a, b, run, at)
    return None if keys is None else bool(keys[0] <= keys[1])


def greater(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a > b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return a > b
    keys = _keys(a, b, run, at)
    return None if keys is None else bool(keys[0] > keys[1])


def greater_equal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a >= b`."""
    if type(a) is Decimal and type(b) is Decimal:
        return a >= b
    keys = _keys(a, b, run, at)
    return None if keys is None else bool(keys[0] >= keys[1])


def between(a: Value, low: Value, high: Value, run: Run, at: Place) -> bool | None:
    """`a between low and high`: `a >= low and a <= high`, in three-valued logic."""
    above = greater_equal(a, low, run, at)
    below = less_equal(a, high, run, at)
    return _both(above, below)


def included(value: Value, test: Value, run: Run, at: Place) -> bool | None:
    """`value in test`, for one test that is a value: a range, a list of tests, or something equal.

    A comparison such as `< 5` as a test is the range (< 5). An unknown value in a range is null
    without a finding: that is the rule's answer, not a fault.
    """
    if type(test) is Range and type(value) is not Range:
        return _within(value, test, run, at)
    if type(test) is list:
        return _in_list(value, test, run, at)
    return equal(value, test, run, at)


def make_range(
    low: Value, high: Value, low_closed: bool, high_closed: bool, run: Run, at: Place
) -> Range | None:
    """The range literal `[low..high]`; ends of different types, of a type without an order, or the
    wrong way round give null and a finding. An end may be null."""
    ends = [end for end in (low, high) if end is not None]
    if any(type(end) not in ORDERED for end in ends):
        return run.fault("bad-range", at)
    if len(ends) == 2 and (type(low) is not type(high) or not less_equal(low, high, run, at)):
        return run.fault("bad-range", at)
    return Range(low, high, low_closed, high_closed)


def alike(a: Any, b: Any, run: Run) -> bool:
    """Whether two values are equal where lists and contexts hold them: never null, and values of
    different types are different."""
    kind = type(a)
    if kind is not type(b):
        return False
    if kind in ORDERED:
        left, right = _order(a, b)
        return bool(left == right)
    if a is b or kind is bool or kind is Function:
        return a is b
    run.enter()
    if kind is list:
        result = len(a) == len(b) and _all_alike(zip(a, b, strict=True), run)
    elif kind is dict:
        result = a.keys() == b.keys() and _all_alike(((a[key], b[key]) for key in a), run)
    else:
        result = _all_alike(zip(_range_parts(a), _range_parts(b), strict=True), run)
    run.leave()
    return result


def same(a: Value, b: Value, run: Run | None = None) -> bool:
    """Whether two values are one and the same element of FEEL's domain: like equal, but across all
    types, with nanoseconds, offsets and zones compared, and never null. Raises Exhausted."""
    if type(a) is not type(b):
        return False
    if not isinstance(a, list | dict | Range):
        return a == b
    run = run or Run()
    run.enter()
    if isinstance(a, list):
        result = _all_same(a, cast(list[Value], b), run)
    elif isinstance(a, dict):
        entries = cast(dict[str, Value], b)
        result = a.keys() == entries.keys() and _all_same(
            list(a.values()), [entries[key] for key in a], run
        )
    else:
        result = _all_same(_range_parts(a), _range_parts(cast(Range, b)), run)
    run.leave()
    return result


# The types that have an order.
ORDERED = frozenset((Decimal, str, Date, Time, DateTime, DaysTime, YearsMonths))


def _keys(a: Value, b: Value, run: Run, at: Place) -> tuple[Any, Any] | None:
    """What to compare in place of two values of one ordered type; None after a fault."""
    if type(a) is not type(b) or type(a) not in ORDERED:
        return _incomparable(a, b, run, at)
    return _order(a, b)


def _incomparable(a: Value, b: Value, run: Run, at: Place) -> Never | None:
    if a is None or b is None:
        return run.fault("null-operand", at, operation="a comparison")
    return run.fault("not-comparable", at, left=feel_type(a), right=feel_type(b))


def _order(a: Any, b: Any) -> tuple[Any, Any]:
    kind = type(a)
    if kind is Date:
        return (a.year, a.month, a.day), (b.year, b.month, b.day)
    if kind is DateTime:
        return moment_order(a, b)
    if kind is Time:
        return time_order(a, b)
    if kind is DaysTime:
        return a.nanoseconds, b.nanoseconds
    if kind is YearsMonths:
        return a.months, b.months
    return a, b


def _all_alike(pairs: Iterable[tuple[Value, Value]], run: Run) -> bool:
    for left, right in pairs:
        run.spend()
        if not alike(left, right, run):
            return False
    return True


def _within(value: Value, test: Range, run: Run, at: Place) -> bool | None:
    if value is None:
        return None
    above: bool | None = True
    if test.low is not None:
        above = (greater_equal if test.low_closed else greater)(value, test.low, run, at)
    elif not test.unbounded:
        above = None
    if above is False:
        return False
    below: bool | None = True
    if test.high is not None:
        below = (less_equal if test.high_closed else less)(value, test.high, run, at)
    elif not test.unbounded:
        below = None
    return _both(above, below)


def _in_list(value: Value, tests: list[Value], run: Run, at: Place) -> bool | None:
    """True when any item equals the value or is a range that includes it, or the list equals it.

    Items of other types are no match rather than a fault, as in list contains().
    """
    run.spend(len(tests))
    for test in tests:
        if type(test) is Range and type(value) is not Range:
            if type(value) in (type(test.low), type(test.high)) and _within(value, test, run, at):
                return True
        elif alike(value, test, run):
            return True
    return type(value) is list and alike(value, tests, run)


def _both(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return True if a and b else None


def _all_same(left: list[Value], right: list[Value], run: Run) -> bool:
    run.spend(1 + 2 * len(left))
    return len(left) == len(right) and all(
        same(a, b, run) for a, b in zip(left, right, strict=True)
    )


def _range_parts(value: Range) -> list[Value]:
    return [value.low, value.high, value.low_closed, value.high_closed, value.unbounded]
