"""A demand for a decision: who has waited long may demand that her case is decided, once.

FL 12 §: a case that a party began and that was not decided within six months in the first instance;
the authority then decides it within four weeks, or refuses the demand in a decision of its own,
which can be appealed like the decision in the case.  The times are data of the country, which may
have no such right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from samrum.core.refusal import Refused
from samrum.core.replace import replace
from samrum.packages.demand import DemandRule

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Demand:
    """The demand, the day by which it is answered, and the refusal if it came to that."""

    text: str
    demanded_at: datetime
    due: date
    refused_at: datetime | None = None
    reasons: str = ""
    refused_by: str = ""
    delegation: str = ""

    @property
    def waits(self) -> bool:
        return self.refused_at is None


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DemandDecision:
    text: str = ""


@dataclass(frozen=True, slots=True)
class RefuseDemand:
    """Say in a decision of its own why the case cannot be decided yet."""

    reasons: str


Command = DemandDecision | RefuseDemand

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionDemanded:
    text: str
    due: date


@dataclass(frozen=True, slots=True)
class DemandRefused:
    """`delegation` is the row of the delegation order it was refused under, as of a decision."""

    reasons: str
    delegation: str = ""


Event = DecisionDemanded | DemandRefused

# -- Decide and evolve ------------------------------------------------------------------------


def decide(
    demand: Demand | None,
    command: Command,
    *,
    rule: DemandRule | None,
    received_on: date,
    today: date,
) -> list[Event]:
    """Return what happens under the country's `rule`, None where it has none; raise `Refused`."""
    match command:
        case DemandDecision(text):
            due = _may_demand(demand, rule, received_on, today)
            return [DecisionDemanded(text.strip(), due)]
        case RefuseDemand(reasons):
            if demand is None or not demand.waits:
                raise Refused(
                    "There is no demand to refuse.",
                    because="Nobody has demanded a decision, or it has been answered.",
                    instead="Open the case again to see how it stands.",
                )
            return [DemandRefused(reasons.strip())]
        case _:
            assert_never(command)


def evolve(demand: Demand | None, event: Event, *, by: str, at: datetime) -> Demand:
    match event:
        case DecisionDemanded(text, due):
            return Demand(text, at, due)
        case DemandRefused(reasons, delegation):
            if demand is None:
                raise ValueError("DemandRefused stands in the journal before DecisionDemanded")
            refused = replace(demand, refused_at=at, reasons=reasons, refused_by=by)
            return replace(refused, delegation=delegation)
        case _:
            assert_never(event)


def may_be_made(
    demand: Demand | None, rule: DemandRule | None, received_on: date, today: date
) -> bool:
    """Whether the party may demand a decision today."""
    return rule is not None and demand is None and today > rule.waits_until(received_on)


def context(demand: Demand | None, instance: str) -> dict[str, object] | None:
    """Return the demand as expressions and letters see it, None where there is none."""
    if demand is None:
        return None
    return {
        "open": demand.waits,
        "demanded_on": demand.demanded_at.date(),
        "due": demand.due,
        "reasons": demand.reasons,
        "instance": instance,
    }


def _may_demand(
    demand: Demand | None, rule: DemandRule | None, received_on: date, today: date
) -> date:
    """The day by which the demand has to be answered; raise `Refused` where it cannot be made."""
    if rule is None:
        raise Refused(
            "A decision cannot be demanded here.",
            because="The law that your case stands under has no such right.",
            instead="Write a message and ask when we will decide.",
        )
    if demand is not None:
        raise Refused(
            "A decision can be demanded once in a case.",
            because="It was demanded on {day}.",
            instead="Write a message and ask when we will decide.",
            provision=rule.provision,
            day=demand.demanded_at.date(),
        )
    if today <= rule.waits_until(received_on):
        raise Refused(
            "A decision cannot be demanded yet.",
            because="The time that a case may take has not passed: it ends on {day}.",
            instead="Write a message and ask when we will decide.",
            provision=rule.provision,
            day=rule.waits_until(received_on),
        )
    return today + timedelta(days=rule.answer_days)
