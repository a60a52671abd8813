"""By what right somebody decides for the board: the delegation order, looked up at that moment.

A board decides itself what it has not delegated.  Kommunallagen (2017:725) 6 kap. 37-40 §§ and
7 kap. 5-8 §§.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from samrum.core.automation import is_function, resolution
from samrum.core.case import Case, DecisionMade, Event
from samrum.core.demand import DemandRefused
from samrum.core.party import Party
from samrum.core.surroundings import surroundings
from samrum.packages.adoption import REFUSE_DEMAND, Delegation
from samrum.packages.package import ServicePackage


def authorised(
    case: Case | None, event: Event, *, by: Party, at: datetime, package: ServicePackage
) -> Event:
    """Return a decision, or the refusal of a demand for one, with the row of the delegation order
    that lets `by` make it, "" for none; any other event as it is."""
    if not isinstance(event, DecisionMade | DemandRefused) or case is None:
        return event
    day = at.date()
    if is_function(by.id):
        return replace(event, delegation=resolution(package, by, day))
    row = next((one for one in rows_for(case, event, package, day) if _is_of(one, by)), None)
    return replace(event, delegation=row.reference if row else "")


def rows_for(
    case: Case, decision: DecisionMade | DemandRefused, package: ServicePackage, day: date
) -> tuple[Delegation, ...]:
    """Return the rows in force on `day` that such a decision can be made under."""
    order = package.adoption.delegation
    if not order:
        return ()
    around = surroundings(case, package, day)
    made = decision if isinstance(decision, DecisionMade) else None
    outcome = made.outcome if made else REFUSE_DEMAND
    return tuple(
        row
        for row in order
        if row.in_force(day)
        and outcome in row.outcomes
        and (made is None or _within(made, row.longest_years))
        and (row.when is None or row.when.holds(around))
    )


def who_may(
    case: Case | None, decision: DecisionMade | DemandRefused, package: ServicePackage, day: date
) -> str:
    """Return the titles that may make such a decision, the board itself where no row holds."""
    rows = rows_for(case, decision, package, day) if case else ()
    titles = dict.fromkeys(title for row in rows for title in row.titles)
    return ", ".join(titles) or package.adoption.board


def _is_of(row: Delegation, by: Party) -> bool:
    return by.id in row.persons or (bool(by.title) and by.title in row.titles)


def _within(decision: DecisionMade, years: int | None) -> bool:
    """Whether a decision is valid for at most so many years; one without an end is not."""
    if years is None or decision.outcome not in ("grant", "partial"):
        return True
    first, last = decision.valid_from, decision.valid_to
    return first is not None and last is not None and last < years_after(first, years)


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return (day + timedelta(days=1)).replace(year=day.year + years)
