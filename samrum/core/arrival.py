"""The day a case came in: set by the clock, and moved only by a correction with its reason.

FL 22 §: what came by post is taken to have come in on the working day before, unless it is
improbable that it lay at the post office then.  The day it was before stays visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from samrum.core.refusal import Refused

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """One correction: the moment it `was`, the one it became, why, by whom and when."""

    was: datetime
    became: datetime
    reason: str
    moved_by: str
    moved_at: datetime


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CorrectArrival:
    day: date
    reason: str


Command = CorrectArrival

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArrivalCorrected:
    day: date
    reason: str


Event = ArrivalCorrected

# -- Decide and evolve ------------------------------------------------------------------------


def decide(moved: tuple[Moved, ...], command: Command, *, received_at: datetime) -> list[Event]:
    """Return what happens to a case that was received; raise `Refused`."""
    first = (moved[0].was if moved else received_at).date()
    if command.day > first:
        raise Refused(
            "The case cannot have come in later than that.",
            because="We had it on {day}: the clock says so.",
            instead="Choose that day or an earlier one.",
            day=first,
        )
    if command.day == received_at.date():
        return []
    return [ArrivalCorrected(command.day, command.reason.strip())]


def evolve(
    moved: tuple[Moved, ...], event: Event, *, received_at: datetime, by: str, at: datetime
) -> tuple[Moved, ...]:
    """Return the corrections; the day it counts from now is the last one's."""
    became = datetime.combine(event.day, received_at.timetz())
    return (*moved, Moved(received_at, became, event.reason, by, at))
