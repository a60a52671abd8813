"""FEEL text to syntax tree: a Pratt parser with a stack of scopes.

Depth, length and number of nodes are bounded, so hostile text fails fast and never exhausts the
stack of the process.
"""

from __future__ import annotations

from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.tree import Node

__all__ = ["FeelSyntaxError", "Scope", "parse_expression", "parse_unary_tests"]

NO_NAMES = Scope()


def parse_expression(text: str, scope: Scope = NO_NAMES) -> Node:
    """The tree of one expression. Raises FeelSyntaxError."""
    raise NotImplementedError


def parse_unary_tests(text: str, scope: Scope = NO_NAMES) -> Node:
    """The tree of a cell: Anything, or UnaryTests. Raises FeelSyntaxError."""
    raise NotImplementedError
