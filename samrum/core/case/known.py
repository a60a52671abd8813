"""What is known about a case: its state after a number of entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from samrum.core import arrival, child, delay, demand, hearing, oral
from samrum.core.appeal import Appeal
from samrum.core.bias import BiasQuestion
from samrum.core.change import Earlier
from samrum.core.decision import Assessment, Decision, Recommendation
from samrum.core.document import Document
from samrum.core.fact import Fact, Value
from samrum.core.handover import Handover
from samrum.core.hiding import Hiding, hidden_items
from samrum.core.notice import Notice
from samrum.core.support import Granted, Support, granted
from samrum.core.transfer import Before, Transfer

Stage = Literal["received", "decided", "withdrawn", "closed"]
Channel = Literal["email", "digital_mail", "letter", "instance"]
LetterFate = Literal["ordered", "sent", "unsure", "failed"]
RegisterOutcome = Literal["found", "not_found", "protected", "failed"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How the resident wants to be reached; `address` is an e-mail address, empty otherwise.

    A letter to who examines an appeal goes by "instance".
    """

    channel: Channel = "letter"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is open, so somebody's turn; `late` once its day has been called passed."""

    id: str
    who: str
    opened_at: datetime
    due: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message; one that `asks` waits for the resident until she has answered or handed in."""

    number: int
    text: str
    sent_by: str
    from_resident: bool
    sent_at: datetime
    answered: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `objects_to` is the number of the note it objects to, `told` who told it to us."""

    number: int
    text: str
    made_by: str
    made_at: datetime
    objects_to: int = 0
    told: oral.Told | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A wish to correct a fact: an object with a reason, pending until somebody handled it."""

    number: int
    fact: str
    value: Value
    reason: str
    asked_by: str
    asked_at: datetime
    standing: Literal["pending", "accepted", "declined"] = "pending"
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was ordered: its words are fixed in the journal before it leaves."""

    number: int
    template: str
    language: str
    title: str
    text: str
    reach: Reach
    ordered_at: datetime
    fate: LetterFate = "ordered"
    sha256: str = ""
    told: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a register answered; `failed` and `protected` are never a "no"."""

    outcome: RegisterOutcome
    values: Mapping[str, Value]
    read_at: datetime


@dataclass(frozen=True)
class Case:
    """The state of a case after `version` entries; without slots, see samrum.core.replace.

    `transfer` is the latest request to another municipality to take it over; `before` where it was
    before it was taken over here.
    """

    id: str
    number: str
    service: str
    package: str
    resident: str
    language: str
    stage: Stage
    received_at: datetime
    reach: Reach = field(default_factory=Reach)
    caseworker: str = ""
    expected_by: date | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    registers: Mapping[str, Reading] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    recommendation: Recommendation | None = None
    assessment: Assessment | None = None
    decision: Decision | None = None
    messages: tuple[Message, ...] = ()
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    letters: tuple[Letter, ...] = ()
    hearings: tuple[hearing.Hearing, ...] = ()
    tellings: tuple[oral.Telling, ...] = ()
    promise: delay.Promise = field(default_factory=delay.Promise)
    demand: demand.Demand | None = None
    arrivals: tuple[arrival.Moved, ...] = ()
    child: child.Considered | None = None
    closed_at: datetime | None = None
    hidings: tuple[Hiding, ...] = ()
    bias: tuple[BiasQuestion, ...] = ()
    handover: Handover | None = None
    earlier: tuple[Earlier, ...] = ()
    notice: Notice | None = None
    appeals: tuple[Appeal, ...] = ()
    support: Support = field(default_factory=Support)
    transfer: Transfer | None = None
    before: Before | None = None

    @property
    def protected(self) -> bool:
        """Whether a register says that the resident's address or identity is protected."""
        return any(reading.outcome == "protected" for reading in self.registers.values())

    @property
    def items(self) -> Mapping[str, bool]:
        """Return what can be named to be hidden, and whether the party gave it herself.

        The decision is among them, so that the law can be asked, and say no.
        """
        found = {f"document:{d.number}": d.received_from == self.resident for d in self.documents}
        found |= {f"note:{n.number}": n.made_by == self.resident for n in self.notes}
        found |= {f"fact:{name}": f.source == "resident" for name, f in self.facts.items()}
        found |= {f"register:{name}": False for name in self.registers}
        found |= {"assessment": False} if self.assessment else {}
        return found | ({"decision": False} if self.decision else {})

    def came_from(self, fact: Fact) -> str:
        """Return the municipality that handed a fact over with the case, "" for one from here.

        What registers say is not handed over: it is read here when the case comes.
        """
        if self.before is None or fact.source == "register":
            return ""
        return self.before.municipality if fact.given_at == self.before.at else ""

    @property
    def appeal(self) -> Appeal | None:
        """The latest appeal, None if nobody has appealed."""
        return self.appeals[-1] if self.appeals else None

    @property
    def asked(self) -> tuple[str, ...]:
        """Return what the resident has been asked for in words and not answered yet."""
        return tuple(one.text for one in self.messages if one.asks and not one.answered)

    @property
    def from_others(self) -> tuple[hearing.Material, ...]:
        """What somebody else than the party has brought in (samrum.core.hearing).

        What is hidden from the party is not told to her either (FL 25 § last paragraph).
        """
        nothing_in = [name for name, one in self.registers.items() if one.outcome == "not_found"]
        notes = [
            (one.number, one.text, one.told.name)
            for one in self.notes
            if one.told and one.told.by == "other"
        ]
        all_of_it = hearing.from_others(self.facts, nothing_in, self.documents, notes)
        return hearing.but_for(all_of_it, hidden_items(self.hidings))

    @property
    def granted(self) -> Granted | None:
        """The favourable decision that is to be carried out, None where there never was one."""
        closed_on = self.closed_at.date() if self.closed_at else None
        return granted(self.decision, self.earlier, closed_on)

    @property
    def turn(self) -> str:
        """Return whose turn it is: "resident", "caseworker" or, with nothing open, "" (nobody)."""
        whose = {step.who for step in self.steps.values()}
        return next((who for who in ("resident", "caseworker") if who in whose), "")
