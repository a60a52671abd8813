"""How tests of a room are told: given what has happened, when somebody does something, then this.

    assert given(OPENED).when(AskForFact("siblings", WHY), by=CECILIA) == [FactAsked(...)]

Elis is eleven and does not go to school.  Anna is his mother and Petter his father; Maj is his
grandmother.  Cecilia is the school's nurse, Siv works at social services, Pia is a psychiatrist of
the region, Dragan a volunteer and Olle another of the same association, and Erik must never see
anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from samrum.core.access import Reader
from samrum.core.fact import Answer
from samrum.core.party import Party
from samrum.core.person import Mandate, Person, Post
from samrum.core.refusal import Refused
from samrum.core.room import (
    AnswerConsent,
    AskForConsent,
    Command,
    Event,
    InviteMember,
    OpenRoom,
    Room,
    SayNeeds,
    Seen,
    TellFact,
    decide,
    evolve,
    relation,
    seen,
)
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.vocabulary import Term

SIP = read_package(shipped("services") / "coordinated-plan")
SCHOOL, SOCIAL, REGION = "Lilleviks skola", "Socialnämnden", "Region Mellanbygd"
ELIS = Party("elis", "resident")
ANNA = Party("anna", "representative", on_behalf_of="elis", mandate=1)
PETTER = Party("petter", "representative", on_behalf_of="elis", mandate=2)
MAJ = Party("maj", "relative")
CECILIA = Party("cecilia", "professional", SCHOOL, via="desk")
SIV = Party("siv", "professional", SOCIAL, via="desk")
PIA = Party("pia", "professional", REGION, via="desk")
DRAGAN = Party("dragan", "volunteer")
OLLE = Party("olle", "volunteer")
SIV_FOR_ANNA = Party("siv", "professional", SOCIAL, on_behalf_of="anna", via="phone")

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = MONDAY.date()
SUMMER = date(2027, 6, 11)
WHY = "To plan the school days."


def term(id: str, secrecy: str) -> Term:
    return Term(id, "text", {"en": id}, secrecy=secrecy)  # type: ignore[arg-type]


TERMS = {
    one.id: one
    for one in (
        term("siblings", "family"),
        term("home", "family"),
        term("attendance", "school"),
        term("diagnosis", "health"),
        term("support", "social"),
    )
}


@dataclass(frozen=True)
class Given:
    """A room as it is after some acts."""

    room: Room | None = None

    def when(self, command: Command, *, by: Party, at: datetime = MONDAY) -> list[Event]:
        return decide(self.room, command, by=by, at=at, terms=TERMS, package=SIP)

    def refuses(self, command: Command, *, by: Party, at: datetime = MONDAY) -> str:
        """Return the three sentences of the refusal, with its provision at the end."""
        with pytest.raises(Refused) as refusal:
            self.when(command, by=by, at=at)
        return f"{refusal.value} {refusal.value.provision}".strip()

    def then(self, command: Command, *, by: Party, at: datetime = MONDAY) -> Given:
        """Return the room after the command."""
        room = self.room
        for event in self.when(command, by=by, at=at):
            room = evolve(room, event, by=by, at=at)
        return Given(room)

    @property
    def now(self) -> Room:
        assert self.room is not None
        return self.room

    def seen_by(self, who: str, *, day: date = TODAY, protected: bool = False) -> Seen | None:
        """Return the room as this person sees it, None where it is not there for her."""
        stands = relation(self.now, READERS[who], protected=protected, day=day)
        if stands == "outsider":
            return None
        return seen(self.now, stands, who, day, terms=TERMS)

    def facts_of(self, who: str, *, day: date = TODAY) -> list[str]:
        """Return the facts that this person reads."""
        found = self.seen_by(who, day=day)
        return [card.fact for card in found.room.cards] if found else []


def given(*acts: tuple[Command, Party], at: datetime = MONDAY) -> Given:
    """Return the room that these acts made."""
    told = Given()
    for command, by in acts:
        told = told.then(command, by=by, at=at)
    return told


def opened(born: date | None = date(2015, 9, 21), *, always: bool = True) -> Given:
    """Siv has opened the room with Anna in it, invited Cecilia and Pia; Anna asked Dragan in."""
    return given(
        (OpenRoom("r1", "SR 1", "elis", born, always, WHY, "professional", SOCIAL, "social"), SIV),
        (InviteMember("anna", "guardian", mandate=True), SIV),
        (InviteMember("cecilia", "professional", SCHOOL, "school", "nurse"), SIV),
        (InviteMember("pia", "professional", REGION, "health", "psychiatrist"), SIV),
        (InviteMember("dragan", "volunteer", "Granngården", "association"), ANNA),
    )


OPENED = opened()
NEEDS = SayNeeds("To see my friends.", "Mornings with nobody in a hurry.", "Not to be fetched.")
SIBLINGS = TellFact("siblings", Answer(2))


def consenting(
    to: str, *kinds: str, facts: tuple[str, ...] = (), until: date = SUMMER, number: int = 1
) -> tuple[tuple[Command, Party], ...]:
    """What is done when Anna consents, alone."""
    return (
        (AskForConsent(to, kinds, facts, WHY, until), SIV),
        (AnswerConsent(number, True), ANNA),
    )


def does(before: Given, acts: Iterable[tuple[Command, Party]], at: datetime = MONDAY) -> Given:
    for command, by in acts:
        before = before.then(command, by=by, at=at)
    return before


def _person(id: str, post: Post | None = None) -> Person:
    return Person(id, id, id.title(), post=post)


def _reader(id: str, post: Post | None = None, *, guardian: bool = False) -> Reader:
    held = (Mandate(1, id, "guardian", ("*",), date(2015, 9, 21), None),) if guardian else ()
    return Reader(_person(id, post), {"elis": held} if guardian else {})


READERS = {
    "elis": _reader("elis"),
    "anna": _reader("anna", guardian=True),
    "petter": _reader("petter", guardian=True),
    "maj": _reader("maj"),
    "cecilia": _reader("cecilia", Post(SCHOOL, "school-health", "nurse")),
    "siv": _reader("siv", Post(SOCIAL, "children", "social worker")),
    "pia": _reader("pia", Post(REGION, "psychiatry", "psychiatrist")),
    "bo": _reader("bo", Post("Permits board", "permits", "caseworker")),
    "dragan": _reader("dragan"),
    "olle": _reader("olle"),
    "erik": _reader("erik"),
}
