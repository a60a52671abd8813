"""The plan of a room: goals, and steps towards them: who does what, by when.

The law names four things that a coordinated plan shows (SoL 10 kap. 8 § second paragraph, read):
the services needed, what each of the two principals answers for, what others do, and which
principal has the overall responsibility.  A plan without them is a draft and cannot be agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

LEGAL: Final = "SoL 10:8"
PRINCIPALS: Final = ("social", "health")
"""The branches of the municipality and of the region that the duty to make the plan lies on."""

Sort = Literal["service", "measure"]
StepStanding = Literal["offered", "planned", "done", "declined"]
Missing = Literal["services", "answers", "others", "responsible"]


@dataclass(frozen=True, slots=True)
class Goal:
    number: int
    text: str
    set_by: str
    set_at: datetime
    removed: bool = False


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What somebody does towards a goal: a member of the room, `other` in words, or nobody yet.

    `branch` is the doer's ("" for who is no professional); `agency` the doer's agency.
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

    @property
    def sort(self) -> Sort:
        """A service is what a principal answers for, or should; what others do is a measure."""
        nobody_yet = not self.member and not self.other
        return "service" if nobody_yet or self.branch in PRINCIPALS else "measure"


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
    def counting(self) -> tuple[PlanStep, ...]:
        """The steps that somebody stands for: none that was declined, none of a goal that went."""
        goals = {one.number for one in self.open_goals}
        return tuple(one for one in self.steps if one.standing != "declined" and one.goal in goals)

    def missing(self, responsible: str, no_others: bool) -> tuple[Missing, ...]:
        """Which of the four things the law names are not there, in the order of the law."""
        services = [one for one in self.counting if one.sort == "service"]
        others = [one for one in self.counting if one.sort == "measure"]
        there: dict[Missing, bool] = {
            "services": bool(services),
            "answers": bool(services) and all(one.member for one in services),
            "others": bool(others) or no_others,
            "responsible": bool(responsible),
        }
        return tuple(name for name, found in there.items() if not found)
