"""A hiding: something in the file that a party may not see, on which ground, and who decided it.

A party sees everything that has been added to the case (FL 10 §), but for what it is of paramount
importance to keep from her (OSL 10 kap. 3 §).  So hiding is a decision with a ground, which she
sees, can ask us to look at again, and which can be lifted.

One noun, one file, one order: known, asked, happened, decide, evolve.  What a party then sees of
the case is samrum.core.insight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from samrum.core.party import Party
from samrum.core.refusal import Refused

# What is known


@dataclass(frozen=True, slots=True)
class Hiding:
    """`item` is what is hidden: its kind, and which of them ("document:3", "fact:mobility.walks").
    Which there are is `Case.items`; a decision is one of them only so that the law can say no
    (OSL 10 kap. 3 §).

    `ground` is the id of a ground of secrecy in the country pack, `provision` its words; `reason`
    and `told` (what the party can know of it all the same) are shown to the party.  `asked` is her
    wish that we look at it again, `answer` what we said when it stayed hidden.
    """

    number: int
    item: str
    ground: str
    provision: str
    reason: str
    told: str
    decided_by: str
    decided_at: datetime
    asked: str = ""
    asked_at: datetime | None = None
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    lifted_by: str = ""
    lifted_at: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.lifted_at is None

    @property
    def waits(self) -> bool:
        """Whether the party waits for us to look at it again."""
        return self.holds and self.asked_at is not None and self.answered_at is None


Hidings = tuple[Hiding, ...]


def hidden_items(hidings: Hidings) -> frozenset[str]:
    """Return everything that is hidden now."""
    return frozenset(one.item for one in hidings if one.holds)


# What may be asked


@dataclass(frozen=True, slots=True)
class HideItem:
    item: str
    ground: str
    reason: str
    told: str


@dataclass(frozen=True, slots=True)
class AskToSee:
    """Ask that somebody looks again at whether something has to stay hidden."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class KeepHidden:
    """Answer that wish: it has been looked at, and stays hidden."""

    number: int
    answer: str


@dataclass(frozen=True, slots=True)
class LiftHiding:
    number: int


Command = HideItem | AskToSee | KeepHidden | LiftHiding


# What has happened


@dataclass(frozen=True, slots=True)
class ItemHidden:
    """`own` says that the party has given the item herself."""

    item: str
    ground: str
    provision: str
    reason: str
    told: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class HidingQuestioned:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class HidingKept:
    number: int
    answer: str


@dataclass(frozen=True, slots=True)
class HidingLifted:
    number: int


Event = ItemHidden | HidingQuestioned | HidingKept | HidingLifted


# Decide


def decide(
    hidings: Hidings, command: Command, *, items: Mapping[str, bool], grounds: Mapping[str, str]
) -> list[Event]:
    """Return what happens; raise `Refused`.

    `items` are those of the case that can be named, and whether the party gave them herself;
    `grounds` the provisions of the country pack, by id.
    """
    match command:
        case HideItem():
            return _hide(hidings, command, items, grounds)
        case AskToSee(number, text):
            return _ask(_held(hidings, number), text)
        case KeepHidden(number, answer):
            return _keep(_held(hidings, number), answer)
        case LiftHiding(number):
            return [HidingLifted(_held(hidings, number).number)]
        case _:
            assert_never(command)


def _hide(
    hidings: Hidings, command: HideItem, items: Mapping[str, bool], grounds: Mapping[str, str]
) -> list[Event]:
    if command.item not in items:
        raise Refused(
            "It cannot be hidden.",
            because="There is nothing of that kind in the case.",
            instead="Open the case again, and choose what is to be hidden.",
        )
    if command.item in hidden_items(hidings):
        raise Refused(
            "It is hidden already.",
            because="Somebody has decided that before.",
            instead="Open the case to see on which ground.",
        )
    provision = grounds.get(command.ground, "")
    reason, told = command.reason.strip(), command.told.strip()
    own = items[command.item]
    return [ItemHidden(command.item, command.ground, provision, reason, told, own)]


def _held(hidings: Hidings, number: int) -> Hiding:
    found = next((one for one in hidings if one.number == number and one.holds), None)
    if found is None:
        raise Refused(
            "Nothing is hidden under this number.",
            because="It is not hidden any more, or never was.",
            instead="Open the case to see everything in it.",
        )
    return found


def _ask(hiding: Hiding, text: str) -> list[Event]:
    if hiding.waits:
        raise Refused(
            "We are looking at it already.",
            because="You have asked for that before.",
            instead="Wait for our answer; it comes in the case.",
        )
    return [HidingQuestioned(hiding.number, text.strip())]


def _keep(hiding: Hiding, answer: str) -> list[Event]:
    if not hiding.waits:
        raise Refused(
            "There is nothing to answer.",
            because="Nobody has asked us to look at this again.",
            instead="Open the case to see how it stands.",
        )
    if not answer.strip():
        raise Refused(
            "It cannot stay hidden without an answer.",
            because="The party has a right to know why.",
            instead="Write why it has to stay hidden, or let it be seen.",
        )
    return [HidingKept(hiding.number, answer.strip())]


# Evolve


def evolve(hidings: Hidings, event: Event, *, by: Party, at: datetime) -> Hidings:
    """Return what is hidden once `by` made `event` happen at `at`."""
    match event:
        case ItemHidden(item, ground, provision, reason, told):
            number = len(hidings) + 1
            return (*hidings, Hiding(number, item, ground, provision, reason, told, by.id, at))
        case HidingQuestioned(number, text):
            asked = {"asked": text, "asked_at": at, "answer": "", "answered_at": None}
            return _with(hidings, number, **asked, answered_by="")
        case HidingKept(number, answer):
            return _with(hidings, number, answer=answer, answered_by=by.id, answered_at=at)
        case HidingLifted(number):
            return _with(hidings, number, lifted_by=by.id, lifted_at=at)
        case _:
            assert_never(event)


def _with(hidings: Hidings, number: int, **told: object) -> Hidings:
    return tuple(
        replace(one, **told) if one.number == number else one  # type: ignore[arg-type]
        for one in hidings
    )
