"""An expression over whole columns: the values of an input of a table, or of a literal decision.

A name is its column. Numbers are reckoned with by column where that is exact (formula.py).
Everything else is evaluated once for each different combination of what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np

from samrum.rules import tree
from samrum.rules.compile import compile_expression
from samrum.rules.number import CONTEXT, is_whole
from samrum.rules.plan import DecisionNode
from samrum.rules.replay.chunk import Chunk, Meanings, Target
from samrum.rules.replay.columns import FURTHEST, Array, Coded, Column, Measured, Truths, key_of
from samrum.rules.replay.formula import NotExact, formula_of
from samrum.rules.replay.grounds import Told
from samrum.rules.replay.one_by_one import Clock, Combinations, compute
from samrum.rules.value import Value


class Expression:
    """An expression in the scope of a decision. is_bulk: it is a name or can be reckoned with."""

    def __init__(self, node: DecisionNode, parsed: tree.Node, text: str, clock: Clock) -> None:
        meanings = Meanings(node.needs)
        node.compiled()  # so that the functions of its scope are known
        self._target = meanings.target(parsed)
        self._formula = formula_of(parsed, meanings)
        self.is_bulk = self._formula is not None
        function = compile_expression(parsed, node.here.scope, text).function
        self._combinations: Combinations[Told] = Combinations(
            list(meanings.targets(parsed)),
            lambda chunk, row: compute(
                function, node, chunk.values_at(node.needs.nodes(), row), clock
            ),
        )
        self._values: list[Value] = []
        self._codes: dict[object, int] = {}

    def column(self, chunk: Chunk) -> tuple[Column, Truths | None]:
        """The values for a chunk, and the cases (None for none) whose value left a finding."""
        if self._target is not None:
            column = chunk.column(self._target)
            if column is not None:
                return column, chunk.strange(self._target[0])
        elif self._formula is not None:
            found = self._reckoned(chunk)
            if found is not None:
                return found
        return self._one_by_one(chunk, np.arange(chunk.size))

    def _reckoned(self, chunk: Chunk) -> tuple[Column, Truths | None] | None:
        """As column, by the formula where all that it reads is known; None where it is not exact,
        or where the other cases have values of another kind."""
        assert self._formula is not None
        unknown = unknowns(chunk, self._formula.targets)
        try:
            if unknown is None:
                return self._formula.column(chunk), None
            known = np.flatnonzero(~unknown)
            column = self._formula.column(chunk.of(known, len(known)))
        except NotExact:
            return None
        rows = np.flatnonzero(unknown)
        others, doubts = self._one_by_one(chunk, rows)
        doubtful: Truths | None = None
        if doubts is not None:
            doubtful = np.zeros(chunk.size, np.bool_)
            doubtful[rows] = doubts
        merged = merge(chunk.size, known, column, rows, others)
        return None if merged is None else (merged, doubtful)

    def _one_by_one(self, chunk: Chunk, rows: Array) -> tuple[Coded, Truths | None]:
        told, places = self._combinations.results(chunk, rows)
        codes = np.array([self._code(one.value) for one in told], np.int32)
        doubtful = np.array([one.findings != 0 for one in told], np.bool_)
        column = Coded(codes[places], self._values)
        return column, doubtful[places] if doubtful.any() else None

    def _code(self, value: Value) -> int:
        code = self._codes.setdefault(key_of(value), len(self._values))
        if code == len(self._values):
            self._values.append(value)
        return code


def unknowns(chunk: Chunk, targets: Iterable[Target]) -> Truths | None:
    """The cases that lack something of what is read; None for none."""
    found: Truths | None = None
    for column in chunk.behind(targets):
        if isinstance(column, Measured):
            marks = column.unknown
        else:
            is_null = np.array([value is None for value in column.values], np.bool_)
            marks = is_null[column.codes] if is_null.any() else None
        if marks is not None:
            found = marks if found is None else found | marks
    for node in {node for node, _ in targets}:
        strange = chunk.strange(node)
        if strange is not None:
            found = strange if found is None else found | strange
    return found if found is not None and found.any() else None


def merge(size: int, rows: Array, column: Column, others: Array, more: Coded) -> Column | None:
    """One column of some cases and the others; None where they do not go together: a measured
    column takes in nulls, and numbers that its units can tell."""
    if isinstance(column, Coded):
        codes = np.empty(size, np.int32)
        codes[rows] = column.codes
        codes[others] = more.codes + len(column.values)
        return Coded(codes, (*column.values, *more.values))
    found = {code: _unit(more.values[code], column) for code in set(more.codes.tolist())}
    if NotImplemented in found.values():
        return None
    units = np.zeros(size, column.units.dtype)
    units[rows] = column.units
    units[others] = [found[code] or 0 for code in more.codes.tolist()]
    unknown = np.zeros(size, np.bool_)
    unknown[others] = [found[code] is None for code in more.codes.tolist()]
    return Measured(column.kind, units, column.scale, unknown)


def _unit(value: Value, column: Measured) -> Any:
    """The units of a number in a column, None for null; NotImplemented where it has none."""
    if value is None:
        return None
    if not isinstance(value, Decimal) or column.kind is not Decimal:
        return NotImplemented
    unit = CONTEXT.scaleb(value, column.scale)
    return int(unit) if is_whole(unit) and abs(unit) < FURTHEST else NotImplemented
