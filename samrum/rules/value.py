"""FEEL values and the operators on them (DMN 1.5, chapter 10.3).

| FEEL | Python |
|---|---|
| null, boolean, string | None, bool, str |
| number | decimal.Decimal, never int or float |
| date, time, date and time, durations | the classes of temporal.py |
| list, context | list, dict with str keys; never changed after they were made |
| range, function | Range, Function |

Every operator is `(operands..., run, at)`. It gives None when it fails, after run.fault(); `at` is
the Place of the operator in the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from samrum.rules.finding import Place
from samrum.rules.run import Run

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

    Parameters beyond `required` may be left out, and then are not passed. With `variadic`, the
    last parameter takes any number of arguments, passed one by one; called by name, it takes a
    list.
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


def invoke(function: Value, arguments: list[Value], run: Run, at: Place) -> Value:
    """Call by position: the first signature that takes this many arguments and kinds."""
    raise NotImplementedError


def invoke_named(function: Value, arguments: dict[str, Value], run: Run, at: Place) -> Value:
    """Call by name: the first signature that has all these names and lacks none it requires."""
    raise NotImplementedError


def add(a: Value, b: Value, run: Run, at: Place) -> Value:
    raise NotImplementedError


def subtract(a: Value, b: Value, run: Run, at: Place) -> Value:
    raise NotImplementedError


def multiply(a: Value, b: Value, run: Run, at: Place) -> Value:
    raise NotImplementedError


def divide(a: Value, b: Value, run: Run, at: Place) -> Value:
    raise NotImplementedError


def power(a: Value, b: Value, run: Run, at: Place) -> Value:
    raise NotImplementedError


def negate(a: Value, run: Run, at: Place) -> Value:
    raise NotImplementedError


def equal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    """`a = b`: null (and a finding) for values of different types, except null itself."""
    raise NotImplementedError


def unequal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    raise NotImplementedError


def less(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    raise NotImplementedError


def less_equal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    raise NotImplementedError


def greater(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    raise NotImplementedError


def greater_equal(a: Value, b: Value, run: Run, at: Place) -> bool | None:
    raise NotImplementedError


def between(a: Value, low: Value, high: Value, run: Run, at: Place) -> bool | None:
    """`a between low and high`, both ends included."""
    raise NotImplementedError


def included(value: Value, test: Value, run: Run, at: Place) -> bool | None:
    """`value in test`, for one test that is a value: a range, a list of tests, or something equal.

    A comparison such as `< 5` as a test is the range (< 5).
    """
    raise NotImplementedError


def make_range(
    low: Value, high: Value, low_closed: bool, high_closed: bool, run: Run, at: Place
) -> Range | None:
    """The range literal `[low..high]`; ends of different types give null and a finding."""
    raise NotImplementedError


def path(value: Value, name: str, run: Run, at: Place) -> Value:
    """`value.name`: an entry of a context, of each context of a list, a part of a temporal value
    or an end of a range."""
    raise NotImplementedError


def feel_type(value: Value) -> str:
    """The name of the value's type, as in `instance of`; "list", "context", "range" and
    "function" without what they hold; "Null" for null."""
    raise NotImplementedError


def instance_of(value: Value, type: str) -> bool:
    """Whether the value is of a simple type or "Any". Null is an instance of nothing but "Null"."""
    raise NotImplementedError


def to_text(value: Value) -> str:
    """The value as FEEL's string() writes it; a string stays as it is, outside of lists."""
    raise NotImplementedError


def same(a: Value, b: Value) -> bool:
    """Whether two values are one and the same for a reader: like equal, but across all types, with
    nanoseconds, offsets and zones compared, and never null."""
    raise NotImplementedError
