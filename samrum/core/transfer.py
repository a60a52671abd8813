"""A transfer: one municipality asks another to take a case over, and what comes of it.

SoL 29 kap. 10-12 §§ (read): the request is in writing, the other answers in writing at once; where
they do not agree, or no answer has come within a month, who asked may put it to the examiner; what
is needed to take the case over is handed over by who had it.  The times are data of the country.

The same events stand in both journals: in the case that is to be moved, and over there in a stream
of the request's own.  What crosses the wall between two municipalities is a `Request`, and once the
case moves the `File` that the request named: nothing else ever does.

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, assert_never

from samrum.core.document import Upload
from samrum.core.fact import Answer, Source
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.said import said
from samrum.packages.transfer import TransferRule

Standing = Literal["asked", "refused", "referred", "ordered", "moved", "kept"]
OPEN: Final = ("asked", "refused", "referred", "ordered")

# What is known


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that the other municipality is told when it is asked.

    `sender` and `to` are the municipalities, by id and by name; `facts` and `documents` name what
    is handed over if the case moves, `asked_by` is the caseworker, with what she works as.
    `protected`: her data are; only who is cleared for that is shown the request over there.
    """

    id: str
    sender: str
    sender_name: str
    to: str
    to_name: str
    case: str
    number: str
    service: str
    person_number: str
    name: str
    language: str
    received_on: date
    connection: str
    wishes: str
    duration: str
    otherwise: str
    facts: tuple[str, ...]
    documents: tuple[int, ...]
    asked_by: str
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who acts for a child as its guardian where the case comes from, and until which day."""

    person_number: str
    name: str
    language: str
    services: tuple[str, ...]
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A fact as it is handed over: what was answered, and where the answer came from."""

    fact: str
    answer: Answer
    source: Source


@dataclass(frozen=True, slots=True)
class File:
    """What is handed over when a case moves; the guardians of a child go with it, since they act
    for it there too."""

    facts: tuple[Carried, ...]
    documents: tuple[Upload, ...]
    guardians: tuple[Guardian, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """A request and how it stands; `refer_from` is the first day on which one without an answer may
    be put to the examiner.

    "ordered": the examiner has ruled that the case moves, and it has not been taken over yet;
    "kept": it stays where it is.  `number` is what the case is called over there.
    """

    request: Request
    asked_at: datetime
    refer_from: date
    remind_on: date
    standing: Standing = "asked"
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    late: bool = False
    referred: str = ""
    referred_at: datetime | None = None
    ruled_by: date | None = None
    ruling: str = ""
    ruled_on: date | None = None
    kept_because: str = ""
    number: str = ""
    moved_at: datetime | None = None
    guardians: tuple[Guardian, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.standing in OPEN

    @property
    def waits_for_answer(self) -> bool:
        """Whether the municipality that was asked has something to do."""
        return self.standing in ("asked", "ordered")

    @property
    def due(self) -> date | None:
        """The day that whoever asked has to look at it again."""
        return {"asked": self.refer_from, "referred": self.ruled_by}.get(self.standing)


@dataclass(frozen=True, slots=True)
class Before:
    """Where a case was before it was taken over: the municipality, its number there, the day it
    was handed in there, and when it was taken over."""

    municipality: str
    number: str
    received_on: date
    at: datetime


# What may be asked


@dataclass(frozen=True, slots=True)
class AskTransfer:
    request: Request


@dataclass(frozen=True, slots=True)
class ReferTransfer:
    """Put it to the examiner, since the two do not agree or no answer has come."""

    text: str


@dataclass(frozen=True, slots=True)
class RecordRuling:
    """Write down what the examiner has ruled."""

    moves: bool
    text: str
    ruled_on: date


@dataclass(frozen=True, slots=True)
class KeepCase:
    """Ask no longer: the case stays where it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class TakeAnswer:
    """Take the answer of the municipality that was asked to the request with this id; `number` is
    the case over there where it takes it, and `file` what it is handed over."""

    request: str
    accepted: bool
    text: str
    answered_by: str
    number: str = ""
    file: File | None = None


@dataclass(frozen=True, slots=True)
class CallTransferLate:
    """Say that the day has passed on which we remind of a request without an answer."""


Command = AskTransfer | ReferTransfer | RecordRuling | KeepCase | TakeAnswer

# What has happened


@dataclass(frozen=True, slots=True)
class TransferAsked:
    request: Request
    refer_from: date
    remind_on: date


@dataclass(frozen=True, slots=True)
class TransferAnswered:
    accepted: bool
    text: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class TransferReferred:
    text: str
    ruled_by: date


@dataclass(frozen=True, slots=True)
class TransferRuled:
    moves: bool
    text: str
    ruled_on: date


@dataclass(frozen=True, slots=True)
class CaseKept:
    reason: str


@dataclass(frozen=True, slots=True)
class FileHandedOver:
    """The case is over there now, under `number`, with this file."""

    number: str
    file: File


@dataclass(frozen=True, slots=True)
class TransferLate:
    """Nobody has answered, and it is time to remind."""


Event = (
    TransferAsked
    | TransferAnswered
    | TransferReferred
    | TransferRuled
    | CaseKept
    | FileHandedOver
    | TransferLate
)

# Decide


def decide(
    transfer: Transfer | None,
    command: Command | CallTransferLate,
    *,
    at: datetime,
    rule: TransferRule | None,
) -> list[Event]:
    """Return what happens under the country's `rule`, None where it has none; raise `Refused`."""
    if isinstance(command, AskTransfer):
        return [_ask(transfer, command.request, at, rule)]
    known = _open(transfer)
    match command:
        case ReferTransfer(text):
            return [_refer(known, text, at, _there_is(rule))]
        case RecordRuling(moves, text, ruled_on):
            return [_rule(known, moves, text, ruled_on, at)]
        case KeepCase(reason):
            _must_not_be_ordered(known)
            return [CaseKept(said(reason))]
        case TakeAnswer():
            return _answer(known, command)
        case CallTransferLate():
            due = known.standing == "asked" and at.date() >= known.remind_on
            return [TransferLate()] if due and not known.late else []
        case _:
            assert_never(command)


def _ask(
    transfer: Transfer | None, request: Request, at: datetime, rule: TransferRule | None
) -> TransferAsked:
    rule = _there_is(rule)
    if transfer is not None and transfer.is_open:
        raise Refused(
            "The case has been asked for already.",
            because="{name} was asked to take it over on {day}.",
            instead="Wait for the answer, or let the case stay here and ask anew.",
            name=transfer.request.to_name,
            day=transfer.asked_at.date(),
        )
    texts = {
        name: getattr(request, name).strip()
        for name in ("connection", "wishes", "duration", "otherwise")
    }
    today = at.date()
    return TransferAsked(replace(request, **texts), rule.refer_from(today), rule.remind_on(today))


def _refer(transfer: Transfer, text: str, at: datetime, rule: TransferRule) -> TransferReferred:
    if transfer.standing not in ("asked", "refused"):
        raise Refused(
            "It cannot be put to the examiner.",
            because="It has been put there already.",
            instead="Write down the ruling when it has come.",
        )
    return TransferReferred(said(text), rule.ruled_by(at.date()))


def _rule(
    transfer: Transfer, moves: bool, text: str, ruled_on: date, at: datetime
) -> TransferRuled:
    since = transfer.referred_at
    if transfer.standing != "referred" or since is None:
        raise Refused(
            "There is no ruling to write down.",
            because="It has not been put to the examiner, or has been ruled on.",
            instead="Open the case again to see how it stands.",
        )
    if not since.date() <= ruled_on <= at.date():
        raise Refused(
            "The ruling cannot be of that day.",
            because="It was put to the examiner on {day}, and a ruling that is here has been made.",
            instead="Choose the day that stands in the ruling.",
            day=since.date(),
        )
    return TransferRuled(moves, said(text), ruled_on)


def _answer(transfer: Transfer, command: TakeAnswer) -> list[Event]:
    if not transfer.waits_for_answer or transfer.request.id != command.request:
        raise Refused(
            "There is nothing to answer.",
            because="It has been answered, or is no longer asked.",
            instead="Open the request again to see how it stands.",
        )
    text = command.text.strip()
    if not command.accepted:
        _must_not_be_ordered(transfer)
        if not text:
            raise Refused(
                "The answer cannot be sent yet.",
                because="It is a no without reasons, and whoever asked has to judge what to do.",
                instead="Write why you do not take the case over.",
            )
        return [TransferAnswered(False, text, command.answered_by)]
    if command.file is None:
        raise ValueError("a case that is taken over comes with its file")
    moved = FileHandedOver(command.number, command.file)
    return [TransferAnswered(True, text, command.answered_by), moved]


def _must_not_be_ordered(transfer: Transfer) -> None:
    if transfer.standing == "ordered":
        raise Refused(
            "This cannot be refused any more.",
            because="It has been ruled that the case moves.",
            instead="Take the case over; a ruling can be appealed.",
        )


def _there_is(rule: TransferRule | None) -> TransferRule:
    if rule is None:
        raise Refused(
            "The case cannot be moved to another municipality here.",
            because="The law that it stands under does not say how.",
            instead="Decide the case, and help the resident to apply there.",
        )
    return rule


def _open(transfer: Transfer | None) -> Transfer:
    if transfer is None or not transfer.is_open:
        raise Refused(
            "No other municipality is being asked.",
            because="Nobody has asked, or it has been settled.",
            instead="Open the case again to see how it stands.",
        )
    return transfer


# Evolve


def evolve(transfer: Transfer | None, event: Event, *, by: Party, at: datetime) -> Transfer:
    """Return how the request stands once `by` made `event` happen at `at`."""
    if isinstance(event, TransferAsked):
        return Transfer(event.request, at, event.refer_from, event.remind_on)
    if transfer is None:
        raise ValueError(f"{type(event).__name__} stands in the journal before TransferAsked")
    match event:
        case TransferAnswered(accepted, text, answered_by):
            standing: Standing = transfer.standing if accepted else "refused"
            told = replace(transfer, answer=text, answered_by=answered_by, answered_at=at)
            return replace(told, standing=standing)
        case TransferReferred(text, ruled_by):
            told = replace(transfer, referred=text, referred_at=at, ruled_by=ruled_by)
            return replace(told, standing="referred")
        case TransferRuled(moves, text, ruled_on):
            ruled = replace(transfer, ruling=text, ruled_on=ruled_on)
            return replace(ruled, standing="ordered" if moves else "kept")
        case CaseKept(reason):
            return replace(transfer, standing="kept", kept_because=reason)
        case FileHandedOver(number, file):
            gone = replace(transfer, standing="moved", number=number, moved_at=at)
            return replace(gone, guardians=file.guardians)
        case TransferLate():
            return replace(transfer, late=True)
        case _:
            assert_never(event)


def context(transfer: Transfer | None) -> dict[str, object] | None:
    """Return the transfer as expressions, guards and letters see it, None where there is none."""
    if transfer is None:
        return None
    return {
        "standing": transfer.standing,
        "open": transfer.is_open,
        "asked_on": transfer.asked_at.date(),
        "refer_from": transfer.refer_from,
        "due": transfer.due,
        "to": transfer.request.to_name,
        "number": transfer.number,
    }
