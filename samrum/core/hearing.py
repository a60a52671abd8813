"""A hearing: the party is told what others have brought into her case, and may answer.

Before anything but a full grant (FL 25 §, FVL 19 §).  What others have brought in is read from the
case; a hearing tells of it and sets a day, or an exception says why none is held, with its ground.
What comes in after that is heard anew.  Which grounds there are is data of the country.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, assert_never

from samrum.core.document import Document
from samrum.core.fact import Fact, Value
from samrum.core.refusal import Refused

Kind = Literal["register", "reading", "document", "paper", "told", "note", "ours"]

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Material:
    """One thing that somebody else than the party has brought into the case.

    | kind | name | says | by |
    |---|---|---|---|
    | register | a fact | its value | the register |
    | reading | a register that found nothing | "not_found" | the register |
    | document | a fact that a caseworker read in a document | its value | |
    | told | a fact that somebody else told | its value | who |
    | ours | a fact that a caseworker entered from what we found ourselves | its value | |
    | note | a note's number: what somebody else told | its text | who |
    | paper | a document's number: others handed it in | its hash | |
    """

    kind: Kind
    name: str
    says: Value
    by: str = ""

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.kind}:{self.name}"

    @property
    def items(self) -> tuple[str, ...]:
        """What it is among the things that can be hidden (samrum.core.hiding)."""
        kind = {"paper": "document", "note": "note", "reading": "register"}.get(self.kind, "fact")
        return f"{kind}:{self.name}", f"register:{self.by}"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing with its day and, in time, its answer; or the exception, with its ground.

    `set_aside` is what a caseworker found to be of no significance for the decision.
    """

    number: int
    material: tuple[Material, ...]
    begun_by: str
    begun_at: datetime
    until: date | None = None
    set_aside: tuple[Material, ...] = ()
    answer: str = ""
    answered_at: datetime | None = None
    ground: str = ""
    reason: str = ""

    @property
    def left_out(self) -> bool:
        return self.until is None

    def waits(self, today: date) -> bool:
        """Whether the party has been asked and still has time."""
        return self.until is not None and self.answered_at is None and today <= self.until


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginHearing:
    """Tell the party of the material with these keys, and let her answer `until` a day."""

    material: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class AnswerHearing:
    """Answer what one was heard on; an empty text says that there is nothing to add."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class LeaveOutHearing:
    """Decide without a hearing, on a ground that the law knows."""

    ground: str
    reason: str


Command = BeginHearing | AnswerHearing | LeaveOutHearing

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HearingBegun:
    material: tuple[Material, ...]
    until: date
    set_aside: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class HearingAnswered:
    text: str


@dataclass(frozen=True, slots=True)
class HearingLeftOut:
    material: tuple[Material, ...]
    ground: str
    reason: str


Event = HearingBegun | HearingAnswered | HearingLeftOut

# -- Decide and evolve ------------------------------------------------------------------------


def decide(
    hearings: tuple[Hearing, ...], command: Command, *, others: tuple[Material, ...]
) -> list[Event]:
    """Return what happens; `others` is what others have brought in.  Raise `Refused`."""
    match command:
        case BeginHearing(keys, until):
            return [_begun(hearings, keys, until, others)]
        case AnswerHearing(text):
            if not any(not one.left_out and one.answered_at is None for one in hearings):
                raise Refused(
                    "There is nothing to answer here any more.",
                    because="You have answered already, or nobody has asked you.",
                    instead="Write a message if you have something to add.",
                )
            return [HearingAnswered(text.strip())]
        case LeaveOutHearing(ground, reason):
            left = _new(hearings, others, pending_too=True)
            if not left:
                raise Refused(
                    "No exception is needed.",
                    because="Nobody else has brought in anything that has not been heard.",
                    instead="Decide the case.",
                )
            return [HearingLeftOut(left, ground, reason.strip())]
        case _:
            assert_never(command)


def evolve(
    hearings: tuple[Hearing, ...], event: Event, *, by: str, at: datetime
) -> tuple[Hearing, ...]:
    number = len(hearings) + 1
    match event:
        case HearingBegun(material, until, set_aside):
            return (*hearings, Hearing(number, material, by, at, until, set_aside))
        case HearingLeftOut(material, ground, reason):
            return (*hearings, Hearing(number, material, by, at, ground=ground, reason=reason))
        case HearingAnswered(text):
            return tuple(
                one
                if one.left_out or one.answered_at
                else replace(one, answer=text, answered_at=at)
                for one in hearings
            )
        case _:
            assert_never(event)


def from_others(
    facts: Mapping[str, Fact],
    nothing_in: Iterable[str],
    documents: Iterable[Document],
    notes: Iterable[tuple[int, str, str]],
) -> tuple[Material, ...]:
    """What somebody else than the party has brought in, in the order of its names.

    `nothing_in` are the registers that found nothing, `notes` those in which somebody else tells
    something: number, text and who.
    """
    told = [
        one
        for name, fact in facts.items()
        if fact.source != "resident" and (one := _fact(name, fact))
    ]
    readings = [Material("reading", name, "not_found", name) for name in nothing_in]
    papers = [
        Material("paper", str(one.number), one.sha256) for one in documents if not one.from_party
    ]
    said = [Material("note", str(number), text, who) for number, text, who in notes]
    return (*sorted((*told, *readings), key=lambda one: one.key), *papers, *said)


def but_for(material: tuple[Material, ...], hidden: Collection[str]) -> tuple[Material, ...]:
    """The material without what is hidden from the party."""
    if not hidden:
        return material
    return tuple(one for one in material if not any(item in hidden for item in one.items))


def unheard(
    hearings: tuple[Hearing, ...], others: Iterable[Material], today: date
) -> tuple[Material, ...]:
    """What others have brought in and no finished hearing and no exception covers."""
    heard = _covered(one for one in hearings if not one.waits(today))
    return tuple(one for one in others if (one.key, one.says) not in heard)


def _begun(
    hearings: tuple[Hearing, ...],
    keys: tuple[str, ...],
    until: date,
    others: tuple[Material, ...],
) -> HearingBegun:
    chosen = tuple(one for one in others if one.key in keys)
    if not chosen:
        raise Refused(
            "The hearing cannot begin yet.",
            because="Nothing is chosen that somebody else has brought into the case.",
            instead="Choose what is of significance for the decision.",
        )
    aside = (one for one in _new(hearings, others) if one not in chosen)
    return HearingBegun(chosen, until, tuple(aside))


def _new(
    hearings: tuple[Hearing, ...], others: tuple[Material, ...], *, pending_too: bool = False
) -> tuple[Material, ...]:
    """What was in no hearing before; `pending_too`: or in one that has not been answered."""
    before = [one for one in hearings if not pending_too or one.left_out or one.answered_at]
    heard = _covered(before)
    return tuple(one for one in others if (one.key, one.says) not in heard)


def _covered(hearings: Iterable[Hearing]) -> set[tuple[str, Value]]:
    return {
        (one.key, one.says)
        for hearing in hearings
        for one in (*hearing.material, *hearing.set_aside)
    }


def _fact(name: str, fact: Fact) -> Material | None:
    """A fact as material, None where the party herself has said it."""
    match fact.source:
        case "register":
            return Material("register", name, fact.value, fact.register)
        case "document":
            return Material("document", name, fact.value)
        case "caseworker" if fact.told is None:
            return Material("ours", name, fact.value)
        case "caseworker" if fact.told and fact.told.by == "other":
            return Material("told", name, fact.value, fact.told.name)
        case _:
            return None
