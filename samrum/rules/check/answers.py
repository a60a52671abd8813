"""What a decision can answer, where its rules or its expression list it.

A table whose answers are constants gives one of them, or nothing; so a table above it need not say
what holds for any other. Where the answers do not show, a decision is as open as a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from samrum.rules import tree
from samrum.rules.check.places import Known, Place, known_to
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.evaluate import Model
from samrum.rules.model import Literal, OutputClause, Rule, Table
from samrum.rules.parse import parse_expression
from samrum.rules.plan import DecisionNode
from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.tree import Node
from samrum.rules.value import Value

# A decision with more answers than these is as good as open.
MOST_ANSWERS = 200

_TRUTHS = (
    tree.Comparison,
    tree.Between,
    tree.In,
    tree.InstanceOf,
    tree.Conjunction,
    tree.Disjunction,
    tree.Quantified,
)


@dataclass(frozen=True, slots=True)
class Closed:
    """All values that something can be, apart from null."""

    values: tuple[Value, ...]
    may_be_null: bool


class Answers:
    """The answers of decisions, found when they are asked for.

    may_be_empty: whether a table in its place may give nothing for some facts.
    """

    def __init__(self, model: Model, may_be_empty: Callable[[Place], bool]) -> None:
        self._may_be_empty = may_be_empty
        self._owners = _owners(model)
        self._found: dict[DecisionNode, Mapping[str, Closed] | None] = {}

    def of(self, known: Known, parts: Sequence[str]) -> Closed | None:
        """What a name in scope, or a part of it, can be; None when that is open."""
        if not isinstance(known.node, DecisionNode) or len(parts) > 1:
            return None
        answers = self.all_of(known.node)
        return None if answers is None else answers.get(parts[0] if parts else "")

    def all_of(self, node: DecisionNode) -> Mapping[str, Closed] | None:
        """The answers of a decision by the name of its output, "" for the only one."""
        if node not in self._found:
            self._found[node] = None  # while it is being found
            self._found[node] = self._find(node)
        return self._found[node]

    def _find(self, node: DecisionNode) -> Mapping[str, Closed] | None:
        model = self._owners[node]
        known = known_to(model, node.needs)
        expression = node.decision.expression
        if isinstance(expression, Literal):
            scope = Scope(known, model.members, model.types)
            answer = self._of_text(expression.text, known, scope)
            return None if answer is None else {"": answer}
        if isinstance(expression, Table):
            name = node.decision.name
            place = Place(model, name, expression, known, node, is_whole=True, wanted=node.type)
            return self._of_table(expression, place)
        return None

    def _of_text(self, text: str, known: Mapping[str, Known], scope: Scope) -> Closed | None:
        try:
            values = self._values(parse_expression(text, scope), known, Folder())
        except FeelSyntaxError:
            return None
        return None if values is None else _closed(values)

    def _of_table(self, table: Table, place: Place) -> Mapping[str, Closed] | None:
        if table.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
            return None
        columns: list[list[Value] | None] = [
            self._column(table.rules, number, clause, place)
            for number, clause in enumerate(table.outputs)
        ]
        if all(column is None for column in columns):
            return None
        empty: list[Value] = [None] if self._may_be_empty(place) else []
        names = [clause.name if len(columns) > 1 else "" for clause in table.outputs]
        return {
            name: closed
            for name, column in zip(names, columns, strict=True)
            if column is not None and (closed := _closed([*column, *empty])) is not None
        }

    def _column(
        self, rules: Sequence[Rule], number: int, clause: OutputClause, place: Place
    ) -> list[Value] | None:
        """What the cells of an output column can be; None when one of them is open."""
        cells = [rule.outputs[number] for rule in rules]
        cells += [clause.default] if clause.default is not None else []
        found: list[Value] = []
        for text in dict.fromkeys(cell.text for cell in cells):
            try:
                node = parse_expression(text, place.scope) if text else tree.Literal(0, None)
            except FeelSyntaxError:
                node = tree.Literal(0, None)
            values = self._values(node, place.known, Folder())
            if values is None:
                return None
            found += values
        return found

    def _values(self, node: Node, known: Mapping[str, Known], folder: Folder) -> list[Value] | None:
        """Every value an expression can have, None among them; None when that does not show."""
        constant = folder.constant(node)
        if constant is not NOT_CONSTANT:
            return [constant]
        if isinstance(node, _TRUTHS):
            return [True, False, None]
        match node:
            case tree.If(_, choices, otherwise):
                found: list[Value] = []
                for branch in (*(choice.value for choice in choices), otherwise):
                    values = self._values(branch, known, folder)
                    if values is None:
                        return None
                    found += values
                return found
            case tree.Name(_, name) if name in known:
                closed = self.of(known[name], ())
                return None if closed is None else _open(closed)
        return None


def _owners(model: Model) -> dict[DecisionNode, Model]:
    """The model of each decision, also of those that are imported."""
    owners = dict.fromkeys(model.decisions.values(), model)
    for _, imported in model.imports:
        owners |= _owners(imported)
    return owners


def _closed(values: Sequence[Value]) -> Closed | None:
    """The values as a set; None when they are too many, or no simple values."""
    if any(isinstance(value, list | dict) for value in values):
        return None
    kept = {(type(value), value): value for value in values if value is not None}
    if len(kept) > MOST_ANSWERS:
        return None
    return Closed(tuple(kept.values()), any(value is None for value in values))


def _open(closed: Closed) -> list[Value]:
    return [*closed.values, *([None] if closed.may_be_null else [])]
