"""What the registers say about somebody, as readings of a case.

A register that is down, slow or wrong gives a reading that failed: never an exception to the
resident, and never a "no".  Which register stands behind a name is a setting of the municipality;
`simulator` reads a JSON file (person number -> record) in the installation's folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from samrum.channels.registers import (
    Failed,
    Holds,
    HoldsNone,
    NotRegistered,
    Permits,
    Population,
    Protected,
    Registered,
    Simulator,
    Source,
)
from samrum.core.case import Reading, RegisterOutcome
from samrum.core.fact import Value
from samrum.office.municipality import Municipality
from samrum.packages.package import ServicePackage

Answered = Registered | NotRegistered | Holds | HoldsNone | Protected | Failed


def readings(
    here: Municipality, package: ServicePackage, number: str, at: datetime
) -> dict[str, Reading]:
    """Ask each register that the package names about the person with this number."""
    return {
        name: reading(_ask(here, name, number, at), package, here, at) for name in package.registers
    }


def reading(
    answered: Answered, package: ServicePackage, here: Municipality, at: datetime
) -> Reading:
    """An answer as the case keeps it: the facts that the package knows."""
    outcome, values = _told(answered, here, at)
    known = {fact: value for fact, value in values.items() if fact in package.terms}
    return Reading(outcome, known, at)


def source(here: Municipality, name: str) -> Source:
    """The function that asks the register behind a name.  Raises KeyError for an unknown kind."""
    return SOURCES[here.registers[name]["kind"]](here, name)


def simulated_file(here: Municipality, name: str) -> Path:
    """Where the simulator of a register keeps its records."""
    return Path(settings.VAR) / "registers" / here.id / f"{name}.json"


def _ask(here: Municipality, name: str, number: str, at: datetime) -> Answered:
    try:
        look_up = REGISTERS[name](source(here, name), clock=lambda: at).look_up
    except (KeyError, OSError, ValueError) as error:
        return Failed(number, f"The register is not set up ({type(error).__name__}).", at)
    answered: Answered = look_up(number)
    return answered


def _told(
    answered: Answered, here: Municipality, at: datetime
) -> tuple[RegisterOutcome, Mapping[str, Value]]:
    match answered:
        case Registered():
            return "found", {
                "person.name": answered.name,
                "person.address": "\n".join(answered.address),
                "person.municipality": answered.municipality,
            }
        case Holds(permits=permits):
            active = [
                one for one in permits if one.status == "active" and one.valid_to >= at.date()
            ]
            return "found", {
                "permit.active": bool(active),
                "permit.valid_to": max(one.valid_to for one in permits).isoformat(),
                "permit.number": permits[-1].number,
            }
        case NotRegistered() | HoldsNone():
            return "not_found", {}
        case Protected():
            return "protected", {}
        case Failed():
            return "failed", {}


def _simulator(here: Municipality, name: str) -> Source:
    records = json.loads(simulated_file(here, name).read_text(encoding="utf-8"))
    return Simulator(records)


REGISTERS: Final[Mapping[str, Callable[..., Any]]] = {"population": Population, "permits": Permits}
SOURCES: Final[Mapping[str, Callable[[Municipality, str], Source]]] = {"simulator": _simulator}
