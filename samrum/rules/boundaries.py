"""Where the rules draw their lines: the constants that each fact of a decision is held against.

Read from the tables and expressions below a decision, also through functions that are called with
plain facts. A fact is *exact* when all that is ever done with it is to compare it with constants:
then nothing but these constants can make a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from samrum.rules import tree
from samrum.rules.column import constants_of, indexable
from samrum.rules.compile import CellShape, cell_shape
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.model import (
    Binding,
    Context,
    Expression,
    FunctionDefinition,
    Invocation,
    Iteration,
    Literal,
    Table,
    parts_of,
)
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.plan import DecisionNode, FactNode, FunctionNode, Needs, Plan
from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.types import FeelType
from samrum.rules.value import Range, Value

# A fact, or a member inside it.
Target: TypeAlias = tuple[FactNode, tuple[str, ...]]

# What a name means where an expression stands; None for what we do not follow.
Meaning: TypeAlias = "Target | DecisionNode | FunctionNode | dict[str, Meaning] | None"

# Functions inside functions are followed this deep.
_DEEPEST = 8


@dataclass(slots=True)
class Boundaries:
    """The constants by target; `loose` are those that belong to none; `inexact` are the facts that
    also take part in something other than a comparison with a constant."""

    constants: dict[Target, list[Value]] = field(default_factory=dict)
    loose: list[Value] = field(default_factory=list)
    inexact: set[FactNode] = field(default_factory=set)

    def add(self, meaning: Meaning, values: Iterable[Value]) -> None:
        """Constants for a target; for anything else they are loose."""
        known = [value for value in values if value is not None]
        if isinstance(meaning, tuple):
            self.constants.setdefault(meaning, []).extend(known)
        else:
            self.loose.extend(known)

    def mention(self, meaning: Meaning) -> None:
        """The facts behind a name take part in something that is no comparison."""
        if isinstance(meaning, tuple):
            self.inexact.add(meaning[0])
            self.constants.setdefault(meaning, [])
        elif isinstance(meaning, dict):
            for inside in meaning.values():
                self.mention(inside)


def boundaries_of(plan: Plan, types: Mapping[str, FeelType], members: Iterable[str]) -> Boundaries:
    """The lines drawn by all decisions of a plan."""
    found = Boundaries()
    for step in plan.steps:
        if step.decision.expression is not None:
            meanings = _meanings(step.needs)
            scope = Scope(meanings, members, types)
            _Reader(found, scope, meanings, 0).expression(step.decision.expression)
    return found


def _meanings(needs: Needs) -> dict[str, Meaning]:
    """What the names in scope mean."""
    meanings: dict[str, Meaning] = {}
    for name, node in needs.values:
        meanings[name] = (node, ()) if isinstance(node, FactNode) else node
    meanings.update(needs.functions)
    for prefix, nodes in needs.imported:
        inside: dict[str, Meaning] = {
            name: (node, ()) if isinstance(node, FactNode) else node for name, node in nodes
        }
        meanings[prefix] = inside
    for prefix, functions in needs.imported_functions:
        known = meanings.get(prefix)
        meanings[prefix] = {**(known if isinstance(known, dict) else {}), **dict(functions)}
    return meanings


class _Reader:
    """Reads one expression, in the scope it stands in."""

    def __init__(
        self, found: Boundaries, scope: Scope, meanings: Mapping[str, Meaning], depth: int
    ) -> None:
        self._found = found
        self._scope = scope
        self._meanings = meanings
        self._depth = depth
        self._folder = Folder()

    def expression(self, expression: Expression) -> None:
        """Read a boxed expression with all its parts."""
        match expression:
            case Table():
                self._table(expression)
                return
            case Literal():
                self._text(expression)
                return
            case Invocation(called=Literal() as called, bindings=bindings):
                node, arguments = self._parsed(called), self._arguments(bindings)
                if node is not None and len(arguments) == len(bindings):
                    self._call(node, arguments)
                    return
            case _:
                pass
        inside = self._inside(_names_of(expression))
        for part in parts_of(expression):
            inside.expression(part)

    def _inside(self, names: Iterable[str]) -> _Reader:
        """The same with more names, which mean nothing that we follow."""
        hidden = dict.fromkeys(names)
        return _Reader(
            self._found,
            self._scope.with_names(hidden),
            {**self._meanings, **hidden},
            self._depth,
        )

    def _table(self, table: Table) -> None:
        for number, clause in enumerate(table.inputs):
            node = self._parsed(clause.expression)
            meaning = None if node is None else self._meaning(node)
            if meaning is None and node is not None:
                self._feel(node)
            cells = [rule.inputs[number] for rule in table.rules]
            cells += [clause.values] if clause.values is not None else []
            for cell in cells:
                self._cell(cell, meaning)
        for rule in table.rules:
            for output in rule.outputs:
                self._text(output)
        for column in table.outputs:
            if column.default is not None:
                self._text(column.default)

    def _cell(self, cell: Literal, meaning: Meaning) -> None:
        try:
            node = parse_unary_tests(cell.text or "-", self._scope)
        except FeelSyntaxError:
            return
        shape = cell_shape(node)
        self._found.add(meaning, constants_of(shape))
        if not indexable(shape) and not _is_ordered(shape):
            self._found.mention(meaning)
            self._found.add(meaning, self._literals(node))
            self._feel(node)

    def _text(self, literal: Literal) -> None:
        node = self._parsed(literal)
        if node is not None:
            self._feel(node)

    def _feel(self, node: tree.Node) -> None:
        """Read a FEEL tree: comparisons with constants draw lines, all else is a mention."""
        match node:
            case tree.Comparison(_, _, left, right):
                self._compared(left, (right,))
                return
            case tree.Between(_, value, low, high):
                self._compared(value, (low, high))
                return
            case tree.In(_, value, tests):
                self._compared(value, tests)
                return
            case tree.Call(_, function, arguments):
                self._call(function, dict(enumerate(arguments)))
                return
            case tree.NamedCall(_, function, named):
                self._call(function, dict(named))
                return
        meaning = self._meaning(node)
        if meaning is not None:
            self._found.mention(meaning)
            return
        constant = self._folder.constant(node)
        if constant is not NOT_CONSTANT:
            self._found.loose.extend(_flat(constant))
        for below in tree.children(node):
            self._feel(below)

    def _compared(self, subject: tree.Node, others: tuple[tree.Node, ...]) -> None:
        """`subject` is held against others; the other way round for `18 <= Age`."""
        if len(others) == 1 and self._meaning(subject) is None:
            subject, others = others[0], (subject,)
        meaning = self._meaning(subject)
        values = [self._folder.constant(other) for other in others]
        if meaning is None or any(value is NOT_CONSTANT for value in values):
            self._feel_all((subject, *others))
            return
        self._found.add(meaning, [end for value in values for end in _flat(value)])

    def _feel_all(self, nodes: Iterable[tree.Node]) -> None:
        for node in nodes:
            self._feel(node)

    def _arguments(self, bindings: Iterable[Binding]) -> dict[str | int, tree.Node]:
        """The arguments of an invocation that are FEEL texts."""
        arguments: dict[str | int, tree.Node] = {}
        for binding in bindings:
            if isinstance(binding.expression, Literal):
                node = self._parsed(binding.expression)
                if node is not None:
                    arguments[binding.parameter.name] = node
        return arguments

    def _call(self, function: tree.Node, arguments: Mapping[str | int, tree.Node]) -> None:
        """A call of a knowledge model with plain facts draws its lines through these facts."""
        called = self._meaning(function)
        knowledge = called.knowledge if isinstance(called, FunctionNode) else None
        if knowledge is None or knowledge.function is None or self._depth >= _DEEPEST:
            self._feel_all(arguments.values())
            return
        needs = called.needs() if isinstance(called, FunctionNode) and called.needs else Needs(())
        meanings = _meanings(needs)
        for place, parameter in enumerate(knowledge.function.parameters):
            argument = arguments.get(parameter.name, arguments.get(place))
            meaning = None if argument is None else self._meaning(argument)
            meanings[parameter.name] = meaning
            self._found.add(meaning, ())  # it is read, if only for its type
            if argument is not None and meaning is None:
                self._feel(argument)
        scope = Scope(meanings, self._scope.members, self._scope.types)
        body = knowledge.function.body
        if body is not None:
            _Reader(self._found, scope, meanings, self._depth + 1).expression(body)

    def _meaning(self, node: tree.Node) -> Meaning:
        """What a name or a path means."""
        match node:
            case tree.Name(_, name):
                return self._meanings.get(name)
            case tree.Path(_, base, name):
                inside = self._meaning(base)
                if isinstance(inside, dict):
                    return inside.get(name)
                if isinstance(inside, tuple):
                    return inside[0], (*inside[1], name)
        return None

    def _parsed(self, literal: Literal) -> tree.Node | None:
        """The tree of a text; None for no text, or one that is no FEEL."""
        if not literal.text:
            return None
        try:
            return parse_expression(literal.text, self._scope)
        except FeelSyntaxError:
            return None

    def _literals(self, node: tree.Node) -> list[Value]:
        """The constants anywhere inside a tree."""
        values = (self._folder.constant(part) for part in tree.walk(node))
        return [end for value in values if value is not NOT_CONSTANT for end in _flat(value)]


def _names_of(expression: Expression) -> list[str]:
    """The names that an expression brings into scope for its parts."""
    match expression:
        case Context(entries=entries):
            return [entry.variable.name for entry in entries if entry.variable is not None]
        case FunctionDefinition(parameters=parameters):
            return [parameter.name for parameter in parameters]
        case Iteration(variable=variable):
            return [variable, "partial"]
    return ["item"]


def _is_ordered(shape: CellShape) -> bool:
    """Times and moments: no index holds them, but they too are compared with constants only."""
    return shape.kind != "other"


def _flat(value: object) -> list[Value]:
    """A constant, the ends of a range, or the items of a list."""
    if isinstance(value, list):
        return [inside for item in value for inside in _flat(item)]
    if isinstance(value, Range):
        return [end for end in (value.low, value.high) if end is not None]
    return [] if isinstance(value, dict) else [value]
