"""A hand-over: an automated function has looked at a case and left it to a human, with the reason.

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from samrum.core.party import Party

# What is known


@dataclass(frozen=True, slots=True)
class Handover:
    """`guard` is the id of the guard that stopped `function`, `because` what it says, in each
    language.  It lasts until something is known that was not known then."""

    function: str
    guard: str
    because: Mapping[str, str]
    at: datetime


# What may be asked


@dataclass(frozen=True, slots=True)
class HandToHuman:
    guard: str
    because: Mapping[str, str]


Command = HandToHuman


# What has happened


@dataclass(frozen=True, slots=True)
class HandedToHuman:
    guard: str
    because: Mapping[str, str]


Event = HandedToHuman


# Decide


def decide(before: Handover | None, command: Command) -> list[Event]:
    """Return what happens: nothing where the same was said before."""
    if before is not None and before.guard == command.guard:
        return []
    return [HandedToHuman(command.guard, command.because)]


# Evolve


def evolve(event: Event, *, by: Party, at: datetime) -> Handover:
    """Return the hand-over that `by` made at `at`."""
    return Handover(by.id, event.guard, event.because, at)
