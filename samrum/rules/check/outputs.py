"""The output columns of a table: what each rule answers, where that shows, and its priority."""

from __future__ import annotations

from functools import cached_property

from samrum.rules import tree
from samrum.rules.check.columns import STEPS, parsed, parsed_cell
from samrum.rules.check.places import Place
from samrum.rules.compile import CompiledTests, compile_unary_tests
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.model import Literal, OutputClause, Table
from samrum.rules.run import Run
from samrum.rules.tree import Node
from samrum.rules.value import Value, same


class Outputs:
    """The answers of the rules of a table; rules count from 0."""

    def __init__(self, table: Table, place: Place) -> None:
        self.table = table
        self._place = place
        self._scope = place.scope
        self.nodes: list[list[Node | None]] = [
            [self._parsed(cell) for cell in rule.outputs] for rule in table.rules
        ]
        folder = Folder()
        self.values: list[list[object]] = [
            [NOT_CONSTANT if node is None else folder.constant(node) for node in row]
            for row in self.nodes
        ]

    def is_constant(self, rule: int) -> bool:
        """Whether the answer of a rule depends on nothing."""
        return all(value is not NOT_CONSTANT for value in self.values[rule])

    def agree(self, one: int, other: int) -> bool:
        """Whether two rules answer the same for certain."""
        if self.table.rules[one].outputs == self.table.rules[other].outputs:
            texts = [cell.text for cell in self.table.rules[one].outputs]
            return all("now" not in text for text in texts)
        both = zip(self.values[one], self.values[other], strict=True)
        return all(a is not NOT_CONSTANT and b is not NOT_CONSTANT and same(a, b) for a, b in both)

    def hands_over(self, rule: int, undecided: frozenset[str]) -> bool:
        """Whether a rule leaves it open: nothing, or one of the words for that."""
        return any(value is None or value in undecided for value in self._texts(rule))

    def default(self) -> list[Value] | None:
        """The default answer; null for parts that are no constants. None when there is none."""
        defaults = [clause.default for clause in self.table.outputs]
        if all(default is None for default in defaults):
            return None
        nodes = [None if d is None else parsed(d.text, self._scope) for d in defaults]
        constants = [None if node is None else Folder().constant(node) for node in nodes]
        return [None if value is NOT_CONSTANT else value for value in constants]

    def before(self, rule: int) -> int | None:
        """The rules that are used before this one when both match, as bits; None when that does
        not show, or the hit policy uses all."""
        if self.table.hit_policy == "FIRST":
            return (1 << rule) - 1
        if self.table.hit_policy != "PRIORITY":
            return None
        own = self._ranks[rule]
        if own is None:
            return None
        mask = 0
        for number, rank in enumerate(self._ranks):
            if rank is not None and (rank, number) < (own, rule):
                mask |= 1 << number
        return mask

    def tests_of(self, clause: OutputClause) -> list[CompiledTests]:
        """The output values of a column one by one, or those that its type allows; in order."""
        written = clause.values
        if written is None and clause.type_ref is not None:
            written = self._place.model.allowed_of(clause.type_ref)
        node = None if written is None else parsed_cell(written.text, self._scope)
        if written is None or node is None:
            return []
        single = isinstance(node, tree.UnaryTests) and not node.negated
        parts = node.tests if isinstance(node, tree.UnaryTests) and single else ()
        tests: list[Node] = [tree.UnaryTests(node.at, (part,), negated=False) for part in parts]
        return [compile_unary_tests(test, self._scope, written.text) for test in tests or [node]]

    @cached_property
    def _ranks(self) -> list[tuple[int, ...] | None]:
        """The priority of each rule, the highest first; None where its answer is reckoned."""
        tests = [self.tests_of(clause) for clause in self.table.outputs]
        return [
            tuple(rank_of(value, own) for value, own in zip(row, tests, strict=True))
            if all(value is not NOT_CONSTANT for value in row)
            else None
            for row in self.values
        ]

    def _texts(self, rule: int) -> list[object]:
        return [value for value in self.values[rule] if value is None or isinstance(value, str)]

    def _parsed(self, cell: Literal) -> Node | None:
        """An empty cell answers null."""
        return parsed(cell.text, self._scope) if cell.text else tree.Literal(0, None)


def rank_of(value: Value, tests: list[CompiledTests]) -> int:
    """The place of a value among tests, from 0; their number when it has none."""
    for place, test in enumerate(tests):
        if test.function(value, {}, Run(steps=STEPS)) is True:
            return place
    return len(tests)
