"""A decision table over whole columns: each input column gives the mask of the rules whose cell
holds, the masks are ANDed, and the mask is the explanation.

What a mask means (hit policy, outputs, findings) the ordinary evaluation says, once for each mask
that occurs, on a case that has it; the rules it names are held against the mask.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from samrum.rules.decide_table import InputColumn
from samrum.rules.hit_policy import HitPolicy
from samrum.rules.model import Table
from samrum.rules.plan import DecisionNode
from samrum.rules.replay.chunk import Chunk
from samrum.rules.replay.columns import Array, Measured, Truths, coded, combinations, key_of, part
from samrum.rules.replay.expression import Expression, bulk_expression
from samrum.rules.replay.grounds import Grounds
from samrum.rules.replay.line import Line
from samrum.rules.replay.masks import CodesOfMasks, Masks, Shape, keep_lowest, narrowed
from samrum.rules.replay.one_by_one import Clock, decide
from samrum.rules.replay.pieces import Piece
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.value import Value

# Codes of cases that a mask says nothing of: not met before; to be evaluated one by one.
_NEW, ALONE = -1, -2

# Values of a column remembered with their masks, at most.
_REMEMBERED = 500_000


class BulkTable:
    """The table of a decision. Masks have one bit more than there are rules when inputs have
    allowed values: it is set where all of them are allowed."""

    def __init__(
        self,
        node: DecisionNode,
        table: Table,
        inputs: Sequence[InputColumn],
        grounds: Grounds,
        clock: Clock,
    ) -> None:
        self._node = node
        self._grounds = grounds
        self._clock = clock
        self._policy = HitPolicy(table, node.here)
        self._is_first = table.hit_policy == "FIRST"
        is_guarded = any(column.clause.values is not None for column in inputs)
        self._everything = (1 << len(table.rules)) - 1
        self._allowed = 1 << len(table.rules) if is_guarded else 0
        self.shape = Shape(len(table.rules) + is_guarded)
        self._kept = self._everything | self._allowed
        self._columns = [_BulkColumn(c, node, self.shape, self._kept, clock) for c in inputs]
        self._codes = CodesOfMasks(self.shape)
        self._table = table
        # Rules whose output is reckoned with by column, by the codes of their grounds.
        self._outputs: dict[int, Expression] = {}

    def codes(self, chunk: Chunk) -> tuple[Array, Masks]:
        """For each case the code of its ground, or ALONE; and the masks of the rules that match,
        which hold for all cases that are not ALONE."""
        masks: Masks | None = None
        doubtful: Truths | None = None
        for column in self._columns:
            more, doubts = column.masks(chunk)
            masks = narrowed(masks, more)
            if doubts is not None:
                doubtful = doubts if doubtful is None else doubtful | doubts
        if masks is None:
            masks = [np.full(chunk.size, word[0]) for word in self.shape.table([self._kept])]
        if self._allowed:
            self._clear_refused(masks)
        keys = keep_lowest(masks) if self._is_first else masks
        codes = self._codes.codes(keys)
        if doubtful is not None:
            codes[doubtful] = ALONE
        if (codes == _NEW).any():
            self._learn(chunk, keys, codes)
        if self._allowed:
            word, bit = self._guard
            masks[word] &= ~bit
        return codes, masks

    @property
    def _guard(self) -> tuple[int, Any]:
        """The word and the bit that say whether all inputs are allowed."""
        word, bit = divmod(self._allowed.bit_length() - 1, self.shape.type.itemsize * 8)
        return word, self.shape.type.type(1 << bit)

    def reckoned(self, chunk: Chunk, codes: Array) -> list[Piece]:
        """The values of cases whose rule has an output that is reckoned with; cases for which that
        is not exact become ALONE."""
        pieces: list[Piece] = []
        for code, output in self._outputs.items():
            rows = np.flatnonzero(codes == code)
            if not len(rows):
                continue
            found = output.typed_column(chunk.of(rows, len(rows)))
            if found is None:
                codes[rows] = ALONE
                continue
            column, doubtful = found
            if doubtful is not None:
                codes[rows[doubtful]] = ALONE
                kept = np.flatnonzero(~doubtful)
                rows, column = rows[kept], part(column, kept)
            pieces.append(Piece(rows, column))
        return pieces

    def _clear_refused(self, masks: Masks) -> None:
        """No rule matches where an input is not one of its allowed values."""
        word, bit = self._guard
        refused = masks[word] & bit == 0
        if refused.any():
            for each in masks:
                each[refused] = 0

    def _learn(self, chunk: Chunk, keys: Masks, codes: Array) -> None:
        """Finds the grounds of masks that were not met before, each on the first case that has
        it."""
        rows = np.flatnonzero(codes == _NEW)
        whole = np.dtype(f"i{self.shape.type.itemsize}")
        firsts, places = combinations([word[rows].view(whole) for word in keys])
        found = [
            (self.shape.mask(keys, row), self._ground(self.shape.mask(keys, row), chunk, row))
            for row in rows[firsts].tolist()
        ]
        self._codes.learn(dict(found))
        codes[rows] = np.array([code for _, code in found], np.int32)[places]

    def _ground(self, mask: int, chunk: Chunk, row: int) -> int:
        refused = self._allowed and not mask & self._allowed
        rules = mask & self._everything
        is_constant = refused or self._policy.is_constant(rules)
        output = None if is_constant else self._output(rules)
        if not is_constant and output is None:
            return ALONE
        values = chunk.values_at(self._node.needs.nodes(), row)
        told = decide(self._node, values, self._clock)
        matched = sum(1 << rule.number - 1 for rule in told.rules)
        if self._is_first:
            matched &= -matched
        assert matched == rules, f"{self._node.name}: the mask says {rules:b}, not {matched:b}"
        if output is None:
            return self._grounds.code(told, with_value=True)
        code = self._grounds.code(told._replace(findings=0), with_value=False)
        self._outputs[code] = output
        return code

    def _output(self, rules: int) -> Expression | None:
        """The output of a mask of one rule, where one rule's output is the value of the table."""
        table = self._table
        single = table.hit_policy in ("UNIQUE", "FIRST") and rules and not rules & (rules - 1)
        if not single or len(table.outputs) > 1 or table.outputs[0].values is not None:
            return None
        here = self._node.here
        references = (table.outputs[0].type_ref, table.type_ref)
        declared = [*(here.type_named(reference) for reference in references), self._node.type]
        written = table.rules[rules.bit_length() - 1].outputs[0]
        return bulk_expression(self._node, written, declared, self._clock)


def is_possible(inputs: Sequence[InputColumn]) -> bool:
    """Whether every cell is about its own column alone, and every input expression is FEEL."""
    return all(
        not isinstance(column.node, FeelSyntaxError)
        and not any(column.reads(number) for number in column.index.open)
        for column in inputs
    )


class _BulkColumn:
    """One input column: from its values to masks."""

    def __init__(
        self, column: InputColumn, node: DecisionNode, shape: Shape, kept: int, clock: Clock
    ) -> None:
        parsed = column.node
        assert not isinstance(parsed, FeelSyntaxError)
        self._column = column
        self._shape = shape
        self._kept = kept
        self._clock = clock
        self._subject = Expression(node, parsed, column.clause.expression.text, clock)
        self._lines: dict[tuple[type, int, bool], Line] = {}
        # What is known of the values of a coded column, by their codes.
        self._values: Sequence[Value] = ()
        self._known: dict[object, tuple[int, bool]] = {}
        self._masks: list[int] = []
        self._marks: list[bool] = []
        self._tables: Masks = []
        self._doubts: Truths = np.zeros(0, np.bool_)

    def masks(self, chunk: Chunk) -> tuple[Masks, Truths | None]:
        """For each case the mask of the rules whose cell holds, and the cases (None for none)
        that are to be evaluated one by one."""
        column, doubtful = self._subject.column(chunk)
        if isinstance(column, Measured):
            index = self._column.index
            if column.kind in index.regions and not index.open:
                return self._on_the_line(column), doubtful
            column = coded(column)
        tables, doubts = self._of_values(column.values)
        codes = column.codes
        if doubts.any():
            found = doubts[codes]
            doubtful = found if doubtful is None else doubtful | found
        return [table.take(codes, mode="clip") for table in tables], doubtful

    def _on_the_line(self, column: Measured) -> Masks:
        key = (column.kind, column.scale, column.units.dtype.kind == "f")
        line = self._lines.get(key)
        if line is None:
            regions = self._column.index.regions[column.kind]
            line = self._lines[key] = Line(regions, column, self._shape, self._kept)
        masks = line.masks(column.units)
        if column.unknown is None or not column.unknown.any():
            return masks
        null = self._shape.table([self._column.index.null & self._kept])
        return [
            np.where(column.unknown, word[0], mask) for word, mask in zip(null, masks, strict=True)
        ]

    def _of_values(self, values: Sequence[Value]) -> tuple[Masks, Truths]:
        """Masks by code, and the codes of values that leave findings."""
        if values is not self._values:
            self._values, self._masks, self._marks = values, [], []
        elif len(self._masks) == len(values):
            return self._tables, self._doubts
        for value in values[len(self._masks) :]:
            mask, is_doubtful = self._of_value(value)
            self._masks.append(mask)
            self._marks.append(is_doubtful)
        self._tables = self._shape.table(self._masks)
        self._doubts = np.array(self._marks, np.bool_)
        return self._tables, self._doubts

    def _of_value(self, value: Value) -> tuple[int, bool]:
        key = key_of(value)
        known = self._known.get(key)
        if known is None:
            known = self._find(value)
            if len(self._known) < _REMEMBERED:
                self._known[key] = known
        return known

    def _find(self, value: Value) -> tuple[int, bool]:
        run = Run(self._clock.now)
        index = self._column.index
        mask = index.lookup(value, {}, run)
        for number in index.open:
            passes = number == self._column.guard and value is None
            if not passes and self._column.test(number, value, {}, run) is not True:
                mask &= ~(1 << number)
        return mask & self._kept, bool(run.findings)
