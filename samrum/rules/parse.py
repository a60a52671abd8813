"""FEEL text to syntax tree.

Depth, length and number of nodes are bounded, so hostile text fails fast and never exhausts the
stack of the process; the grammar itself is grammar.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from samrum.rules import tree
from samrum.rules.grammar import DEEPEST, Parser
from samrum.rules.scan import Scope
from samrum.rules.syntax_error import FeelSyntaxError, too_deep, too_long, too_many_parts
from samrum.rules.tree import Node

__all__ = ["FeelSyntaxError", "Scope", "parse_expression", "parse_unary_tests"]

LONGEST_TEXT: Final = 100_000
MOST_NODES: Final = 15_000
NO_NAMES: Final = Scope()


def parse_expression(text: str, scope: Scope = NO_NAMES) -> Node:
    """The tree of one expression. Raises FeelSyntaxError."""
    return _parse(text, scope, Parser.whole_expression)


def parse_unary_tests(text: str, scope: Scope = NO_NAMES) -> Node:
    """The tree of a cell: Anything, or UnaryTests. Raises FeelSyntaxError."""
    return _parse(text, scope, Parser.whole_cell)


def _parse(text: str, scope: Scope, read: Callable[[Parser], Node]) -> Node:
    if len(text) > LONGEST_TEXT:
        raise too_long(text, LONGEST_TEXT)
    try:
        node = read(Parser(text, scope))
    except RecursionError:
        raise too_deep(text, 0, DEEPEST) from None
    _check_size(node, text)
    return node


def _check_size(root: Node, text: str) -> None:
    """Refuse trees that those who walk them could not bear."""
    count, level = 0, [root]
    for _ in range(DEEPEST):
        count += len(level)
        if count > MOST_NODES:
            raise too_many_parts(text, level[0].at, MOST_NODES)
        level = [below for node in level for below in tree.children(node)]
        if not level:
            return
    raise too_deep(text, level[0].at, DEEPEST)
