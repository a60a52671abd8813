"""Two versions of the rules on one population: who changes, from what to what, because of which
rule.

A case changes when its answer does: the value, or the kinds of findings, so that a null that is an
error is not the same as a null that the rules give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from samrum.rules.evaluate import Model
from samrum.rules.model import Table
from samrum.rules.replay.amounts import Amounts, Moved, moved
from samrum.rules.replay.answers import Batch, Progress, Replay
from samrum.rules.replay.because import Because, Reason, Reasons, pairs_of
from samrum.rules.replay.columns import (
    Array,
    Coded,
    Column,
    Measured,
    coded,
    combinations,
    distinct,
    key_of,
)
from samrum.rules.replay.decision import BulkDecision
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.grounds import codes_of_findings
from samrum.rules.replay.population import Population
from samrum.rules.temporal import DateTime
from samrum.rules.value import Value

# Cases named with each change.
SAMPLE = 5
# With more different numbers than this, a case goes up or down, and not from one to another.
MOST_NUMBERS = 100
_MOST_ANSWERS = 10_000
_ONE = Decimal(1)  # stands for any number


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision comes to: the value, and the kinds of findings. Where answers are amounts of
    all sizes, `amount` stands for the number: "amount" in the old version; in the new one "same",
    "more" or "less", or "amount" where there was none before."""

    value: Value
    findings: tuple[str, ...] = ()
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The cases that go from one answer to another for one reason; `sample` are the rows of the
    first of them, counted from 0."""

    before: Answer
    after: Answer
    because: tuple[Because, ...]
    cases: int
    sample: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases go from one answer to another, or keep theirs."""

    before: Answer
    after: Answer
    cases: int


@dataclass(frozen=True, slots=True)
class RuleUse:
    """In how many cases a decision rests on a rule; `number` counts from 1."""

    decision: str
    rule: str
    number: int
    cases: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What another version of a decision does to a population.

    The most cases first: matrix, by answer before and after, the unchanged too; changes, those
    whose answer changes; regrounded, those that keep their answer for other reasons. amounts: None
    when no answer is a number. Rules in the order of their decisions.
    """

    decision: str
    cases: int
    matrix: tuple[Cell, ...]
    changes: tuple[Change, ...]
    regrounded: tuple[Change, ...]
    amounts: Amounts | None
    rules_before: tuple[RuleUse, ...]
    rules_after: tuple[RuleUse, ...]

    @property
    def changed(self) -> int:
        """How many cases get another answer."""
        return sum(change.cases for change in self.changes)


def difference(
    old: Model,
    new: Model,
    decision: str,
    population: Population,
    *,
    now: DateTime | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Compares two versions of a decision, case by case, exactly.

    progress(done, of) is told after each batch; it starts anew when the answers turn out to be
    amounts. Raises NoSuchDecision and ReplayFault.
    """
    for by_amount in (False, True):
        versions = tuple(Replay(m, decision, population.names, now=now) for m in (old, new))
        comparison = _Comparison(versions[0], versions[1], by_amount)
        try:
            comparison.run(population, progress)
        except _Amounts:
            continue
        return comparison.told(decision, population.rows)
    raise AssertionError("amounts are compared as amounts")


class _Amounts(Exception):
    """There are so many different numbers that they are amounts."""


class _Comparison:
    """Two versions, compared batch after batch."""

    def __init__(self, old: Replay, new: Replay, by_amount: bool) -> None:
        self._old = old
        self._new = new
        self._pairs = pairs_of(old.decisions, new.decisions)
        self._answers = _Answers(by_amount)
        self._matrix: Counter[tuple[int, int]] = Counter()
        self._groups: dict[tuple[int, int, tuple[Reason, ...]], _Group] = {}
        self._uses = (_Uses(old.decisions), _Uses(new.decisions))
        self._amounts = Amounts()
        self._done = 0

    def run(self, population: Population, progress: Progress | None) -> None:
        columns = tuple(dict.fromkeys((*self._old.columns, *self._new.columns)))
        for size, batch in population.batches(columns):
            self._take(self._old.decide(batch, size), self._new.decide(batch, size))
            self._done += size
            if progress is not None:
                progress(self._done, population.rows)

    def _take(self, old: Batch, new: Batch) -> None:
        for uses, batch in zip(self._uses, (old, new), strict=True):
            uses.count(batch)
        before = self._answers.ids(old.made[-1].column, old.findings)
        after = self._answers.ids(new.made[-1].column, new.findings)
        changed = before != after
        if self._answers.has_numbers:
            moves = moved(old.made[-1].column, new.made[-1].column)
            self._amounts = self._amounts.plus(moves.amounts)
            if self._answers.by_amount:
                after = self._answers.directed(after, moves)
                changed |= moves.more | moves.less
        self._count(before, after)
        other = np.zeros(old.size, np.bool_)
        for pair in self._pairs:
            signs = pair.signs(old, new)
            other |= signs[0] != signs[1]
        rows = np.flatnonzero(changed | other)
        if len(rows):
            self._group(Reasons(self._pairs, old, new, rows), rows, before[rows], after[rows])

    def _count(self, before: Array, after: Array) -> None:
        firsts, places = combinations([before, after])
        counts = np.bincount(places, minlength=len(firsts))
        for first, count in zip(firsts.tolist(), counts.tolist(), strict=True):
            self._matrix[int(before[first]), int(after[first])] += count

    def _group(self, reasons: Reasons, rows: Array, before: Array, after: Array) -> None:
        firsts, places = combinations([before, after, *reasons.keys])
        order = np.argsort(places, kind="stable")
        ends = np.cumsum(np.bincount(places, minlength=len(firsts)))
        start = 0
        for first, end in zip(firsts.tolist(), ends.tolist(), strict=True):
            key = int(before[first]), int(after[first]), reasons.tell(first)
            group = self._groups.setdefault(key, _Group())
            group.cases += end - start
            more = order[start : min(end, start + SAMPLE - len(group.sample))]
            group.sample += [self._done + row for row in rows[more].tolist()]
            start = end

    def told(self, decision: str, cases: int) -> Difference:
        """All that was found."""
        answer = self._answers.of
        changes = [
            (
                self._answers.is_changed(before, after),
                Change(
                    answer(before),
                    answer(after),
                    tuple(self._pairs[number].because(b, a) for number, b, a in reasons),
                    group.cases,
                    tuple(group.sample),
                ),
            )
            for (before, after, reasons), group in self._groups.items()
        ]
        changes.sort(key=lambda found: -found[1].cases)
        return Difference(
            decision=decision,
            cases=cases,
            matrix=tuple(
                Cell(answer(before), answer(after), cases)
                for (before, after), cases in self._matrix.most_common()
            ),
            changes=tuple(change for is_changed, change in changes if is_changed),
            regrounded=tuple(change for is_changed, change in changes if not is_changed),
            amounts=self._amounts if self._answers.has_numbers else None,
            rules_before=self._uses[0].told(),
            rules_after=self._uses[1].told(),
        )


class _Group:
    """Cases of one change."""

    def __init__(self) -> None:
        self.cases = 0
        self.sample: list[int] = []


class _Answers:
    """The answers of both versions by their ids."""

    def __init__(self, by_amount: bool) -> None:
        self.by_amount = by_amount
        self.has_numbers = False
        self._numbers = 0
        self._values: dict[object, int] = {}
        self._shown: list[tuple[Value, str]] = []
        self._ids: dict[tuple[int, int], int] = {}
        self._by_id: list[tuple[int, int]] = []

    def ids(self, column: Column, findings: Array | None) -> Array:
        """The id of each case's answer."""
        if self.by_amount and isinstance(column, Measured) and column.kind is Decimal:
            known = np.zeros(len(column.units), np.bool_)
            column = Coded((known if column.unknown is None else column.unknown) * 1, (_ONE, None))
        told = coded(column) if isinstance(column, Measured) else column
        values = np.array([self._value(value) for value in told.values], np.int64)
        if findings is None:
            ids: Array = np.array([self._id(value, 0) for value in values.tolist()], np.int64)
            return ids[told.codes]
        mine = values[told.codes]
        firsts, places = combinations([mine, findings.view(np.int64)])
        found = [self._id(int(mine[first]), int(findings[first])) for first in firsts.tolist()]
        return np.array(found, np.int64)[places]

    def directed(self, after: Array, moves: Moved) -> Array:
        """Answers of the new version told as going up or down where both are amounts."""
        directed = after.copy()
        same = moves.both & ~moves.more & ~moves.less
        for word, cases in (("more", moves.more), ("less", moves.less), ("same", same)):
            rows = np.flatnonzero(cases)
            found, places = distinct(after[rows])
            value = self._place(word, (None, word))
            ids = [self._id(value, self._by_id[each][1]) for each in found.tolist()]
            directed[rows] = np.array(ids, np.int64)[places]
        return directed

    def of(self, number: int) -> Answer:
        """The answer of an id."""
        place, bits = self._by_id[number]
        value, amount = self._shown[place]
        return Answer(value, codes_of_findings(bits), amount)

    def is_changed(self, before: int, after: int) -> bool:
        """Whether one answer is another than the other."""
        place, bits = self._by_id[after]
        if self._shown[place][1] == "same":
            return bits != self._by_id[before][1]
        return before != after

    def _value(self, value: Value) -> int:
        if not isinstance(value, Decimal):
            return self._place(key_of(value), (value, ""))
        self.has_numbers = True
        if self.by_amount:
            return self._place("amount", (None, "amount"))
        return self._place(key_of(value), (value, ""))

    def _place(self, key: object, shown: tuple[Value, str]) -> int:
        place = self._values.setdefault(key, len(self._shown))
        if place == len(self._shown):
            self._shown.append(shown)
            self._numbers += isinstance(shown[0], Decimal)
            if self._numbers > MOST_NUMBERS:
                raise _Amounts
            if place >= _MOST_ANSWERS:
                raise ReplayFault(
                    f"The decision has more than {_MOST_ANSWERS:,} different answers.",
                    "A comparison counts how many go from one answer to another.",
                    "Compare a decision that tells kinds of cases apart.",
                )
        return place

    def _id(self, place: int, bits: int) -> int:
        number = self._ids.setdefault((place, bits), len(self._by_id))
        if number == len(self._by_id):
            self._by_id.append((place, bits))
        return number


class _Uses:
    """How often the decisions of one version rest on each of their rules."""

    def __init__(self, decisions: Sequence[BulkDecision]) -> None:
        self._decisions = decisions
        self._counts: list[Array] = [np.zeros(0, np.int64) for _ in decisions]

    def count(self, batch: Batch) -> None:
        """Adds the cases of a batch."""
        for number, (decision, made) in enumerate(zip(self._decisions, batch.made, strict=True)):
            if made.codes is None:
                continue
            # Code -1 is a case that rests on no rules.
            found = np.bincount(made.codes + 1, minlength=len(decision.grounds.rules) + 1)[1:]
            found[: len(self._counts[number])] += self._counts[number]
            self._counts[number] = found

    def told(self) -> tuple[RuleUse, ...]:
        """The rules of all decisions."""
        return tuple(
            use
            for decision, counts in zip(self._decisions, self._counts, strict=True)
            for use in _uses(decision, counts)
        )


def _uses(decision: BulkDecision, counts: Array) -> list[RuleUse]:
    cases: dict[tuple[str, int], int] = {}
    expression = decision.node.decision.expression
    if isinstance(expression, Table):
        cases = {(rule.id, number): 0 for number, rule in enumerate(expression.rules, 1)}
    for rules, count in zip(decision.grounds.rules, counts.tolist(), strict=False):
        for rule in rules:
            cases[rule.id, rule.number] = cases.get((rule.id, rule.number), 0) + count
    return [RuleUse(decision.node.name, *named, count) for named, count in cases.items()]
