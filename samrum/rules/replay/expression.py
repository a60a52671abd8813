"""An expression over whole columns: the values of an input of a table, or of a literal decision.

A name is its column. Numbers are reckoned with by column where that is exact (formula.py).
Everything else is evaluated once for each different combination of what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from samrum.rules import tree
from samrum.rules.compile import compile_expression
from samrum.rules.compute import plain_class
from samrum.rules.model import Literal
from samrum.rules.parse import parse_expression
from samrum.rules.plan import DecisionNode
from samrum.rules.replay.chunk import Chunk, Meanings, Target
from samrum.rules.replay.columns import Array, Coded, Column, Measured, Truths, key_of
from samrum.rules.replay.formula import NotExact, formula_of
from samrum.rules.replay.grounds import Told
from samrum.rules.replay.one_by_one import Clock, Combinations, compute
from samrum.rules.replay.pieces import Piece, assembled
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.types import ANY, FeelType
from samrum.rules.value import Value


class Expression:
    """An expression in the scope of a decision. is_bulk: it is a name or can be reckoned with.
    plain: the class its values should have, None for any."""

    def __init__(
        self,
        node: DecisionNode,
        parsed: tree.Node,
        text: str,
        clock: Clock,
        plain: type | None = None,
    ) -> None:
        self._plain = plain
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

    def typed_column(self, chunk: Chunk) -> tuple[Column, Truths | None] | None:
        """As column; None where values would have to be brought to the type they should have."""
        column, doubtful = self.column(chunk)
        if isinstance(column, Measured):
            kinds = {column.kind}
        else:
            kinds = {value.__class__ for value in column.values if value is not None}
        return (column, doubtful) if self._plain is None or kinds <= {self._plain} else None

    def _reckoned(self, chunk: Chunk) -> tuple[Column, Truths | None] | None:
        """As column, by the formula where all that it reads is known; None where that is not
        exact."""
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
        pieces = (Piece(known, column), Piece(rows, others))
        return assembled(chunk.size, pieces), doubtful

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


def bulk_expression(
    node: DecisionNode, written: Literal, declared: Sequence[FeelType], clock: Clock
) -> Expression | None:
    """A text of FEEL as an expression that is a name or can be reckoned with, whose values are of
    the declared types as they are; else None. At most one plain type may be declared."""
    kinds = [kind for kind in declared if kind != ANY]
    plain = {plain_class(kind) for kind in kinds}
    if not written.text or None in plain or len(plain) > 1:
        return None
    try:
        parsed = parse_expression(written.text, node.here.scope)
    except FeelSyntaxError:
        return None
    expression = Expression(node, parsed, written.text, clock, plain.pop() if plain else None)
    return expression if expression.is_bulk else None


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
