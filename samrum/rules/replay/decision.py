"""One decision over whole columns: by its table, by its formula, or one combination at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from samrum.rules.compute import plain_class
from samrum.rules.decide_table import input_columns
from samrum.rules.model import Literal, Table
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.plan import DecisionNode
from samrum.rules.replay.chunk import Chunk, Meanings, Target
from samrum.rules.replay.columns import Array, Coded, Column, Measured, part
from samrum.rules.replay.expression import Expression, merge
from samrum.rules.replay.grounds import Grounds, Told
from samrum.rules.replay.masks import Masks
from samrum.rules.replay.one_by_one import Clock, Combinations, decide
from samrum.rules.replay.table import ALONE, BulkTable, is_possible
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.types import ANY
from samrum.rules.value import Value


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
        literal = expression.type_ref if isinstance(expression, Literal) else None
        self._plain = plain_class(node.type) or plain_class(node.here.type_named(literal))

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
        rows = np.flatnonzero(codes == ALONE)
        if not len(rows):
            column = Coded(codes, self.grounds.values)
            return Made(column, codes, masks, self.grounds.found(codes))
        told, places = self._alone.results(chunk, rows)
        codes[rows] = self._codes(told)[places]
        matched = table.shape.table([_bits(one) for one in told])
        for word, found in zip(masks, matched, strict=True):
            word[rows] = found[places]
        known = len(self.grounds.values)
        own = codes.copy()
        own[rows] = known + places
        column = Coded(own, (*self.grounds.values, *(one.value for one in told)))
        return Made(column, codes, masks, self.grounds.found(codes))

    def _by_formula(self, formula: Expression, chunk: Chunk) -> Made | None:
        """None where the values would have to be brought to the type of the decision."""
        column, doubtful = formula.column(chunk)
        kinds = {column.kind} if isinstance(column, Measured) else _kinds(column.values)
        if self._plain is not None and not kinds <= {self._plain}:
            return None
        if doubtful is None:
            return Made(column)
        rows, others = np.flatnonzero(doubtful), np.flatnonzero(~doubtful)
        told, places = self._alone.results(chunk, rows)
        more = Coded(places, [one.value for one in told])
        merged = merge(chunk.size, others, part(column, others), rows, more)
        if merged is None:
            return None
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
    declared = node.here.type_named(written.type_ref)
    if any(kind != ANY and plain_class(kind) is None for kind in (declared, node.type)):
        return None
    if ANY not in (declared, node.type) and declared != node.type:
        return None
    try:
        parsed = parse_expression(written.text, node.here.scope)
    except FeelSyntaxError:
        return None
    formula = Expression(node, parsed, written.text, clock)
    return formula if formula.is_bulk else None


def _kinds(values: Sequence[Value]) -> set[type]:
    return {value.__class__ for value in values if value is not None}


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
