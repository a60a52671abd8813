"""A decision replayed on a population: every case's answer, and the rules it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from samrum.rules.evaluate import Model
from samrum.rules.plan import plan_for
from samrum.rules.replay.chunk import Chunk, Columns
from samrum.rules.replay.columns import Array, Coded, Column, length, value_at
from samrum.rules.replay.decision import BulkDecision, Made
from samrum.rules.replay.facts import facts_of, outside_of
from samrum.rules.replay.grounds import Grounds, codes_of_findings
from samrum.rules.replay.masks import Masks
from samrum.rules.replay.one_by_one import Clock
from samrum.rules.replay.pieces import joined
from samrum.rules.replay.population import Population
from samrum.rules.temporal import DateTime
from samrum.rules.trace import MatchedRule
from samrum.rules.value import Value

# Cases evaluated together: their columns stay in the processor's cache.
CHUNK = 1 << 14

# The code of a case whose answer rests on no rules.
NO_RULES = -1

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """The cases of a batch, decided: each decision in turn, and the findings of each case in all of
    them, as bits (None for none)."""

    size: int
    made: tuple[Made, ...]
    findings: Array | None


class Replay:
    """A decision of a model and all that it needs, for populations with columns of these names.

    Raises NoSuchDecision, and ReplayFault for facts that have no column.
    """

    def __init__(
        self, model: Model, decision: str, names: Iterable[str], *, now: DateTime | None = None
    ) -> None:
        plan = plan_for((model.decision(decision),))
        known = frozenset(names)
        clock = Clock(now, len(plan.steps))
        self._facts = facts_of(model, plan, known)
        self._outside = outside_of(plan, known)
        given = {fact.node for fact in self._outside}
        self.decisions = [BulkDecision(n, clock) for n in plan.steps if n not in given]
        columns = [name for fact in [*self._facts, *self._outside] for name in fact.columns]
        self.columns = tuple(dict.fromkeys(columns))

    def batches(self, population: Population, progress: Progress | None) -> Iterator[Batch]:
        """The cases of a population, decided batch by batch. Raises ReplayFault."""
        done = 0
        for size, columns in population.batches(self.columns):
            yield self.decide(columns, size)
            done += size
            if progress is not None:
                progress(done, population.rows)

    def decide(self, batch: Mapping[str, Column], size: int) -> Batch:
        """Decides the cases of a batch. Raises ReplayFault."""
        facts: Columns = {}
        findings: Array | None = None
        for fact in [*self._facts, *self._outside]:
            facts[fact.node], found = fact.take(batch, size)
            findings = _either(findings, found)
        rows = [slice(first, min(first + CHUNK, size)) for first in range(0, size, CHUNK)]
        parts = [self._chunk(facts, part) for part in rows]
        made = tuple(_joined(chunks) for chunks in zip(*parts, strict=True))
        for one in made:
            findings = _either(findings, one.findings)
        return Batch(size, made, findings)

    def _chunk(self, facts: Columns, rows: slice) -> list[Made]:
        chunk = Chunk(rows.stop - rows.start, facts).of(rows, rows.stop - rows.start)
        made: list[Made] = []
        for decision in self.decisions:
            made.append(decision.make(chunk))
            chunk.columns[decision.node] = made[-1].column
        return made


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a decision for all cases: a column of values, and what each rests on.

    codes: the code of each case's grounds, NO_RULES for one that rests on none; None where none
    does. masks: of the
    decision's table, the rules that match (rule r is bit r % w of word r // w, w the width of the
    words); None for a decision that is no table. findings: bits by case, also from the decisions
    below it; None for none.
    """

    column: Column
    grounds: Grounds
    codes: Array | None
    masks: Masks | None
    findings: Array | None

    def value(self, row: int) -> Value:
        """The value for a case."""
        return value_at(self.column, row)

    def rules(self, row: int) -> tuple[MatchedRule, ...]:
        """The rules that the value rests on."""
        code = NO_RULES if self.codes is None else int(self.codes[row])
        return () if code == NO_RULES else self.grounds.rules[code]

    def matched(self, row: int) -> tuple[int, ...]:
        """The numbers (from 1) of all rules that match, of a decision that is a table."""
        return tuple(
            1 + bit + word.dtype.itemsize * 8 * number
            for number, word in enumerate(self.masks or [])
            for bit in range(word.dtype.itemsize * 8)
            if int(word[row]) >> bit & 1
        )

    def found(self, row: int) -> tuple[str, ...]:
        """The codes of the case's findings."""
        return () if self.findings is None else codes_of_findings(int(self.findings[row]))


def replay(
    model: Model,
    decision: str,
    population: Population,
    *,
    now: DateTime | None = None,
    progress: Progress | None = None,
) -> Answers:
    """A decision for every case of a population, exactly as Model.evaluate makes it.

    progress(done, of) is told after each batch. Raises NoSuchDecision and ReplayFault.
    """
    run = Replay(model, decision, population.names, now=now)
    made: list[Made] = []
    findings: list[tuple[Array | None, int]] = []
    for batch in run.batches(population, progress):
        made.append(batch.made[-1])
        findings.append((batch.findings, batch.size))
    last = _joined(made) if made else Made(Coded(np.zeros(0, np.int32), ()))
    grounds = run.decisions[-1].grounds
    return Answers(last.column, grounds, last.codes, last.masks, _findings(findings))


def _joined(parts: Sequence[Made]) -> Made:
    """The cases of one part after those of another."""
    sizes = [length(part.column) for part in parts]
    codes = None
    if any(part.codes is not None for part in parts):
        codes = np.concatenate(
            [
                np.full(size, NO_RULES, np.int32) if part.codes is None else part.codes
                for part, size in zip(parts, sizes, strict=True)
            ]
        )
    words = [part.masks for part in parts if part.masks is not None]
    return Made(
        joined([part.column for part in parts]),
        codes,
        [np.concatenate(word) for word in zip(*words, strict=True)] if words else None,
        _findings([(part.findings, size) for part, size in zip(parts, sizes, strict=True)]),
    )


def _either(findings: Array | None, more: Array | None) -> Array | None:
    if findings is None or more is None:
        return more if findings is None else findings
    return findings | more


def _findings(parts: Sequence[tuple[Array | None, int]]) -> Array | None:
    """Findings of one part of the cases after another, each with the number of its cases."""
    if all(found is None for found, _ in parts):
        return None
    return np.concatenate(
        [np.zeros(size, np.uint64) if found is None else found for found, size in parts]
    )
