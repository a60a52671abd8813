"""Between plain Python values and the values of the rule language, both ways.

| Python | FEEL | Python again |
|---|---|---|
| None, bool, str | null, boolean, string | the same |
| int, Decimal | number | int when whole, else Decimal |
| date | date | date |
| tuple, list | list | tuple |
| mapping | context | dict |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths, temporal_text
from samrum.rules.value import Value


class Names(Mapping[str, Value]):
    """Surroundings as the rule language sees them: each name is converted when first read.

    `known` are values of the rule language that stand in front of the surroundings; they may grow
    while an evaluation goes on.
    """

    __slots__ = ("_around", "_known")

    def __init__(self, around: Mapping[str, object], known: dict[str, Value] | None = None) -> None:
        self._around = around
        self._known: dict[str, Value] = {} if known is None else known

    def __getitem__(self, name: str) -> Value:
        try:
            return self._known[name]
        except KeyError:
            value = self._known[name] = to_feel(self._around[name])
            return value

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._around

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a name, `default` where there is none; a rule asks for many."""
        return self.converted((name,)).get(name, default)

    def converted(self, wanted: Iterable[str]) -> dict[str, Value]:
        """Return what has been converted so far, with those of the wanted names that there are."""
        known = self._known
        for name in wanted:
            if name not in known and name in self._around:
                known[name] = to_feel(self._around[name])
        return known

    def having(self, name: str, value: object) -> Names:
        """Return these names and one more, of plain Python."""
        return self.having_all({name: value})

    def having_all(self, more: Mapping[str, object]) -> Names:
        """Return these names with others, of plain Python, in front of them."""
        told = {name: to_feel(value) for name, value in more.items()}
        return Names(self._around, {**self._known, **told})

    def __iter__(self) -> Iterator[str]:
        return iter({**self._around, **self._known})

    def __len__(self) -> int:
        return len(self._around.keys() | self._known.keys())


def names_of(around: Mapping[str, object]) -> Names:
    """Return the surroundings as names, those that already are as they are."""
    return around if isinstance(around, Names) else Names(around)


_AS_THEY_ARE: Final = frozenset({type(None), bool, str, Decimal})


def to_feel(value: object) -> Value:
    """Return a plain value as FEEL has it; TypeError for what FEEL does not have."""
    kind = value.__class__
    if kind in _AS_THEY_ARE:
        return value
    if kind is dict:
        return {
            name: one if one.__class__ in _AS_THEY_ARE else to_feel(one)
            for name, one in cast(dict[str, object], value).items()
        }
    if isinstance(value, (tuple, list)):
        return [one if one.__class__ in _AS_THEY_ARE else to_feel(one) for one in value]
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, str | Decimal):
        return value
    if isinstance(value, Mapping):  # last: a look at a kind that is no class of its own is slow
        return {name: to_feel(one) for name, one in value.items()}
    raise TypeError(f"{kind.__name__} is no value of a package")


def from_feel(value: Value) -> object:
    """Return a FEEL value as plain Python; what plain Python does not have becomes its text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, Date):
        return _date(value)
    if isinstance(value, list):
        return tuple(from_feel(item) for item in value)
    if isinstance(value, dict):
        return {name: from_feel(item) for name, item in value.items()}
    if isinstance(value, Time | DateTime | DaysTime | YearsMonths):
        return temporal_text(value)
    return str(value)


def _date(value: Date) -> object:
    """FEEL's calendar is longer than Python's; a day outside of it stays text."""
    try:
        return date(value.year, value.month, value.day)
    except ValueError:
        return temporal_text(value)
