"""Every node of a FEEL expression with the names that are known where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samrum.rules import tree
from samrum.rules.check.infer import Types, type_of
from samrum.rules.item_types import resolved
from samrum.rules.tree import Node
from samrum.rules.types import ANY, ContextType, FeelType, ListType


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, the types of the names in its scope, which of them were made inside the expression,
    and whether other names may be parts of an item that a filter looks at."""

    node: Node
    types: Types
    local: frozenset[str]
    in_filter: bool


def spots(
    node: Node,
    types: Types,
    *,
    local: frozenset[str] = frozenset(),
    in_filter: bool = False,
) -> Iterator[Spot]:
    """The node and all below it, from the outside in."""
    yield Spot(node, types, local, in_filter)
    match node:
        case tree.Filter(_, base, condition):
            yield from spots(base, types, local=local, in_filter=in_filter)
            item = _item(type_of(base, types))
            parts = dict(item.entries) if isinstance(item, ContextType) else {}
            inside = {"item": item, **parts}
            yield from spots(
                condition,
                {**types, **inside},
                local=local | inside.keys(),
                in_filter=in_filter or not parts,
            )
        case tree.For(_, loops, last) | tree.Quantified(_, _, loops, last):
            for loop in loops:
                yield from _each((loop.domain, loop.until), types, local, in_filter)
                types = {**types, loop.name: _item(type_of(loop.domain, types)), "partial": ANY}
                local |= {loop.name, "partial"}
            yield from spots(last, types, local=local, in_filter=in_filter)
        case tree.FunctionOf(_, parameters, body):
            inside = {p.name: p.type or ANY for p in parameters}
            yield from spots(
                body, {**types, **inside}, local=local | inside.keys(), in_filter=in_filter
            )
        case tree.ContextOf(_, entries):
            for entry in entries:
                own = {entry.key: ANY} if isinstance(entry.value, tree.FunctionOf) else {}
                yield from spots(
                    entry.value,
                    {**types, **own},
                    local=local | own.keys(),
                    in_filter=in_filter,
                )
                types = {**types, entry.key: type_of(entry.value, types)}
                local |= {entry.key}
        case _:
            yield from _each(tree.children(node), types, local, in_filter)


def _each(
    nodes: Iterable[Node | None], types: Types, local: frozenset[str], in_filter: bool
) -> Iterator[Spot]:
    for node in nodes:
        if node is not None:
            yield from spots(node, types, local=local, in_filter=in_filter)


def _item(of: FeelType) -> FeelType:
    """What a loop or filter finds in a value; a value that is no list is its own only item."""
    kind = resolved(of)
    return resolved(kind.item) if isinstance(kind, ListType) else kind
