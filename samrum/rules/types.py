"""FEEL types: their text, what conforms to them, and how values are brought to them.

Source: DMN 1.5, 10.3.2.9 (type lattice, conformance, implicit conversions), table 61 (instance of)
and 7.3.2 (item definitions). Simple types are told by name; everything else is built of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from samrum.rules import value as values
from samrum.rules.finding import Place
from samrum.rules.kinds import CLASSES
from samrum.rules.lex import (
    Names,
    key_end,
    name_text,
    skip_blank,
    token_at,
    words_end,
)
from samrum.rules.run import Run
from samrum.rules.syntax_error import FeelSyntaxError
from samrum.rules.temporal import Date, DateTime, Time
from samrum.rules.value import Function, Range, Value

Allowed: TypeAlias = Callable[[Value, Run], Value]
Fit: TypeAlias = Callable[[Value, Run], bool]


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts: "number", "string", "date and time", "Any", "Null" ... Also "list",
    "context", "range" and "function" without what they hold, which older models use."""

    name: str


@dataclass(frozen=True, slots=True)
class ListType:
    """`list<item>`."""

    item: FeelType


@dataclass(frozen=True, slots=True)
class RangeType:
    """`range<of>`."""

    of: FeelType


@dataclass(frozen=True, slots=True)
class ContextType:
    """`context<a: string, b: number>`; a value may have more entries than these."""

    entries: tuple[tuple[str, FeelType], ...]


@dataclass(frozen=True, slots=True)
class FunctionType:
    """`function<number, string> -> number`. A result of None, or Any, is one that nobody declared:
    it conforms to what is wanted."""

    parameters: tuple[FeelType, ...]
    result: FeelType | None


@dataclass(frozen=True, slots=True, eq=False)
class Restricted:
    """An item definition with allowed values: `allowed(value, run)` is true for those of them."""

    name: str
    base: FeelType
    allowed: Allowed


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A reference to an item definition, looked up when it is needed: definitions may be
    recursive, and may stand in any order. `types` is the model's table of item definitions."""

    name: str
    types: Mapping[str, FeelType]


Resolved: TypeAlias = Simple | ListType | RangeType | ContextType | FunctionType | Restricted
FeelType: TypeAlias = Resolved | Named

ANY: Final = Simple("Any")
NUMBER: Final = Simple("number")
STRING: Final = Simple("string")
BOOLEAN: Final = Simple("boolean")
SIMPLE_NAMES: Final = (
    "Any",
    "Null",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
)
# Names of the same types in DMN 1.1, where they came from XML Schema.
OLDER_NAMES: Final = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
WITHOUT_PARTS: Final = ("list", "context", "range", "function")
# Longer chains of definitions that only name the next one go in a circle.
LONGEST_CHAIN = 50
DEEPEST_TYPE = 30
# A type in an expression ends where the expression goes on.
AFTER_A_TYPE = frozenset(
    {"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance", "external"}
)
_UNQUALIFIED = re.compile(r"^feel[:.]\s*")


def parse_type(text: str, types: Mapping[str, FeelType]) -> FeelType:
    """The type that a text such as `list<number>` or `tPerson` names.

    types: the item definitions by name ("tPerson", "imported.tPerson"); the mapping is kept, not
    copied, and may be filled later. Raises FeelSyntaxError for what is no type.
    """
    text = _UNQUALIFIED.sub("", text)
    reader = TypeReader(text, types)
    found, end = reader.read(0)
    end = skip_blank(text, end)
    if end < len(text):
        raise FeelSyntaxError(
            f"{text[end:].strip()} does not belong here.",
            "The type before it is complete.",
            "Leave it out.",
            end,
            text,
        )
    return found


def resolve(of: FeelType) -> Resolved | None:
    """The type behind a name, or None when no definition bears it or names go in a circle."""
    for _ in range(LONGEST_CHAIN):
        if not isinstance(of, Named):
            return of
        found = of.types.get(of.name)
        if found is None:
            return None
        of = found
    return None


def conforms(value: Value, to: FeelType, run: Run) -> bool:
    """Whether the value is of the type; null is of every type. Allowed values count."""
    return value is None or fitting(to)(value, run)


def instance_of(value: Value, of: FeelType, run: Run) -> bool | None:
    """`value instance of type`; null is an instance of nothing but Null. Allowed values do not
    count. None when the type does not exist, or is a list or context without its parts."""
    kind = resolve(of)
    if kind is None or (isinstance(kind, Simple) and kind.name in WITHOUT_PARTS):
        return None
    if value is None:
        return kind == Simple("Null")
    return fitting(kind, allowed=False)(value, run)


def coerce(value: Value, to: FeelType, run: Run, at: Place) -> Value:
    """The value as one of the type: itself, the only item of a list, a list of it, or a date as
    a date and time at midnight UTC; null and a finding "not-of-type" when none of these conforms.
    """
    fits = fitting(to)
    if value is None or fits(value, run):
        return value
    for converted in _conversions(value, to):
        if fits(converted, run):
            return converted
    return run.fault("not-of-type", at, value=values.feel_type(value), type=type_text(to))


def type_text(of: FeelType) -> str:
    """The type as it is written in FEEL."""
    match of:
        case Simple(name) | Named(name) | Restricted(name):
            return name
        case ListType(item):
            return f"list<{type_text(item)}>"
        case RangeType(end):
            return f"range<{type_text(end)}>"
        case ContextType(entries):
            return "context<" + ", ".join(f"{k}: {type_text(t)}" for k, t in entries) + ">"
        case FunctionType(parameters, result):
            inside = ", ".join(type_text(p) for p in parameters)
            return f"function<{inside}> -> {type_text(result or ANY)}"


def fitting(to: FeelType, *, allowed: bool = True) -> Fit:
    """The function that tells whether a value that is not null is of the type, made once for many
    values; allowed values count or do not."""
    match to:
        case Named():
            return _fitting_named(to, allowed)
        case Simple("Any"):
            return lambda value, run: True
        case Simple(name):
            kind = CLASSES.get(name)
            return lambda value, run: value.__class__ is kind
        case Restricted(_, base, tests):
            of_base = fitting(base, allowed=allowed)
            if not allowed:
                return of_base
            return lambda value, run: of_base(value, run) and tests(value, run) is True
        case ListType(item):
            return _fitting_list(fitting(item, allowed=allowed))
        case ContextType(entries):
            return _fitting_context([(name, fitting(t, allowed=allowed)) for name, t in entries])
        case RangeType(of):
            of_end = fitting(of, allowed=allowed)
            return lambda value, run: (
                isinstance(value, Range)
                and all(end is None or of_end(end, run) for end in (value.low, value.high))
            )
        case FunctionType():
            return lambda value, run: isinstance(value, Function) and _is_function(value, to)
    assert_never(to)


def _fitting_named(to: Named, allowed: bool) -> Fit:
    """A definition may be recursive, or not be there yet: it is looked up by the first value."""
    known: Fit | None = None

    def fits(value: Value, run: Run) -> bool:
        nonlocal known
        if known is None:
            kind = resolve(to)
            if kind is None:
                return False
            known = fitting(kind, allowed=allowed)
        return known(value, run)

    return fits


def _fitting_list(of_item: Fit) -> Fit:
    def fits(value: Value, run: Run) -> bool:
        if not isinstance(value, list):
            return False
        run.spend(len(value))
        return all(item is None or of_item(item, run) for item in value)

    return fits


def _fitting_context(entries: list[tuple[str, Fit]]) -> Fit:
    def fits(value: Value, run: Run) -> bool:
        if not isinstance(value, dict):
            return False
        run.spend(len(entries))
        for name, of_entry in entries:
            if name not in value:
                return False
            entry = value[name]
            if entry is not None and not of_entry(entry, run):
                return False
        return True

    return fits


def _is_function(function: Function, to: FunctionType) -> bool:
    own = function.type
    if not isinstance(own, FunctionType):
        return any(len(s.parameters) == len(to.parameters) for s in function.signatures)
    return _is_below(own, to)


def _is_below(lower: FeelType | None, upper: FeelType | None) -> bool:
    """Whether a type conforms to another; a type that nobody declared does."""
    if lower is None or upper is None:
        return True
    low, high = _plain(lower), _plain(upper)
    if high == ANY or low == high or low == Simple("Null"):
        return True
    match low, high:
        case ListType(a), ListType(b):
            return _is_below(a, b)
        case RangeType(a), RangeType(b):
            return _is_below(a, b)
        case ContextType(have), ContextType(want):
            entries = dict(have)
            return all(name in entries and _is_below(entries[name], t) for name, t in want)
        case FunctionType(takes, gives), FunctionType(given, wanted):
            return (
                len(takes) == len(given)
                and all(_is_below(b, a) for a, b in zip(takes, given, strict=True))
                and (gives == ANY or _is_below(gives, wanted))
            )
    return False


def _plain(of: FeelType) -> Resolved | None:
    """The type without its name and its allowed values."""
    kind = resolve(of)
    while isinstance(kind, Restricted):
        kind = resolve(kind.base)
    return kind


def _conversions(value: Value, to: FeelType) -> list[Value]:
    """What the standard makes of a value where another type is wanted, in the order tried."""
    kind = _plain(to)
    converted: list[Value] = []
    if isinstance(value, list) and len(value) == 1:
        converted.append(value[0])
    if isinstance(kind, ListType) or kind == Simple("list"):
        converted.append([value])
    if isinstance(value, Date) and kind == Simple("date and time"):
        converted.append(DateTime(value, Time(0, 0, 0, 0, offset=0)))
    return converted


class TypeReader:
    """Reads types inside a text, from offsets where one begins."""

    def __init__(self, text: str, types: Mapping[str, FeelType]) -> None:
        self._text = text
        self._types = types
        self._names = Names([*OLDER_NAMES, *SIMPLE_NAMES, *WITHOUT_PARTS, *types])
        self._depth = 0

    def read(self, at: int) -> tuple[FeelType, int]:
        """The type that starts at this offset, and where it ends. Raises FeelSyntaxError."""
        self._depth += 1
        if self._depth > DEEPEST_TYPE:
            raise FeelSyntaxError(
                "This type is nested too deep.",
                f"A type may be nested {DEEPEST_TYPE} levels deep.",
                "Give its inner parts names in item definitions.",
                at,
                self._text,
            )
        word = token_at(self._text, at)
        opens = word.text in WITHOUT_PARTS and self._next_is("<", word.end)
        found = self._with_parts(word.text, word.end) if opens else self._by_name(word.at)
        self._depth -= 1
        return found

    def _by_name(self, at: int) -> tuple[FeelType, int]:
        known = self._names.longest(self._text, at)
        if known and known[1] not in self._types:
            end, name = known
            return Simple(OLDER_NAMES.get(name, name)), end
        if known:
            return Named(known[1], self._types), known[0]
        if token_at(self._text, at).kind != "word":
            raise FeelSyntaxError(
                "A type is missing.",
                "This place needs the name of a type, such as number or list<string>.",
                "Write the type.",
                at,
                self._text,
            )
        end = self._unknown_end(at)
        return Named(name_text(self._text, at, end), self._types), end

    def _unknown_end(self, at: int) -> int:
        """Where the name of a type ends that is not defined: words, perhaps after `imported.`."""
        end = words_end(self._text, at, AFTER_A_TYPE)
        while self._next_is(".", end):
            dot = token_at(self._text, end)
            if dot.text != "." or token_at(self._text, dot.end).kind != "word":
                break
            end = words_end(self._text, token_at(self._text, dot.end).at, AFTER_A_TYPE)
        return end

    def _with_parts(self, kind: str, at: int) -> tuple[FeelType, int]:
        at = self._expect("<", at)
        if kind == "list":
            item, at = self.read(at)
            return ListType(item), self._expect(">", at)
        if kind == "range":
            of, at = self.read(at)
            return RangeType(of), self._expect(">", at)
        return self._context(at) if kind == "context" else self._function(at)

    def _context(self, at: int) -> tuple[FeelType, int]:
        entries: list[tuple[str, FeelType]] = []
        while True:
            start = skip_blank(self._text, at)
            end = key_end(self._text, start)
            if end is None:
                self._expect(":", start)
            name = name_text(self._text, start, end or start)
            of, at = self.read(self._expect(":", end or start))
            entries.append((name, of))
            if not self._next_is(",", at):
                return ContextType(tuple(entries)), self._expect(">", at)
            at = self._expect(",", at)

    def _function(self, at: int) -> tuple[FeelType, int]:
        parameters: list[FeelType] = []
        while not self._next_is(">", at):
            if parameters:
                at = self._expect(",", at)
            of, at = self.read(at)
            parameters.append(of)
        at = self._expect("-", self._expect(">", at))
        result, at = self.read(self._expect(">", at))
        return FunctionType(tuple(parameters), result), at

    def _next_is(self, sign: str, at: int) -> bool:
        return self._text.startswith(sign, skip_blank(self._text, at))

    def _expect(self, sign: str, at: int) -> int:
        """The offset after a sign; one character at a time, for `>>` and `>=` are two signs."""
        start = skip_blank(self._text, at)
        if not self._text.startswith(sign, start):
            raise FeelSyntaxError(
                f"A {sign} is missing.",
                "The type is not complete without it.",
                f"Write {sign} here.",
                start,
                self._text,
            )
        return start + len(sign)
