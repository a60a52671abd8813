"""What the registers say about somebody, as readings of a case.

A register that is down, slow or wrong gives a reading that failed: never an exception to the
resident, and never a "no".  Which register stands behind a name is a setting of the municipality;
`simulator` reads a JSON file (person number -> record) in the installation's folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from samrum.channels.registers import (
    Answer,
    Failed,
    Holds,
    HoldsNone,
    Keeps,
    NotPlaced,
    NotRegistered,
    Permit,
    Permits,
    Placed,
    Population,
    Protected,
    Register,
    Registered,
    Schools,
    Simulator,
    Source,
    Vehicles,
)
from samrum.core.case import Reading, RegisterOutcome
from samrum.core.fact import Value
from samrum.office.municipality import Municipality
from samrum.packages.package import ServicePackage

Answered = Answer | Protected | Failed


def readings(
    here: Municipality, package: ServicePackage, number: str, at: datetime
) -> dict[str, Reading]:
    """Ask each register that the package names about the person with this number."""
    return {
        name: reading(ask(here, name, number, at), facts, at)
        for name, facts in package.registers.items()
    }


def ask(here: Municipality, name: str, number: str, at: datetime) -> Answered:
    """What a register answers about the person with this number; one that is down has failed."""
    try:
        look_up = REGISTERS[name](source(here, name), clock=lambda: at).look_up
    except (KeyError, OSError, ValueError) as error:
        return Failed(number, f"The register is not set up ({type(error).__name__}).", at)
    return look_up(number)


def reading(answered: Answered, facts: Collection[str], at: datetime) -> Reading:
    """An answer as the case keeps it: the facts that the service has it answer, and no other."""
    outcome, values = _told(answered, at)
    return Reading(outcome, {fact: values[fact] for fact in facts if fact in values}, at)


def source(here: Municipality, name: str) -> Source:
    """The function that asks the register behind a name.  Raises KeyError for an unknown kind."""
    return SOURCES[here.registers[name]["kind"]](here, name)


def simulated_file(here: Municipality, name: str) -> Path:
    """Where the simulator of a register keeps its records."""
    return Path(settings.VAR) / "registers" / here.id / f"{name}.json"


def _told(answered: Answered, at: datetime) -> tuple[RegisterOutcome, Mapping[str, Value]]:
    match answered:
        case Registered():
            born = {"person.born": answered.born.isoformat()} if answered.born else {}
            return "found", {"residence.municipality": answered.municipality, **born}
        case Holds(permits=permits):
            return "found", _permits(permits, at)
        case HoldsNone():
            return "not_found", {"parking_permit.blocked_as_lost": False}
        case Keeps(vehicles=vehicles):
            return "found", {"vehicle.keeps_one": any(one.in_use for one in vehicles)}
        case Placed(unit=unit, year=year):
            return "found", {"school.unit": unit, **({} if year is None else {"school.year": year})}
        case NotRegistered() | NotPlaced():
            return "not_found", {}
        case Protected():
            return "protected", {}
        case Failed():
            return "failed", {}


def _permits(permits: tuple[Permit, ...], at: datetime) -> Mapping[str, Value]:
    active = [one.valid_to for one in permits if one.status == "active"]
    until = max((day for day in active if day >= at.date()), default=None)
    lost = any(one.status == "blocked" and one.blocked_because == "lost" for one in permits)
    told: dict[str, Value] = {"parking_permit.blocked_as_lost": lost}
    if until is not None:
        told["parking_permit.active_until"] = until.isoformat()
    return told


def _simulator(here: Municipality, name: str) -> Source:
    file = simulated_file(here, name)
    return Simulator(_records(file, file.stat().st_mtime_ns))


@lru_cache(maxsize=16)
def _records(file: Path, changed: int) -> Mapping[str, Mapping[str, Any]]:
    """The records of a simulator's file, read again only when it has `changed`."""
    read: Mapping[str, Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return read


REGISTERS: Final[Mapping[str, Callable[..., Register]]] = {
    "population": Population,
    "permits": Permits,
    "vehicles": Vehicles,
    "schools": Schools,
}
SOURCES: Final[Mapping[str, Callable[[Municipality, str], Source]]] = {"simulator": _simulator}
