"""Columns as they come become facts: the values that the rules would take them in as.

A column of plain numbers or days of the declared type stays as it is. Anything else is taken in
once for each different value, by the ordinary evaluation: texts that are declared as dates, values
that the type does not allow, lists of one item. What the rules could only call an error for every
case (texts where a number is declared) is refused.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from samrum.rules.compute import plain_class
from samrum.rules.facts import value_from_json
from samrum.rules.item_types import resolved
from samrum.rules.kinds import TYPE_NAMES
from samrum.rules.replay.columns import Array, Coded, Column, Measured, coded, key_of
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.raw import moment, unreadable
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths, make_date
from samrum.rules.types import ANY, ContextType, FeelType, ListType, type_text
from samrum.rules.value import Value

_FEEL = (Date, Time, DateTime, DaysTime, YearsMonths)
_MOST_DIGITS = 34
_REMEMBERED = 500_000
_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)


class Intake:
    """The way in for one column, of a declared type.

    take(value) gives the value that the rules see, and its findings as bits.
    """

    def __init__(self, name: str, to: FeelType, take: Callable[[Value], tuple[Value, int]]) -> None:
        self.name = name
        self._to = to
        self._kind = resolved(to)
        self._take = take
        self._taken: dict[object, tuple[Value, int]] = {}
        self._last: tuple[Sequence[object], list[Value], list[int]] = ((), [], [])

    def column(self, raw: Column) -> tuple[Column, Array | None]:
        """The column of facts, and the findings by case (None for none). Raises ReplayFault."""
        if isinstance(raw, Measured):
            if self._to == ANY or plain_class(self._to) is raw.kind:
                return raw, None
            self._check_kind(raw.kind)
            raw = coded(raw)
        if raw.values is not self._last[0]:
            taken = [self._take_in(value) for value in raw.values]
            self._last = raw.values, [value for value, _ in taken], [bits for _, bits in taken]
        _, values, findings = self._last
        found = np.array(findings, np.uint64)[raw.codes] if any(findings) else None
        return Coded(raw.codes, values), found

    def _take_in(self, raw: object) -> tuple[Value, int]:
        value = feel_value(self.name, raw, self._to)
        key = key_of(value)
        taken = self._taken.get(key)
        if taken is None:
            taken = self._take(value)
            if len(self._taken) < _REMEMBERED:
                self._taken[key] = taken
        return taken

    def _check_kind(self, kind: type) -> None:
        """Numbers are refused where there should be dates, and the other way round."""
        declared = plain_class(self._kind)
        if declared in (None, kind) or (kind is Date and declared is DateTime):
            return
        raise ReplayFault(
            f"The column {self.name} holds values of the type {TYPE_NAMES[kind]}.",
            f"The rules declare {self.name} as {type_text(self._to)}.",
            "Give a column of that type.",
        )


def feel_value(name: str, raw: object, to: FeelType) -> Value:
    """A Python object as a value of FEEL. Raises ReplayFault for what is none, or not exact."""
    if raw is None or isinstance(raw, (bool, str, *_FEEL)):
        return value_from_json(raw, to) if isinstance(raw, str) else raw
    if isinstance(raw, int | float | Decimal):
        return _number(name, raw)
    if isinstance(raw, datetime.date | datetime.time | datetime.timedelta):
        return _moment(name, raw)
    kind = resolved(to)
    if isinstance(raw, np.generic | np.ndarray):
        return feel_value(name, raw.tolist(), to)
    if isinstance(raw, list | tuple):
        item = kind.item if isinstance(kind, ListType) else ANY
        return [feel_value(name, one, item) for one in raw]
    if isinstance(raw, dict):
        entries = dict(kind.entries) if isinstance(kind, ContextType) else {}
        return {
            str(key): feel_value(name, one, entries.get(str(key), ANY)) for key, one in raw.items()
        }
    raise unreadable(name, f"values of the type {type(raw).__name__}")


def _number(name: str, raw: int | float | Decimal) -> Value:
    if raw != raw:
        return None
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise unreadable(name, f"the number {raw}: it has no end, or more than 34 digits")
    return number


def _moment(name: str, raw: datetime.date | datetime.time | datetime.timedelta) -> Value:
    if isinstance(raw, datetime.timedelta):
        return DaysTime(raw // _MICROSECOND * 1000)
    if isinstance(raw, datetime.time):
        offset = raw.utcoffset()
        seconds = None if offset is None else int(offset.total_seconds())
        return Time(raw.hour, raw.minute, raw.second, raw.microsecond * 1000, seconds)
    if not isinstance(raw, datetime.datetime):
        return make_date(raw.year, raw.month, raw.day)
    offset = raw.utcoffset()
    local = (raw.replace(tzinfo=None) - _EPOCH) // _MICROSECOND * 1000
    return moment(local, None if offset is None else int(offset.total_seconds()))
