"""The type of a function's result, as far as its text shows it (DMN 1.5, table 43)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from samrum.rules import tree
from samrum.rules.functions import BUILTINS
from samrum.rules.types import ANY, BOOLEAN, NUMBER, STRING, FeelType, FunctionType

_LITERALS: Mapping[type, FeelType] = {bool: BOOLEAN, Decimal: NUMBER, str: STRING}


def result_type(function: tree.FunctionOf) -> FeelType | None:
    """The type of what the function gives; None when only running it would tell."""
    return _infer(function.body, {p.name: p.type for p in function.parameters})


def _infer(node: tree.Node, names: Mapping[str, FeelType | None]) -> FeelType | None:
    match node:
        case tree.Literal(_, value):
            return _LITERALS.get(type(value))
        case tree.Name(_, name):
            return names.get(name)
        case tree.Arithmetic(_, first, steps):
            kinds = {_infer(part, names) for part in (first, *(s.operand for s in steps))}
            return kinds.pop() if len(kinds) == 1 and kinds <= {NUMBER, STRING} else None
        case tree.Negate(_, operand):
            return NUMBER if _infer(operand, names) == NUMBER else None
        case tree.Comparison() | tree.Between() | tree.In() | tree.InstanceOf():
            return BOOLEAN
        case tree.Conjunction() | tree.Disjunction() | tree.Quantified():
            return BOOLEAN
        case tree.If(_, choices, otherwise):
            kinds = {_infer(value, names) for value in (otherwise, *(c.value for c in choices))}
            return kinds.pop() if len(kinds) == 1 else None
        case tree.Call(_, tree.BuiltIn(_, name)):
            kind = BUILTINS[name].type
            return kind.result if isinstance(kind, FunctionType) else None
        case tree.FunctionOf(_, parameters):
            return FunctionType(tuple(p.type or ANY for p in parameters), result_type(node))
    return None
