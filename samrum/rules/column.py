"""One input column of a decision table as an index: from a value to the rules whose cell holds.

Rules are the bits of an int. For each type of constant in the column, the ends of intervals and
the constants cut the line of values into regions; a region's mask is found by bisection, and
remembered for values seen before. What cannot be known from constants alone is left to the test
that the compiler emits: those cells count as "perhaps" (their bit is set) and are asked later, for
rules that are still alive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from math import inf
from typing import Any

from samrum.rules.compile import CellShape
from samrum.rules.run import Run
from samrum.rules.temporal import Date, DaysTime, YearsMonths
from samrum.rules.value import Range, Value

# What orders the values of a type; a type that is not here is not indexed.
_KEYS: dict[type, Callable[[Any], Any]] = {
    Decimal: lambda number: number,
    str: lambda text: text,
    bool: lambda truth: truth,
    Date: lambda day: (day.year, day.month, day.day),
    DaysTime: lambda duration: duration.nanoseconds,
    YearsMonths: lambda duration: duration.months,
}

# Values seen are remembered up to this number, so that hostile facts cannot fill the memory, and
# what is remembered stays in the processor's cache.
_REMEMBERED = 1024

# Beyond this number of points a float is found sooner than a decimal.
_FEW_POINTS = 64


class Column:
    """The index of one column. `shapes[i]` is the cell of rule i, None for one that is no FEEL.

    test(i, value, env, run) gives the emitted test of cell i: true, false or null. passes_null: the
    mask of cells that hold for null whatever they say. `kind` is the type of most constants (None
    without any); `place` is lookup for values of it, and `seen` remembers what it gave. `regions`
    by type are exact; `null` is the mask for null.
    """

    def __init__(
        self,
        shapes: Sequence[CellShape | None],
        test: Callable[[int, Value, Mapping[str, Value], Run], Value],
        passes_null: int = 0,
    ) -> None:
        self.seen: dict[Value, int] = {}
        self._test = test
        self._tests = {i: s for i, s in enumerate(shapes) if s is not None and indexable(s)}
        self.open = tuple(i for i in range(len(shapes)) if i not in self._tests)
        self._always = _mask(self.open) | _mask(
            i for i, s in self._tests.items() if s.kind == "any"
        )
        self._tests = {i: s for i, s in self._tests.items() if s.kind != "any"}
        self.regions = {kind: self._cut(kind) for kind in self._kinds()}
        null = _mask(i for i, s in self._tests.items() if _holds_for_null(s))
        self.null = self._always | null | passes_null
        self.kind: type | None = next(iter(self.regions), None)
        if self.kind is not None:
            placing = _number_place if self.kind is Decimal else _place
            self.place = placing(self.regions[self.kind], self.seen)

    @property
    def matters(self) -> bool:
        """False when every cell holds for everything."""
        return bool(self._tests or self.open)

    def lookup(self, value: Value, env: Mapping[str, Value], run: Run) -> int:
        """The mask of the rules whose cell holds, or perhaps holds (those of `open`)."""
        if value is None:
            return self.null
        kind = value.__class__
        regions = self.regions.get(kind)
        if regions is None:
            return self._always | _mask(
                i for i in self._tests if self._test(i, value, env, run) is True
            )
        return regions.mask(value)

    def _kinds(self) -> list[type]:
        """The types of the constants, the most frequent first."""
        counts: dict[type, int] = {}
        for shape in self._tests.values():
            for constant in constants_of(shape):
                if constant is not None:
                    counts[constant.__class__] = counts.get(constant.__class__, 0) + 1
        return sorted(counts, key=lambda kind: -counts[kind])

    def _cut(self, kind: type) -> Regions:
        """The points of a type in order, and 2n+1 masks: before, at, between ... after them."""
        key = _KEYS[kind]
        points = sorted(
            {
                key(constant)
                for shape in self._tests.values()
                for constant in constants_of(shape)
                if constant.__class__ is kind
            }
        )
        places = {point: 2 * i + 1 for i, point in enumerate(points)}
        last = 2 * len(points)
        turns = [0] * (last + 2)
        for i, shape in self._tests.items():
            for first, end in _spans(shape, kind, lambda c: places[key(c)], last):
                turns[first] ^= 1 << i
                turns[end + 1] ^= 1 << i
        masks, mask = [], self._always
        for turn in turns[:-1]:
            mask ^= turn
            masks.append(mask)
        return Regions(kind, points, masks)


class Regions:
    """The regions that the points of one type cut its values into, with the mask of each: before
    the first point, at it, between it and the next, and so on (2n+1 masks for n points).

    points: in order, as whatever orders the values of the type (dates: year, month, day).
    """

    def __init__(self, kind: type, points: list[Any], masks: list[int]) -> None:
        self.points = points
        self.masks = masks
        self._key = _KEYS[kind]

    def mask(self, value: Value) -> int:
        """The mask of the region that a value lies in."""
        key = self._key(value)
        place = bisect_left(self.points, key)
        found = place < len(self.points) and self.points[place] == key
        return self.masks[2 * place + 1 if found else 2 * place]


def _number_place(regions: Regions, seen: dict[Value, int]) -> Callable[[Any], int]:
    """Places a number among the regions, and remembers it among those seen."""
    points, masks = regions.points, regions.masks
    if len(points) > _FEW_POINTS:
        return _float_place(regions, seen)
    if masks[1::2] == masks[2::2]:  # each point is like what comes after it
        bisect = bisect_right
    elif masks[1::2] == masks[:-1:2]:  # or before it
        bisect = bisect_left
    else:
        return _place_at_points(regions, seen)
    between = masks[::2]

    def place(number: Decimal) -> int:
        mask = between[bisect(points, number)]
        if len(seen) < _REMEMBERED:
            seen[number] = mask
        return mask

    return place


def _place_at_points(regions: Regions, seen: dict[Value, int]) -> Callable[[Any], int]:
    """Some point is like neither what comes before it nor what comes after it."""
    points = regions.points
    between, at_points = regions.masks[::2], regions.masks[1::2]
    last = len(points)

    def place(number: Decimal) -> int:
        at = bisect_left(points, number)
        mask = at_points[at] if at < last and points[at] == number else between[at]
        if len(seen) < _REMEMBERED:
            seen[number] = mask
        return mask

    return place


def _float_place(regions: Regions, seen: dict[Value, int]) -> Callable[[Any], int]:
    """Floats keep the order of decimals, except that neighbours may become one: among many points,
    a number that is none even as a float is placed by it."""
    floats = [*map(float, regions.points), inf]
    between = regions.masks[::2]

    def place(number: Decimal) -> int:
        near = float(number)
        at = bisect_left(floats, near)
        mask = regions.mask(number) if floats[at] == near else between[at]
        if len(seen) < _REMEMBERED:
            seen[number] = mask
        return mask

    return place


def _place(regions: Regions, seen: dict[Value, int]) -> Callable[[Any], int]:
    """Places a value among the regions, and remembers it among those seen."""

    def place(value: Value) -> int:
        mask = regions.mask(value)
        if len(seen) < _REMEMBERED:
            seen[value] = mask
        return mask

    return place


def indexable(shape: CellShape) -> bool:
    """Whether the shape says all there is to know: constants of types that have an order."""
    if shape.kind == "other":
        return False
    known = all(c is None or c.__class__ in _KEYS for c in constants_of(shape))
    return known and all(_has_known_ends(interval) for interval in shape.intervals)


def constants_of(shape: CellShape) -> Iterable[Value]:
    """The constants and the ends of the intervals of a cell; None only for the constant null."""
    yield from shape.equal
    for interval in shape.intervals:
        yield from (end for end in (interval.low, interval.high) if end is not None)


def _has_known_ends(interval: Range) -> bool:
    ends = [end for end in (interval.low, interval.high) if end is not None]
    whole = len(ends) == 2 or (interval.unbounded and len(ends) == 1)
    return whole and len({end.__class__ for end in ends}) == 1 and not isinstance(ends[0], bool)


def _holds_for_null(shape: CellShape) -> bool:
    """Null equals nothing but null, and lies in no interval (nor outside of one: that is null)."""
    if not shape.negated:
        return None in shape.equal
    return None not in shape.equal and not shape.intervals


def _spans(
    shape: CellShape, kind: type, place: Callable[[Value], int], last: int
) -> list[tuple[int, int]]:
    """The runs of regions (first and last number) in which a cell holds for values of a type.

    Between values of two types there is no answer but null, so a cell holds for none of them, nor
    does the negation of a cell that also has constants of another type.
    """
    spans = [(place(c),) * 2 for c in shape.equal if c.__class__ is kind]
    for interval in shape.intervals:
        if (interval.low if interval.low is not None else interval.high).__class__ is kind:
            spans.append(_span(interval, place, last))
    merged: list[tuple[int, int]] = []
    for first, end in sorted(span for span in spans if span[0] <= span[1]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    if not shape.negated:
        return merged
    if any(c is not None and c.__class__ is not kind for c in constants_of(shape)):
        return []
    starts = [0, *(end + 1 for _, end in merged)]
    ends = [*(first - 1 for first, _ in merged), last]
    return [(first, end) for first, end in zip(starts, ends, strict=True) if first <= end]


def _span(interval: Range, place: Callable[[Value], int], last: int) -> tuple[int, int]:
    first = 0 if interval.low is None else place(interval.low) + (not interval.low_closed)
    end = last if interval.high is None else place(interval.high) - (not interval.high_closed)
    return first, end


def _mask(rules: Iterable[int]) -> int:
    mask = 0
    for rule in rules:
        mask |= 1 << rule
    return mask
