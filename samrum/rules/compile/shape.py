"""The shape of a cell: what an index over a column of cells can know about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from samrum.rules import tree
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.kinds import Function, Range, Value
from samrum.rules.tree import Node


@dataclass(frozen=True, slots=True)
class CellShape:
    """What a cell tests, for an index over a column of cells.

    any: holds for everything, null too.
    tests: holds for a subject that equals one of `equal` (str, Decimal, bool or temporal, or None
    for `null`) or lies in one of `intervals` (ends are constants; Range.unbounded for `< 5`);
    with `negated`, for a subject that does not. Exact only for subjects of the type of the
    constants: for others (null included, unless `equal` holds None) take the emitted test.
    other: anything else; emit it.
    """

    kind: OneOf["any", "tests", "other"]
    equal: tuple[Value, ...] = ()
    intervals: tuple[Range, ...] = ()
    negated: bool = False


ANYTHING = CellShape("any")
OTHER = CellShape("other")


def cell_shape(node: Node) -> CellShape:
    """The shape of a cell's tree."""
    if isinstance(node, tree.Anything):
        return ANYTHING
    if not isinstance(node, tree.UnaryTests):
        return OTHER
    equal: list[Value] = []
    intervals: list[Range] = []
    folder = Folder()
    for test in node.tests:
        value = folder.constant(test)
        if isinstance(test, tree.Comparing) and test.operator == "=":
            value = folder.constant(test.operand)
        if value is NOT_CONSTANT:
            return OTHER
        if isinstance(value, Range):
            intervals.append(value)
        elif isinstance(value, list):
            members = [v for v in value if not isinstance(v, list | dict | Range | Function)]
            if len(members) < len(value):
                return OTHER
            equal.extend(members)
        elif isinstance(value, dict):
            return OTHER
        else:
            equal.append(value)
    return CellShape("tests", tuple(equal), tuple(intervals), node.negated)
