"""What has happened in a case: the events that the journal keeps for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from samrum.core import appeal, bias, handover, hiding, notice, oral, support, transfer
from samrum.core.case.known import Reach, RegisterOutcome
from samrum.core.case.procedure import ProcedureEvent
from samrum.core.change import DecisionChanged
from samrum.core.decision import Outcome
from samrum.core.document import Upload
from samrum.core.fact import Answer, Value
from samrum.packages.ruleset import Applied


@dataclass(frozen=True, slots=True)
class CaseOpened:
    id: str
    number: str
    service: str
    package: str
    resident: str
    language: str
    reach: Reach
    expected_by: date


@dataclass(frozen=True, slots=True)
class CaseTakenOver:
    """Another municipality had the case before, under `number`, from the day `received_on`."""

    municipality: str
    number: str
    received_on: date


@dataclass(frozen=True, slots=True)
class FactGiven:
    fact: str
    answer: Answer
    source: Literal["resident", "document", "caseworker"]
    told: oral.Told | None = None


@dataclass(frozen=True, slots=True)
class RegisterRead:
    register: str
    outcome: RegisterOutcome
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class DocumentReceived:
    upload: Upload


@dataclass(frozen=True, slots=True)
class RulesApplied:
    applied: Applied


@dataclass(frozen=True, slots=True)
class StepOpened:
    step: str
    who: str
    due: date | None


@dataclass(frozen=True, slots=True)
class StepClosed:
    """The step is no longer open: its condition no longer holds, or it is done."""

    step: str


@dataclass(frozen=True, slots=True)
class StepDone:
    step: str


@dataclass(frozen=True, slots=True)
class StepLate:
    step: str


@dataclass(frozen=True, slots=True)
class MessageSent:
    text: str
    from_resident: bool


@dataclass(frozen=True, slots=True)
class SupplementAsked:
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    fact: str
    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectionHandled:
    number: int
    accepted: bool
    answer: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    text: str
    objects_to: int = 0
    told: oral.Told | None = None


@dataclass(frozen=True, slots=True)
class ReachChosen:
    reach: Reach


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    reason: str


@dataclass(frozen=True, slots=True)
class CaseTaken:
    caseworker: str


@dataclass(frozen=True, slots=True)
class AssessmentMade:
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """`delegation` is the row of the delegation order it was made under, with its resolution."""

    outcome: Outcome
    content: str
    valid_from: date | None
    valid_to: date | None
    reasons: str
    provisions: tuple[str, ...]
    decisive_facts: tuple[str, ...]
    reporter: str
    participants: tuple[str, ...]
    ruleset: str
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class DecisionOpened:
    pass


@dataclass(frozen=True, slots=True)
class LetterOrdered:
    template: str
    language: str
    title: str
    text: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class LetterReported:
    number: int
    fate: Literal["sent", "unsure", "failed"]
    sha256: str
    told: str


@dataclass(frozen=True, slots=True)
class CaseRebased:
    """The case goes on under another version of its service."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CaseClosed:
    pass


Event = (
    CaseOpened
    | CaseTakenOver
    | FactGiven
    | RegisterRead
    | DocumentReceived
    | RulesApplied
    | StepOpened
    | StepClosed
    | StepDone
    | StepLate
    | MessageSent
    | SupplementAsked
    | CorrectionAsked
    | CorrectionHandled
    | NoteWritten
    | ReachChosen
    | CaseWithdrawn
    | CaseTaken
    | AssessmentMade
    | DecisionMade
    | DecisionOpened
    | LetterOrdered
    | LetterReported
    | CaseRebased
    | CaseClosed
    | handover.Event
    | bias.Event
    | hiding.Event
    | DecisionChanged
    | appeal.Event
    | notice.Event
    | support.Event
    | transfer.Event
    | ProcedureEvent
)
