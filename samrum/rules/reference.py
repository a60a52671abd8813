"""A slow, plain interpreter of FEEL trees: the second opinion on compile.py.

It shares the values, the operators and the tree with the compiler and nothing else; fuzzing holds
the two against each other, values and findings.
"""

from __future__ import annotations

from collections.abc import Mapping

from samrum.rules.run import Run
from samrum.rules.tree import Node
from samrum.rules.value import Value


def evaluate(node: Node, env: Mapping[str, Value], run: Run, text: str = "") -> Value:
    """The value of an expression; raises Exhausted when the budget is used up."""
    raise NotImplementedError


def evaluate_tests(
    node: Node, subject: Value, env: Mapping[str, Value], run: Run, text: str = ""
) -> Value:
    """True, false or null: whether a cell holds for the subject."""
    raise NotImplementedError
