"""List functions that give one number or item for many (DMN 1.5, table 75).

Each takes a list, or the items one by one. Sums are made with extra digits and rounded once.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import groupby

from samrum.rules.comparison import less
from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare, items_of, misfit
from samrum.rules.kinds import Function, Value
from samrum.rules.number import CONTEXT, EXTENDED, ONE, ZERO
from samrum.rules.run import Run


def least(run: Run, at: Place, *arguments: Value) -> Value:
    return _extreme("min", run, at, arguments, least=True)


def greatest(run: Run, at: Place, *arguments: Value) -> Value:
    return _extreme("max", run, at, arguments, least=False)


def total(numbers: list[Decimal]) -> Value:
    return CONTEXT.plus(_sum(numbers)) if numbers else None


def product(numbers: list[Decimal]) -> Value:
    made = ONE
    for number in numbers:
        made = EXTENDED.multiply(made, number)
    return CONTEXT.plus(made) if numbers else None


def mean(numbers: list[Decimal]) -> Value:
    return CONTEXT.divide(_sum(numbers), Decimal(len(numbers))) if numbers else None


def median(numbers: list[Decimal]) -> Value:
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return mean(ordered[middle - 1 : middle + 1])


def sample_deviation(numbers: list[Decimal]) -> Value:
    if len(numbers) < 2:
        return None
    average = EXTENDED.divide(_sum(numbers), Decimal(len(numbers)))
    distances = [EXTENDED.subtract(number, average) for number in numbers]
    squares = _sum([EXTENDED.multiply(distance, distance) for distance in distances])
    return CONTEXT.plus(EXTENDED.sqrt(EXTENDED.divide(squares, Decimal(len(numbers) - 1))))


def modes(numbers: list[Decimal]) -> Value:
    # Sorted, not hashed: numbers can be chosen so that all their hashes are one.
    runs = [list(same) for _, same in groupby(sorted(numbers))]
    most = max(map(len, runs), default=0)
    return [same[0] for same in runs if len(same) == most]


def _extreme(
    function: str, run: Run, at: Place, arguments: tuple[Value, ...], least: bool
) -> Value:
    items = items_of(arguments)
    if items is None:
        return misfit(run, at, function, "list", None, "a list of items that can be compared")
    if not items:
        return run.fault("too-few", at, function=function, given=0)
    run.spend(len(items))
    found = items[0]
    for item in items:
        first = less(item, found, run, at) if least else less(found, item, run, at)
        if first is None:
            return None
        found = item if first else found
    return found


def _sum(numbers: list[Decimal]) -> Decimal:
    made = ZERO
    for number in numbers:
        made = EXTENDED.add(made, number)
    return made


def _over_numbers(name: str, calculate: Callable[[list[Decimal]], Value]) -> Function:
    """A function over a list of numbers, or over numbers one by one; null when it holds others."""

    def over(run: Run, at: Place, *arguments: Value) -> Value:
        items = items_of(arguments)
        if items is None:
            return misfit(run, at, name, "list", None, "a list of numbers")
        run.spend(len(items))
        numbers: list[Decimal] = []
        for item in items:
            if not isinstance(item, Decimal):
                return misfit(run, at, name, "list", item, "a list of numbers")
            numbers.append(item)
        try:
            result = calculate(numbers)
        except ArithmeticError:
            return run.fault("number-too-large", at)
        if result is None:
            return run.fault("too-few", at, function=name, given=len(numbers))
        return result

    return declare(f"{name}(list...: any)", over)


FUNCTIONS = (
    declare("min(list...: any)", least),
    declare("max(list...: any)", greatest),
    _over_numbers("sum", total),
    _over_numbers("product", product),
    _over_numbers("mean", mean),
    _over_numbers("median", median),
    _over_numbers("stddev", sample_deviation),
    _over_numbers("mode", modes),
)
