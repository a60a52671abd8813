"""What contradicts the hit policy of a table, and what its rules lack."""

from __future__ import annotations

from collections.abc import Iterator

from samrum.rules.check.infer import simple_name, type_of
from samrum.rules.check.outputs import Outputs
from samrum.rules.check.places import Place
from samrum.rules.check.remark import Remark, Where
from samrum.rules.check.words import AGGREGATES, POLICIES, listed, rules_words, type_words
from samrum.rules.compile.fold import NOT_CONSTANT
from samrum.rules.model import Rule, Table
from samrum.rules.tree import Node
from samrum.rules.types import Simple
from samrum.rules.value import feel_type

_WHOLE = ("UNIQUE", "FIRST", "PRIORITY")


def policy_remarks(table: Table, outputs: Outputs, place: Place) -> Iterator[Remark]:
    """Contradictions between a table and its hit policy."""
    where = Where(place.element, table.id, line=table.line)
    names = [clause.name for clause in table.outputs]
    if len(names) > 1 and len({*names, ""}) <= len(names):
        shown = listed(name or "(none)" for name in names)
        yield Remark("output-names", where, {"names": shown})
    ordered = any(outputs.tests_of(clause) for clause in table.outputs)
    if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not ordered:
        yield Remark("no-priorities", where, {"policy": POLICIES[table.hit_policy]})
    if table.aggregation:
        if len(names) > 1:
            about = {"aggregation": AGGREGATES[table.aggregation], "count": str(len(names))}
            yield Remark("several-reckoned", where, about)
        if table.aggregation != "COUNT":
            yield from _not_reckonable(table, outputs, place)


def _not_reckonable(table: Table, outputs: Outputs, place: Place) -> Iterator[Remark]:
    """Answers that cannot be summed up, or have no order."""
    fitting = {"number"} if table.aggregation == "SUM" else None
    for number, rule in enumerate(table.rules):
        for clause, cell, value, node in zip(
            table.outputs, rule.outputs, outputs.values[number], outputs.nodes[number], strict=True
        ):
            kind = _kind(value, node, place)
            is_wrong = kind in ("boolean", "list", "context") or (
                fitting is not None and kind not in (*fitting, "", "Null")
            )
            if is_wrong:
                where = Where(
                    place.element, table.id, (number + 1,), clause.name, cell.text, cell.line
                )
                about = {
                    "rules": rules_words((number + 1,)),
                    "is": type_words(Simple(kind)),
                    "aggregation": AGGREGATES[table.aggregation],
                    "column": clause.label or clause.name or "the output",
                }
                yield Remark("sum-of-no-numbers", where, about)


def _kind(value: object, node: Node | None, place: Place) -> str:
    """The simple type of an answer; empty when it does not show."""
    if value is not NOT_CONSTANT:
        return feel_type(value)
    return "" if node is None else simple_name(type_of(node, place.types))


def duplicate_remarks(table: Table, place: Place) -> Iterator[Remark]:
    """Rules with the same cells, where the hit policy does not already tell of them."""
    if table.hit_policy in _WHOLE:
        return
    said: dict[tuple[str, ...], list[int]] = {}
    for number, rule in enumerate(table.rules, 1):
        said.setdefault(_words(rule), []).append(number)
    for numbers in said.values():
        if len(numbers) > 1:
            line = table.rules[numbers[-1] - 1].line
            where = Where(place.element, table.id, tuple(numbers), line=line)
            yield Remark("duplicate-rule", where, {"rules": rules_words(numbers)})


def _words(rule: Rule) -> tuple[str, ...]:
    return tuple(" ".join((cell.text or "-").split()) for cell in (*rule.inputs, *rule.outputs))


def annotation_remarks(table: Table, place: Place) -> Iterator[Remark]:
    """Rules that do not say where they come from, in a table that asks them to.

    A provision is asked of rules that are law, or of all when the table has no source_kind.
    """
    columns = {name: number for number, name in enumerate(table.annotations)}
    missing: dict[str, list[int]] = {}
    for number, rule in enumerate(table.rules, 1):
        said = {
            name: rule.annotations[place].strip() if place < len(rule.annotations) else ""
            for name, place in columns.items()
        }
        is_law = said.get("source_kind", "law") == "law"
        for name in ("provision", "source_kind"):
            if name in said and not said[name] and (name == "source_kind" or is_law):
                missing.setdefault(name, []).append(number)
    for name, numbers in missing.items():
        line = table.rules[numbers[0] - 1].line
        where = Where(place.element, table.id, tuple(numbers), name, "", line)
        about = {"rules": rules_words(numbers), "annotation": name}
        yield Remark("missing-annotation", where, about)
