"""Some cases at a time: the columns of their facts, and of the decisions made so far.

A fact that is a context is a record of columns, one for each member. A *target* is a fact, a
member inside one, or a decision: what a name or a path in the rules can mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from samrum.rules import tree
from samrum.rules.item_types import resolved
from samrum.rules.plan import DecisionNode, FactNode, Needs, Values
from samrum.rules.replay.columns import TRUTHS, Coded, Column, Rows, Truths, part, value_at
from samrum.rules.types import ANY, ContextType, FeelType
from samrum.rules.value import Value

Node: TypeAlias = FactNode | DecisionNode
Target: TypeAlias = tuple[Node, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """A context for each case. Where `strange` is set a member is not of its type, and the context
    as a whole is null."""

    members: Mapping[str, Column | Record]
    strange: Truths | None = None


Columns: TypeAlias = "dict[Node, Column | Record]"


@dataclass(frozen=True, slots=True)
class Chunk:
    """`size` cases, and what is known of them."""

    size: int
    columns: Columns

    def of(self, rows: Rows, size: int) -> Chunk:
        """Some of these cases."""
        return Chunk(size, {node: _part(found, rows) for node, found in self.columns.items()})

    def column(self, target: Target) -> Column | None:
        """The column of a target; None for one that is a record, or inside of a coded value."""
        found = self._at(target)
        return None if isinstance(found, Record) else found

    def strange(self, node: Node) -> Truths | None:
        """The cases in which a fact is null as a whole, because of a member."""
        found = self.columns[node]
        return found.strange if isinstance(found, Record) else None

    def behind(self, targets: Iterable[Target]) -> list[Column]:
        """The columns that the values of targets are made of."""
        columns: dict[int, Column] = {}
        for target in targets:
            found = self._at(target)
            # A member of a value that is kept as a whole is behind that whole.
            for column in leaves_of(self.columns[target[0]] if found is None else found):
                columns[id(column)] = column
            strange = self.strange(target[0])
            if strange is not None:
                columns[id(strange)] = Coded(strange.view(np.uint8), TRUTHS)
        return list(columns.values())

    def values_at(self, nodes: Iterable[Node], row: int) -> Values:
        """The values of facts and decisions for one case."""
        return {node: _value_at(node, self.columns[node], row) for node in nodes}

    def _at(self, target: Target) -> Column | Record | None:
        node, path = target
        found: Column | Record | None = self.columns[node]
        for name in path:
            found = found.members.get(name) if isinstance(found, Record) else None
        return found


class Meanings:
    """What the names in a decision's scope mean, as far as they mean facts and decisions."""

    def __init__(self, needs: Needs) -> None:
        self._values = dict(needs.values)
        self._imported = {prefix: dict(nodes) for prefix, nodes in needs.imported}

    def target(self, node: tree.Node) -> Target | None:
        """The target that a name or a path stands for; None for any other expression."""
        match node:
            case tree.Name(_, name):
                found = self._values.get(name)
                return None if found is None else (found, ())
            case tree.Path(_, tree.Name(_, prefix), name) if prefix in self._imported:
                inside = self._imported[prefix].get(name)
                return None if inside is None else (inside, ())
            case tree.Path(_, base, name):
                above = self.target(base)
                return None if above is None else (above[0], (*above[1], name))
        return None

    def targets(self, node: tree.Node) -> dict[Target, None]:
        """Every target that an expression reads, and perhaps more."""
        found: dict[Target, None] = {}
        below = [node]
        while below:
            top = below.pop()
            target = self.target(top)
            if target is not None:
                found[target] = None
            elif isinstance(top, tree.Name) and top.name in self._imported:
                found |= {(inside, ()): None for inside in self._imported[top.name].values()}
            else:
                below.extend(tree.children(top))
        return found


def leaves_of(found: Column | Record) -> Iterator[Column]:
    """The column, or all columns of a record."""
    if not isinstance(found, Record):
        yield found
        return
    for member in found.members.values():
        yield from leaves_of(member)


def _value_at(node: Node, found: Column | Record, row: int) -> Value:
    if not isinstance(found, Record):
        return value_at(found, row)
    if found.strange is not None and found.strange[row]:
        return None
    return context_at(found, row, node.type)


def context_at(record: Record, row: int, declared: FeelType) -> dict[str, Value]:
    """The members of a record for one case, as a context; declared members without a column are
    null: no rule looks at them."""
    kind = resolved(declared)
    types = dict(kind.entries) if isinstance(kind, ContextType) else {}
    context: dict[str, Value] = dict.fromkeys(types)
    for name, member in record.members.items():
        if isinstance(member, Record):
            context[name] = context_at(member, row, types.get(name, ANY))
        else:
            context[name] = value_at(member, row)
    return context


def _part(found: Column | Record, rows: Rows) -> Column | Record:
    if not isinstance(found, Record):
        return part(found, rows)
    members = {name: _part(member, rows) for name, member in found.members.items()}
    return Record(members, None if found.strange is None else found.strange[rows])
