"""`value.name`: entries of contexts, parts of dates, times and durations, ends of ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from samrum.rules.finding import Place
from samrum.rules.kinds import Range, Value, feel_type
from samrum.rules.reckon import date_part, days_part, moment_part, months_part, time_part
from samrum.rules.run import Run
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths


def path(value: Value, name: str, run: Run, at: Place) -> Value:
    """`value.name`: an entry of a context, of each context of a list, a part of a temporal value
    or an end of a range. Null and a finding when there is no such member."""
    if type(value) is dict:
        entries: dict[str, Value] = value
        if name in entries:
            return entries[name]
        return run.fault("no-such-member", at, type="a context", name=name)
    if type(value) is list:
        return _each(value, name, run, at)
    if value is None:
        return run.fault("null-operand", at, operation=f".{name}")
    part = _PARTS.get(type(value))
    if part is not None:
        try:
            return part(value, name)
        except KeyError:
            pass
    return run.fault("no-such-member", at, type=feel_type(value), name=name)


def _each(items: list[Value], name: str, run: Run, at: Place) -> list[Value]:
    run.spend(1 + 2 * len(items))
    run.make(len(items))
    run.enter()
    found = [path(item, name, run, at) for item in items]
    run.leave()
    return found


def _range_part(value: Range, name: str) -> Value:
    return {
        "start": value.low,
        "end": value.high,
        "start included": value.low_closed,
        "end included": value.high_closed,
    }[name]


_PARTS: Mapping[type, Callable[[Any, str], Value]] = {
    Date: date_part,
    Time: time_part,
    DateTime: moment_part,
    DaysTime: days_part,
    YearsMonths: months_part,
    Range: _range_part,
}
