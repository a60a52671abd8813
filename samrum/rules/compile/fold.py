"""What is known before anything runs: literals, and what is built of literals alone."""

from __future__ import annotations

from typing import Final

from samrum.rules import tree
from samrum.rules.finding import NOWHERE
from samrum.rules.functions import BUILTINS
from samrum.rules.run import Run
from samrum.rules.runtime import half_range
from samrum.rules.temporal import parse_at
from samrum.rules.value import invoke, make_range, negate

NOT_CONSTANT: Final = object()

# With texts as arguments, these are literals (DMN 1.5, grammar rule 60).
_LITERAL_CALLS = frozenset(("date", "time", "date and time", "duration"))


class Folder:
    """Finds constants; remembers what it found, since trees are asked from the top down."""

    def __init__(self) -> None:
        self._known: dict[int, object] = {}
        self._kept: list[tree.Node] = []

    def constant(self, node: tree.Node) -> object:
        """The value of the node, or NOT_CONSTANT. A literal that is faulty is none: it has to
        leave its finding in each run."""
        key = id(node)
        if key not in self._known:
            self._kept.append(node)  # so that its id is not given to another node
            self._known[key] = self._find(node)
        return self._known[key]

    def _find(self, node: tree.Node) -> object:
        match node:
            case tree.Literal(_, value):
                return value
            case tree.AtLiteral(_, text):
                moment = parse_at(text)
                return NOT_CONSTANT if moment is None else moment
            case tree.Negate(_, operand):
                number = self.constant(operand)
                return _sound(negate, number) if number is not NOT_CONSTANT else number
            case tree.ListOf(_, items):
                return self._all(items)
            case tree.ContextOf(_, entries):
                return self._context(entries)
            case tree.RangeOf(_, low, high, low_closed, high_closed):
                ends = self._all((low, high))
                if not isinstance(ends, list):
                    return NOT_CONSTANT
                return _sound(make_range, *ends, low_closed, high_closed)
            case tree.Comparing(_, operator, operand):
                end = self.constant(operand)
                return end if end is NOT_CONSTANT else _sound(half_range, operator, end)
            case tree.Call(_, tree.BuiltIn(_, name), arguments) if name in _LITERAL_CALLS:
                given = self._all(arguments)
                if not isinstance(given, list) or not all(isinstance(a, str) for a in given):
                    return NOT_CONSTANT
                return _sound(invoke, BUILTINS[name], given)
        return NOT_CONSTANT

    def _all(self, nodes: tuple[tree.Node, ...]) -> object:
        values = [self.constant(node) for node in nodes]
        return NOT_CONSTANT if any(v is NOT_CONSTANT for v in values) else values

    def _context(self, entries: tuple[tree.Entry, ...]) -> object:
        values = self._all(tuple(entry.value for entry in entries))
        keys = [entry.key for entry in entries]
        if not isinstance(values, list) or len(set(keys)) < len(keys):
            return NOT_CONSTANT
        return dict(zip(keys, values, strict=True))


def _sound(operation: object, *operands: object) -> object:
    """The result of an operation on constants, if it leaves no finding."""
    run = Run()
    value = operation(*operands, run, NOWHERE)  # type: ignore[operator]
    return NOT_CONSTANT if value is None or run.findings else value
