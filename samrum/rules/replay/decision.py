"""One decision over whole columns: by its table, by its formula, or one combination at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from samrum.rules.decide_table import input_columns
from samrum.rules.model import Literal, Table
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.plan import DecisionNode
from samrum.rules.replay.chunk import Chunk, Meanings, Target
from samrum.rules.replay.columns import Array, Coded, Column, part
from samrum.rules.replay.expression import Expression, bulk_expression
from samrum.rules.replay.grounds import Grounds, Told
from samrum.rules.replay.masks import Masks
from samrum.rules.replay.one_by_one import Clock, Combinations, decide
from samrum.rules.replay.pieces import Piece, assembled
from samrum.rules.replay.table import ALONE, BulkTable, is_possible
from samrum.rules.scan import FeelSyntaxError


class Made(NamedTuple):
    """A decision for the cases of a chunk: its values; the codes of its grounds (None where it
    rests on no rules); for a table the masks of the rules that match; findings by case, as bits."""

    column: Column
    codes: Array | None = None
    masks: Masks | None = None
    findings: Array | None = None


class BulkDecision:
    """A decision, ready for chunk after chunk."""

    def __init__(self, node: DecisionNode, clock: Clock) -> None:
        self.node = node
        self.grounds = Grounds()
        self._clock = clock
        expression = node.decision.expression
        self._table: BulkTable | None = None
        if isinstance(expression, Table):
            inputs = input_columns(expression, node.here)
            if is_possible(inputs):
                self._table = BulkTable(node, expression, inputs, self.grounds, clock)
        self._formula = _formula(node, clock)

    def make(self, chunk: Chunk) -> Made:
        """The decision for all cases of a chunk. Raises ReplayFault."""
        if self._table is not None:
            return self._by_table(self._table, chunk)
        if self._formula is not None:
            made = self._by_formula(self._formula, chunk)
            if made is not None:
                return made
        told, places = self._alone.results(chunk, np.arange(chunk.size))
        codes = self._codes(told)[places]
        column = Coded(places, [one.value for one in told])
        return Made(column, codes, None, self.grounds.found(codes))

    def _by_table(self, table: BulkTable, chunk: Chunk) -> Made:
        codes, masks = table.codes(chunk)
        pieces = table.reckoned(chunk, codes)
        rows = np.flatnonzero(codes == ALONE)
        if len(rows):
            told, places = self._alone.results(chunk, rows)
            codes[rows] = self._codes(told)[places]
            matched = table.shape.table([_bits(one) for one in told])
            for word, found in zip(masks, matched, strict=True):
                word[rows] = found[places]
            pieces.append(Piece(rows, Coded(places, [one.value for one in told])))
        column: Column = Coded(codes, self.grounds.values)
        if pieces:
            left = np.ones(chunk.size, np.bool_)
            for piece in pieces:
                left[piece.rows] = False
            others = np.flatnonzero(left)
            column = assembled(chunk.size, (*pieces, Piece(others, part(column, others))))
        return Made(column, codes, masks, self.grounds.found(codes))

    def _by_formula(self, formula: Expression, chunk: Chunk) -> Made | None:
        """None where the values would have to be brought to the type of the decision."""
        found = formula.typed_column(chunk)
        if found is None:
            return None
        column, doubtful = found
        if doubtful is None:
            return Made(column)
        rows, others = np.flatnonzero(doubtful), np.flatnonzero(~doubtful)
        told, places = self._alone.results(chunk, rows)
        more = Coded(places, [one.value for one in told])
        merged = assembled(chunk.size, (Piece(others, part(column, others)), Piece(rows, more)))
        findings = np.zeros(chunk.size, np.uint64)
        findings[rows] = np.array([one.findings for one in told], np.uint64)[places]
        return Made(merged, None, None, findings)

    def _codes(self, told: Sequence[Told]) -> Array:
        return np.array([self.grounds.code(one, with_value=False) for one in told], np.int32)

    @cached_property
    def _alone(self) -> Combinations[Told]:
        def find(chunk: Chunk, row: int) -> Told:
            return decide(self.node, chunk.values_at(self.node.needs.nodes(), row), self._clock)

        return Combinations(_targets(self.node), find)


def _formula(node: DecisionNode, clock: Clock) -> Expression | None:
    """A literal expression of a plain type, or of any, that can be reckoned with by column."""
    written = node.decision.expression
    if not isinstance(written, Literal) or not written.text:
        return None
    declared = (node.here.type_named(written.type_ref), node.type)
    return bulk_expression(node, written, declared, clock)


def _bits(told: Told) -> int:
    """The rules that matched as a mask."""
    return sum(1 << rule.number - 1 for rule in told.rules)


def _targets(node: DecisionNode) -> list[Target]:
    """What a decision reads, and perhaps more."""
    expression = node.decision.expression
    if not isinstance(expression, Table | Literal):
        return [(needed, ()) for needed in node.needs.nodes()]
    meanings = Meanings(node.needs)
    found: dict[Target, None] = {}
    for text, is_cell in _texts(expression):
        try:
            parse = parse_unary_tests if is_cell else parse_expression
            found |= meanings.targets(parse(text, node.here.scope))
        except FeelSyntaxError:
            continue
    return list(found)


def _texts(expression: Table | Literal) -> Iterator[tuple[str, bool]]:
    """The texts of FEEL in a table or a literal expression, and whether each is a cell."""
    if isinstance(expression, Literal):
        yield expression.text, False
        return
    for clause in expression.inputs:
        yield clause.expression.text, False
        if clause.values is not None:
            yield clause.values.text, True
    for rule in expression.rules:
        yield from ((cell.text, True) for cell in rule.inputs)
        yield from ((cell.text, False) for cell in rule.outputs)
    for output in expression.outputs:
        if output.default is not None:
            yield output.default.text, False
