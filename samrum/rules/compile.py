"""FEEL to Python: a syntax tree becomes Python source, and that a code object.

`compile_expression` and `compile_unary_tests` give something to call. A decision table is one
Python function made with an Emitter, which is the open interface of this module:

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
the Run. Text of the user reaches the source only as constants `k0`, `k1` ... of the function's
globals; every identifier is generated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal as OneOf

from samrum.rules.run import Run
from samrum.rules.scan import Scope
from samrum.rules.tree import Node
from samrum.rules.value import Range, Value


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
        return self.function(subject, env, run)


def compile_expression(
    expression: str | Node, scope: Scope | None = None, text: str = ""
) -> Compiled:
    """Compile a text, or a tree with the text it came from. Raises FeelSyntaxError."""
    raise NotImplementedError


def compile_unary_tests(
    tests: str | Node, scope: Scope | None = None, text: str = ""
) -> CompiledTests:
    """Compile the text or tree of a cell. Raises FeelSyntaxError."""
    raise NotImplementedError


class Emitter:
    """Writes the body of one Python function, statement by statement."""

    def constant(self, value: object) -> str:
        """An atom for any Python object (Decimal, dict, function ...)."""
        raise NotImplementedError

    def fresh(self) -> str:
        """A Python local that is not used yet."""
        raise NotImplementedError

    def line(self, code: str) -> None:
        """Write one statement."""
        raise NotImplementedError

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write a compound statement: `head` (with its colon) and what is emitted inside."""
        raise NotImplementedError
        yield

    def bind(self, name: str, atom: str) -> None:
        """From here on, the FEEL name is this atom."""
        raise NotImplementedError

    def expression(self, node: Node, text: str) -> str:
        """Write an expression; gives the atom that holds its value."""
        raise NotImplementedError

    def unary_tests(self, node: Node, subject: str, text: str) -> str:
        """Write the test of a cell for the subject (an atom); gives an atom: True, False, None."""
        raise NotImplementedError

    def function(self, parameters: tuple[str, ...]) -> Callable[..., Value]:
        """The function of these parameters, then `env` and `run`; callable many times."""
        raise NotImplementedError

    @property
    def names(self) -> frozenset[str]:
        """The free FEEL names that the function reads from `env`."""
        raise NotImplementedError

    @property
    def source(self) -> str:
        """The Python source of the function."""
        raise NotImplementedError


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


def cell_shape(node: Node) -> CellShape:
    """The shape of a cell's tree."""
    raise NotImplementedError
