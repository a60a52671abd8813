"""The Python shapes of FEEL values, and the names of their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths

Value: TypeAlias = object
Call: TypeAlias = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. In the unary forms, (< 5) or (>= 5), `unbounded` is set and one end is None:
    there is no bound. Without it, a None end is a bound that nobody knows: the range is (null..5).
    """

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    unbounded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One way to call a function: `call(run, at, *arguments)`.

    Called by position, parameters beyond `required` may be left out, and are not passed; with
    `variadic` the last parameter takes any number of arguments, passed one by one. Called by name,
    what is missing is null, as the standard says.
    """

    parameters: tuple[str, ...]
    call: Call
    required: int
    variadic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A built-in or user-defined function. `type` is what types.py knows about it, or None."""

    name: str
    signatures: tuple[Signature, ...]
    type: object = None


NULL = "Null"

TYPE_NAMES: Mapping[type, str] = MappingProxyType(
    {
        type(None): NULL,
        bool: "boolean",
        Decimal: "number",
        str: "string",
        Date: "date",
        Time: "time",
        DateTime: "date and time",
        DaysTime: "days and time duration",
        YearsMonths: "years and months duration",
        list: "list",
        dict: "context",
        Range: "range",
        Function: "function",
    }
)

CLASSES: Mapping[str, type] = MappingProxyType({name: kind for kind, name in TYPE_NAMES.items()})


def feel_type(value: Value) -> str:
    """The name of the value's type, as in `instance of`; "list", "context", "range" and
    "function" without what they hold; "Null" for null. KeyError for what is no FEEL value."""
    return TYPE_NAMES[type(value)]


def instance_of(value: Value, type_name: str) -> bool:
    """Whether the value is of a simple type or "Any". Null is an instance of nothing but "Null"."""
    return feel_type(value) == type_name or (type_name == "Any" and value is not None)
