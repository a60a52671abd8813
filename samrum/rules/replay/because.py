"""Because of which rules a case comes out otherwise: the decisions that differ although nothing
that they rest on does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from samrum.rules.plan import DecisionNode
from samrum.rules.replay.answers import Batch
from samrum.rules.replay.columns import Array, Column, Measured, Truths, coded, key_of, part
from samrum.rules.replay.decision import BulkDecision, Made
from samrum.rules.trace import MatchedRule


@dataclass(frozen=True, slots=True)
class Because:
    """A decision, and the rules that it rests on in the old version and in the new."""

    decision: str
    before: tuple[MatchedRule, ...]
    after: tuple[MatchedRule, ...]


# The number of a pair of decisions, and the signs of its rules before and after.
Reason: TypeAlias = tuple[int, int, int]


class Reasons:
    """The decisions of some cases, in both versions. `keys` together tell reasons apart."""

    def __init__(self, pairs: Sequence[Pair], old: Batch, new: Batch, rows: Array) -> None:
        self._pairs = pairs
        self._signs = [tuple(sign[rows] for sign in pair.signs(old, new)) for pair in pairs]
        self._differs = [pair.differs(old, new, rows) for pair in pairs]
        self.keys: list[Array] = [sign for signs in self._signs for sign in signs]
        self.keys += [differs.view(np.uint8) for differs in self._differs]

    def tell(self, place: int) -> tuple[Reason, ...]:
        """Because of what one of the cases comes out otherwise."""
        differing = {
            pair.name
            for pair, differs in zip(self._pairs, self._differs, strict=True)
            if differs[place]
        }
        told = []
        for number, (pair, signs) in enumerate(zip(self._pairs, self._signs, strict=True)):
            before, after = (int(sign[place]) for sign in signs)
            if (pair.name in differing or before != after) and not pair.needs & differing:
                told.append((number, before, after))
        return tuple(told)


class Pair:
    """One decision in both versions. A *sign* is a set of rules, the same in both."""

    def __init__(
        self, old: BulkDecision, new: BulkDecision, old_place: int, new_place: int
    ) -> None:
        self.name = new.node.name
        self.needs = _needed(old.node) | _needed(new.node)
        self._sides = (old, new)
        self._places = (old_place, new_place)
        self._signs: dict[tuple[str, ...], int] = {(): 0}
        self._rules: tuple[dict[int, tuple[MatchedRule, ...]], ...] = ({}, {})

    def signs(self, old: Batch, new: Batch) -> tuple[Array, Array]:
        """The rules that each case rests on, in both versions, as signs."""
        before, after = self._made(old, new)
        return self._signs_of(0, before, old.size), self._signs_of(1, after, new.size)

    def differs(self, old: Batch, new: Batch, rows: Array) -> Truths:
        """Which of some cases have another value, or other findings."""
        before, after = self._made(old, new)
        found = ~same_values(part(before.column, rows), part(after.column, rows))
        if before.findings is not None or after.findings is not None:
            left, right = (
                np.zeros(len(rows), np.uint64) if made.findings is None else made.findings[rows]
                for made in (before, after)
            )
            found |= left != right
        return found

    def because(self, before: int, after: int) -> Because:
        """The rules of two signs."""
        return Because(self.name, self._rules[0].get(before, ()), self._rules[1].get(after, ()))

    def _made(self, old: Batch, new: Batch) -> tuple[Made, Made]:
        return old.made[self._places[0]], new.made[self._places[1]]

    def _signs_of(self, side: int, made: Made, size: int) -> Array:
        if made.codes is None:
            return np.zeros(size, np.int32)
        grounds = self._sides[side].grounds
        # The code of a case without rules is -1, so its sign comes last.
        signs = [self._sign(side, rules) for rules in (*grounds.rules, ())]
        found: Array = np.array(signs, np.int32)[made.codes]
        return found

    def _sign(self, side: int, rules: tuple[MatchedRule, ...]) -> int:
        named = tuple(rule.id or str(rule.number) for rule in rules)
        sign = self._signs.setdefault(named, len(self._signs))
        self._rules[side].setdefault(sign, rules)
        return sign


def pairs_of(old: Iterable[BulkDecision], new: Iterable[BulkDecision]) -> list[Pair]:
    """The decisions that both versions have, by name, in the order of the new one."""
    places = {decision.node.name: (number, decision) for number, decision in enumerate(old)}
    return [
        Pair(places[decision.node.name][1], decision, places[decision.node.name][0], number)
        for number, decision in enumerate(new)
        if decision.node.name in places
    ]


def same_values(a: Column, b: Column) -> Truths:
    """The cases in which two columns have the same value."""
    if isinstance(a, Measured) and isinstance(b, Measured) and _is_alike(a, b):
        equal: Truths = a.units == b.units
        if a.unknown is None and b.unknown is None:
            return equal
        none = np.zeros(len(a.units), np.bool_)
        gone = none if a.unknown is None else a.unknown
        gone_too = none if b.unknown is None else b.unknown
        return np.where(gone | gone_too, gone & gone_too, equal)
    told = coded(a), coded(b)
    places: dict[object, int] = {}
    left, right = (
        np.array([places.setdefault(key_of(v), len(places)) for v in c.values], np.intp)[c.codes]
        for c in told
    )
    same: Truths = left == right
    return same


def _is_alike(a: Measured, b: Measured) -> bool:
    kinds = a.units.dtype.kind + b.units.dtype.kind
    return (a.kind, a.scale) == (b.kind, b.scale) and ("f" not in kinds or kinds == "ff")


def _needed(node: DecisionNode) -> set[str]:
    return {below.name for below in node.needs.nodes() if isinstance(below, DecisionNode)}
