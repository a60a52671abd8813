"""The input columns of a table: what each tests, and which rules hold for a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from samrum.rules import tree
from samrum.rules.check.grid import Point
from samrum.rules.column import Column, constants_of
from samrum.rules.compile import CellShape, CompiledTests, cell_shape, compile_unary_tests
from samrum.rules.model import InputClause, Table
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.run import Exhausted, Run
from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.tree import Node
from samrum.rules.value import Value

# Steps that one column or cell may take; a hostile expression is cut off, and gives null.
STEPS = 20_000

_LONG = 60


class Possible(NamedTuple):
    """What a fact can be, said from outside the model: unary tests, and whether it can be unknown.

    Possible('"new", "lost"') for a choice; Possible("-", False) for what is always set.
    """

    tests: str = "-"
    unknown: bool = True


class InputColumn:
    """An input column. A text that cannot be read is None among the nodes, and never holds."""

    def __init__(self, number: int, table: Table, scope: Scope) -> None:
        self.number = number
        self.clause: InputClause = table.inputs[number]
        self.text = self.clause.expression.text
        self.cells = [rule.inputs[number] for rule in table.rules]
        self.node = parsed(self.text, scope)
        self.nodes = [parsed_cell(cell.text, scope) for cell in self.cells]
        written = self.clause.values
        self.allowed = None if written is None else parsed_cell(written.text, scope)
        self.shapes = [None if node is None else cell_shape(node) for node in self.nodes]
        self.index = Column(self.shapes, self._test)
        self._scope = scope
        self._tests: dict[int, CompiledTests | None] = {}
        self._allowed_test: CompiledTests | None = None

    @property
    def name(self) -> str:
        """How the column is called in sentences: by its label and what it tests."""
        tested = " ".join(self.text.split())
        label = " ".join(self.clause.label.split())
        if not label or label == tested:
            return tested
        return label if len(tested) > _LONG else f"{label} ({tested})"

    @property
    def constants(self) -> list[Value]:
        """The constants of its cells and of its allowed values."""
        shapes = [*self.shapes, None if self.allowed is None else cell_shape(self.allowed)]
        return [end for shape in shapes if shape is not None for end in constants_of(shape)]

    def shape(self, rule: int) -> CellShape | None:
        """The shape of a rule's cell (rules from 0); None when it cannot be read."""
        return self.shapes[rule]

    def holds(self, value: Value, env: Mapping[str, Value]) -> int:
        """The rules whose cell holds for a value, as bits."""
        run = Run(steps=STEPS)
        mask = self.index.lookup(value, env, run)
        for number in self.index.open:
            if mask >> number & 1 and self._test(number, value, env, run) is not True:
                mask ^= 1 << number
        return mask

    def refuses(self, value: Value, env: Mapping[str, Value]) -> bool:
        """Whether the column's allowed values leave a value out; null is always allowed."""
        if self.allowed is None or value is None or self.clause.values is None:
            return False
        if self._allowed_test is None:
            text = self.clause.values.text
            self._allowed_test = compile_unary_tests(self.allowed, self._scope, text)
        return _tested(self._allowed_test, value, env, Run(steps=STEPS)) is not True

    def _test(self, number: int, value: Value, env: Mapping[str, Value], run: Run) -> Value:
        if number not in self._tests:
            node, text = self.nodes[number], self.cells[number].text
            compiled = None if node is None else compile_unary_tests(node, self._scope, text)
            self._tests[number] = compiled
        test = self._tests[number]
        return None if test is None else _tested(test, value, env, run)


def parsed(text: str, scope: Scope) -> Node | None:
    """The tree of an expression; None for no text, or one that is no FEEL."""
    try:
        return parse_expression(text, scope) if text else None
    except FeelSyntaxError:
        return None


def parsed_cell(text: str, scope: Scope) -> Node | None:
    """The tree of a cell; an empty one holds for everything. None for one that is no FEEL."""
    try:
        return parse_unary_tests(text or "-", scope)
    except FeelSyntaxError:
        return None


def constants_in(text: str, scope: Scope) -> list[Value]:
    """The constants in unary tests."""
    node = parsed_cell(text, scope)
    return [] if node is None else list(constants_of(cell_shape(node)))


def passing(text: str, points: Iterable[Point], scope: Scope) -> list[Point]:
    """The points whose values pass unary tests; all pass tests that cannot be read."""
    node = parsed_cell(text, scope)
    if node is None or isinstance(node, tree.Anything):
        return list(points)
    test = compile_unary_tests(node, scope, text)
    return [p for p in points if _tested(test, p.value, {}, Run(steps=STEPS)) is True]


def is_list_of_constants(text: str, scope: Scope) -> bool:
    """Whether unary tests name every value one by one."""
    node = parsed_cell(text, scope)
    if node is None:
        return False
    shape = cell_shape(node)
    return shape.kind == "tests" and not shape.intervals and not shape.negated


def _tested(test: CompiledTests, value: Value, env: Mapping[str, Value], run: Run) -> Value:
    try:
        return test.function(value, env, run)
    except (Exhausted, RecursionError):
        return None
