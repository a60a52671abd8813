"""A delay: the party is told that the promised day will not be kept, why, and what day to expect.

FL 11 §: where a decision will be substantially late, whoever asked for it is told, with the cause.
The rules foresee it when the promised day is near; a caseworker tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from samrum.core.refusal import Refused
from samrum.core.replace import replace

AHEAD: Final = timedelta(days=3)
"""So long before the promised day it becomes somebody's turn to say whether it is kept."""

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delay:
    """What was told: why, the day that was promised before (None for none), and the new one."""

    reason: str
    was: date | None
    expected_by: date
    told_by: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """What has become of the promised day; `near` is the one that will not be kept, as it seems."""

    near: date | None = None
    delays: tuple[Delay, ...] = ()


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ForeseeDelay:
    """Say that the promised day is near and nothing is decided."""


@dataclass(frozen=True, slots=True)
class TellDelay:
    reason: str
    expected_by: date


Command = ForeseeDelay | TellDelay

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DelayForeseen:
    promised: date


@dataclass(frozen=True, slots=True)
class DelayTold:
    reason: str
    expected_by: date


Event = DelayForeseen | DelayTold

# -- Decide and evolve ------------------------------------------------------------------------


def decide(
    promise: Promise, command: Command, *, promised: date | None, today: date
) -> list[Event]:
    """Return what happens in a case that is `promised` by a day; raise `Refused`."""
    match command:
        case ForeseeDelay():
            if promised is None or promise.near == promised or today < promised - AHEAD:
                return []
            return [DelayForeseen(promised)]
        case TellDelay(reason, expected_by):
            if expected_by <= max(today, promised or today):
                raise Refused(
                    "The new day cannot be told yet.",
                    because="It is not later than today and the day that was promised.",
                    instead="Choose a later day, one that can be kept.",
                )
            return [DelayTold(reason.strip(), expected_by)]
        case _:
            assert_never(command)


def evolve(
    promise: Promise, event: Event, *, promised: date | None, by: str, at: datetime
) -> Promise:
    match event:
        case DelayForeseen(day):
            return replace(promise, near=day)
        case DelayTold(reason, expected_by):
            told = Delay(reason, promised, expected_by, by, at)
            return Promise(None, (*promise.delays, told))
        case _:
            assert_never(event)


def context(promise: Promise) -> dict[str, object] | None:
    """Return the latest delay as letters see it, None where none was told."""
    if not promise.delays:
        return None
    latest = promise.delays[-1]
    return {"reason": latest.reason, "was": latest.was, "expected_by": latest.expected_by}
