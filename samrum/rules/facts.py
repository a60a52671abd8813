"""Facts from JSON to FEEL values and back, by the types that a model declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

from samrum.rules.evaluate import Model
from samrum.rules.item_types import resolved
from samrum.rules.number import CONTEXT
from samrum.rules.temporal import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from samrum.rules.types import ANY, ContextType, FeelType, ListType, Simple
from samrum.rules.value import Function, Value, to_text

Json: TypeAlias = "None | bool | int | float | Decimal | str | list[Json] | dict[str, Json]"

_TEMPORAL: dict[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


def values_from_json(model: Model, decision: str, data: Mapping[str, Json]) -> dict[str, Value]:
    """The facts for a decision: numbers become decimals, and strings dates, times or durations
    where the model declares these. A text that is none stays a text, and evaluation finds it.

    data: by the names of the input data; others are kept too. Raises NoSuchDecision.
    """
    types = {fact.name: fact.type for fact in model.facts_for(decision)}
    return {name: value_from_json(value, types.get(name, ANY)) for name, value in data.items()}


def value_from_json(data: Json, to: FeelType) -> Value:
    """One value by its type."""
    kind = resolved(to)
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, (int, float, Decimal)):
        return CONTEXT.create_decimal(str(data))
    if isinstance(data, str):
        parse = _TEMPORAL.get(kind.name) if isinstance(kind, Simple) else None
        parsed = parse(data) if parse is not None else None
        return data if parsed is None else parsed
    if isinstance(data, list):
        item = kind.item if isinstance(kind, ListType) else ANY
        return [value_from_json(one, item) for one in data]
    entries = dict(kind.entries) if isinstance(kind, ContextType) else {}
    return {name: value_from_json(one, entries.get(name, ANY)) for name, one in data.items()}


def json_from_value(value: Value) -> Json:
    """A value for JSON: whole numbers and those a float holds exactly as numbers, other numbers,
    dates, times, durations, ranges and functions as their texts."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return _json_number(value)
    if isinstance(value, list):
        return [json_from_value(item) for item in value]
    if isinstance(value, dict):
        return {name: json_from_value(item) for name, item in value.items()}
    return value.name if isinstance(value, Function) else to_text(value)


def _json_number(number: Decimal) -> Json:
    if number == number.to_integral_value() and number.adjusted() < 34:
        return int(number)
    near = float(number)
    return near if Decimal(repr(near)) == number else to_text(number)
