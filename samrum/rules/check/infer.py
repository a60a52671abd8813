"""Types of expressions, as far as their text shows them; ANY where only running would tell.

Operators are inferred by trying them: each simple type has a sample value, and what the operator
makes of samples is of the type that it makes of all. A literal is its own sample, so that nothing
is called impossible that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from samrum.rules import tree, value
from samrum.rules.finding import NOWHERE
from samrum.rules.item_types import resolved, type_named
from samrum.rules.model import Context, Expression, Iteration, ListOf, Literal, Relation, Table
from samrum.rules.parse import parse_expression
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.temporal import parse_at
from samrum.rules.tree import Node
from samrum.rules.types import (
    ANY,
    BOOLEAN,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    Simple,
)
from samrum.rules.value import Value

Types: TypeAlias = Mapping[str, FeelType]

SAMPLES: Final[Mapping[str, Value]] = {
    "number": Decimal(2),
    "string": "a",
    "boolean": True,
    "date": parse_at("2025-03-01"),
    "time": parse_at("12:00:00"),
    "date and time": parse_at("2025-03-01T12:00:00"),
    "days and time duration": parse_at("P1D"),
    "years and months duration": parse_at("P1M"),
}
OPERATORS: Final = {
    "+": value.add,
    "-": value.subtract,
    "*": value.multiply,
    "/": value.divide,
    "**": value.power,
}
_RESULTS: Final[Mapping[FeelType, str]] = {
    NUMBER: "number, string length, count, sum, mean, median, stddev, product, floor, ceiling,"
    " round up, round down, round half up, round half down, decimal, abs, modulo, sqrt, log, exp,"
    " day of year, week of year",
    STRING: "string, substring, upper case, lower case, substring before, substring after,"
    " replace, string join, day of week, month of year",
    BOOLEAN: "not, contains, starts with, ends with, matches, list contains, all, any, odd, even,"
    " is, before, after, meets, met by, overlaps, overlaps before, overlaps after, finishes,"
    " finished by, includes, during, starts, started by, coincides",
    Simple("date"): "date, today",
    Simple("time"): "time",
    Simple("date and time"): "date and time, now",
    Simple("years and months duration"): "years and months duration",
}
RESULTS: Final = {
    name.strip(): kind for kind, names in _RESULTS.items() for name in names.split(",")
}
# Parts of values that are no contexts (DMN 1.5, table 65).
PARTS: Final[Mapping[str, Mapping[str, FeelType]]] = {
    "date": dict.fromkeys(("year", "month", "day", "weekday"), NUMBER),
    "time": {
        **dict.fromkeys(("hour", "minute", "second"), NUMBER),
        "time offset": Simple("days and time duration"),
        "timezone": STRING,
    },
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
}
MOMENT_PARTS: Final = {**PARTS["date"], **PARTS["time"]}
_TRUTHS = (
    tree.Comparison,
    tree.Between,
    tree.In,
    tree.InstanceOf,
    tree.Conjunction,
    tree.Disjunction,
    tree.Quantified,
)


def type_of_expression(expression: Expression, types: Types) -> FeelType:
    """The type of a boxed expression whose own type is not declared."""
    declared = type_named(expression.type_ref, types)
    if declared != ANY:
        return declared
    match expression:
        case Table():
            return _table_type(expression, types)
        case Context(entries=entries) if entries and entries[-1].variable is not None:
            return ContextType(
                tuple(
                    (entry.variable.name, type_named(entry.variable.type_ref, types))
                    for entry in entries
                    if entry.variable is not None
                )
            )
        case Relation(columns=columns):
            row = tuple((c.name, type_named(c.type_ref, types)) for c in columns)
            return ListType(ContextType(row))
        case ListOf():
            return ListType(ANY)
        case Iteration(kind=kind):
            return ListType(ANY) if kind == "for" else BOOLEAN
        case Literal(text=text):
            try:
                return type_of(parse_expression(text, Scope(types=types)), {})
            except FeelSyntaxError:
                return ANY
    return ANY


def _table_type(table: Table, types: Types) -> FeelType:
    """One output is its value, several are a context; policies that collect give a list of it."""
    if table.aggregation == "COUNT":
        return NUMBER
    columns = [(clause.name, type_named(clause.type_ref, types)) for clause in table.outputs]
    answer = columns[0][1] if len(columns) == 1 else ContextType(tuple(columns))
    if table.hit_policy in ("RULE ORDER", "OUTPUT ORDER"):
        return ListType(answer)
    return ListType(answer) if table.hit_policy == "COLLECT" and not table.aggregation else answer


def type_of(node: Node, types: Types) -> FeelType:
    """The type of a FEEL expression; ANY when it does not show."""
    if isinstance(node, _TRUTHS):
        return BOOLEAN
    match node:
        case tree.Literal(_, literal):
            return ANY if literal is None else Simple(value.feel_type(literal))
        case tree.AtLiteral(_, text):
            moment = parse_at(text)
            return ANY if moment is None else Simple(value.feel_type(moment))
        case tree.Name(_, name):
            return types.get(name, ANY)
        case tree.Subject():
            return types.get("?", ANY)
        case tree.Path(_, base, name):
            return part_type(type_of(base, types), name)
        case tree.Negate(_, operand):
            return type_of(operand, types)
        case tree.Arithmetic():
            return _arithmetic_type(node, types)
        case tree.If(_, choices, otherwise):
            branches = (*(choice.value for choice in choices), otherwise)
            return _common(type_of(one, types) for one in branches if not _is_null(one))
        case tree.ListOf(_, items):
            return ListType(_common(type_of(item, types) for item in items))
        case tree.ContextOf(_, entries):
            return _context_type(entries, types)
        case tree.Filter(_, base, condition):
            kind = resolved(type_of(base, types))
            is_index = resolved(type_of(condition, types)) == NUMBER
            return kind.item if is_index and isinstance(kind, ListType) else kind
        case tree.For():
            return ListType(ANY)
        case tree.Call(_, function) | tree.NamedCall(_, function):
            return _call_type(node, function, types)
    return ANY


def part_type(base: FeelType, name: str) -> FeelType:
    """The type of `base.name`; of a list, the list of the parts."""
    kind = resolved(base)
    if isinstance(kind, ContextType):
        return dict(kind.entries).get(name, ANY)
    if isinstance(kind, ListType):
        return ListType(part_type(kind.item, name))
    return parts_of_simple(kind).get(name, ANY)


def parts_of_simple(kind: FeelType) -> Mapping[str, FeelType]:
    """The parts of dates, times and durations; none for other types."""
    if kind == Simple("date and time"):
        return MOMENT_PARTS
    return PARTS.get(kind.name, {}) if isinstance(kind, Simple) else {}


def sample_of(node: Node, types: Types) -> Value:
    """A value such as the expression has; None when its type does not show."""
    match node:
        case tree.Literal(_, literal):
            return literal
        case tree.Negate(_, tree.Literal(_, Decimal() as number)):
            return -number
    kind = resolved(type_of(node, types))
    return SAMPLES.get(kind.name) if isinstance(kind, Simple) else None


def simple_name(kind: FeelType) -> str:
    """The name of the simple type behind a type; empty for any other, and for Any."""
    behind = resolved(kind)
    known = isinstance(behind, Simple) and behind.name in SAMPLES
    return behind.name if known and isinstance(behind, Simple) else ""


def steps_of(node: tree.Arithmetic, types: Types) -> Iterator[tuple[tree.Step, Value, Value]]:
    """Each operator with samples of its operands; stops where a sample is not known."""
    left = sample_of(node.first, types)
    for step in node.steps:
        right = sample_of(step.operand, types)
        if left is None or right is None:
            return
        yield step, left, right
        left = OPERATORS[step.operator](left, right, Run(), NOWHERE)


def _arithmetic_type(node: tree.Arithmetic, types: Types) -> FeelType:
    result: Value = None
    done = 0
    for step, left, right in steps_of(node, types):
        result = OPERATORS[step.operator](left, right, Run(), NOWHERE)
        done += 1
    whole = done == len(node.steps) and result is not None
    return Simple(value.feel_type(result)) if whole else ANY


def _context_type(entries: tuple[tree.Entry, ...], types: Types) -> FeelType:
    inside = dict(types)
    found: list[tuple[str, FeelType]] = []
    for entry in entries:
        inside[entry.key] = type_of(entry.value, inside)
        found.append((entry.key, inside[entry.key]))
    return ContextType(tuple(found))


def _call_type(node: tree.Call | tree.NamedCall, function: Node, types: Types) -> FeelType:
    if isinstance(function, tree.BuiltIn):
        if function.name == "duration":
            return _duration_type(node)
        return RESULTS.get(function.name, ANY)
    kind = resolved(type_of(function, types))
    return (kind.result or ANY) if isinstance(kind, FunctionType) else ANY


def _duration_type(node: tree.Call | tree.NamedCall) -> FeelType:
    match node:
        case tree.Call(_, _, (tree.Literal(_, str() as text),)):
            span = parse_at(text)
            return ANY if span is None else Simple(value.feel_type(span))
    return ANY


def _is_null(node: Node) -> bool:
    return isinstance(node, tree.Literal) and node.value is None


def _common(kinds: Iterable[FeelType]) -> FeelType:
    """The one simple type that all of them are of."""
    found = {simple_name(kind) for kind in kinds}
    return Simple(found.pop()) if len(found) == 1 and "" not in found else ANY
