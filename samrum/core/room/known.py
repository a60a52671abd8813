"""What is known in a room: its state after a number of entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from samrum.core.case import LetterFate, Reach
from samrum.core.consent import Consent, signers
from samrum.core.contact import Contact
from samrum.core.fact import Value
from samrum.core.plan import Plan
from samrum.packages.answer import Standing

Role = Literal["resident", "guardian", "professional", "relative", "volunteer"]
Branch = Literal["", "school", "social", "health", "association"]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the room: as what, for whom (agency and branch), and from when to when.

    `by_family` is whether the family brought her in; `through` the member who speaks for an
    association and passed a task on to her, 0 for nobody.  A guardian can be `hidden_from` another:
    then neither name nor words of hers are shown there.
    """

    number: int
    person: str
    role: Role
    agency: str
    branch: Branch
    title: str
    since: date
    until: date | None = None
    by_family: bool = False
    ended: bool = False
    hidden_from: tuple[str, ...] = ()
    through: int = 0

    def present(self, day: date) -> bool:
        return not self.ended and self.since <= day and (self.until is None or day <= self.until)

    @property
    def speaks_for_association(self) -> bool:
        """Whether she was brought in for an association, and so passes on what it is asked."""
        return self.role == "volunteer" and bool(self.agency) and not self.through

    @property
    def reads_as(self) -> str:
        """As whom a legal key is given to her: the agency for a professional, else herself."""
        return self.agency if self.role == "professional" else self.person


@dataclass(frozen=True, slots=True)
class Needs:
    """The person's own words, before any plan; `typed_by` is who wrote them down, if another."""

    matters: str
    works: str
    unwanted: str
    said_by: str
    typed_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A fact as the room holds it: given once.  `holder` is the agency it was given to, "" for
    what the family itself has told; `given` counts how often it was asked for and told anew.
    `typed_by` is who wrote it down, if another."""

    number: int
    fact: str
    value: Value
    standing: Standing
    holder: str
    given_by: str
    given_at: datetime
    confirmed_at: datetime
    given: int = 1
    typed_by: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What an agency asks the family; how it was answered is not part of the question."""

    number: int
    fact: str
    agency: str
    why: str
    asked_by: str
    asked_at: datetime
    closed_at: datetime | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Provision:
    """A legal key that is not consent: an agency tells another what a provision lets it tell."""

    number: int
    holder: str
    to: str
    kinds: tuple[str, ...]
    law: str
    reason: str
    until: date
    used_by: str
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda; `number` is of the goal or step it is about, 0 for neither."""

    kind: Literal["words", "late", "goal", "dissent", "responsible", "follow_up"]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """`called` are the members who were invited; `came` those who were there, None until somebody
    has said who was."""

    number: int
    at: datetime
    minutes: int
    place: str
    digital: bool
    called_by: str
    called_at: datetime
    came: tuple[int, ...] | None = None
    called: tuple[int, ...] = ()
    agenda: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomLetter:
    """A letter to somebody in the room (`to`: a person) about a meeting: its words are fixed in
    the journal before it leaves."""

    number: int
    to: str
    meeting: int
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
class Shared:
    """An agency got a fact under a legal key: when, and which key it was."""

    fact: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hung:
    """A case that hangs in the room: it lies with `agency`, and what is in it stays there."""

    case: str
    number: str
    service: str
    agency: str


@dataclass(frozen=True, slots=True)
class Room:
    """The state of a room after `version` entries.

    `agency` opened it and keeps the plan; "" while only the family has.  `born` is the day of birth
    of the one it is about, None where nobody knows.  `guardians_always` is the custom that the
    board had chosen when it was opened (samrum.core.consent).  `package` is the reference of the
    version of its service that holds in it, "" where it was opened before that was kept.
    """

    id: str
    number: str
    resident: str
    born: date | None
    guardians_always: bool
    why: str
    agency: str
    opened_by: str
    opened_at: datetime
    members: tuple[Member, ...]
    coordinator: int = 0
    needs: Needs | None = None
    cards: tuple[Card, ...] = ()
    questions: tuple[Question, ...] = ()
    consents: tuple[Consent, ...] = ()
    provisions: tuple[Provision, ...] = ()
    shared: tuple[Shared, ...] = ()
    plan: Plan = field(default_factory=Plan)
    meetings: tuple[Meeting, ...] = ()
    contacts: tuple[Contact, ...] = ()
    letters: tuple[RoomLetter, ...] = ()
    package: str = ""
    cases: tuple[Hung, ...] = ()

    def member(self, number: int) -> Member | None:
        return next((one for one in self.members if one.number == number), None)

    def present(self, day: date) -> Iterator[Member]:
        return (one for one in self.members if one.present(day))

    def as_member(self, person: str, day: date) -> Member | None:
        return next((one for one in self.present(day) if one.person == person), None)

    def guardians(self, day: date) -> tuple[str, ...]:
        return tuple(one.person for one in self.present(day) if one.role == "guardian")

    def signers(self, day: date) -> tuple[str, ...]:
        """Who has to sign a consent about her on `day`."""
        return signers(
            self.born,
            day,
            resident=self.resident,
            guardians=self.guardians(day),
            always=self.guardians_always,
        )

    def given(self, consent: Consent, day: date) -> bool:
        """Whether a consent counts on `day`."""
        return consent.standing(self.signers(day), day) == "given"

    def card_of_family(self, fact: str) -> Card | None:
        return next((one for one in self.cards if one.fact == fact and not one.holder), None)
