"""Events and states as canonical JSON, and back.

Canonical: keys sorted by code point, no white space, UTF-8, only what JSON must escape is escaped;
dates and decimals are text.  The same value always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields, make_dataclass
from typing import Any, Final, TypeVar, get_args, get_type_hints

import msgspec

from samrum.core import alarm, person, rehearsal
from samrum.core.case import Case, RulesApplied, Step
from samrum.core.case import Event as CaseEvent
from samrum.core.decision import Recommendation
from samrum.core.person import Mandate, Person
from samrum.core.room import Event as RoomEvent
from samrum.core.room import Room
from samrum.core.transfer import Transfer
from samrum.core.worry import Event as WorryEvent
from samrum.core.worry import Worry
from samrum.journal.happened import CaseRead, EntriesErased, PersonRead, RoomRead
from samrum.packages.ruleset import Applied

Event = (
    CaseEvent
    | person.Event
    | RoomEvent
    | WorryEvent
    | rehearsal.Event
    | alarm.Event
    | CaseRead
    | PersonRead
    | RoomRead
    | EntriesErased
)
T = TypeVar("T")


def _twin(kind: type, **types: Any) -> Any:
    """A dataclass with the fields of `kind`, some of another type, for msgspec to read into.

    What rules result in is JSON of any depth, a type that refers to itself, which msgspec cannot
    read by its name.
    """
    hints = {**get_type_hints(kind), **types}
    told = [(one.name, hints[one.name], _default(one)) for one in fields(kind)]
    return make_dataclass(f"{kind.__name__}Read", told)


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return field(default=one.default)
    if one.default_factory is not MISSING:
        return field(default_factory=one.default_factory)
    return field()


_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_APPLIED: Final = _twin(Applied, results=dict[str, Any])
_RECOMMENDATION: Final = _twin(Recommendation, applied=_APPLIED)
_CASE: Final = msgspec.json.Decoder(_twin(Case, recommendation=_RECOMMENDATION | None))
_EVENTS: Final[Mapping[str, msgspec.json.Decoder[Any]]] = {
    kind.__name__: msgspec.json.Decoder(
        _twin(kind, applied=_APPLIED) if kind is RulesApplied else kind
    )
    for kind in get_args(Event)
}
_CASE_FIELDS: Final = tuple(one.name for one in fields(Case))
_APPLIED_FIELDS: Final = tuple(one.name for one in fields(Applied))
_PERSON: Final = msgspec.json.Decoder(Person)
_ROOM: Final = msgspec.json.Decoder(Room)
_WORRY: Final = msgspec.json.Decoder(Worry)
_TRANSFER: Final = msgspec.json.Decoder(Transfer)
_MANDATE: Final = msgspec.json.Decoder(Mandate)
_STEPS: Final = msgspec.json.Decoder(tuple[Step, ...])


class Unreadable(Exception):
    """What stands in the journal cannot be read as what it should be."""


def written(value: object) -> str:
    """The canonical JSON of a dataclass, mapping, tuple or plain value."""
    if isinstance(value, Person):  # mandates by number: the names in JSON are text
        value = msgspec.to_builtins(value, str_keys=True)
    return _ENCODER.encode(value).decode()


def event(kind: str, payload: str) -> Event:
    """Raises Unreadable."""
    decoder = _EVENTS.get(kind)
    if decoder is None:
        raise Unreadable(f"no event is called {kind}")
    read = _read(decoder, payload)
    if kind == RulesApplied.__name__:
        return RulesApplied(_applied(read.applied))
    made: Event = read
    return made


def case(state: str) -> Case:
    """Raises Unreadable."""
    read = _read(_CASE, state)
    told = {name: getattr(read, name) for name in _CASE_FIELDS}
    if read.recommendation is not None:
        applied = _applied(read.recommendation.applied)
        told["recommendation"] = Recommendation(applied, read.recommendation.made_at)
    return Case(**told)


def one_person(state: str) -> Person:
    """Raises Unreadable."""
    return _read(_PERSON, state)


def room(state: str) -> Room:
    """Raises Unreadable."""
    return _read(_ROOM, state)


def worry(state: str) -> Worry:
    """Raises Unreadable."""
    return _read(_WORRY, state)


def transfer(state: str) -> Transfer:
    """Raises Unreadable."""
    return _read(_TRANSFER, state)


def mandate(text: str) -> Mandate:
    """Raises Unreadable."""
    return _read(_MANDATE, text)


def steps(text: str) -> tuple[Step, ...]:
    """Raises Unreadable."""
    return _read(_STEPS, text)


def _read(decoder: msgspec.json.Decoder[T], text: str) -> T:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Unreadable(str(error)) from error


def _applied(read: Any) -> Applied:
    """What the rules said, with tuples where JSON has lists, all the way in."""
    told = {name: getattr(read, name) for name in _APPLIED_FIELDS}
    return Applied(**{**told, "results": _plain(read.results)})


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_plain(one) for one in value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value
