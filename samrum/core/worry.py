"""A report of worry that a child may be badly off: outside every consent, and open at every moment.

Who works with children has to report at once (SoL 19 kap. 1 §, read), and anybody may (19:2).  It
goes to social services and to nobody else; they assess the child's need of protection at once and
decide within 14 days whether to open an inquiry (SoL 20 kap. 1-2 §§).

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from samrum.core.party import Party
from samrum.core.refusal import Refused

DECIDE_WITHIN: Final = timedelta(days=14)  # SoL 20:2

# What is known


@dataclass(frozen=True, slots=True)
class Worry:
    """`about` is the child, `room` where it was reported from; `received_by` "" until somebody of
    social services has opened it.  Where it was reported outside every room, `named` is what the
    reporter knows of who the child is, and `about` "" for a child that is not known here."""

    id: str
    about: str
    room: str
    text: str
    acute: bool
    reported_by: str
    agency: str
    reported_at: datetime
    received_by: str = ""
    received_at: datetime | None = None
    named: str = ""

    @property
    def decide_by(self) -> date:
        """The last day to decide whether an inquiry is opened."""
        return (self.reported_at + DECIDE_WITHIN).date()


# What may be asked


@dataclass(frozen=True, slots=True)
class ReportWorry:
    id: str
    about: str
    room: str
    text: str
    acute: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class ReceiveWorry:
    """Open it for the first time: somebody of social services has it now."""


Command = ReportWorry | ReceiveWorry


# What has happened


@dataclass(frozen=True, slots=True)
class WorryReported:
    id: str
    about: str
    room: str
    text: str
    acute: bool
    named: str = ""


@dataclass(frozen=True, slots=True)
class WorryReceived:
    pass


Event = WorryReported | WorryReceived


# Decide


def decide(worry: Worry | None, command: Command) -> list[Event]:
    """Return what happens; raise `Refused` only where nothing is said."""
    match command:
        case ReportWorry(id, about, room, text, acute, named):
            if not about and not named.strip():
                raise Refused(
                    "The report cannot be sent yet.",
                    because="It does not say which child it is about.",
                    instead="Write what you know: a name, an age, a school or an address.",
                    provision="SoL 19:1",
                )
            if not text.strip():
                raise Refused(
                    "The report cannot be sent yet.",
                    because="It does not say what you are worried about.",
                    instead="Write what you have seen or heard. You do not have to be sure.",
                    provision="SoL 19:1",
                )
            return [WorryReported(id, about, room, text.strip(), acute, named.strip())]
        case ReceiveWorry():
            return [] if worry is None or worry.received_at else [WorryReceived()]
        case _:
            assert_never(command)


# Evolve


def evolve(worry: Worry | None, event: Event, *, by: Party, at: datetime) -> Worry:
    """Return what is known once `event` has happened, done by `by` at `at`."""
    match event:
        case WorryReported(id, about, room, text, acute, named):
            return Worry(id, about, room, text, acute, by.id, by.agency, at, named=named)
        case WorryReceived():
            if worry is None:
                raise ValueError("WorryReceived stands in the journal before WorryReported")
            return replace(worry, received_by=by.id, received_at=at)
        case _:
            assert_never(event)
