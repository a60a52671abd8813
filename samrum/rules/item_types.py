"""The item definitions of a model as FEEL types (DMN 1.5, 7.3.2).

Allowed values constrain each item of a collection; a type constraint constrains the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samrum.rules.compile import CompiledTests, compile_unary_tests
from samrum.rules.finding import Place
from samrum.rules.model import Definitions, FunctionItem, ItemDefinition, Literal
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError, Scope
from samrum.rules.types import (
    ANY,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    Named,
    Restricted,
    parse_type,
    resolve,
)
from samrum.rules.value import Value

# Kinds of number that some modellers offer.
ALIASES = {
    "integer": "number",
    "long": "number",
    "double": "number",
}


def type_table(
    definitions: Definitions, imported: Iterable[tuple[str, Mapping[str, FeelType]]]
) -> dict[str, FeelType]:
    """Every type by the name it has in this model: "tPerson", and "import.tPerson"."""
    types: dict[str, FeelType] = {}
    for prefix, others in imported:
        for name, feel_type in others.items():
            types[f"{prefix}.{name}" if prefix else name] = feel_type
    names = frozenset(item.name for item in definitions.types)
    for item in definitions.types:
        types[item.name] = _item_type(item, types, names)
    return types


def type_named(reference: str | None, types: Mapping[str, FeelType]) -> FeelType:
    """The type a typeRef names; Any when it names none (the author's check says so)."""
    if reference is None:
        return ANY
    name = reference if reference in types else ALIASES.get(reference, reference)
    try:
        named = parse_type(name, types)
    except FeelSyntaxError:
        return ANY
    return ANY if resolve(named) is None else named


def resolved(feel_type: FeelType) -> FeelType:
    """The type behind names and restrictions: what a value of it is made of."""
    kind = resolve(feel_type)
    while isinstance(kind, Restricted):
        kind = resolve(kind.base)
    return ANY if kind is None else kind


def allowed_tests(feel_type: FeelType) -> list[Literal]:
    """The allowed values of a type as they were written, from the outside in."""
    written: list[Literal] = []
    kind = resolve(feel_type)
    while isinstance(kind, Restricted):
        if isinstance(kind.allowed, _Allowed):
            written.append(kind.allowed.tests)
        kind = resolve(kind.base)
    return written


def _item_type(
    item: ItemDefinition, types: Mapping[str, FeelType], names: frozenset[str]
) -> FeelType:
    """One definition; `names` are those of the model, some of which stand further down."""
    base: FeelType
    if item.function is not None:
        base = _function_type(item.function, types, names)
    elif item.components:
        base = ContextType(tuple((c.name, _item_type(c, types, names)) for c in item.components))
    elif item.type_ref is not None and item.type_ref in names:
        base = Named(item.type_ref, types)
    else:
        base = type_named(item.type_ref, types)
    if item.allowed is not None:
        base = Restricted(item.name, base, _Allowed(item.allowed, types))
    if item.is_collection:
        base = ListType(base)
    if item.constraint is not None:
        base = Restricted(item.name, base, _Allowed(item.constraint, types))
    return base


def _function_type(
    item: FunctionItem, types: Mapping[str, FeelType], names: frozenset[str]
) -> FeelType:
    def named(reference: str | None) -> FeelType:
        if reference is not None and reference in names:
            return Named(reference, types)
        return type_named(reference, types)

    parameters = tuple(named(p.type_ref) for p in item.parameters)
    return FunctionType(parameters, named(item.result) if item.result is not None else None)


class _Allowed:
    """Whether a value passes unary tests; compiled when first asked. Null always passes."""

    def __init__(self, tests: Literal, types: Mapping[str, FeelType]) -> None:
        self.tests = tests
        self._types = types
        self._compiled: CompiledTests | FeelSyntaxError | None = None

    def __call__(self, value: Value, run: Run) -> Value:
        if self._compiled is None:
            try:
                self._compiled = compile_unary_tests(self.tests.text, Scope(types=self._types))
            except FeelSyntaxError as error:
                self._compiled = error
        if isinstance(self._compiled, FeelSyntaxError):
            return run.fault(
                "bad-syntax",
                Place(self.tests.text, self._compiled.offset),
                what=self._compiled.what,
                because=self._compiled.because,
            )
        return value is None or self._compiled.function(value, {}, run)
