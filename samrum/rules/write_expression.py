"""Writes the boxed expressions of DMN as XML, and the ink that all of write.py uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

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
    Rule,
    Table,
    Variable,
)


class Lines:
    """The lines written, indented by depth."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.depth = 0

    def add(self, line: str) -> None:
        """One more line; a text in it may hold line breaks of its own."""
        self._lines.append("  " * self.depth + line)

    def text(self) -> str:
        """All lines."""
        return "\n".join(self._lines) + "\n"


@dataclass(frozen=True, slots=True)
class Ink:
    """Writes elements with the prefix of the model's namespace; empty attributes are left out."""

    lines: Lines
    prefix: str

    @contextmanager
    def element(self, name: str, attributes: dict[str, str]) -> Iterator[None]:
        """An element, and what is written inside the block."""
        self.lines.add(f"<{self._opening(name, attributes)}>")
        self.lines.depth += 1
        yield
        self.lines.depth -= 1
        self.lines.add(f"</{self.prefix}{name}>")

    def empty(self, name: str, attributes: dict[str, str]) -> None:
        """An element with nothing inside."""
        self.lines.add(f"<{self._opening(name, attributes)}/>")

    def text(self, name: str, text: str) -> None:
        """An element that holds a text."""
        inside = escape(text, {"\r": "&#13;"})
        self.lines.add(f"<{self.prefix}{name}>{inside}</{self.prefix}{name}>")

    def literal(self, name: str, literal: Literal) -> None:
        """An element that holds a FEEL text."""
        with self.element(name, {"id": literal.id, "typeRef": literal.type_ref or ""}):
            self.text("text", literal.text)

    def tests(self, name: str, tests: Literal | None) -> None:
        """Unary tests, when there are any."""
        if tests is not None:
            self.literal(name, tests)

    def variable(self, variable: Variable) -> dict[str, str]:
        """The attributes of a variable or parameter."""
        return {"id": variable.id, "name": variable.name, "typeRef": variable.type_ref or ""}

    def _opening(self, name: str, attributes: dict[str, str]) -> str:
        written = [f"{key}={quoteattr(value)}" for key, value in attributes.items() if value]
        return " ".join([f"{self.prefix}{name}", *written])


def write_expression(ink: Ink, expression: Expression | None) -> None:
    """An expression of any kind; nothing for none."""
    match expression:
        case None:
            return
        case Literal():
            ink.literal("literalExpression", expression)
        case Table():
            _table(ink, expression)
        case FunctionDefinition():
            write_function(ink, "functionDefinition", expression)
        case Context():
            _context(ink, expression)
        case Invocation():
            _invocation(ink, expression)
        case Relation():
            _relation(ink, expression)
        case ListOf():
            with ink.element("list", _head(expression)):
                for item in expression.items:
                    write_expression(ink, item)
        case Conditional():
            with ink.element("conditional", _head(expression)):
                _part(ink, "if", expression.condition)
                _part(ink, "then", expression.then)
                _part(ink, "else", expression.otherwise)
        case Filter():
            with ink.element("filter", _head(expression)):
                _part(ink, "in", expression.source)
                _part(ink, "match", expression.match)
        case Iteration():
            _iteration(ink, expression)


def write_function(ink: Ink, name: str, function: FunctionDefinition) -> None:
    """A function definition under one of its two names."""
    kind = {"JAVA": "Java"}.get(function.kind, function.kind)
    with ink.element(name, {**_head(function), "kind": kind}):
        for parameter in function.parameters:
            ink.empty("formalParameter", ink.variable(parameter))
        write_expression(ink, function.body)


def _head(expression: Expression) -> dict[str, str]:
    return {"id": expression.id, "typeRef": expression.type_ref or ""}


def _part(ink: Ink, name: str, expression: Expression | None, type_ref: str | None = None) -> None:
    with ink.element(name, {"typeRef": type_ref or ""}):
        write_expression(ink, expression)


def _context(ink: Ink, context: Context) -> None:
    with ink.element("context", _head(context)):
        for entry in context.entries:
            with ink.element("contextEntry", {}):
                if entry.variable is not None:
                    ink.empty("variable", ink.variable(entry.variable))
                write_expression(ink, entry.expression)


def _invocation(ink: Ink, invocation: Invocation) -> None:
    with ink.element("invocation", _head(invocation)):
        write_expression(ink, invocation.called)
        for binding in invocation.bindings:
            with ink.element("binding", {}):
                ink.empty("parameter", ink.variable(binding.parameter))
                write_expression(ink, binding.expression)


def _relation(ink: Ink, relation: Relation) -> None:
    with ink.element("relation", _head(relation)):
        for column in relation.columns:
            ink.empty("column", ink.variable(column))
        for row in relation.rows:
            with ink.element("row", {}):
                for cell in row:
                    write_expression(ink, cell)


def _iteration(ink: Ink, iteration: Iteration) -> None:
    head = {**_head(iteration), "iteratorVariable": iteration.variable}
    with ink.element(iteration.kind, head):
        _part(ink, "in", iteration.source, iteration.source_type_ref)
        name = "return" if iteration.kind == "for" else "satisfies"
        _part(ink, name, iteration.body)


def _table(ink: Ink, table: Table) -> None:
    head = {
        **_head(table),
        "hitPolicy": table.hit_policy,
        "aggregation": table.aggregation,
        "preferredOrientation": table.orientation,
        "outputLabel": table.output_label,
    }
    with ink.element("decisionTable", head):
        for column in table.inputs:
            with ink.element("input", {"id": column.id, "label": column.label}):
                ink.literal("inputExpression", column.expression)
                ink.tests("inputValues", column.values)
        for clause in table.outputs:
            names = {"id": clause.id, "label": clause.label, "name": clause.name}
            with ink.element("output", {**names, "typeRef": clause.type_ref or ""}):
                ink.tests("outputValues", clause.values)
                ink.tests("defaultOutputEntry", clause.default)
        for annotation in table.annotations:
            ink.empty("annotation", {"name": annotation})
        for rule in table.rules:
            _rule(ink, rule)


def _rule(ink: Ink, rule: Rule) -> None:
    with ink.element("rule", {"id": rule.id}):
        if rule.description:
            ink.text("description", rule.description)
        for cell in rule.inputs:
            ink.literal("inputEntry", cell)
        for cell in rule.outputs:
            ink.literal("outputEntry", cell)
        for annotation in rule.annotations:
            with ink.element("annotationEntry", {}):
                ink.text("text", annotation)
