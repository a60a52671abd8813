"""What is told and not written: by phone, at the counter, on a visit (FL 24, 27 §§).

A party may tell what she wants to say instead of writing it; what somebody tells and may matter is
written down at once, with who said it and when.  Who wrote it down, and when, is on the entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, assert_never

from samrum.core.refusal import Refused

Way = Literal["phone", "counter", "visit"]
WAYS: tuple[Way, ...] = ("phone", "counter", "visit")

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """Who told something, how, and on which day; `name` is empty where the party herself did."""

    by: Literal["party", "other"]
    on: date
    way: Way = "phone"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """A wish to tell something; `answer` says why not, where it was plainly needless."""

    wish: str
    asked_by: str
    asked_at: datetime
    standing: Literal["waits", "heard", "declined"] = "waits"
    answer: str = ""


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskToTell:
    """Want to tell something; `wish` is what about, and where and when one can be reached."""

    wish: str


@dataclass(frozen=True, slots=True)
class DeclineTelling:
    """Say why it need not be told."""

    reason: str


Command = AskToTell | DeclineTelling

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TellingAsked:
    wish: str


@dataclass(frozen=True, slots=True)
class TellingDeclined:
    reason: str


Event = TellingAsked | TellingDeclined

# -- Decide and evolve ------------------------------------------------------------------------


def waits(tellings: tuple[Telling, ...]) -> bool:
    """Whether somebody waits to be heard."""
    return any(one.standing == "waits" for one in tellings)


def decide(tellings: tuple[Telling, ...], command: Command) -> list[Event]:
    """Return what happens; raise `Refused`."""
    match command:
        case AskToTell(wish):
            return [] if waits(tellings) else [TellingAsked(wish.strip())]
        case DeclineTelling(reason):
            if not waits(tellings):
                raise Refused(
                    "There is nothing to decline.",
                    because="Nobody waits to tell us anything in this case.",
                    instead="Open the case again to see how it stands.",
                )
            return [TellingDeclined(reason.strip())]
        case _:
            assert_never(command)


def evolve(
    tellings: tuple[Telling, ...], event: Event, *, by: str, at: datetime
) -> tuple[Telling, ...]:
    match event:
        case TellingAsked(wish):
            return (*tellings, Telling(wish, by, at))
        case TellingDeclined(reason):
            return _settled(tellings, "declined", reason)
        case _:
            assert_never(event)


def heard(tellings: tuple[Telling, ...], told: Told | None) -> tuple[Telling, ...]:
    """The wishes once something was written down: what the party told is what she waited for."""
    if told is None or told.by != "party":
        return tellings
    return _settled(tellings, "heard", "")


def must_say_who(told: Told | None, at: datetime) -> None:
    """Raise `Refused` unless it is said who told it, and on a day that has been."""
    if told is None or (told.by == "other" and not told.name.strip()):
        raise Refused(
            "What was told cannot be kept yet.",
            because="It does not say who told it, or when.",
            instead="Say who told it, how and on which day.",
        )
    if told.on > at.date():
        raise Refused(
            "What was told cannot be kept yet.",
            because="The day when it was told has not come.",
            instead="Choose today or an earlier day.",
        )


def _settled(
    tellings: tuple[Telling, ...], standing: Literal["heard", "declined"], answer: str
) -> tuple[Telling, ...]:
    return tuple(
        replace(one, standing=standing, answer=answer) if one.standing == "waits" else one
        for one in tellings
    )
