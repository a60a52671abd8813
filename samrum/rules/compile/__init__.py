"""FEEL to Python: a syntax tree becomes Python source, and that a code object.

`compile_expression` and `compile_unary_tests` give something to call. A decision table is one
Python function made with an Emitter, which is the open interface of this package:

    emitter = Emitter()
    emitter.bind("Age", "a0")                    # FEEL name -> Python local of the function
    cell = emitter.unary_tests(node, "a0", text) # statements are written; `cell` is an atom
    with emitter.block(f"if {cell} is True:"):
        emitter.line(f"matched |= {bit}")
    emitter.line("return matched")
    table = emitter.function(("a0",))            # table(a0, env, run)

An *atom* is a Python name or literal without side effects, good for one or more uses. Emitting
writes statements (one operator a line) and gives the atom that holds the result. In the function,
`env` is the mapping of FEEL names to values (names that are not bound are read from it) and `run`
the Run. Locals are a letter and digits, as `fresh` gives them. Text of the user reaches the source
only as constants `k0`, `k1` ... of the function's globals; every identifier is generated, and there
are no builtins in reach.

`cell_shape` tells what a cell tests, where that is known before anything runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samrum.rules.compile.cells import write_cell
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.compile.shape import CellShape, cell_shape
from samrum.rules.compile.writer import Writer
from samrum.rules.parse import NO_NAMES, parse_expression, parse_unary_tests
from samrum.rules.run import Run
from samrum.rules.scan import Scope
from samrum.rules.tree import Node
from samrum.rules.value import Value

__all__ = [
    "CellShape",
    "Compiled",
    "CompiledTests",
    "Emitter",
    "cell_shape",
    "compile_expression",
    "compile_unary_tests",
]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression. names: the free names it reads from `env`."""

    source: str
    names: frozenset[str]
    function: Callable[[Mapping[str, Value], Run], Value]

    def __call__(self, env: Mapping[str, Value], run: Run) -> Value:
        """The value; raises Exhausted when the run's budget is used up."""
        return self.function(env, run)


@dataclass(frozen=True, slots=True)
class CompiledTests:
    """Compiled unary tests: true, false or null for a subject."""

    source: str
    names: frozenset[str]
    function: Callable[[Value, Mapping[str, Value], Run], Value]

    def __call__(self, subject: Value, env: Mapping[str, Value], run: Run) -> Value:
        """True, False or None; raises Exhausted when the run's budget is used up."""
        return self.function(subject, env, run)


class Emitter(Writer):
    """Writes the body of one Python function, statement by statement."""

    def expression(self, node: Node, text: str) -> str:
        """Write an expression; gives the atom that holds its value."""
        self.text = text
        return self.value(node)

    def unary_tests(self, node: Node, subject: str, text: str) -> str:
        """Write the test of a cell for the subject (an atom); gives an atom: True, False, None."""
        self.text = text
        return write_cell(self, node, subject)


def compile_expression(
    expression: str | Node, scope: Scope | None = None, text: str = ""
) -> Compiled:
    """Compile a text, or a tree with the text it came from. Raises FeelSyntaxError."""
    if isinstance(expression, str):
        text = expression
        expression = parse_expression(text, scope or NO_NAMES)
    constant = Folder().constant(expression)
    if constant is not NOT_CONSTANT:
        return Compiled("", frozenset(), lambda env, run: constant)
    emitter = Emitter()
    emitter.line(f"return {emitter.expression(expression, text)}")
    function = emitter.function(())
    return Compiled(emitter.source, emitter.names, function)


def compile_unary_tests(
    tests: str | Node, scope: Scope | None = None, text: str = ""
) -> CompiledTests:
    """Compile the text or tree of a cell. Raises FeelSyntaxError."""
    if isinstance(tests, str):
        text = tests
        tests = parse_unary_tests(text, scope or NO_NAMES)
    emitter = Emitter()
    subject = "a0"
    emitter.line(f"return {emitter.unary_tests(tests, subject, text)}")
    function = emitter.function((subject,))
    return CompiledTests(emitter.source, emitter.names, function)
