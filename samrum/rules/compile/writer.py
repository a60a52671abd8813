"""Writing Python: statements, constants, functions, and the FEEL names that are bound in them.

Every operator becomes one statement with a fresh local, so the source is never nested deep. What
nests all the same (loops, long conditions) is *lifted*: it becomes a function of its own on the top
level, and the locals it reads become its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from types import FunctionType
from typing import Any, TypeAlias

from samrum.rules import tree, value
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.finding import Place
from samrum.rules.run import Exhausted
from samrum.rules.runtime import domain, half_range, item_at, no_condition, span
from samrum.rules.types import coerce, instance_of, type_text

Emit: TypeAlias = "Callable[[Writer, Any], str]"

# Which function writes which kind of node; values.py and cells.py fill it.
EMITS: dict[type, Emit] = {}

# What generated code may call. There are no builtins in it: nothing else can be reached.
GLOBALS: Mapping[str, object] = {
    **{name: getattr(value, name) for name in value.__all__},
    "__builtins__": {},
    "Decimal": Decimal,
    "Exhausted": Exhausted,
    "RecursionError": RecursionError,
    "bool": bool,
    "coerce": coerce,
    "dict": dict,
    "domain": domain,
    "half_range": half_range,
    "instance_of": instance_of,
    "item_at": item_at,
    "len": len,
    "list": list,
    "no_condition": no_condition,
    "partial": partial,
    "span": span,
    "str": str,
    "type_text": type_text,
}

# From here on, what would nest further is lifted. Python allows 20 loops and 100 indents.
DEEPEST_BLOCK = 12

_LITERALS: Mapping[str, object] = {"None": None, "True": True, "False": False}
_LOCAL = re.compile(r"\b[a-eg-jl-z][0-9]+\b")


def _first_call(*arguments: value.Value) -> value.Value:
    """The code of a function that nobody has called yet; `load` puts its own code in place."""
    return load()(*arguments)  # type: ignore[name-defined]  # noqa: F821  (of the function's globals)


@dataclass(slots=True)
class Part:
    """One Python function while it is written. `call` is how to call it once it is finished."""

    name: str
    own: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    indent: int = 1
    call: str = ""

    def captured(self) -> list[str]:
        """The locals of an outer function that this one reads."""
        used = dict.fromkeys(_LOCAL.findall("\n".join(self.lines)))
        return [local for local in used if local not in self.own]


@dataclass(slots=True)
class Region:
    """A stretch of code that is left with a value, from several places."""

    result: str
    is_lifted: bool


class Writer:
    """Writes one Python module: one main function and those lifted out of it."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.subject: str | None = None
        self.folder = Folder()
        self._globals: dict[str, object] = dict(GLOBALS)
        self._atoms: dict[object, str] = {}
        self._free: set[str] = set()
        self._finished: list[str] = []
        self._parts = [Part("f0")]
        self._frames: list[dict[str, str] | str] = [{}]
        self._count = 0
        # Locals that are known to hold True, False or None.
        self.truths: set[str] = {"True", "False", "None"}

    @property
    def names(self) -> frozenset[str]:
        """The free FEEL names that the function reads from `env`."""
        return frozenset(self._free)

    @property
    def source(self) -> str:
        """The Python source written so far, lifted functions first."""
        return "\n\n".join(self._finished)

    # --- statements

    def fresh(self) -> str:
        """A Python local that is not used yet."""
        self._count += 1
        local = f"t{self._count}"
        self._part.own.add(local)
        return local

    def line(self, code: str) -> None:
        """Write one statement."""
        self._part.lines.append(" " * self._part.indent + code)

    def assign(self, expression: str) -> str:
        """Write a statement that keeps the value of a Python expression; gives its local."""
        local = self.fresh()
        self.line(f"{local} = {expression}")
        return local

    def truth(self, expression: str) -> str:
        """As assign, for an expression that is True, False or None."""
        local = self.assign(expression)
        self.truths.add(local)
        return local

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write a compound statement: `head` (with its colon) and what is emitted inside."""
        self.line(head)
        self._part.indent += 1
        length = len(self._part.lines)
        yield
        if len(self._part.lines) == length:
            self.line("pass")
        self._part.indent -= 1

    @contextmanager
    def lifted(self, *own: str, is_closure: bool = False) -> Iterator[Part]:
        """What is emitted inside becomes a function on the top level.

        own: its parameters beyond what it captures. A closure is called with the run and a Place
        (`run, at`) before these; `call` then makes the closure and does not call it.
        """
        self._count += 1
        part = Part(f"f{self._count}", set(own))
        self._parts.append(part)
        yield part
        self._parts.pop()
        first = ["env", *part.captured()] if is_closure else ["env", "run", *part.captured()]
        parameters = [*first, "run", "at", *own] if is_closure else [*first, *own]
        self._finish(part, parameters)
        make = f"partial({part.name}, {', '.join(first)})"
        part.call = make if is_closure else f"{part.name}({', '.join(first)})"

    @contextmanager
    def region(self) -> Iterator[Region]:
        """A stretch of code that every path leaves by `leave`; its result is known after it."""
        if self._part.indent > DEEPEST_BLOCK:
            region = Region("", is_lifted=True)
            with self.lifted() as part:
                yield region
            region.result = self.assign(part.call)
            return
        region = Region(self.fresh(), is_lifted=False)
        with self.block("while True:"):
            yield region

    def leave(self, region: Region, atom: str) -> None:
        """Write the end of one path of a region, with the region's value."""
        if region.is_lifted:
            self.line(f"return {atom}")
        else:
            self.line(f"{region.result} = {atom}")
            self.line("break")

    def function(self, parameters: tuple[str, ...]) -> Callable[..., value.Value]:
        """The function of these parameters, then `env` and `run`; callable many times.

        A stack that is used up ends the evaluation as a budget that is used up does. Python
        compiles the source when the function is first called: a model has hundreds of expressions,
        and a case asks for a few.
        """
        part = self._part
        part.lines = [f" {line}" for line in part.lines]
        part.lines.insert(0, " try:")
        part.lines += [" except RecursionError:", "  raise Exhausted('depth') from None"]
        self._finish(part, [*parameters, "env", "run"])
        function = FunctionType(_first_call.__code__, self._globals, part.name)

        def load() -> FunctionType:
            exec(compile(self.source, "<FEEL>", "exec"), self._globals)
            made: FunctionType = self._globals[part.name]  # type: ignore[assignment]
            function.__code__ = made.__code__
            return function

        self._globals["load"] = load
        return function

    # --- constants

    def constant(self, value: object) -> str:
        """An atom for any Python object (Decimal, dict, function ...)."""
        if value is None or value is True or value is False:
            return str(value)
        key: object = id(value)
        if value.__class__ in (str, Decimal):
            key = (value.__class__, str(value))
        elif isinstance(value, Place):
            key = value
        atom = self._atoms.get(key)
        if atom is None:
            atom = self._atoms[key] = f"k{len(self._atoms)}"
            self._globals[atom] = value
        return atom

    def place(self, at: int) -> str:
        """An atom for the place of an offset in the text."""
        return self.constant(Place(self.text, at))

    def global_value(self, atom: str) -> object:
        """What a constant's atom stands for."""
        return self._globals[atom]

    def constant_class(self, atom: str) -> type | None:
        """The class of what a constant's atom stands for; None for a local."""
        if atom in _LITERALS:
            return _LITERALS[atom].__class__
        return self._globals[atom].__class__ if atom in self._globals else None

    # --- names

    def bind(self, name: str, atom: str) -> None:
        """From here on, the FEEL name is this atom."""
        frame = self._frames[-1]
        if isinstance(frame, dict):
            frame[name] = atom

    @contextmanager
    def scope(self, item: str | None = None) -> Iterator[None]:
        """Names bound inside are forgotten after it. item: the atom of a filter's item."""
        if item is not None:
            self._frames.append(item)
        self._frames.append({})
        yield
        self._frames.pop()
        if item is not None:
            self._frames.pop()

    def name(self, name: str, at: int, built_in: str | None = None) -> str:
        """A Python expression for what a FEEL name stands for here; within filters, members of
        the items come first. built_in: the atom of the built-in function of this name, if any."""
        choices: list[str] = []
        for frame in reversed(self._frames):
            if isinstance(frame, dict):
                if name in frame:
                    return " else ".join([*choices, frame[name]])
                continue
            key = self.constant(name)
            choices.append(f"{frame}[{key}] if {frame}.__class__ is dict and {key} in {frame}")
            if name == "item":
                return " else ".join([*choices, frame])
        if built_in is not None:
            return " else ".join([*choices, built_in])
        self._free.add(name)
        key = self.constant(name)
        unknown = f"run.fault('unknown-name', {self.place(at)}, name={key})"
        return " else ".join([*choices, f"env[{key}] if {key} in env", unknown])

    # --- nodes

    def value(self, node: tree.Node) -> str:
        """Write an expression; gives the atom that holds its value."""
        constant = self.folder.constant(node)
        if constant is not NOT_CONSTANT:
            return self.constant(constant)
        return EMITS[node.__class__](self, node)

    @property
    def _part(self) -> Part:
        return self._parts[-1]

    def _finish(self, part: Part, parameters: list[str]) -> None:
        head = f"def {part.name}({', '.join(parameters)}):"
        self._finished.append("\n".join([head, *part.lines]))
