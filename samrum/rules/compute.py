"""What an expression compiles to: a function of environment and run, brought to its type.

A text that is no FEEL becomes null and a finding when it is evaluated, so that one bad cell does
not take the whole model away; the author's check finds it before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from samrum.rules.compile import compile_expression
from samrum.rules.finding import Place
from samrum.rules.item_types import type_named
from samrum.rules.model import Literal
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from samrum.rules.types import ANY, FeelType, Simple, coerce, fitting
from samrum.rules.value import Value

Compute: TypeAlias = Callable[[Mapping[str, Value], Run], Value]

# How a fact comes in: its name, the class of values that are taken as they are, and a function of
# all facts that gives any other value of it.
Take: TypeAlias = tuple[str, type | None, Callable[[Mapping[str, Value], Run], Value]]

# A value of exactly this Python class needs no closer look.
_PLAIN: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysTime,
    "years and months duration": YearsMonths,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where an expression stands: the names in scope, the element it belongs to, and the allowed
    values of the model's types as they were written, by name (their order is a priority)."""

    scope: Scope
    element: str
    allowed: Mapping[str, Literal] = field(default_factory=dict)

    def type_named(self, reference: str | None) -> FeelType:
        """The type a typeRef names here."""
        return type_named(reference, self.scope.types)

    def allowed_of(self, reference: str | None) -> Literal | None:
        """The allowed values of the type a typeRef names, as written."""
        return self.allowed.get(reference) if reference is not None else None

    def inside(self, names: Iterable[str]) -> Surroundings:
        """These surroundings and more names."""
        return Surroundings(self.scope.with_names(names), self.element, self.allowed)


def compile_literal(literal: Literal, here: Surroundings) -> Compute:
    """The function of a FEEL text; no text is null."""
    if not literal.text:
        return lambda env, run: None
    try:
        return compile_expression(literal.text, here.scope).function
    except FeelSyntaxError as error:
        return not_feel(error)


def not_feel(error: FeelSyntaxError) -> Compute:
    """Null, and a finding that tells where the text stops being FEEL."""
    at = Place(error.text, error.offset)
    return broken("bad-syntax", at, what=error.what, because=error.because)


def plain_class(to: FeelType) -> type | None:
    """The Python class all of whose values are of the type as they are; None when none is."""
    return _PLAIN.get(to.name) if isinstance(to, Simple) else None


def coercion(to: FeelType, at: Place) -> Callable[[Value, Run], Value] | None:
    """How a value is brought to a type, quick for those that are of it; None when any will do."""
    if to == ANY:
        return None
    plain, fits = plain_class(to), fitting(to)

    def brought(value: Value, run: Run) -> Value:
        if value is None or value.__class__ is plain or fits(value, run):
            return value
        return coerce(value, to, run, at)

    return brought


def typed(compute: Compute, to: FeelType, name: str) -> Compute:
    """A function whose value is brought to a type."""
    bring = coercion(to, Place(name, 0))
    if bring is None:
        return compute
    plain = plain_class(to)

    def compute_typed(env: Mapping[str, Value], run: Run) -> Value:
        value = compute(env, run)
        return value if value.__class__ is plain else bring(value, run)

    return compute_typed


def broken(code: str, at: Place, **about: object) -> Compute:
    """Always null and a finding."""
    return lambda env, run: run.fault(code, at, **about)
