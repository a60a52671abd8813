"""What has happened in a room: the events that the journal keeps for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from samrum.core.case import LetterFate, Reach
from samrum.core.contact import Channel
from samrum.core.fact import Answer
from samrum.core.plan import GoalAbout, StepStanding
from samrum.core.room.known import Branch, Hung, Point, Role


@dataclass(frozen=True, slots=True)
class RoomOpened:
    id: str
    number: str
    resident: str
    born: date | None
    guardians_always: bool
    why: str
    agency: str
    package: str = ""


@dataclass(frozen=True, slots=True)
class CaseHung:
    hung: Hung


@dataclass(frozen=True, slots=True)
class RoomRebased:
    """The room goes on under another version of its service."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MemberInvited:
    person: str
    role: Role
    agency: str
    branch: Branch
    title: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class MembershipEnded:
    member: int


@dataclass(frozen=True, slots=True)
class CoordinatorNamed:
    member: int


@dataclass(frozen=True, slots=True)
class MemberHidden:
    member: int
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class MemberShown:
    member: int
    other: str


@dataclass(frozen=True, slots=True)
class NeedsSaid:
    """`said_by` is whose words they are; who typed them stands on the entry."""

    matters: str
    works: str
    unwanted: str
    said_by: str


@dataclass(frozen=True, slots=True)
class FactTold:
    fact: str
    answer: Answer
    holder: str


@dataclass(frozen=True, slots=True)
class FactConfirmed:
    fact: str
    holder: str


@dataclass(frozen=True, slots=True)
class FactAsked:
    """`by` is the agency: it is the agency that asks, whoever of it pressed."""

    fact: str
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class FactShared:
    """An agency got a fact, under a legal key that was there."""

    fact: str
    to: str


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    question: int
    declined: bool


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    to: str
    kinds: tuple[str, ...]
    facts: tuple[str, ...]
    purpose: str
    until: date


@dataclass(frozen=True, slots=True)
class ConsentAnswered:
    """`signer` is who said yes or no; who typed it for her stands on the entry."""

    consent: int
    signer: str
    yes: bool


@dataclass(frozen=True, slots=True)
class ConsentRevoked:
    consent: int
    signer: str


@dataclass(frozen=True, slots=True)
class ProvisionUsed:
    holder: str
    to: str
    kinds: tuple[str, ...]
    law: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class GoalSet:
    number: int
    text: str
    about: GoalAbout = ""


@dataclass(frozen=True, slots=True)
class PlanStepSet:
    number: int
    goal: int
    text: str
    member: int
    agency: str
    branch: str
    other: str
    by_day: date | None
    standing: StepStanding


@dataclass(frozen=True, slots=True)
class PlanStepAnswered:
    """`reason` is why somebody said no, "" where she did not say."""

    step: int
    standing: StepStanding
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanStepPassed:
    """An association has passed what it was asked to do on to one of its volunteers."""

    step: int
    member: int


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    responsible: str
    no_others: bool
    follow_up: date


@dataclass(frozen=True, slots=True)
class DissentNoted:
    text: str


@dataclass(frozen=True, slots=True)
class PlanDeclined:
    agency: str
    reason: str


@dataclass(frozen=True, slots=True)
class MeetingCalled:
    at: datetime
    minutes: int
    place: str
    digital: bool
    called: tuple[int, ...] = ()
    agenda: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomLetterOrdered:
    """A letter to a member (`to`: her person) about a meeting, with its very words."""

    to: str
    meeting: int
    template: str
    language: str
    title: str
    text: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class RoomLetterReported:
    letter: int
    fate: LetterFate
    sha256: str
    told: str


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    meeting: int
    came: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ContactCounted:
    agency: str
    channel: Channel
    reached: Literal["family", "agency"]
    about: str


Event = (
    RoomOpened
    | RoomRebased
    | CaseHung
    | MemberInvited
    | MembershipEnded
    | CoordinatorNamed
    | MemberHidden
    | MemberShown
    | NeedsSaid
    | FactTold
    | FactConfirmed
    | FactAsked
    | FactShared
    | QuestionClosed
    | ConsentAsked
    | ConsentAnswered
    | ConsentRevoked
    | ProvisionUsed
    | GoalSet
    | PlanStepSet
    | PlanStepAnswered
    | PlanStepPassed
    | PlanAgreed
    | DissentNoted
    | PlanDeclined
    | MeetingCalled
    | MeetingHeld
    | ContactCounted
    | RoomLetterOrdered
    | RoomLetterReported
)
