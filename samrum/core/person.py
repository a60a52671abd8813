"""A person: who she is to this installation, what she works with, and who may act for her.

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal, assert_never

from samrum.core.party import Party
from samrum.core.refusal import Refused

# What is known

MandateKind = Literal["guardian", "power_of_attorney"]


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody works with: a caseworker of a unit in an agency.

    `cleared` for persons with protected data.
    """

    agency: str
    unit: str
    title: str
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Mandate:
    """The right of `holder` to act for the person it belongs to, in `services` ("*" for all)."""

    number: int
    holder: str
    kind: MandateKind
    services: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    revoked_at: datetime | None = None

    def covers(self, service: str, day: date) -> bool:
        """Return whether the mandate is in force for `service` on `day`."""
        if self.revoked_at is not None or day < self.valid_from:
            return False
        if self.valid_to is not None and day > self.valid_to:
            return False
        return "*" in self.services or service in self.services

    def makes_guardian(self, day: date) -> bool:
        """Return whether the holder is a guardian by it on `day`."""
        return self.kind == "guardian" and self.covers("*", day)


@dataclass(frozen=True, slots=True)
class Person:
    """`number` is the national number or any other id text; its form is never checked by length
    (reserve and coordination numbers exist).  `address` is lines of text, empty when protected."""

    id: str
    number: str
    name: str
    language: str = "sv"
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    protected: bool = False
    post: Post | None = None
    mandates: Mapping[int, Mandate] = field(default_factory=dict)

    @property
    def is_cleared(self) -> bool:
        """Whether she may know of residents whose data are protected; nobody else learns that one
        is here."""
        return self.post is not None and self.post.cleared


_BORN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})-?\w{4}")


def born_on(number: str) -> date | None:
    """Return the day that a national number says somebody was born; None for other ids.

    Coordination numbers count the day from 60 (lag 2022:1697).
    """
    found = _BORN.fullmatch(number)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None


# What may be asked


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Take in what the e-identity and the population register say."""

    id: str
    number: str
    name: str
    language: str = "sv"
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    protected: bool = False


@dataclass(frozen=True, slots=True)
class AppointPost:
    post: Post


@dataclass(frozen=True, slots=True)
class EndPost:
    """She does not work here any more."""


@dataclass(frozen=True, slots=True)
class GiveMandate:
    holder: str
    kind: MandateKind
    services: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RevokeMandate:
    number: int


Command = RegisterPerson | AppointPost | EndPost | GiveMandate | RevokeMandate


# What has happened


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    id: str
    number: str
    name: str
    language: str
    address: tuple[str, ...]
    email: str
    phone: str
    protected: bool


@dataclass(frozen=True, slots=True)
class PostAppointed:
    post: Post


@dataclass(frozen=True, slots=True)
class PostEnded:
    post: Post


@dataclass(frozen=True, slots=True)
class MandateGiven:
    holder: str
    kind: MandateKind
    services: tuple[str, ...]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MandateRevoked:
    number: int


Event = PersonRegistered | PostAppointed | PostEnded | MandateGiven | MandateRevoked


# Decide


def decide(person: Person | None, command: Command, *, by: Party, at: datetime) -> list[Event]:
    """Return what happens if `by` does `command`; raise `Refused` if it may not be done."""
    if isinstance(command, RegisterPerson):
        return _register(person, command)
    if person is None:
        raise Refused(
            "The person is not known here.",
            because="Nobody has registered her.",
            instead="Let her log in once, or register her first.",
        )
    match command:
        case AppointPost(post):
            return [] if person.post == post else [PostAppointed(post)]
        case EndPost():
            return [PostEnded(person.post)] if person.post else []
        case GiveMandate():
            return _give(person, command)
        case RevokeMandate(number):
            return _revoke(person, number, by)
        case _:
            assert_never(command)


def _register(person: Person | None, command: RegisterPerson) -> list[Event]:
    registered = PersonRegistered(
        command.id,
        command.number,
        command.name,
        command.language,
        () if command.protected else command.address,
        "" if command.protected else command.email,
        "" if command.protected else command.phone,
        command.protected,
    )
    if person is not None and evolve(person, registered, at=datetime.min) == person:
        return []
    return [registered]


def _give(person: Person, command: GiveMandate) -> list[Event]:
    if command.holder == person.id:
        raise Refused(
            "The mandate cannot be given.",
            because="Nobody needs a mandate to act for herself.",
            instead="Choose another person.",
        )
    if command.valid_to is not None and command.valid_to < command.valid_from:
        raise Refused(
            "The last day cannot come before the first day.",
            because="The mandate would never be valid.",
            instead="Choose a last day after {first}.",
            first=command.valid_from,
        )
    return [
        MandateGiven(
            command.holder, command.kind, command.services, command.valid_from, command.valid_to
        )
    ]


def _revoke(person: Person, number: int, by: Party) -> list[Event]:
    mandate = person.mandates.get(number)
    if mandate is None:
        raise Refused(
            "The mandate is not there.",
            because="No mandate has number {number}.",
            instead="Choose one of those in the list.",
            number=number,
        )
    if mandate.kind == "guardian" and by.id == person.id:
        raise Refused(
            "You cannot take this back yourself.",
            because="A guardian is one by law or by what a court has decided.",
            instead="Call us if something has changed.",
        )
    return [] if mandate.revoked_at else [MandateRevoked(number)]


# Evolve


def evolve(person: Person | None, event: Event, *, at: datetime) -> Person:
    """Return what is known about `person` once `event` has happened at `at`."""
    if isinstance(event, PersonRegistered):
        known = person or Person(event.id, event.number, event.name)
        return replace(
            known,
            number=event.number,
            name=event.name,
            language=event.language,
            address=event.address,
            email=event.email,
            phone=event.phone,
            protected=event.protected,
        )
    if person is None:
        raise ValueError(f"{type(event).__name__} stands in the journal before PersonRegistered")
    match event:
        case PostAppointed(post):
            return replace(person, post=post)
        case PostEnded():
            return replace(person, post=None)
        case MandateGiven(holder, kind, services, valid_from, valid_to):
            number = len(person.mandates) + 1
            mandate = Mandate(number, holder, kind, services, valid_from, valid_to)
            return replace(person, mandates={**person.mandates, number: mandate})
        case MandateRevoked(number):
            revoked = replace(person.mandates[number], revoked_at=at)
            return replace(person, mandates={**person.mandates, number: revoked})
        case _:
            assert_never(event)
