"""The lines that one table draws: the constants and other facts that each of its facts meets.

A variable is a fact, a decision, a parameter, or a part of one, as the table reads it. It is
*exact* when it is only ever compared with constants and with other variables: then trying one value
in every region between the lines tries everything. What is reckoned with, or handed to a function,
is inexact: values can be tried, and never all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from samrum.rules import tree
from samrum.rules.check.places import Known
from samrum.rules.column import constants_of
from samrum.rules.compile import cell_shape
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.item_types import resolved
from samrum.rules.tree import Node
from samrum.rules.types import ContextType
from samrum.rules.value import Range, Value

# A name, and the parts it is followed by: ("mobility", "walks").
Path: TypeAlias = tuple[str, ...]

_LOGIC: Final = ("not", "all", "any")
_ORDER: Final = ("<", "<=", ">", ">=")


@dataclass(slots=True)
class Lines:
    """What was read: constants by variable, variables compared with each other, and the rest."""

    constants: dict[Path, list[Value]] = field(default_factory=dict)
    links: dict[Path, set[Path]] = field(default_factory=dict)
    inexact: set[Path] = field(default_factory=set)
    ordered: set[Path] = field(default_factory=set)
    loose: list[Value] = field(default_factory=list)

    def together(self, path: Path) -> list[Path]:
        """The variable and all that it is compared with, also through others."""
        found, pending = {path: None}, [path]
        while pending:
            for other in sorted(self.links.get(pending.pop(), ())):
                if other not in found:
                    found[other] = None
                    pending.append(other)
        return list(found)


class Reader:
    """Reads the expressions and cells of one table into lines."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self.lines = Lines()
        self._known = known
        self._folder = Folder()

    def variable(self, node: Node) -> Path | None:
        """The variable that a node names; None when it is more than that, or something else."""
        match node:
            case tree.Name(_, name):
                found = self._known.get(name)
                is_value = found is not None and found.kind != "function"
                return (name,) if is_value else None
            case tree.Path(_, base, name):
                above = self.variable(base)
                return (*above, name) if above is not None and self._has_parts(above) else None
        return None

    def variables(self, node: Node) -> list[Path]:
        """Every variable below a node, each once, in the order of the text."""
        path = self.variable(node)
        if path is not None:
            return [path]
        below = (path for part in tree.children(node) for path in self.variables(part))
        return list(dict.fromkeys(below))

    def flow(self, node: Node, constants: list[Value]) -> list[Path]:
        """Read an expression whose value is held against constants: those of its column, say.

        Gives the variables that the value may be; the constants are theirs too.
        """
        path = self.variable(node)
        if path is not None:
            self._touch(path, constants)
            return [path]
        if isinstance(node, tree.If):
            for choice in node.choices:
                self.read(choice.condition)
            branches = (*(choice.value for choice in node.choices), node.otherwise)
            return [path for branch in branches for path in self.flow(branch, constants)]
        self.read(node)
        return []

    def cell(self, node: Node, subjects: Iterable[Path]) -> None:
        """Read a cell of a column whose value is one of these variables (none: is reckoned)."""
        paths = list(subjects)
        if not isinstance(node, tree.UnaryTests):
            return
        shape = cell_shape(node)
        for path in paths:
            self._touch(path, constants_of(shape))
            if shape.intervals:
                self.lines.ordered.add(path)
        if shape.kind == "other":
            for test in node.tests:
                self._test(test, paths)

    def read(self, node: Node) -> None:
        """Read an expression: comparisons draw lines, logic joins them, all else is reckoning."""
        match node:
            case tree.Comparison(_, operator, left, right):
                self._compared((left, right), is_order=operator in _ORDER)
            case tree.Between(_, one, low, high):
                self._compared((one, low, high), is_order=True)
            case tree.In(_, one, tests):
                for test in tests:
                    self._compared((one, *_operands(test)), is_order=_is_order(test))
            case tree.Conjunction(_, items) | tree.Disjunction(_, items):
                self._each(items)
            case tree.Call(_, tree.BuiltIn(_, name), arguments) if name in _LOGIC:
                self._each(arguments)
            case tree.If():
                self._each(tree.children(node))
            case _:
                path = self.variable(node)
                if path is not None:
                    self._touch(path, ())
                elif self._constant(node) is NOT_CONSTANT:
                    self._reckoned(node)

    def _each(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self.read(node)

    def _test(self, test: Node, subjects: list[Path]) -> None:
        """One test of a cell that is more than constants."""
        if tree.reads_subject(test):
            self._subject_test(test, subjects)
            return
        self._hold_against(subjects, _operands(test), is_order=_is_order(test))

    def _subject_test(self, test: Node, subjects: list[Path]) -> None:
        """A test that reads `?`: the parts of it that compare `?` itself are lines of its own."""
        match test:
            case tree.Comparison(_, operator, tree.Subject(), other) if not _asks(other):
                self._hold_against(subjects, (other,), is_order=operator in _ORDER)
            case tree.Comparison(_, operator, other, tree.Subject()) if not _asks(other):
                self._hold_against(subjects, (other,), is_order=operator in _ORDER)
            case tree.Between(_, tree.Subject(), low, high) if not _asks(low) and not _asks(high):
                self._hold_against(subjects, (low, high), is_order=True)
            case tree.Conjunction(_, items) | tree.Disjunction(_, items):
                for item in items:
                    self._test(item, subjects) if _asks(item) else self.read(item)
            case _:
                self._reckoned(test)
                self.lines.inexact.update(subjects)

    def _hold_against(
        self, subjects: list[Path], operands: Iterable[Node], *, is_order: bool
    ) -> None:
        """The subjects are compared with these operands."""
        for operand in operands:
            constant = self._constant(operand)
            other = self.variable(operand)
            if constant is not NOT_CONSTANT:
                for path in subjects:
                    self._touch(path, flat(constant))
            elif other is not None and subjects:
                self._touch(other, ())
                for path in subjects:
                    self._link(path, other)
            else:
                self._reckoned(operand)
                self.lines.inexact.update(subjects)
        if is_order:
            self.lines.ordered.update(subjects)

    def _compared(self, operands: tuple[Node, ...], *, is_order: bool) -> None:
        """Operands held against each other, outside of a cell."""
        paths = [self.variable(operand) for operand in operands]
        constants = [self._constant(operand) for operand in operands]
        pairs = list(zip(paths, constants, strict=True))
        if any(path is None and constant is NOT_CONSTANT for path, constant in pairs):
            for operand in operands:
                self._reckoned(operand)
            return
        values = [end for c in constants if c is not NOT_CONSTANT for end in flat(c)]
        named = [path for path in paths if path is not None]
        for path in named:
            self._touch(path, values)
            self._link(named[0], path)
        if is_order:
            self.lines.ordered.update(named)

    def _reckoned(self, node: Node) -> None:
        """Everything below takes part in something that is no comparison with a constant."""
        for path in self.variables(node):
            self._touch(path, ())
            self.lines.inexact.add(path)
        for part in tree.walk(node):
            constant = self._constant(part)
            if constant is not NOT_CONSTANT:
                self.lines.loose.extend(v for v in flat(constant) if v is not None)

    def _touch(self, path: Path, values: Iterable[Value]) -> None:
        known = self.lines.constants.setdefault(path, [])
        known.extend(value for value in values if value is not None)

    def _link(self, one: Path, other: Path) -> None:
        if one != other:
            self.lines.links.setdefault(one, set()).add(other)
            self.lines.links.setdefault(other, set()).add(one)

    def _constant(self, node: Node) -> object:
        return self._folder.constant(node)

    def _has_parts(self, path: Path) -> bool:
        """Whether what a path names is made of parts: a context, or nobody knows."""
        kind = resolved(self._known[path[0]].type)
        for name in path[1:]:
            if not isinstance(kind, ContextType):
                break
            kind = resolved(dict(kind.entries).get(name, kind))
        return isinstance(kind, ContextType) or getattr(kind, "name", "") in ("Any", "context")


def flat(constant: object) -> list[Value]:
    """A constant, the ends of a range, or the items of a list."""
    if isinstance(constant, list):
        return [inside for item in constant for inside in flat(item)]
    if isinstance(constant, Range):
        return [end for end in (constant.low, constant.high) if end is not None]
    return [] if isinstance(constant, dict) else [constant]


def _asks(node: Node) -> bool:
    return tree.reads_subject(node)


def _operands(test: Node) -> tuple[Node, ...]:
    """What the value before a test is compared with."""
    match test:
        case tree.Comparing(_, _, operand):
            return (operand,)
        case tree.RangeOf(_, low, high):
            return (low, high)
        case tree.ListOf(_, items):
            return tuple(end for item in items for end in _operands(item))
    return (test,)


def _is_order(test: Node) -> bool:
    return isinstance(test, tree.RangeOf) or (
        isinstance(test, tree.Comparing) and test.operator in _ORDER
    )
