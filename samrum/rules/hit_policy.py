"""From the rules that match to the value of the table: hit policies, aggregation, priorities.

Source: DMN 1.5, 8.2.8 (hit policies), 8.2.11 (default outputs) and 10.3.2.10 (meaning in FEEL).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from samrum.rules import tree
from samrum.rules.compile import CompiledTests, compile_expression, compile_unary_tests
from samrum.rules.compute import Compute, Surroundings, coercion, not_feel
from samrum.rules.finding import Place
from samrum.rules.functions import BUILTINS
from samrum.rules.model import Literal, OutputClause, Table
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.value import Value, invoke, same, to_text

_AGGREGATES = {"SUM": "sum", "MIN": "min", "MAX": "max"}


class HitPolicy:
    """What a table gives for a mask of matching rules."""

    def __init__(self, table: Table, here: Surroundings) -> None:
        self._table = table
        self._at = Place(here.element, 0)
        self._columns = [_OutputColumn(clause, here) for clause in table.outputs]
        self._outputs: list[tuple[_Cell, ...] | None] = [None] * len(table.rules)

    def is_constant(self, mask: int) -> bool:
        """Whether the outputs of these rules depend on nothing."""
        return all(cell.is_constant for rule in bits(mask) for cell in self._cells(rule)) and (
            mask != 0 or all(column.default.is_constant for column in self._columns)
        )

    def decide(self, mask: int, env: Mapping[str, Value], run: Run) -> tuple[Value, int]:
        """The value of the table, and the mask of the rules that it rests on."""
        if mask == 0:
            return self._default(env, run), 0
        match self._table.hit_policy:
            case "UNIQUE":
                return self._unique(mask, env, run)
            case "FIRST":
                first = mask & -mask
                return self._of(first.bit_length() - 1, env, run), first
            case "ANY":
                return self._any(mask, env, run)
            case "PRIORITY":
                rule, value = self._by_priority(mask, env, run)[0]
                return value, 1 << rule
            case "OUTPUT ORDER":
                return [value for _, value in self._by_priority(mask, env, run)], mask
            case "COLLECT" if self._table.aggregation:
                return self._aggregate(mask, env, run), mask
        return [self._of(rule, env, run) for rule in bits(mask)], mask

    def _default(self, env: Mapping[str, Value], run: Run) -> Value:
        """The default outputs; without any, null, but for COLLECT what it collects from no rule."""
        if any(column.clause.default is not None for column in self._columns):
            return self._named([c.value_of(c.default, env, run) for c in self._columns])
        if self._table.aggregation == "COUNT":
            return Decimal(0)
        return [] if self._table.hit_policy == "COLLECT" and not self._table.aggregation else None

    def _unique(self, mask: int, env: Mapping[str, Value], run: Run) -> tuple[Value, int]:
        if mask & (mask - 1):
            rules = ", ".join(str(rule + 1) for rule in bits(mask))
            return run.fault("rules-overlap", self._at, rules=rules), 0
        return self._of(mask.bit_length() - 1, env, run), mask

    def _any(self, mask: int, env: Mapping[str, Value], run: Run) -> tuple[Value, int]:
        values = [self._of(rule, env, run) for rule in bits(mask)]
        if all(same(values[0], value) for value in values[1:]):
            return values[0], mask
        rules = ", ".join(str(rule + 1) for rule in bits(mask))
        return run.fault("rules-disagree", self._at, rules=rules), 0

    def _by_priority(
        self, mask: int, env: Mapping[str, Value], run: Run
    ) -> list[tuple[int, Value]]:
        """The matching rules with their values, the highest priority first."""
        ranked = []
        for rule in bits(mask):
            values = self._values(rule, env, run)
            rank = [c.rank(v, run) for c, v in zip(self._columns, values, strict=True)]
            ranked.append((rank, rule, self._named(values)))
        ranked.sort(key=lambda row: row[:2])
        return [(rule, value) for _, rule, value in ranked]

    def _aggregate(self, mask: int, env: Mapping[str, Value], run: Run) -> Value:
        rows = [self._values(rule, env, run) for rule in bits(mask)]
        if self._table.aggregation == "COUNT":
            return Decimal(len(rows))
        function = BUILTINS[_AGGREGATES[self._table.aggregation]]
        columns = [[row[i] for row in rows] for i in range(len(self._columns))]
        return self._named([invoke(function, [values], run, self._at) for values in columns])

    def _of(self, rule: int, env: Mapping[str, Value], run: Run) -> Value:
        return self._named(self._values(rule, env, run))

    def _values(self, rule: int, env: Mapping[str, Value], run: Run) -> list[Value]:
        cells = self._cells(rule)
        return [c.value_of(cell, env, run) for c, cell in zip(self._columns, cells, strict=True)]

    def _named(self, values: Sequence[Value]) -> Value:
        """One output is its value, several are a context."""
        if len(values) == 1:
            return values[0]
        return {c.clause.name: value for c, value in zip(self._columns, values, strict=True)}

    def _cells(self, rule: int) -> tuple[_Cell, ...]:
        """The output cells of a rule, compiled when the rule first matches."""
        cells = self._outputs[rule]
        if cells is None:
            written = self._table.rules[rule].outputs
            cells = tuple(c.cell(text) for c, text in zip(self._columns, written, strict=True))
            self._outputs[rule] = cells
        return cells


class _Cell:
    """An output cell: what it computes, and whether that depends on anything."""

    def __init__(self, compute: Compute, is_constant: bool) -> None:
        self.compute = compute
        self.is_constant = is_constant


class _OutputColumn:
    """An output clause: its type, its allowed values and their order of priority."""

    def __init__(self, clause: OutputClause, here: Surroundings) -> None:
        self.clause = clause
        self._here = here
        self._type = here.type_named(clause.type_ref)
        self._bring = coercion(self._type, Place(f"{here.element}, {clause.name}", 0))
        self._tests: list[CompiledTests] | None = None
        self.default = self.cell(clause.default if clause.default is not None else Literal(""))

    def cell(self, literal: Literal) -> _Cell:
        """An output entry; an empty one is null."""
        if not literal.text:
            return _Cell(lambda env, run: None, True)
        try:
            node = parse_expression(literal.text, self._here.scope)
            compiled = compile_expression(node, self._here.scope, literal.text)
        except FeelSyntaxError as error:
            return _Cell(not_feel(error), False)
        constant = not any(_varies(part) for part in tree.walk(node))
        return _Cell(compiled.function, constant)

    def value_of(self, cell: _Cell, env: Mapping[str, Value], run: Run) -> Value:
        """The value of a cell, brought to the column's type; null when it is not allowed."""
        value = cell.compute(env, run)
        if self._bring is not None:
            value = self._bring(value, run)
        if value is None or self.clause.values is None:
            return value
        if self.rank(value, run) < len(self._ordered()):
            return value
        at = Place(f"{self._here.element}, {self.clause.name}", 0)
        return run.fault("not-allowed", at, value=to_text(value), allowed=self.clause.values.text)

    def rank(self, value: Value, run: Run) -> int:
        """The place of a value among the output values, from 0; their number when it has none."""
        tests = self._ordered()
        for place, test in enumerate(tests):
            if test.function(value, {}, run) is True:
                return place
        return len(tests)

    def _ordered(self) -> list[CompiledTests]:
        """The output values one by one; without any, those that the column's type allows."""
        if self._tests is None:
            self._tests = []
            written = self.clause.values or self._here.allowed_of(self.clause.type_ref)
            if written is not None:
                self._tests = _one_by_one(written, self._here)
        return self._tests


def _one_by_one(written: Literal, here: Surroundings) -> list[CompiledTests]:
    try:
        node = parse_unary_tests(written.text, here.scope)
    except FeelSyntaxError:
        return []
    if not isinstance(node, tree.UnaryTests) or node.negated:
        return [compile_unary_tests(node, here.scope, written.text)]
    return [
        compile_unary_tests(tree.UnaryTests(node.at, (test,), False), here.scope, written.text)
        for test in node.tests
    ]


def _varies(node: tree.Node) -> bool:
    """Whether a part of an expression depends on facts, or on the clock."""
    match node:
        case tree.Name():
            return True
        case tree.BuiltIn(name=name):
            return name in ("now", "today")
    return False


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
