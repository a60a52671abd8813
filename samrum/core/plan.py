"""The plan of a room: goals, and steps towards them: who does what, by when.

The law names four things that a coordinated plan shows (SoL 10 kap. 8 § second paragraph, read):
the services needed, what each of the two principals answers for, what others do, and which
principal has the overall responsibility.  That they are there is asked by the guards of the
service (services/coordinated-plan); without them a plan is a draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

StepStanding = Literal["offered", "planned", "done", "declined"]


GoalAbout = Literal["", "relief", "contact"]
"""What a goal is about, where the plan says so: that those who care can rest, or that the person
meets others.  Both are goals of their own and not only a way to another."""


@dataclass(frozen=True, slots=True)
class Goal:
    number: int
    text: str
    set_by: str
    set_at: datetime
    removed: bool = False
    about: GoalAbout = ""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What somebody does towards a goal: a member of the room, `other` in words, or nobody yet.

    `branch` is the doer's ("" for who is no professional); `agency` the doer's agency or
    association; `reason` why she said no, "" where she did not say.
    """

    number: int
    goal: int
    text: str
    member: int
    agency: str
    branch: str
    other: str
    by_day: date | None
    standing: StepStanding
    set_by: str
    set_at: datetime
    reason: str = ""

    def is_service(self, principals: Sequence[str]) -> bool:
        """A service is what a principal answers for, or should; what others do is a measure."""
        nobody_yet = not self.member and not self.other
        return nobody_yet or self.branch in principals


@dataclass(frozen=True, slots=True)
class Dissent:
    """Somebody sees it otherwise: it stands in the plan beside what was agreed."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Declined:
    """An agency that does not make a plan says why."""

    agency: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """`no_others`: that nobody else does anything was said, which is not the same as not asked."""

    goals: tuple[Goal, ...] = ()
    steps: tuple[PlanStep, ...] = ()
    responsible: str = ""
    no_others: bool = False
    follow_up: date | None = None
    agreed_at: datetime | None = None
    agreed_by: str = ""
    dissents: tuple[Dissent, ...] = ()
    declined: tuple[Declined, ...] = ()

    @property
    def open_goals(self) -> tuple[Goal, ...]:
        return tuple(one for one in self.goals if not one.removed)

    @property
    def changed_since(self) -> bool:
        """Whether a goal or a step was written, or taken out, after the plan was agreed on."""
        agreed = self.agreed_at
        written = [*(one.set_at for one in self.goals), *(one.set_at for one in self.steps)]
        return agreed is not None and any(at > agreed for at in written)

    @property
    def counting(self) -> tuple[PlanStep, ...]:
        """The steps that somebody stands for: none that was declined, none of a goal that went."""
        goals = {one.number for one in self.open_goals}
        return tuple(one for one in self.steps if one.standing != "declined" and one.goal in goals)

    def services(self, principals: Sequence[str]) -> tuple[PlanStep, ...]:
        """What the principals answer for, or should; by their branches."""
        return tuple(one for one in self.counting if one.is_service(principals))

    def measures(self, principals: Sequence[str]) -> tuple[PlanStep, ...]:
        """What others do."""
        return tuple(one for one in self.counting if not one.is_service(principals))
