"""`+ - * / **` and negation (DMN 1.5, tables 56 to 62).

Two numbers come first in each operator, since compiled rules spend their time there; everything
else is looked up by the pair of types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Never, TypeAlias

from samrum.rules.finding import Place
from samrum.rules.kinds import Value, feel_type
from samrum.rules.number import CONTEXT, EXTENDED, raised
from samrum.rules.reckon import (
    as_moment,
    date_after,
    moment_after,
    moment_difference,
    months_after,
    scaled,
    time_after,
    time_difference,
)
from samrum.rules.run import Run
from samrum.rules.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    months_duration,
    time_duration,
)

# Gives None when the result has no place in the calendar or among durations.
_Operation: TypeAlias = Callable[[Any, Any], Value]
_Table: TypeAlias = Mapping[tuple[type, type], _Operation]

_add = CONTEXT.add
_subtract = CONTEXT.subtract
_multiply = CONTEXT.multiply
_divide = CONTEXT.divide


def add(a: Value, b: Value, run: Run, at: Place) -> Value:
    """`a + b`: numbers, durations, a date or time and a duration, two strings one after another."""
    if type(a) is Decimal and type(b) is Decimal:
        try:
            return _add(a, b)
        except ArithmeticError:
            return run.fault("number-too-large", at)
    if type(a) is str and type(b) is str:
        run.make(len(a) + len(b))
        return a + b
    return _by_types(_ADDITION, "+", a, b, run, at)


def subtract(a: Value, b: Value, run: Run, at: Place) -> Value:
    """`a - b`: numbers, durations, two dates or times, a date or time and a duration."""
    if type(a) is Decimal and type(b) is Decimal:
        try:
            return _subtract(a, b)
        except ArithmeticError:
            return run.fault("number-too-large", at)
    if type(a) in _MOMENTS and type(b) in _MOMENTS:
        return _difference(a, b, run, at)
    return _by_types(_SUBTRACTION, "-", a, b, run, at)


def multiply(a: Value, b: Value, run: Run, at: Place) -> Value:
    """`a * b`: numbers, a number and a duration."""
    if type(a) is Decimal and type(b) is Decimal:
        try:
            return _multiply(a, b)
        except ArithmeticError:
            return run.fault("number-too-large", at)
    return _by_types(_MULTIPLICATION, "*", a, b, run, at)


def divide(a: Value, b: Value, run: Run, at: Place) -> Value:
    """`a / b`: numbers, a duration by a number, a duration by one of its kind."""
    if type(a) is Decimal and type(b) is Decimal:
        if not b:
            return run.fault("division-by-zero", at)
        try:
            return _divide(a, b)
        except ArithmeticError:
            return run.fault("number-too-large", at)
    if (type(a), type(b)) in _DIVISION and b in _ZEROS:
        return run.fault("division-by-zero", at)
    return _by_types(_DIVISION, "/", a, b, run, at)


def power(a: Value, b: Value, run: Run, at: Place) -> Value:
    """`a ** b` of numbers."""
    if type(a) is Decimal and type(b) is Decimal:
        run.spend(10)
        try:
            return raised(a, b)
        except ArithmeticError:
            return run.fault("not-a-number", at, operation="**", value=f"{a} and {b}")
    return _unfit("**", a, b, run, at)


def negate(a: Value, run: Run, at: Place) -> Value:
    """`-a` of a number or a duration."""
    if type(a) is Decimal:
        return a.copy_negate() if a else a
    if type(a) is DaysTime:
        return DaysTime(-a.nanoseconds)
    if type(a) is YearsMonths:
        return YearsMonths(-a.months)
    if a is None:
        return run.fault("null-operand", at, operation="-")
    return run.fault("wrong-type", at, operation="-", types=feel_type(a))


def _by_types(table: _Table, operation: str, a: Value, b: Value, run: Run, at: Place) -> Value:
    operate = table.get((type(a), type(b)))
    if operate is None:
        return _unfit(operation, a, b, run, at)
    run.spend(_CALENDAR)
    try:
        result = operate(a, b)
    except ArithmeticError:
        return run.fault("number-too-large", at)
    return run.fault("outside-calendar", at) if result is None else result


def _unfit(operation: str, a: Value, b: Value, run: Run, at: Place) -> Never | None:
    if a is None or b is None:
        return run.fault("null-operand", at, operation=operation)
    types = f"{feel_type(a)} and {feel_type(b)}"
    return run.fault("wrong-type", at, operation=operation, types=types)


def _difference(a: Any, b: Any, run: Run, at: Place) -> Value:
    nanoseconds = moment_difference(as_moment(a), as_moment(b))
    return run.fault("mixed-zones", at) if nanoseconds is None else DaysTime(nanoseconds)


def _moment_months(moment: DateTime, months: int) -> DateTime | None:
    date = months_after(moment.date, months)
    return None if date is None else DateTime(date, moment.time)


def _months_times(duration: YearsMonths, number: Decimal) -> YearsMonths | None:
    months = EXTENDED.multiply(Decimal(duration.months), number)
    return months_duration(int(months)) if months.adjusted() < 20 else None


def _months_over(duration: YearsMonths, number: Decimal) -> YearsMonths | None:
    months = EXTENDED.divide(Decimal(duration.months), number)
    return months_duration(int(months)) if months.adjusted() < 20 else None


# Steps that arithmetic with dates, times and durations takes; zones are looked up.
_CALENDAR = 10

_MOMENTS = (Date, DateTime)
_ZEROS = (Decimal(0), DaysTime(0), YearsMonths(0))

_FORWARD: _Table = {
    (Date, YearsMonths): lambda a, b: months_after(a, b.months),
    (Date, DaysTime): lambda a, b: date_after(a, b.nanoseconds),
    (DateTime, YearsMonths): lambda a, b: _moment_months(a, b.months),
    (DateTime, DaysTime): lambda a, b: moment_after(a, b.nanoseconds),
    (Time, DaysTime): lambda a, b: time_after(a, b.nanoseconds),
}


def _swapped(table: _Table) -> _Table:
    """The same operations with the operands the other way round."""

    def swap(operate: _Operation) -> _Operation:
        return lambda a, b: operate(b, a)

    return {(right, left): swap(operate) for (left, right), operate in table.items()}


_ADDITION: _Table = {
    **_FORWARD,
    **_swapped(_FORWARD),
    (YearsMonths, YearsMonths): lambda a, b: months_duration(a.months + b.months),
    (DaysTime, DaysTime): lambda a, b: time_duration(a.nanoseconds + b.nanoseconds),
}
_SUBTRACTION: _Table = {
    (Date, YearsMonths): lambda a, b: months_after(a, -b.months),
    (Date, DaysTime): lambda a, b: date_after(a, -b.nanoseconds),
    (DateTime, YearsMonths): lambda a, b: _moment_months(a, -b.months),
    (DateTime, DaysTime): lambda a, b: moment_after(a, -b.nanoseconds),
    (Time, DaysTime): lambda a, b: time_after(a, -b.nanoseconds),
    (Time, Time): lambda a, b: DaysTime(time_difference(a, b)),
    (YearsMonths, YearsMonths): lambda a, b: months_duration(a.months - b.months),
    (DaysTime, DaysTime): lambda a, b: time_duration(a.nanoseconds - b.nanoseconds),
}
_TIMES: _Table = {
    (YearsMonths, Decimal): _months_times,
    (DaysTime, Decimal): lambda a, b: scaled(EXTENDED.multiply(Decimal(a.nanoseconds), b)),
}
_MULTIPLICATION: _Table = {**_TIMES, **_swapped(_TIMES)}
_DIVISION: _Table = {
    (YearsMonths, Decimal): _months_over,
    (DaysTime, Decimal): lambda a, b: scaled(EXTENDED.divide(Decimal(a.nanoseconds), b)),
    (YearsMonths, YearsMonths): lambda a, b: _divide(Decimal(a.months), Decimal(b.months)),
    (DaysTime, DaysTime): lambda a, b: _divide(Decimal(a.nanoseconds), Decimal(b.nanoseconds)),
}
