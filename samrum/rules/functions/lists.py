"""List functions, sorting and Boolean functions (DMN 1.5, tables 73, 75, 80 and 82).

Lists are never changed: each function makes a new one. Two items are the same when they are equal,
or both null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from samrum.rules.call import invoke
from samrum.rules.comparison import alike, less, same
from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare, items_of, misfit
from samrum.rules.kinds import Function, Value
from samrum.rules.number import CONTEXT, ZERO
from samrum.rules.run import Run
from samrum.rules.temporal import Date, DaysTime, YearsMonths


def list_contains(run: Run, at: Place, items: list[Value], element: Value) -> bool:
    run.spend(len(items))
    return any(alike(item, element, run) for item in items)


def list_replace(run: Run, at: Place, items: list[Value], where: Value, new: Value) -> Value:
    run.make(len(items))
    if isinstance(where, Decimal):
        index = _index(where, len(items), "list replace", run, at)
        return None if index is None else [*items[:index], new, *items[index + 1 :]]
    if not isinstance(where, Function) or where.signatures[0].required != 2:
        return misfit(run, at, "list replace", "match", where, "a function of item and newItem")
    made: list[Value] = []
    for item in items:
        fits = invoke(where, [item, new], run, at)
        if not isinstance(fits, bool):
            return misfit(run, at, "list replace", "match", fits, "a function that gives a boolean")
        made.append(new if fits else item)
    return made


def count(run: Run, at: Place, items: list[Value]) -> Decimal:
    return Decimal(len(items))


def all_true(run: Run, at: Place, *arguments: Value) -> Value:
    booleans = _booleans("all", run, at, arguments)
    if booleans is None:
        return None
    return False if False in booleans else None if None in booleans else True


def any_true(run: Run, at: Place, *arguments: Value) -> Value:
    booleans = _booleans("any", run, at, arguments)
    if booleans is None:
        return None
    return True if True in booleans else None if None in booleans else False


def sublist(
    run: Run, at: Place, items: list[Value], start: Decimal, length: Decimal | None = None
) -> Value:
    first = _index(start, len(items), "sublist", run, at)
    if first is None:
        return None
    rest = len(items) - first
    if length is not None and not 1 <= length < rest + 1:
        return run.fault("out-of-range", at, function="sublist", parameter="length", given=length)
    run.make(rest)
    return items[first : first + (rest if length is None else int(length))]


def append(run: Run, at: Place, items: list[Value], *more: Value) -> list[Value]:
    run.make(len(items) + len(more))
    return [*items, *more]


def concatenate(run: Run, at: Place, *lists: list[Value]) -> list[Value]:
    run.make(sum(map(len, lists)))
    return [item for items in lists for item in items]


def insert_before(run: Run, at: Place, items: list[Value], position: Decimal, new: Value) -> Value:
    index = _index(position, len(items), "insert before", run, at)
    run.make(len(items) + 1)
    return None if index is None else [*items[:index], new, *items[index:]]


def remove(run: Run, at: Place, items: list[Value], position: Decimal) -> Value:
    index = _index(position, len(items), "remove", run, at)
    run.make(len(items))
    return None if index is None else [*items[:index], *items[index + 1 :]]


def reverse(run: Run, at: Place, items: list[Value]) -> list[Value]:
    run.make(len(items))
    return items[::-1]


def index_of(run: Run, at: Place, items: list[Value], match: Value) -> list[Value]:
    run.spend(len(items))
    run.make(len(items))
    return [Decimal(n) for n, item in enumerate(items, 1) if alike(item, match, run)]


def union(run: Run, at: Place, *lists: list[Value]) -> list[Value]:
    return _distinct((item for items in lists for item in items), run)


def distinct_values(run: Run, at: Place, items: list[Value]) -> list[Value]:
    return _distinct(items, run)


def flatten(run: Run, at: Place, items: list[Value]) -> list[Value]:
    flat: list[Value] = []
    _flatten(items, flat, run)
    return flat


def sort(run: Run, at: Place, items: list[Value], precedes: Function | None = None) -> Value:
    """Stable; `precedes` is asked for each pair, without it the natural order is taken."""
    run.make(len(items))
    faulty: list[Value] = []

    def order(a: Value, b: Value) -> int:
        run.spend()
        first = less(a, b, run, at) if precedes is None else invoke(precedes, [a, b], run, at)
        if not isinstance(first, bool):
            faulty.append(first)
        return -1 if first is True else 1

    made = sorted(items, key=cmp_to_key(order))
    if faulty:
        if precedes is None:
            return None
        return misfit(run, at, "sort", "precedes", faulty[0], "a function that gives a boolean")
    return made


def negation(run: Run, at: Place, negand: bool | None) -> bool | None:
    return None if negand is None else not negand


def identical(run: Run, at: Place, value1: Value, value2: Value) -> bool:
    return same(value1, value2, run)


def _index(position: Decimal, size: int, function: str, run: Run, at: Place) -> int | None:
    """The Python index of a position from 1, or from -1 at the end; None after a fault."""
    number = int(position)
    if not 1 <= abs(number) <= size:
        return run.fault(
            "out-of-range", at, function=function, parameter="position", given=position
        )
    return number - 1 if number > 0 else size + number


def _booleans(
    function: str, run: Run, at: Place, arguments: tuple[Value, ...]
) -> list[Value] | None:
    items = items_of(arguments)
    if items is None:
        return misfit(run, at, function, "list", None, "a list of booleans")
    run.spend(len(items))
    for item in items:
        if item is not None and not isinstance(item, bool):
            return misfit(run, at, function, "list", item, "a list of booleans")
    return items


def _flatten(items: list[Value], flat: list[Value], run: Run) -> None:
    run.enter()
    run.spend(1 + len(items))
    run.make(len(items))
    for item in items:
        if isinstance(item, list):
            _flatten(item, flat, run)
        else:
            flat.append(item)
    run.leave()


def _distinct(items: Iterable[Value], run: Run) -> list[Value]:
    """The items without those that came before. Simple ones are looked up, others compared."""
    kept: list[Value] = []
    seen: set[tuple[type, object]] = set()
    others: list[Value] = []
    for item in items:
        run.spend()
        run.make(1)
        key_of = _LOOKED_UP.get(type(item))
        if key_of is not None:
            key = (type(item), key_of(item))
            if key in seen:
                continue
            seen.add(key)
        else:
            run.spend(len(others))
            if any(alike(item, other, run) for other in others):
                continue
            others.append(item)
        kept.append(item)
    return kept


def _digits(number: Decimal) -> str:
    return str(CONTEXT.add(number.normalize(CONTEXT), ZERO))


def _itself(value: Value) -> Value:
    return value


# What stands for a value when it is looked up. Numbers do so by their texts: they can be chosen so
# that all their hashes are one, while those of texts differ in each process.
_LOOKED_UP: Mapping[type, Callable[[Any], object]] = {
    Decimal: _digits,
    str: _itself,
    Date: _itself,
    DaysTime: lambda duration: str(duration.nanoseconds),
    YearsMonths: lambda duration: str(duration.months),
    type(None): _itself,
    bool: _itself,
}

FUNCTIONS = (
    declare("not(negand: boolean or null)", negation),
    declare("list contains(list: list, element: any)", list_contains),
    declare(
        "list replace(list: list, position: number or function, newItem: any)",
        list_replace,
        "list replace(list: list, match: function, newItem: any)",
        list_replace,
    ),
    declare("count(list: items)", count),
    declare("all(list...: any)", all_true),
    declare("any(list...: any)", any_true),
    declare("sublist(list: list, start position: number, length?: number or null)", sublist),
    declare("append(list: items, item?...: any)", append),
    declare("concatenate(list...: items)", concatenate),
    declare("insert before(list: list, position: number, newItem: any)", insert_before),
    declare("remove(list: list, position: number)", remove),
    declare("reverse(list: list)", reverse),
    declare("index of(list: list, match: any)", index_of),
    declare("union(list...: items)", union),
    declare("distinct values(list: items)", distinct_values),
    declare("flatten(list: items)", flatten),
    declare("sort(list: list, precedes?: function or null)", sort),
    declare("is(value1: any, value2: any)", identical),
)
