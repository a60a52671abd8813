"""FEEL types: their text, what conforms to them, and how values are brought to them.

Source: DMN 1.5, 10.3.2.9 (type lattice, conformance, implicit conversions) and 7.3.2 (item
definitions). Simple types are told by name; everything else is built of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from samrum.rules.finding import Place
from samrum.rules.run import Run
from samrum.rules.value import Value

Allowed: TypeAlias = Callable[[Value, Run], Value]


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts: "number", "string", "date and time", "Any", "Null" ..."""

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
    """`function<number, string> -> number`."""

    parameters: tuple[FeelType, ...]
    result: FeelType


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


FeelType: TypeAlias = (
    Simple | ListType | RangeType | ContextType | FunctionType | Restricted | Named
)

ANY = Simple("Any")


def parse_type(text: str, types: Mapping[str, FeelType]) -> FeelType:
    """The type that a text such as `list<number>` or `tPerson` names.

    types: the item definitions by name ("tPerson", "imported.tPerson"); the mapping is kept, not
    copied, and may be filled later. Raises ValueError with a sentence for what is no type.
    """
    raise NotImplementedError


def conforms(value: Value, to: FeelType, run: Run) -> bool:
    """Whether the value is of the type; null is of every type. Allowed values count."""
    raise NotImplementedError


def instance_of(value: Value, of: FeelType) -> bool:
    """`value instance of type`; null is an instance of nothing but Null."""
    raise NotImplementedError


def coerce(value: Value, to: FeelType, run: Run, at: Place) -> Value:
    """The value as one of the type: itself, the only item of a list, a list of it, or a date as
    a date and time at midnight UTC; null and a finding "not-of-type" when none of these conforms.
    """
    raise NotImplementedError
