"""A question of bias: whether somebody who works with a case is impartial in it (FL 16-18 §§).

It is raised by herself, by a colleague, by a party, or by the rules when they see a tie between
her and the resident.  Until somebody else has examined it she neither takes, assesses nor decides
the case; if she is found biased, never.  The guards that hold it stand in the country pack.

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, assert_never

from samrum.core.party import Party
from samrum.core.refusal import Refused

Ground = Literal["party", "represents", "superior", "other"]
GROUNDS: Final[tuple[Ground, ...]] = ("party", "represents", "superior", "other")
"""FL 16 §: she or somebody close is a party or is affected; represents or has represented a party;
has taken part in another authority's decision that is now examined; or another circumstance."""

Finding = Literal["biased", "impartial", "irrelevant"]
KEEPS_OUT: Final = (None, "biased")
FINDINGS: Final[tuple[Finding, ...]] = ("biased", "impartial", "irrelevant")
"""What an examination finds; "irrelevant": it is obvious that impartiality does not matter here."""


# What is known


@dataclass(frozen=True, slots=True)
class BiasQuestion:
    """`concerns` is the person it is about, "" while only words say who; `sign` is what the rules
    saw ("address", "mandate", "same_person"), "" when somebody raised it in words."""

    number: int
    concerns: str
    ground: Ground
    text: str
    sign: str
    raised_by: str
    raised_at: datetime
    finding: Finding | None = None
    reason: str = ""
    reviewed_by: str = ""
    reviewed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.finding is None


Questions = tuple[BiasQuestion, ...]


def blocked(questions: Questions) -> tuple[str, ...]:
    """Return those who take no part now: found biased, or not examined yet."""
    kept_out = (one.concerns for one in questions if one.concerns and one.finding in KEEPS_OUT)
    return tuple(dict.fromkeys(kept_out))


# What may be asked


@dataclass(frozen=True, slots=True)
class RaiseBias:
    """Say that `concerns` may be biased; `sign` only when the rules say so."""

    concerns: str
    ground: Ground
    text: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class ReviewBias:
    number: int
    finding: Finding
    reason: str


Command = RaiseBias | ReviewBias


# What has happened


@dataclass(frozen=True, slots=True)
class BiasRaised:
    concerns: str
    ground: Ground
    text: str
    sign: str


@dataclass(frozen=True, slots=True)
class BiasReviewed:
    number: int
    concerns: str
    finding: Finding
    reason: str


Event = BiasRaised | BiasReviewed


# Decide


def decide(questions: Questions, command: Command, *, by: Party) -> list[Event]:
    """Return what happens; raise `Refused`."""
    match command:
        case RaiseBias():
            return _raise(questions, command)
        case ReviewBias():
            return _review(questions, command, by)
        case _:
            assert_never(command)


def _raise(questions: Questions, command: RaiseBias) -> list[Event]:
    if command.concerns in blocked(questions):
        raise Refused(
            "This has been raised already.",
            because="She takes no part in the case until it has been examined, or has been found"
            " biased.",
            instead="Add what you know in a note or a message.",
        )
    if not command.text.strip() and not command.sign:
        raise Refused(
            "It does not say what the circumstance is.",
            because="Whoever examines it needs to know.",
            instead="Write in a few words what it is.",
        )
    return [BiasRaised(command.concerns, command.ground, command.text.strip(), command.sign)]


def _review(questions: Questions, command: ReviewBias, by: Party) -> list[Event]:
    question = next((one for one in questions if one.number == command.number), None)
    if question is None or not question.is_open:
        raise Refused(
            "There is nothing to examine here.",
            because="It has been examined already, or was never raised.",
            instead="Open the case again to see how it stands.",
        )
    if by.id == question.concerns:
        raise Refused(
            "You cannot examine this yourself.",
            because="The question is whether you are biased.",
            instead="Ask a colleague or your manager to examine it.",
        )
    if not question.concerns and command.finding == "biased":
        raise Refused(
            "It cannot be settled like this.",
            because="Nobody is named who could be kept out.",
            instead="Report bias for the one who is meant, and settle this as examined there.",
        )
    if not command.reason.strip():
        raise Refused(
            "It cannot be settled without a reason.",
            because="The resident and the one it concerns have a right to know why.",
            instead="Write in a few words why you find so.",
        )
    reason = command.reason.strip()
    return [BiasReviewed(question.number, question.concerns, command.finding, reason)]


# Evolve


def evolve(questions: Questions, event: Event, *, by: Party, at: datetime) -> Questions:
    """Return the questions once `by` made `event` happen at `at`."""
    match event:
        case BiasRaised(concerns, ground, text, sign):
            number = len(questions) + 1
            return (*questions, BiasQuestion(number, concerns, ground, text, sign, by.id, at))
        case BiasReviewed(number, _, finding, reason):
            return tuple(
                replace(one, finding=finding, reason=reason, reviewed_by=by.id, reviewed_at=at)
                if one.number == number
                else one
                for one in questions
            )
        case _:
            assert_never(event)
