"""A line of numbers or days, cut into stretches that each have a mask of rules.

The points of a column's index become the first unit of each stretch, rounded up to the units that
the facts are in; so the search compares whole numbers with whole numbers, and is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from math import inf, nextafter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samrum.rules.column import Regions
from samrum.rules.replay.columns import FURTHEST, Array, Measured, number_from_float
from samrum.rules.replay.masks import Masks, Shape
from samrum.rules.temporal import Date
from samrum.rules.timeline import day_number

# Buckets that a line is cut into: so many when each holds one unit, else so many as fit the cache.
_MOST_UNITS = 1 << 15
_BUCKETS = 1 << 12
# So many stretches may begin in one bucket; with more, halving is quicker.
_MOST_IN_A_BUCKET = 4


class Line:
    """Masks by unit, for columns with the scale and the type of units of a sample column; `kept`
    are the bits that matter."""

    def __init__(self, regions: Regions, sample: Measured, shape: Shape, kept: int) -> None:
        is_float = sample.units.dtype.kind == "f"
        starts, masks = _stretches(regions.points, [m & kept for m in regions.masks], sample)
        self._starts: Array = np.array(starts, np.float64 if is_float else np.int64)
        self._masks = shape.table(masks)
        self._buckets: _Buckets | None = None
        if starts and not is_float:
            self._buckets = _Buckets(starts)
            if self._buckets.is_exact:
                self._masks = [table[self._buckets.places] for table in self._masks]

    def masks(self, units: Array) -> Masks:
        """The mask of each unit, one array for each word of it."""
        if not len(self._starts):
            return [np.broadcast_to(table, len(units)) for table in self._masks]
        if self._buckets is None:
            places = np.searchsorted(self._starts, units, side="right")
        elif self._buckets.is_exact:
            places = self._buckets.of(units)
        else:
            places = self._buckets.search(units)
        return [table.take(places, mode="clip") for table in self._masks]


class _Buckets:
    """Equal stretches of the line; each knows how many starts lie at or below its first unit.

    places[b] is that number; a unit is in one of the stretches from there on, as many as start
    inside its bucket. is_exact: none does, so the bucket alone tells the stretch.
    """

    def __init__(self, starts: list[int]) -> None:
        spread = starts[-1] - starts[0]
        self._shift = 0 if spread < _MOST_UNITS else (spread // _BUCKETS).bit_length()
        self._base = starts[0] - 1
        last = ((starts[-1] - self._base) >> self._shift) + 1
        firsts = [self._base + (bucket << self._shift) for bucket in range(last + 1)]
        places = [bisect_right(starts, first) for first in firsts]
        self.places: NDArray[np.intp] = np.array(places, np.intp)
        self._rounds = max(
            bisect_right(starts, first + (1 << self._shift) - 1) - place
            for first, place in zip(firsts, places, strict=True)
        )
        self._next: Array = np.array([*starts, 2**63 - 1], np.int64)
        self.is_exact = self._rounds == 0

    def of(self, units: Array) -> Array:
        """The bucket of each unit, to be clipped to those there are."""
        offsets: Array = np.subtract(units, self._base, dtype=np.int64)
        if self._shift:
            offsets >>= self._shift
        return offsets

    def search(self, units: Array) -> Array:
        """The stretch of each unit."""
        if self._rounds > _MOST_IN_A_BUCKET:
            return np.searchsorted(self._next[:-1], units, side="right")
        places: Array = self.places.take(self.of(units), mode="clip")
        for _ in range(self._rounds):
            places += units >= self._next.take(places, mode="clip")
        return places


def _stretches(
    points: list[Any], regions: list[int], sample: Measured
) -> tuple[list[Any], list[int]]:
    """Where each stretch starts, in units, and its mask; that before the first start comes first.

    Stretches without units, and neighbours of one mask, are left out."""
    starts: list[Any] = []
    masks = [regions[0]]
    for number, point in enumerate(points):
        for start, mask in zip(_edges(point, sample), regions[2 * number + 1 :], strict=False):
            if starts and starts[-1] == start:
                masks[-1] = mask
            else:
                starts.append(start)
                masks.append(mask)
    kept = [i for i in range(len(starts)) if masks[i + 1] != masks[i]]
    return [starts[i] for i in kept], [masks[0], *(masks[i + 1] for i in kept)]


def _edges(point: Any, sample: Measured) -> tuple[Any, Any]:
    """The first unit at or above a point, and the first above it."""
    if sample.kind is Date:
        day = day_number(*point)
        return _kept(day), _kept(day + 1)
    if sample.units.dtype.kind == "f":
        return _float_edges(point)
    numerator, denominator = point.as_integer_ratio()
    numerator *= 10**sample.scale
    return _kept(-(-numerator // denominator)), _kept(numerator // denominator + 1)


def _float_edges(point: Decimal) -> tuple[float, float]:
    """Floats keep the order of their texts, so one on either side of the point is the edge."""
    near = float(point)
    shown = number_from_float(near) if abs(near) != inf else Decimal(near)
    above = nextafter(near, inf)
    return near if shown >= point else above, near if shown > point else above


def _kept(unit: int) -> int:
    """Units end before FURTHEST, so an edge beyond it may stand there."""
    return max(-FURTHEST, min(FURTHEST, unit))
