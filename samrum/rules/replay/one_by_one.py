"""What cannot be done for whole columns: evaluated once for each different combination of facts.

This is the ordinary evaluation, so it is exact for every model; it is as quick as the combinations
are few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from samrum.rules.compute import Compute
from samrum.rules.model import Literal
from samrum.rules.plan import DecisionNode, Values
from samrum.rules.replay.chunk import Chunk, Target
from samrum.rules.replay.columns import Array, coded, combinations, key_of, part
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.grounds import Told, bits_of_findings
from samrum.rules.run import Exhausted, Run
from samrum.rules.temporal import DateTime
from samrum.rules.trace import TracedRun

# Combinations remembered with their results, at most.
_REMEMBERED = 500_000

Result = TypeVar("Result")


class Combinations(Generic[Result]):
    """Results by the values of some targets; find(chunk, row) works one out."""

    def __init__(self, targets: Sequence[Target], find: Callable[[Chunk, int], Result]) -> None:
        self._targets = targets
        self._find = find
        self._known: dict[object, Result] = {}

    def results(self, chunk: Chunk, rows: Array) -> tuple[list[Result], NDArray[np.intp]]:
        """Results for some cases of a chunk, each once, and the place of each case's result."""
        columns = [coded(part(column, rows)) for column in chunk.behind(self._targets)]
        if not columns:
            return [self._result((), chunk, 0)], np.zeros(len(rows), np.intp)
        firsts, places = combinations([column.codes for column in columns])
        results = []
        for first in firsts.tolist():
            key = tuple(key_of(column.values[column.codes[first]]) for column in columns)
            results.append(self._result(key, chunk, int(rows[first])))
        return results, places

    def _result(self, key: object, chunk: Chunk, row: int) -> Result:
        known = self._known.get(key)
        if known is None:
            known = self._find(chunk, row)
            if len(self._known) < _REMEMBERED:
                self._known[key] = known
        return known


class Clock(NamedTuple):
    """What each evaluation gets: the time for now() and today(), and its share of the budget."""

    now: DateTime | None
    share: int

    def run(self, *, traced: bool) -> Run:
        """A run for one decision of one case."""
        run = TracedRun(self.now) if traced else Run(self.now)
        run.steps //= self.share
        run.size //= self.share
        return run


def decide(node: DecisionNode, values: Values, clock: Clock) -> Told:
    """One decision of one case, as ordinary evaluation makes it."""
    run = clock.run(traced=_may_have_rules(node))
    try:
        value = node.make(values, run, {})
    except (Exhausted, RecursionError):
        raise _too_long(node.name) from None
    made = run.decisions if isinstance(run, TracedRun) else ()
    rules = made[-1].rules if made else ()
    return Told(value, rules, bits_of_findings(run.findings))


def compute(function: Compute, node: DecisionNode, values: Values, clock: Clock) -> Told:
    """One expression of one case."""
    run = clock.run(traced=False)
    try:
        value = function(node.environment(values), run)
    except (Exhausted, RecursionError):
        raise _too_long(node.name) from None
    return Told(value, (), bits_of_findings(run.findings))


def _may_have_rules(node: DecisionNode) -> bool:
    """Only a text that calls nothing of the model surely comes to no table."""
    needs = node.needs
    is_text = isinstance(node.decision.expression, Literal)
    return not is_text or bool(needs.functions or needs.imported_functions)


def _too_long(name: str) -> ReplayFault:
    return ReplayFault(
        f"The decision {name} takes too long for one of the cases.",
        "It uses up the budget that an evaluation has.",
        "Write it with fewer steps.",
    )
