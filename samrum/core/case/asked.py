"""What may be asked of a case: one command for each thing that somebody can want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from samrum.core import appeal, bias, handover, hiding, notice, oral, support, transfer
from samrum.core.case.known import Reach, Reading
from samrum.core.case.procedure import Procedure
from samrum.core.change import Kind
from samrum.core.decision import Outcome
from samrum.core.document import Upload
from samrum.core.fact import Answer


@dataclass(frozen=True, slots=True)
class Apply:
    """Hand in an application; the answers were checked against the form."""

    id: str
    number: str
    service: str
    package: str
    resident: str
    language: str
    reach: Reach
    answers: Mapping[str, Answer]
    uploads: tuple[Upload, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakeOverCase:
    """Begin a case that another municipality hands over: as an application, with its file."""

    application: Apply
    municipality: str
    number: str
    received_on: date
    file: transfer.File


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """Do an open step by filling in its form."""

    step: str
    answers: Mapping[str, Answer]
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class FillInStep:
    """Do an open step of the caseworker's by filling in its form."""

    step: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class HandInDocument:
    upload: Upload


@dataclass(frozen=True, slots=True)
class SendMessage:
    text: str


@dataclass(frozen=True, slots=True)
class AskForSupplement:
    """Ask the resident, in a caseworker's own words, for what the rules do not ask for."""

    text: str


@dataclass(frozen=True, slots=True)
class AskForCorrection:
    fact: str
    answer: Answer
    reason: str


@dataclass(frozen=True, slots=True)
class ObjectToNote:
    note: int
    text: str


@dataclass(frozen=True, slots=True)
class ChooseReach:
    reach: Reach


@dataclass(frozen=True, slots=True)
class Withdraw:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """Read the decision for the first time: the proof of delivery."""


@dataclass(frozen=True, slots=True)
class TakeCase:
    """Make `caseworker` answer for the case."""

    caseworker: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Write a note; `told` where it is what somebody has told us."""

    text: str
    told: oral.Told | None = None


@dataclass(frozen=True, slots=True)
class GiveFact:
    """Enter what a document or a conversation shows; for a conversation, with who `told` it."""

    fact: str
    answer: Answer
    source: Literal["document", "caseworker"]
    told: oral.Told | None = None


@dataclass(frozen=True, slots=True)
class ReadRegisters:
    """Keep what the registers answered."""

    readings: Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class HandleCorrection:
    number: int
    accept: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Assess:
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide the case; `decider` is the one who presses, the rest as in FL 31 §."""

    outcome: Outcome
    content: str
    reasons: str
    provisions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    reporter: str = ""
    participants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecideAutomatically(Decide):
    """Decide the case as an automated function, which the board has let do so."""


@dataclass(frozen=True, slots=True)
class RebaseCase:
    """Move the case to another version of its service; `package` is its reference."""

    package: str


@dataclass(frozen=True, slots=True)
class ChangeDecision:
    """Put another decision, `to`, in the place of the one that was made; `because` says why.

    `to_detriment` is what the caseworker says of it; that somebody gets less says it too.
    """

    kind: Kind
    ground: str
    because: str
    to: Decide
    to_detriment: bool = False


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Put the case away once everything is done."""


@dataclass(frozen=True, slots=True)
class CallLate:
    """Say that a step's day has passed."""

    step: str


@dataclass(frozen=True, slots=True)
class ReportLetter:
    """Say what became of a letter that left the outbox."""

    number: int
    fate: Literal["sent", "unsure", "failed"]
    sha256: str
    told: str


Command = (
    Apply
    | TakeOverCase
    | AnswerStep
    | FillInStep
    | HandInDocument
    | SendMessage
    | AskForSupplement
    | AskForCorrection
    | ObjectToNote
    | ChooseReach
    | Withdraw
    | OpenDecision
    | TakeCase
    | WriteNote
    | GiveFact
    | ReadRegisters
    | HandleCorrection
    | Assess
    | Decide
    | RebaseCase
    | CloseCase
    | CallLate
    | ReportLetter
    | DecideAutomatically
    | handover.Command
    | bias.Command
    | hiding.Command
    | ChangeDecision
    | appeal.Command
    | notice.Command
    | support.Command
    | transfer.Command
    | Procedure
)
