"""What may be asked of a room: one command for each thing that somebody can want."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from samrum.core.case import LetterFate
from samrum.core.contact import Channel
from samrum.core.fact import Answer
from samrum.core.plan import GoalAbout
from samrum.core.room.known import Branch, Hung, Role


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Open a room around `resident`; who opens it becomes its first member beside her.

    `package` is the reference of the service it stands under: id, version and digest; `hung` the
    case it is opened from, if any.
    """

    id: str
    number: str
    resident: str
    born: date | None
    guardians_always: bool
    why: str
    role: Role
    agency: str = ""
    branch: Branch = ""
    title: str = ""
    package: str = ""
    hung: Hung | None = None


@dataclass(frozen=True, slots=True)
class HangCase:
    """Hang a case of the same person in the room."""

    hung: Hung


@dataclass(frozen=True, slots=True)
class RebaseRoom:
    """Move the room to another version of its service; `package` is its reference."""

    package: str


@dataclass(frozen=True, slots=True)
class InviteMember:
    """`mandate` is whether the register says that a guardian is one.  A guardian can be hidden from
    another (`hidden_from`, a person) from the first moment; `reason` says why."""

    person: str
    role: Role
    agency: str = ""
    branch: Branch = ""
    title: str = ""
    until: date | None = None
    mandate: bool = False
    hidden_from: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EndMembership:
    member: int


@dataclass(frozen=True, slots=True)
class NameCoordinator:
    member: int


@dataclass(frozen=True, slots=True)
class HideMember:
    """Let one guardian be hidden from another; `reason` says why it has to be so."""

    member: int
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShowMember:
    """Let a guardian who was hidden from another be seen there again."""

    member: int
    other: str


@dataclass(frozen=True, slots=True)
class SayNeeds:
    """The person's own words: what matters, what works, what is not wanted."""

    matters: str
    works: str = ""
    unwanted: str = ""


@dataclass(frozen=True, slots=True)
class TellFact:
    """Put a fact into the room: given once."""

    fact: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class ConfirmFact:
    """What was said earlier is still right."""

    fact: str


@dataclass(frozen=True, slots=True)
class AskForFact:
    fact: str
    why: str


@dataclass(frozen=True, slots=True)
class ShareFact:
    """Answer a question with what is known: one press; consent for this one fact."""

    question: int
    until: date | None


@dataclass(frozen=True, slots=True)
class DeclineQuestion:
    question: int


@dataclass(frozen=True, slots=True)
class AskForConsent:
    """Ask those who have to sign; `until` is None where nobody chose a day, which is refused.

    `signs`: whoever asks says yes to it at once.
    """

    to: str
    kinds: tuple[str, ...]
    facts: tuple[str, ...]
    purpose: str
    until: date | None
    signs: bool = False


@dataclass(frozen=True, slots=True)
class AnswerConsent:
    consent: int
    yes: bool


@dataclass(frozen=True, slots=True)
class RevokeConsent:
    consent: int


@dataclass(frozen=True, slots=True)
class UseProvision:
    """Tell another agency what a provision of law lets this agency tell it."""

    to: str
    kinds: tuple[str, ...]
    law: str
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class SetGoal:
    """Write a goal (`number` 0), or write it anew; an empty text takes it out."""

    number: int
    text: str
    about: GoalAbout = ""


@dataclass(frozen=True, slots=True)
class SetPlanStep:
    """Write a step (`number` 0), or write it anew: a member does it, or `other` in words."""

    number: int
    goal: int
    text: str
    member: int = 0
    other: str = ""
    by_day: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerPlanStep:
    """Take a step on, say no to it (and, if one wants to, why), or say that it is done.

    `written_at` is when the step was written that is answered (PlanStep.set_at), None for whatever
    it says now.
    """

    step: int
    standing: Literal["planned", "declined", "done"]
    reason: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PassPlanStep:
    """Whoever speaks for an association lets `person`, one of its volunteers, be asked instead."""

    step: int
    person: str


@dataclass(frozen=True, slots=True)
class AgreePlan:
    """Agree on the plan as it stands; `responsible` is the agency with the overall duty."""

    responsible: str
    no_others: bool
    follow_up: date | None


@dataclass(frozen=True, slots=True)
class NoteDissent:
    text: str


@dataclass(frozen=True, slots=True)
class DeclinePlan:
    """Say that this agency makes no plan, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """Call these members (`called`, by number); the agenda is made from the plan."""

    at: datetime
    minutes: int
    place: str
    digital: bool = False
    called: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordMeeting:
    """Say who came; the others were called and did not."""

    meeting: int
    came: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountContact:
    """Count a contact that happened outside the room."""

    agency: str
    channel: Channel
    reached: Literal["family", "agency"]
    about: str


@dataclass(frozen=True, slots=True)
class ReportRoomLetter:
    """Say what became of a letter that left the outbox."""

    letter: int
    fate: LetterFate
    sha256: str
    told: str


Command = (
    OpenRoom
    | RebaseRoom
    | HangCase
    | InviteMember
    | EndMembership
    | NameCoordinator
    | HideMember
    | ShowMember
    | SayNeeds
    | TellFact
    | ConfirmFact
    | AskForFact
    | ShareFact
    | DeclineQuestion
    | AskForConsent
    | AnswerConsent
    | RevokeConsent
    | UseProvision
    | SetGoal
    | SetPlanStep
    | AnswerPlanStep
    | PassPlanStep
    | AgreePlan
    | NoteDissent
    | DeclinePlan
    | CallMeeting
    | RecordMeeting
    | CountContact
    | ReportRoomLetter
)
