"""Range functions: how points and ranges lie to one another (DMN 1.5, table 78).

Where the standard writes one rule for points and one for ranges, a point is taken as the range
from and to itself, with both ends included, wherever that gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samrum.rules.comparison import ORDERED, less
from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare, misfit
from samrum.rules.kinds import Function, Range, Value
from samrum.rules.run import Run


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a range. `beyond` is -1 or 1 where there is no bound."""

    value: Value
    included: bool
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class _Compared:
    """How two ends lie: is the first less, the same, or greater?"""

    order: int

    @property
    def less(self) -> bool:
        return self.order < 0

    @property
    def same(self) -> bool:
        return self.order == 0

    @property
    def greater(self) -> bool:
        return self.order > 0


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two ranges with all four comparisons of their ends that the functions need."""

    start: _End
    end: _End
    other_start: _End
    other_end: _End
    starts: _Compared
    ends: _Compared
    end_to_start: _Compared
    start_to_end: _Compared


def _before(pair: _Pair) -> bool:
    touching = pair.end_to_start.same and not (pair.end.included and pair.other_start.included)
    return pair.end_to_start.less or touching


def _after(pair: _Pair) -> bool:
    touching = pair.start_to_end.same and not (pair.start.included and pair.other_end.included)
    return pair.start_to_end.greater or touching


def _meets(pair: _Pair) -> bool:
    return pair.end_to_start.same and pair.end.included and pair.other_start.included


def _met_by(pair: _Pair) -> bool:
    return pair.start_to_end.same and pair.start.included and pair.other_end.included


def _overlaps(pair: _Pair) -> bool:
    return (pair.end_to_start.greater or _meets(pair)) and (pair.start_to_end.less or _met_by(pair))


def _overlaps_before(pair: _Pair) -> bool:
    earlier = pair.starts.less or (
        pair.starts.same and pair.start.included and not pair.other_start.included
    )
    within = pair.ends.less or (
        pair.ends.same and (not pair.end.included or pair.other_end.included)
    )
    return earlier and (pair.end_to_start.greater or _meets(pair)) and within


def _overlaps_after(pair: _Pair) -> bool:
    later = pair.starts.greater or (
        pair.starts.same and pair.other_start.included and not pair.start.included
    )
    beyond = pair.ends.greater or (
        pair.ends.same and (not pair.other_end.included or pair.end.included)
    )
    return later and (pair.start_to_end.less or _met_by(pair)) and beyond


def _starts_within(pair: _Pair) -> bool:
    included = not pair.start.included or pair.other_start.included
    return pair.starts.greater or (pair.starts.same and included)


def _ends_within(pair: _Pair) -> bool:
    included = not pair.end.included or pair.other_end.included
    return pair.ends.less or (pair.ends.same and included)


def _starts_around(pair: _Pair) -> bool:
    included = pair.start.included or not pair.other_start.included
    return pair.starts.less or (pair.starts.same and included)


def _ends_around(pair: _Pair) -> bool:
    included = pair.end.included or not pair.other_end.included
    return pair.ends.greater or (pair.ends.same and included)


def _finishes(pair: _Pair) -> bool:
    together = pair.ends.same and pair.end.included == pair.other_end.included
    return together and _starts_within(pair)


def _finished_by(pair: _Pair) -> bool:
    together = pair.ends.same and pair.end.included == pair.other_end.included
    return together and _starts_around(pair)


def _includes(pair: _Pair) -> bool:
    return _starts_around(pair) and _ends_around(pair)


def _during(pair: _Pair) -> bool:
    return _starts_within(pair) and _ends_within(pair)


def _starts(pair: _Pair) -> bool:
    together = pair.starts.same and pair.start.included == pair.other_start.included
    return together and _ends_within(pair)


def _started_by(pair: _Pair) -> bool:
    together = pair.starts.same and pair.start.included == pair.other_start.included
    return together and _ends_around(pair)


def _coincides(pair: _Pair) -> bool:
    same = pair.starts.same and pair.ends.same
    flags = (pair.start.included, pair.end.included)
    return same and flags == (pair.other_start.included, pair.other_end.included)


def _relation(name: str, holds: Callable[[_Pair], bool], *forms: str) -> Function:
    """The function for pairs of points and ranges in these forms, such as "point range"."""
    kinds = [tuple(form.split()) for form in forms]

    def relate(run: Run, at: Place, one: Value, other: Value) -> Value:
        for argument in (one, other):
            if type(argument) is not Range and type(argument) not in ORDERED:
                return misfit(run, at, name, "each argument", argument, "a point or a range")
        if (_kind(one), _kind(other)) not in kinds:
            given = f"a {_kind(one)} and a {_kind(other)}"
            takes = " or ".join(f"a {left} and a {right}" for left, right in kinds)
            return run.fault("wrong-arguments", at, function=name, given=given, takes=takes)
        pair = _compared(one, other, run, at)
        return None if pair is None else holds(pair)

    declarations: list[str | Callable[..., Value]] = []
    for left, right in kinds:
        first, second = (f"{left}1", f"{right}2") if left == right else (left, right)
        declarations += [f"{name}({first}: any, {second}: any)", relate]
    return declare(*declarations)


def _kind(value: Value) -> str:
    return "range" if type(value) is Range else "point"


def _compared(one: Value, other: Value, run: Run, at: Place) -> _Pair | None:
    """The two with their ends compared; None after a fault."""
    start, end = _ends(one)
    other_start, other_end = _ends(other)
    couples = ((start, other_start), (end, other_end), (end, other_start), (start, other_end))
    found: list[_Compared] = []
    for a, b in couples:
        order = _order(a, b, run, at)
        if order is None:
            return None
        found.append(_Compared(order))
    return _Pair(start, end, other_start, other_end, *found)


def _ends(value: Value) -> tuple[_End, _End]:
    if not isinstance(value, Range):
        return _End(value, True), _End(value, True)
    below = -1 if value.unbounded and value.low is None else 0
    above = 1 if value.unbounded and value.high is None else 0
    return (
        _End(value.low, value.low_closed, below),
        _End(value.high, value.high_closed, above),
    )


def _order(a: _End, b: _End, run: Run, at: Place) -> int | None:
    if a.beyond or b.beyond:
        return a.beyond - b.beyond
    first = less(a.value, b.value, run, at)
    if first is None:
        return None
    return -1 if first else int(bool(less(b.value, a.value, run, at)))


_EACH = ("point point", "point range", "range point", "range range")

FUNCTIONS = (
    _relation("before", _before, *_EACH),
    _relation("after", _after, *_EACH),
    _relation("meets", _meets, "range range"),
    _relation("met by", _met_by, "range range"),
    _relation("overlaps", _overlaps, "range range"),
    _relation("overlaps before", _overlaps_before, "range range"),
    _relation("overlaps after", _overlaps_after, "range range"),
    _relation("finishes", _finishes, "point range", "range range"),
    _relation("finished by", _finished_by, "range point", "range range"),
    _relation("includes", _includes, "range point", "range range"),
    _relation("during", _during, "point range", "range range"),
    _relation("starts", _starts, "point range", "range range"),
    _relation("started by", _started_by, "range point", "range range"),
    _relation("coincides", _coincides, "point point", "range range"),
)
