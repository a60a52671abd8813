"""Every place in a model where FEEL stands, with the names that are known there.

The walk follows the same scopes as the compiler of boxed expressions (boxed.py): an entry of a
context sees the entries above it, a function its parameters, a filter the parts of its item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal as OneOf

from samrum.rules.check.infer import Types, type_of_expression
from samrum.rules.evaluate import Model
from samrum.rules.item_types import resolved, type_named
from samrum.rules.model import (
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    ListOf,
    Literal,
    Relation,
    Table,
    parts_of,
)
from samrum.rules.plan import DecisionNode, FactNode, FunctionNode, Needs
from samrum.rules.scan import Scope
from samrum.rules.types import ANY, ContextType, FeelType, FunctionType, ListType


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for. `node` is set for facts, decisions and functions of a model."""

    kind: OneOf["fact", "decision", "function", "import", "local"]
    type: FeelType
    node: FactNode | DecisionNode | FunctionNode | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One literal expression or decision table, and what is known where it stands.

    element: the name of the decision or function. is_whole: it is all of a decision, so that the
    model can be asked for its value. in_filter: names may also be parts of an item. wanted: the
    type its value is brought to. scope, types: what the parser has to know here, and the types of
    the names.
    """

    model: Model
    element: str
    expression: Literal | Table
    known: Mapping[str, Known]
    decision: DecisionNode | None = None
    is_whole: bool = False
    in_filter: bool = False
    wanted: FeelType = ANY
    scope: Scope = field(init=False)
    types: Types = field(init=False)

    def __post_init__(self) -> None:
        scope = Scope(self.known, self.model.members, self.model.types)
        types = {name: known.type for name, known in self.known.items()}
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "types", types)


def places_of(model: Model) -> Iterator[Place]:
    """Every place of a model, in the order in which it is written: decisions, then functions."""
    for node in model.decisions.values():
        if node.decision.expression is not None:
            known = known_to(model, node.needs)
            walk = _Walk(model, node.decision.name, known, node)
            yield from walk.boxed(node.decision.expression, node.type, is_whole=True)
    for function in model.functions.values():
        knowledge = function.knowledge
        if knowledge is not None and knowledge.function is not None and function.needs is not None:
            known = known_to(model, function.needs())
            own = Known("function", function_type(model, function), function)
            walk = _Walk(model, knowledge.name, {**known, function.name: own}, None)
            yield from walk.boxed(knowledge.function, ANY)


def known_to(model: Model, needs: Needs) -> dict[str, Known]:
    """The names that requirements bring into scope."""
    known: dict[str, Known] = {name: _value(model, node) for name, node in needs.values}
    known |= {
        name: Known("function", function_type(model, node), node) for name, node in needs.functions
    }
    functions = dict(needs.imported_functions)
    for prefix, nodes in needs.imported:
        parts = tuple((name, _value(model, node).type) for name, node in nodes)
        parts += tuple((name, function_type(model, f)) for name, f in functions.get(prefix, ()))
        known[prefix] = Known("import", ContextType(parts) if parts else ANY)
    return known


def _value(model: Model, node: FactNode | DecisionNode) -> Known:
    if isinstance(node, FactNode):
        return Known("fact", node.type, node)
    return Known("decision", decision_type(model, node), node)


def decision_type(model: Model, node: DecisionNode) -> FeelType:
    """The declared type of a decision; without one, what its expression shows."""
    if node.type != ANY or node.decision.expression is None:
        return node.type
    return type_of_expression(node.decision.expression, model.types)


def function_type(model: Model, node: FunctionNode) -> FeelType:
    """The type of a knowledge model: its parameters, and what its variable declares it to give."""
    knowledge = node.knowledge
    if knowledge is None or knowledge.function is None:
        return ANY
    declared = type_named(knowledge.variable.type_ref, model.types)
    kind = resolved(declared)
    if isinstance(kind, FunctionType):
        return kind
    taken = tuple(type_named(p.type_ref, model.types) for p in knowledge.function.parameters)
    return FunctionType(taken, declared)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through the parts of one element; makes itself anew where the scope changes."""

    model: Model
    element: str
    known: Mapping[str, Known]
    decision: DecisionNode | None
    in_filter: bool = False

    def boxed(
        self, expression: Expression | None, wanted: FeelType, *, is_whole: bool = False
    ) -> Iterator[Place]:
        """The places in an expression; `wanted` is the type that its value is brought to."""
        if expression is None:
            return
        named = self._type(None if isinstance(expression, Table) else expression.type_ref)
        wanted = named if named != ANY else wanted
        match expression:
            case Literal() | Table():
                yield self._place(expression, wanted, is_whole)
            case Context():
                yield from self._context(expression)
            case FunctionDefinition(parameters=parameters, body=body):
                typed = {p.name: Known("local", self._type(p.type_ref)) for p in parameters}
                yield from self._with(typed).boxed(body, ANY)
            case Iteration():
                yield from self._iteration(expression)
            case Filter(source=source, match=match):
                yield from self.boxed(source, ANY)
                yield from replace(self._with(self._items()), in_filter=True).boxed(match, ANY)
            case Relation(columns=columns, rows=rows):
                for row in rows:
                    for column, cell in zip(columns, row, strict=True):
                        yield from self.boxed(cell, self._type(column.type_ref))
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                yield from self.boxed(condition, ANY)
                yield from self.boxed(then, wanted)
                yield from self.boxed(otherwise, wanted)
            case ListOf() | Invocation():
                for part in parts_of(expression):
                    yield from self.boxed(part, ANY)

    def _context(self, context: Context) -> Iterator[Place]:
        here = self
        for entry in context.entries:
            variable = entry.variable
            if variable is None:
                yield from here.boxed(entry.expression, ANY)
                continue
            declared = self._type(variable.type_ref)
            if isinstance(entry.expression, FunctionDefinition):
                here = here._with({variable.name: Known("local", ANY)})
            yield from here.boxed(entry.expression, declared)
            if declared == ANY and entry.expression is not None:
                declared = type_of_expression(entry.expression, self.model.types)
            here = here._with({variable.name: Known("local", declared)})

    def _iteration(self, loop: Iteration) -> Iterator[Place]:
        yield from self.boxed(loop.source, self._type(loop.source_type_ref))
        source = resolved(self._type(loop.source_type_ref))
        item = source.item if isinstance(source, ListType) else ANY
        names = {loop.variable: Known("local", item), "partial": Known("local", ANY)}
        yield from self._with(names).boxed(loop.body, ANY)

    def _items(self) -> dict[str, Known]:
        """What a boxed filter brings into scope: the item, and any part that items may have."""
        return {name: Known("local", ANY) for name in ("item", *self.model.members)}

    def _place(self, expression: Literal | Table, wanted: FeelType, is_whole: bool) -> Place:
        return Place(
            self.model,
            self.element,
            expression,
            self.known,
            self.decision,
            is_whole,
            self.in_filter,
            wanted,
        )

    def _with(self, names: Mapping[str, Known]) -> _Walk:
        return replace(self, known={**self.known, **names})

    def _type(self, reference: str | None) -> FeelType:
        return type_named(reference, self.model.types)
