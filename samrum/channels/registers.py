"""Looking somebody up in a register we do not own: population, permits, vehicles, schools.

A look-up ends in one of four ways, and a failed one is never a "no": a register that is down, slow,
or answers about somebody else says nothing about the person.  Whoever reads the answer matches on
all four; a decision that needs the fact goes to a human when it is `Failed` or `Protected`.

A register is reached through its source: a function from a person id to the raw record, None when
the register holds none.  `Simulator` is the source of the demo and the tests.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, Protocol, cast, get_args

Language = Literal["sv", "da", "en", ""]
PermitStatus = Literal["active", "blocked", "expired"]
Source = Callable[[str], Mapping[str, Any] | None]
LAST_YEAR = 13
_MUNICIPALITY = re.compile(r"\d{3,4}")


@dataclass(frozen=True, slots=True)
class Registered:
    """`municipality` is the official code (Sweden four digits, Denmark three); `language` is the
    one the person asked to be written in, empty when the register does not know, as `born` is
    None."""

    person_id: str
    name: str
    address: tuple[str, ...]
    municipality: str
    language: Language
    fetched_at: datetime
    born: date | None = None


@dataclass(frozen=True, slots=True)
class NotRegistered:
    person_id: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Protected:
    """The person's data are protected: nothing of the record is carried on, not even the name."""

    person_id: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Nobody knows.  `because` is for the log and the caseworker, and holds no personal data."""

    person_id: str
    because: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Permit:
    number: str
    valid_from: date
    valid_to: date
    status: PermitStatus
    blocked_because: str = ""


@dataclass(frozen=True, slots=True)
class Holds:
    """The permits of a person, oldest first; expired and blocked ones too."""

    person_id: str
    permits: tuple[Permit, ...]
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class HoldsNone:
    person_id: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`in_use` is whether it is registered for the road: one that is laid up is not."""

    plate: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class Keeps:
    """The vehicles that a person is registered as the keeper of, none where she keeps none."""

    person_id: str
    vehicles: tuple[Vehicle, ...]
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a pupil goes to school: the unit by name, and the year, None where there is none."""

    person_id: str
    unit: str
    year: int | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """The register holds no placement: she may go to school elsewhere, so it is no "no" either."""

    person_id: str
    fetched_at: datetime


Answer = Registered | NotRegistered | Holds | HoldsNone | Keeps | Placed | NotPlaced
"""What a register has said, when it has said something."""


class Register(Protocol):
    """The contract: whatever stands behind it, a look-up returns, and never raises."""

    def look_up(self, person_id: str) -> Answer | Protected | Failed: ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Population:
    """The population register behind `source`.

    Its records have `person_id`, `name`, `address` (a list of lines), `municipality`, and may have
    `language`, `born` (an ISO date) and `protected`.
    """

    source: Source
    clock: Callable[[], datetime] = _now

    def look_up(self, person_id: str) -> Registered | NotRegistered | Protected | Failed:
        record = _record(self.source, person_id, self.clock())
        if isinstance(record, Failed | Protected):
            return record
        if record is None:
            return NotRegistered(person_id, self.clock())
        try:
            return _registered(record, self.clock())
        except (KeyError, TypeError, ValueError):
            return Failed(person_id, "The register's answer could not be read.", self.clock())


@dataclass(frozen=True, slots=True)
class Permits:
    """The permits register behind `source`.

    Its records have `person_id` and `permits`: a list of `number`, `valid_from`, `valid_to` (ISO
    dates), `status`, and where blocked `blocked_because`.
    """

    source: Source
    clock: Callable[[], datetime] = _now

    def look_up(self, person_id: str) -> Holds | HoldsNone | Protected | Failed:
        record = _record(self.source, person_id, self.clock())
        if isinstance(record, Failed | Protected):
            return record
        try:
            permits = sorted(map(_permit, record["permits"] if record else ()), key=_started)
        except (KeyError, TypeError, ValueError):
            return Failed(person_id, "The register's answer could not be read.", self.clock())
        if not permits:
            return HoldsNone(person_id, self.clock())
        return Holds(person_id, tuple(permits), self.clock())


@dataclass(frozen=True, slots=True)
class Vehicles:
    """The vehicle register behind `source`.

    Its records have `person_id` and `vehicles`: a list of `plate` and `in_use` (true or false).
    """

    source: Source
    clock: Callable[[], datetime] = _now

    def look_up(self, person_id: str) -> Keeps | Protected | Failed:
        record = _record(self.source, person_id, self.clock())
        if isinstance(record, Failed | Protected):
            return record
        try:
            vehicles = tuple(map(_vehicle, record["vehicles"] if record else ()))
        except (KeyError, TypeError, ValueError):
            return Failed(person_id, "The register's answer could not be read.", self.clock())
        return Keeps(person_id, vehicles, self.clock())


@dataclass(frozen=True, slots=True)
class Schools:
    """The school register behind `source`.

    Its records have `person_id`, `unit` (the name of the school) and may have `year` (0 to 13).
    """

    source: Source
    clock: Callable[[], datetime] = _now

    def look_up(self, person_id: str) -> Placed | NotPlaced | Protected | Failed:
        record = _record(self.source, person_id, self.clock())
        if isinstance(record, Failed | Protected):
            return record
        if record is None:
            return NotPlaced(person_id, self.clock())
        try:
            return _placed(record, self.clock())
        except (KeyError, TypeError, ValueError):
            return Failed(person_id, "The register's answer could not be read.", self.clock())


def _record(
    source: Source, person_id: str, at: datetime
) -> Mapping[str, Any] | None | Protected | Failed:
    try:
        record = source(person_id)
    except TimeoutError:
        return Failed(person_id, "The register did not answer in time.", at)
    # Whatever breaks out there must not be taken for an answer.
    except Exception as error:
        name = type(error).__name__
        return Failed(person_id, f"The register could not be asked ({name}).", at)
    if record is None:
        return None
    if not isinstance(record, Mapping):
        return Failed(person_id, "The register's answer could not be read.", at)
    if record.get("person_id") != person_id:
        return Failed(person_id, "The register answered about somebody else.", at)
    # Anything but a plain "no" protects: a mark we cannot read is still a mark.
    if record.get("protected", False) is not False:
        return Protected(person_id, at)
    return record


def _registered(record: Mapping[str, Any], at: datetime) -> Registered:
    address, name, municipality = record["address"], record["name"], record["municipality"]
    if isinstance(address, str) or not all(isinstance(line, str) for line in address):
        raise ValueError("address")
    if not isinstance(name, str) or not name.strip() or not _MUNICIPALITY.fullmatch(municipality):
        raise ValueError("name or municipality")
    language = record.get("language", "")
    known = cast(Language, language if language in get_args(Language) else "")
    born = date.fromisoformat(record["born"]) if record.get("born") else None
    return Registered(record["person_id"], name, tuple(address), municipality, known, at, born)


def _permit(record: Mapping[str, Any]) -> Permit:
    if record["status"] not in get_args(PermitStatus):
        raise ValueError("status")
    return Permit(
        number=str(record["number"]),
        valid_from=date.fromisoformat(record["valid_from"]),
        valid_to=date.fromisoformat(record["valid_to"]),
        status=record["status"],
        blocked_because=str(record.get("blocked_because", "")),
    )


def _vehicle(record: Mapping[str, Any]) -> Vehicle:
    plate, in_use = record["plate"], record["in_use"]
    if not isinstance(plate, str) or not plate.strip() or not isinstance(in_use, bool):
        raise ValueError("plate or in_use")
    return Vehicle(plate, in_use)


def _placed(record: Mapping[str, Any], at: datetime) -> Placed:
    unit, year = record["unit"], record.get("year")
    if not isinstance(unit, str) or not unit.strip():
        raise ValueError("unit")
    if year is not None and (type(year) is not int or not 0 <= year <= LAST_YEAR):
        raise ValueError("year")
    return Placed(record["person_id"], unit, year, at)


def _started(permit: Permit) -> tuple[date, str]:
    return permit.valid_from, permit.number


@dataclass(slots=True)
class Simulator:
    """A register that is not there: it answers from `records`, and can be slow, down or wrong.

    `delay` and `timeout` are in seconds; when the delay is the longer one, the caller waits for the
    timeout and gets none.  `wrong` answers about the next person in the book.
    """

    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    delay: float = 0.0
    timeout: float = 5.0
    down: bool = False
    wrong: bool = False
    sleep: Callable[[float], None] = time.sleep

    def __call__(self, person_id: str) -> Mapping[str, Any] | None:
        self.sleep(min(self.delay, self.timeout))
        if self.delay > self.timeout:
            raise TimeoutError("the simulated register is slow")
        if self.down:
            raise ConnectionError("the simulated register is down")
        if self.wrong:
            others = sorted(set(self.records) - {person_id})
            return {"person_id": others[0], **self.records[others[0]]} if others else {}
        record = self.records.get(person_id)
        return None if record is None else {"person_id": person_id, **record}
