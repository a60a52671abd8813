"""Numeric functions (DMN 1.5, table 76)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare
from samrum.rules.kinds import Call, Function, Value
from samrum.rules.number import (
    CONTEXT,
    HIGHEST_SCALE,
    LOWEST_SCALE,
    TWO,
    ZERO,
    is_whole,
    remainder,
    rounded,
)
from samrum.rules.run import Run
from samrum.rules.temporal import DaysTime, YearsMonths


def absolute(run: Run, at: Place, n: Decimal | DaysTime | YearsMonths) -> Value:
    if isinstance(n, DaysTime):
        return DaysTime(abs(n.nanoseconds))
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else n.copy_abs()


def modulo(run: Run, at: Place, dividend: Decimal, divisor: Decimal) -> Value:
    if not divisor:
        return run.fault("division-by-zero", at)
    run.spend(10)
    return remainder(dividend, divisor)


def square_root(run: Run, at: Place, number: Decimal) -> Value:
    return _calculated("sqrt", CONTEXT.sqrt, run, at, number)


def logarithm(run: Run, at: Place, number: Decimal) -> Value:
    if not number:
        return run.fault("not-a-number", at, operation="log", value=number)
    return _calculated("log", CONTEXT.ln, run, at, number)


def exponential(run: Run, at: Place, number: Decimal) -> Value:
    return _calculated("exp", CONTEXT.exp, run, at, number)


def odd(run: Run, at: Place, number: Decimal) -> bool | None:
    if not is_whole(number):
        return run.fault("out-of-range", at, function="odd", parameter="number", given=number)
    return bool(remainder(number, TWO))


def even(run: Run, at: Place, number: Decimal) -> bool | None:
    if not is_whole(number):
        return run.fault("out-of-range", at, function="even", parameter="number", given=number)
    return not remainder(number, TWO)


def _calculated(name: str, calculate: Call, run: Run, at: Place, number: Decimal) -> Value:
    run.spend(10)
    try:
        return calculate(number)
    except ArithmeticError:
        return run.fault("not-a-number", at, operation=name, value=number)


def _rounding(name: str, mode: str, parameters: str) -> Function:
    """A function that brings n to a scale by one of decimal's rounding modes."""

    def bring(run: Run, at: Place, n: Decimal, scale: Decimal = ZERO) -> Value:
        if not LOWEST_SCALE <= scale <= HIGHEST_SCALE:
            return run.fault("out-of-range", at, function=name, parameter="scale", given=scale)
        return rounded(n, int(scale), mode)

    return declare(f"{name}({parameters})", bring)


FUNCTIONS = (
    _rounding("decimal", ROUND_HALF_EVEN, "n: number, scale: number"),
    _rounding("floor", ROUND_FLOOR, "n: number, scale?: number"),
    _rounding("ceiling", ROUND_CEILING, "n: number, scale?: number"),
    _rounding("round up", ROUND_UP, "n: number, scale: number"),
    _rounding("round down", ROUND_DOWN, "n: number, scale: number"),
    _rounding("round half up", ROUND_HALF_UP, "n: number, scale: number"),
    _rounding("round half down", ROUND_HALF_DOWN, "n: number, scale: number"),
    declare("abs(n: number or days and time duration or years and months duration)", absolute),
    declare("modulo(dividend: number, divisor: number)", modulo),
    declare("sqrt(number: number)", square_root),
    declare("log(number: number)", logarithm),
    declare("exp(number: number)", exponential),
    declare("odd(number: number)", odd),
    declare("even(number: number)", even),
)
