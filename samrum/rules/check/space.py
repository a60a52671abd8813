"""All that the facts of one table can be, cut into regions, and a search among them.

Every column gets its options: a value, the variables that give it, and the rules whose cell holds,
as bits of a number. A search goes through the columns from left to right and keeps only the rules
that are still alive. One question answers all: is there a state in which these rules match and
those do not? It has seen everything when every variable is exact; otherwise `abstract` spaces, in
which each reckoned column may be anything, tell whether the question is settled all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Final, NamedTuple

from samrum.rules.check.grid import Point

# Options of one column beyond this number are not made.
MOST_OPTIONS: Final = 4_000
# Steps of searches for one table, and for one model.
TABLE_EFFORT: Final = 100_000
MODEL_EFFORT: Final = 400_000
MOST_COLUMNS: Final = 100
# Options that are looked at in the time that a step of a search takes.
_OPTIONS_A_STEP: Final = 8


class Held(NamedTuple):
    """A column's value, the rules that hold for it surely and perhaps, as bits, and whether it, or
    what it is compared with, is not known."""

    value: object
    sure: int
    maybe: int
    is_unknown: bool


@dataclass(slots=True)
class Effort:
    """Work that may still be done: for one table, as a part of that for its model."""

    own: int
    whole: Effort | None = None

    @property
    def left(self) -> int:
        """What is left of both."""
        return self.own if self.whole is None else min(self.own, self.whole.left)

    def spend(self, amount: int) -> None:
        """Use some of it."""
        self.own -= amount
        if self.whole is not None:
            self.whole.own -= amount


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a column. `given` says which point of which variable; `sure` are the bits of
    the rules whose cell holds, `maybe` those for which it holds or may hold; `later` is the part of
    `given` that later columns read too."""

    given: tuple[tuple[int, int], ...]
    value: object
    point: Point | None
    sure: int
    maybe: int
    is_unknown: bool
    later: tuple[tuple[int, int], ...] = ()

    @property
    def is_other(self) -> bool:
        """Whether the column is a text that no rule names."""
        return self.point is not None and self.point.is_other_text


@dataclass(frozen=True, slots=True)
class Axis:
    """A column of a space: the variables it reads, and what it gives for points of them. None
    means that the table refuses the value. `is_plain`: it is its one variable. `cost`: the effort
    of one value."""

    reads: tuple[int, ...]
    hold: Callable[[Mapping[int, Point]], Held | None]
    is_plain: bool
    cost: int = 3


@dataclass(frozen=True, slots=True)
class Box:
    """Options of each column, by their masks, that belong together: one gap, say.

    unknown, other: the columns in which what is not known, or a text that no rule names, belongs to
    it too.
    """

    masks: tuple[frozenset[int], ...]
    unknown: frozenset[int] = frozenset()
    other: frozenset[int] = frozenset()

    def has(self, column: int, option: Option) -> bool:
        """Whether an option of a column belongs to it."""
        if option.is_unknown and column not in self.unknown:
            return False
        if option.is_other and column not in self.other:
            return False
        return option.sure in self.masks[column]


Allow = Callable[[int, Option], bool]
State = tuple[Option, ...]


@dataclass(slots=True)
class Space:
    """The options of all columns. `complete` is false once something was left out."""

    axes: Sequence[Axis]
    points: Sequence[Sequence[Point]]
    effort: Effort
    complete: bool = True
    options: list[list[Option]] = field(default_factory=list)
    _shared: list[tuple[int, ...]] = field(default_factory=list)
    _later: list[tuple[int, ...]] = field(default_factory=list)
    _always: list[int] = field(default_factory=list)
    _groups: list[dict[tuple[int, ...], list[Option]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.options = [self._made(axis) for axis in self.axes]
        reads = [set(axis.reads) for axis in self.axes]
        for number, own in enumerate(reads):
            before = set().union(*reads[:number])
            self._shared.append(tuple(sorted(own & before)))
            self._later.append(tuple(sorted(before & set().union(*reads[number:]))))
        always = -1
        for made in reversed(self.options):
            for option in made:
                always &= option.sure
            self._always.insert(0, always)
        self._groups = [self._grouped(number) for number in range(len(self.axes))]

    def find(
        self,
        must: int = 0,
        forbid: int = 0,
        *,
        boxes: Sequence[Box] = (),
        allow: Allow = lambda column, option: True,
        some: int = 0,
        spare: int = -1,
    ) -> State | None:
        """A state in which the rules of `must` match, and none of `forbid` and none of the boxes.

        allow: which options may be used. some: rules of which one has to match, where the cells of
        the column `spare` do not count. None when there is no such state, or when the effort ran
        out (`complete` is false then).
        """
        if not forbid and not boxes and not some and not any(self._shared):
            return self._first(must, allow)
        search = _Search(self, must, boxes, allow, spare)
        found = search.go(0, Alive(forbid, (1 << len(boxes)) - 1, some or -1), {})
        return None if found is None else tuple(reversed(found))

    def _first(self, must: int, allow: Allow) -> State | None:
        """The first options in which rules match, column by column: where no two columns depend on
        each other, and nothing must not match."""
        state: list[Option] = []
        for column, options in enumerate(self.options):
            self.effort.spend(1 + len(options) // _OPTIONS_A_STEP)
            fitting = (o for o in options if not must & ~o.maybe and allow(column, o))
            option = next(fitting, None)
            if option is None:
                return None
            state.append(option)
        return tuple(state)

    def next_options(self, column: int, given: Mapping[int, int]) -> list[Option]:
        """The options of a column that go with the points already given."""
        key = tuple(given[variable] for variable in self._shared[column])
        return self._groups[column].get(key, [])

    def kept(self, column: int, given: Mapping[int, int]) -> tuple[int, ...]:
        """The points given before a column that it or a later one depends on."""
        return tuple(given[variable] for variable in self._later[column])

    def always(self, column: int) -> int:
        """The rules that hold for everything in this column and all after it."""
        return self._always[column] if column < len(self._always) else -1

    def _made(self, axis: Axis) -> list[Option]:
        ranges = [range(len(self.points[variable])) for variable in axis.reads]
        if prod(map(len, ranges)) > MOST_OPTIONS:
            self.complete = False
        made: list[Option] = []
        for number, chosen in enumerate(product(*ranges)):
            if number >= MOST_OPTIONS or self.effort.left <= 0:
                self.complete = False
                break
            self.effort.spend(axis.cost)
            points = {v: self.points[v][i] for v, i in zip(axis.reads, chosen, strict=True)}
            held = axis.hold(points)
            if held is not None:
                point = points[axis.reads[0]] if axis.is_plain else None
                given = tuple(zip(axis.reads, chosen, strict=True))
                made.append(
                    Option(given, held.value, point, held.sure, held.maybe, held.is_unknown)
                )
        return made

    def _grouped(self, column: int) -> dict[tuple[int, ...], list[Option]]:
        """The options by the points of variables that stand before; of those that make no
        difference to the rules or to later columns, the first."""
        shared = set(self._shared[column])
        after = set().union(*(axis.reads for axis in self.axes[column + 1 :]))
        groups: dict[tuple[int, ...], dict[object, Option]] = {}
        for option in self.options[column]:
            given = dict(option.given)
            key = tuple(given[variable] for variable in self._shared[column])
            later = tuple(i for i in option.given if i[0] in after and i[0] not in shared)
            kind = (option.sure, option.maybe, later, option.is_unknown, option.is_other)
            groups.setdefault(key, {}).setdefault(kind, replace(option, later=later))
        return {key: list(kinds.values()) for key, kinds in groups.items()}


class Alive(NamedTuple):
    """What a search has not ruled out yet: rules that must not match, boxes that the state is still
    in, and rules of which one has to match (all bits set when that is not asked)."""

    rules: int
    boxes: int
    some: int

    def is_worse(self, other: Alive) -> bool:
        """Whether another leaves no more of what must go, and no less of what has to stay."""
        gone = not other.rules & ~self.rules and not other.boxes & ~self.boxes
        return gone and not self.some & ~other.some


class _Search:
    """One question to a space."""

    def __init__(
        self, space: Space, must: int, boxes: Sequence[Box], allow: Allow, spare: int
    ) -> None:
        self.space = space
        self.must = must
        self.boxes = boxes
        self.allow = allow
        self.spare = spare
        self.failed: set[tuple[int, Alive, tuple[int, ...]]] = set()

    def go(self, column: int, alive: Alive, given: dict[int, int]) -> list[Option] | None:
        """The options from this column on, the last one first; None when there are none."""
        space = self.space
        if alive.rules & space.always(column) or not alive.some:
            return None
        if column == len(space.axes):
            return None if alive.rules or alive.boxes else []
        key = (column, alive, space.kept(column, given))
        if key in self.failed:
            return None
        for option, left in self.worth(column, alive, given):
            found = self.go(column + 1, left, {**given, **dict(option.given)})
            if found is not None:
                found.append(option)
                return found
            if space.effort.left <= 0:
                return None
        self.failed.add(key)
        return None

    def worth(
        self, column: int, alive: Alive, given: Mapping[int, int]
    ) -> list[tuple[Option, Alive]]:
        """The options worth trying, with what they leave alive: those that leave the least come
        first, and one that is worse than another is left out."""
        space = self.space
        options = space.next_options(column, given)
        space.effort.spend(1 + 2 * len(options) // _OPTIONS_A_STEP)
        if space.effort.left <= 0:
            space.complete = False
            return []
        first: dict[tuple[Alive, tuple[tuple[int, int], ...]], Option] = {}
        for option in options:
            if not self.must & ~option.maybe and self.allow(column, option):
                boxes = self.inside(column, option, alive.boxes) if alive.boxes else 0
                some = alive.some if column == self.spare else alive.some & option.maybe
                left = Alive(alive.rules & option.sure, boxes, some if alive.some >= 0 else -1)
                first.setdefault((left, option.later), option)
        kept: list[tuple[Option, Alive]] = []
        for (left, later), option in sorted(
            first.items(), key=lambda item: item[0][0].rules.bit_count()
        ):
            if not any(left.is_worse(less) and other.later == later for other, less in kept):
                kept.append((option, left))
        space.effort.spend(len(kept) + len(first) // _OPTIONS_A_STEP)
        return kept

    def inside(self, column: int, option: Option, boxed: int) -> int:
        """The boxes that a state is still in with an option."""
        for number in _bits(boxed):
            if not self.boxes[number].has(column, option):
                boxed ^= 1 << number
        return boxed


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
