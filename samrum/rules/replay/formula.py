"""Reckoning with whole columns where that is exact: `+ - *`, comparisons, and, or, not, if.

Only for cases in which everything that is read is known, so that no operation can fail. Numbers
are whole units in 64 bits, and each knows how large it can be: what might not fit, and whatever
has another type than it should, is NotExact and left to the ordinary evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np

from samrum.rules import tree
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.replay.chunk import Chunk, Meanings, Target
from samrum.rules.replay.columns import FURTHEST, TRUTHS, Array, Coded, Column, Measured
from samrum.rules.temporal import Date, number_of
from samrum.rules.value import Value


class NotExact(Exception):
    """This cannot be reckoned with exactly by column."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Numbers (kind Decimal) or days (kind Date): units / 10**scale, from low to high."""

    kind: type
    units: Any
    scale: int
    low: int
    high: int


# Truths are arrays or one bool; texts and what else there is are coded.
_Part: TypeAlias = "_Line | Coded | Array | bool"

_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
# Values of a coded column that are looked at for a table of units.
_MOST_VALUES = 1 << 12
_FINEST = 18


class Formula:
    """An expression that can be reckoned with by column; `targets` are what it reads."""

    def __init__(self, node: tree.Node, meanings: Meanings) -> None:
        self._node = node
        self._meanings = meanings
        self._folder = Folder()
        self.targets: tuple[Target, ...] = tuple(meanings.targets(node))

    def column(self, chunk: Chunk) -> Column:
        """The values for a chunk of cases that know all that is read. Raises NotExact."""
        value = _Reckoner(chunk, self._meanings, self._folder).value(self._node)
        if isinstance(value, _Line):
            units = np.broadcast_to(np.asarray(value.units, np.int64), (chunk.size,))
            return Measured(value.kind, units, value.scale)
        if isinstance(value, Coded):
            return Coded(np.broadcast_to(value.codes, (chunk.size,)), value.values)
        truths = np.broadcast_to(np.asarray(value, np.bool_), (chunk.size,))
        return Coded(truths.astype(np.uint8), TRUTHS)


def formula_of(node: tree.Node, meanings: Meanings) -> Formula | None:
    """The formula of an expression; None for one that can never be exact by column."""
    below = [node]
    while below:
        top = below.pop()
        if meanings.target(top) is not None or isinstance(top, tree.Literal | tree.AtLiteral):
            continue
        if not _is_reckoned(top):
            return None
        below += [part for part in tree.children(top) if not isinstance(part, tree.BuiltIn)]
    return Formula(node, meanings)


def _is_reckoned(node: tree.Node) -> bool:
    match node:
        case tree.Arithmetic(_, _, steps):
            return all(step.operator in ("+", "-", "*") for step in steps)
        case tree.Call(_, tree.BuiltIn(_, name), arguments):
            return name in ("not", "date") and len(arguments) == 1
    return isinstance(
        node,
        tree.Negate
        | tree.Comparison
        | tree.Between
        | tree.Conjunction
        | tree.Disjunction
        | tree.If,
    )


class _Reckoner:
    """Reckons for one chunk."""

    def __init__(self, chunk: Chunk, meanings: Meanings, folder: Folder) -> None:
        self._chunk = chunk
        self._meanings = meanings
        self._folder = folder

    def value(self, node: tree.Node) -> _Part:
        """The values of an expression. Raises NotExact."""
        constant = self._folder.constant(node)
        if constant is not NOT_CONSTANT:
            return _constant(constant)
        target = self._meanings.target(node)
        if target is not None:
            return self._column(target)
        match node:
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Negate(_, operand):
                line = self._number(operand)
                return _Line(Decimal, -line.units, line.scale, -line.high, -line.low)
            case tree.Comparison():
                return self._comparison(node)
            case tree.Between(_, value, low, high):
                middle = self.value(value)
                above = _compared(">=", middle, self.value(low))
                return np.logical_and(above, _compared("<=", middle, self.value(high)))
            case tree.Conjunction(_, items):
                return self._all(np.logical_and, items)
            case tree.Disjunction(_, items):
                return self._all(np.logical_or, items)
            case tree.Call(_, tree.BuiltIn(_, "not"), (argument,)):
                return np.logical_not(self._truth(argument))
            case tree.If():
                return self._if(node)
        raise NotExact

    def _comparison(self, node: tree.Comparison) -> Array | bool:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if self._folder.constant(one) is None and node.operator in ("=", "!="):
                self.value(other)  # it is known, so it is not null
                return node.operator == "!="
        return _compared(node.operator, self.value(node.left), self.value(node.right))

    def _column(self, target: Target) -> _Part:
        column = self._chunk.column(target)
        if isinstance(column, Measured):
            return _measured(column)
        if column is None:
            raise NotExact
        return _decoded(column)

    def _number(self, node: tree.Node) -> _Line:
        value = self.value(node)
        if isinstance(value, _Line) and value.kind is Decimal:
            return value
        raise NotExact

    def _truth(self, node: tree.Node) -> Array:
        value = self.value(node)
        if isinstance(value, _Line | Coded):
            raise NotExact
        return np.broadcast_to(np.asarray(value, np.bool_), (self._chunk.size,))

    def _all(self, join: Callable[[Any, Any], Array], items: tuple[tree.Node, ...]) -> Array:
        truth = self._truth(items[0])
        for item in items[1:]:
            truth = join(truth, self._truth(item))
        return truth

    def _arithmetic(self, node: tree.Arithmetic) -> _Line:
        result = self._number(node.first)
        for step in node.steps:
            operand = self._number(step.operand)
            if step.operator == "*":
                result = _times(result, operand)
            else:
                result = _plus(result, operand, 1 if step.operator == "+" else -1)
        return result

    def _if(self, node: tree.If) -> _Part:
        result = self.value(node.otherwise)
        for choice in reversed(node.choices):
            truth = self._truth(choice.condition)
            result = _chosen(truth, self.value(choice.value), result)
        return result


def _constant(value: object) -> _Part:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return _number_line(value)
    if isinstance(value, Date):
        day = number_of(value)
        return _fitting(_Line(Date, day, 0, day, day))
    if isinstance(value, str):
        return Coded(np.zeros((), np.intp), (value,))
    raise NotExact


def _number_line(number: Decimal) -> _Line:
    exponent = number.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or not -_FINEST <= exponent <= _FINEST:
        raise NotExact
    scale = max(0, -exponent)
    unit = int(number.scaleb(scale))
    return _fitting(_Line(Decimal, unit, scale, unit, unit))


def _measured(column: Measured) -> _Line:
    if column.units.dtype.kind == "f":
        raise NotExact
    units = column.units.astype(np.int64, copy=False)
    low, high = (int(np.min(units)), int(np.max(units))) if len(units) else (0, 0)
    return _Line(column.kind, units, column.scale, low, high)


def _decoded(column: Coded) -> _Part:
    """A coded column of numbers, days or truths as such; of texts as it is."""
    if len(column.values) > _MOST_VALUES:
        raise NotExact
    kinds = {value.__class__ for value in column.values if value is not None}
    if kinds == {str}:
        return column
    if kinds == {bool}:
        return np.array([value is True for value in column.values], np.bool_)[column.codes]
    if kinds not in ({Decimal}, {Date}):
        raise NotExact
    lines = [_constant(value) for value in column.values if value is not None]
    scale = max(line.scale for line in lines if isinstance(line, _Line))
    units = [0 if value is None else _unit(value, scale) for value in column.values]
    codes = np.array(units, np.int64)[column.codes]
    return _Line(kinds.pop(), codes, scale, min(units), max(units))


def _unit(value: Value, scale: int) -> int:
    line = _constant(value)
    assert isinstance(line, _Line)
    return int(_scaled(line, scale).units)


def _scaled(line: _Line, scale: int) -> _Line:
    """The same numbers in finer units."""
    factor = 10 ** (scale - line.scale)
    if factor == 1:
        return line
    bounds = _fitting(_Line(line.kind, 0, scale, line.low * factor, line.high * factor))
    return _Line(line.kind, line.units * factor, scale, bounds.low, bounds.high)


def _plus(a: _Line, b: _Line, sign: int) -> _Line:
    scale = max(a.scale, b.scale)
    a, b = _scaled(a, scale), _scaled(b, scale)
    low, high = (a.low + b.low, a.high + b.high) if sign == 1 else (a.low - b.high, a.high - b.low)
    _fitting(_Line(Decimal, 0, scale, low, high))
    return _Line(Decimal, a.units + sign * b.units, scale, low, high)


def _times(a: _Line, b: _Line) -> _Line:
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    scale = a.scale + b.scale
    _fitting(_Line(Decimal, 0, scale, min(ends), max(ends)))
    return _Line(Decimal, a.units * b.units, scale, min(ends), max(ends))


def _fitting(line: _Line) -> _Line:
    if line.low < -FURTHEST or line.high > FURTHEST or line.scale > _FINEST:
        raise NotExact
    return line


def _compared(operator: str, a: _Part, b: _Part) -> Array:
    compare = _SIGNS[operator]
    if isinstance(a, _Line) and isinstance(b, _Line) and a.kind is b.kind:
        scale = max(a.scale, b.scale)
        found: Array = compare(_scaled(a, scale).units, _scaled(b, scale).units)
        return found
    if operator not in ("=", "!="):
        raise NotExact
    if isinstance(a, Coded) and isinstance(b, Coded):
        if a.codes.ndim and b.codes.ndim:
            raise NotExact
        column, constant = (a, b) if a.codes.ndim else (b, a)
        wanted = constant.values[0]
        same = np.array([value == wanted for value in column.values], np.bool_)
        equal: Array = same[column.codes]
        return equal if operator == "=" else ~equal
    if isinstance(a, _Line | Coded) or isinstance(b, _Line | Coded):
        raise NotExact
    truths: Array = compare(a, b)
    return truths


def _chosen(truth: Array, a: _Part, b: _Part) -> _Part:
    if isinstance(a, _Line) and isinstance(b, _Line) and a.kind is b.kind:
        scale = max(a.scale, b.scale)
        a, b = _scaled(a, scale), _scaled(b, scale)
        units = np.where(truth, a.units, b.units)
        return _Line(a.kind, units, scale, min(a.low, b.low), max(a.high, b.high))
    if isinstance(a, Coded) and isinstance(b, Coded):
        codes = np.where(truth, a.codes, b.codes.astype(np.intp) + len(a.values))
        return Coded(codes, (*a.values, *b.values))
    if isinstance(a, _Line | Coded) or isinstance(b, _Line | Coded):
        raise NotExact
    return np.where(truth, a, b)
