"""Retention: the day from which what a case holds may be destroyed, and why not before.

Computed from the rule that the service states (samrum.packages.keeping) and from what has happened;
nobody sets it.  What is not known is never a day: then a person has to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from samrum.core.case import Case
from samrum.core.person import born_on
from samrum.core.transfer import Transfer
from samrum.packages.keeping import Keeping

Why = Literal["counted", "open", "never", "sample", "age_unknown"]
SAMPLE_DAYS: Final = (5, 15, 25)
"""Who was born on these days of a month is kept for research (SoL 16:4; the days are to be
verified, MEM)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """`day` is the first on which it may be destroyed, `by` the last on which it is to be done;
    None while there is none, and `why` says what it hangs on."""

    day: date | None
    by: date | None
    why: Why

    def is_due(self, today: date) -> bool:
        return self.day is not None and self.day <= today


def retention(case: Case, keeping: Keeping, *, last_entry: date, number: str) -> Retention:
    """Return when `case` may be destroyed; `number` is the resident's national number."""
    if keeping.kind == "never":
        return Retention(None, None, "never")
    if case.steps or case.stage == "received":
        return Retention(None, None, "open")
    return _by_rule(keeping, number, last_entry, begins=_ends(case))


def retention_of_request(
    asked: Transfer, keeping: Keeping, *, last_entry: date
) -> Retention | None:
    """Return when a request that came in from another municipality may be destroyed: as a case of
    its service would be.  None for one that became a case here: it goes with that case."""
    if asked.standing == "moved":
        return None
    if keeping.kind == "never":
        return Retention(None, None, "never")
    if asked.standing in ("asked", "referred", "ordered"):
        return Retention(None, None, "open")
    number = asked.request.person_number
    return _by_rule(keeping, number, last_entry, begins=last_entry)


def _by_rule(keeping: Keeping, number: str, last_entry: date, *, begins: date | None) -> Retention:
    """When something that is over may be destroyed; days are counted from `begins`, None where
    that has no day yet."""
    born = born_on(number)
    if keeping.sample and born is not None and born.day in SAMPLE_DAYS:
        return Retention(None, None, "sample")
    if keeping.kind == "child":
        if born is None:
            return Retention(None, None, "age_unknown")
        return _counted(_later(born, keeping.until_age))
    if keeping.kind == "last_note":
        return _counted(_later(last_entry, keeping.years))
    if begins is None:
        return Retention(None, None, "open")
    return _counted(begins + timedelta(days=keeping.days))


def _counted(day: date) -> Retention:
    """SoL 16:1: what is due is to be destroyed by the end of the calendar year after."""
    return Retention(day, date(day.year + 1, 12, 31), "counted")


def _ends(case: Case) -> date | None:
    """The last day the decision is valid, else the day the case was closed."""
    if case.decision is not None and case.decision.valid_to is not None:
        return case.decision.valid_to
    return case.closed_at.date() if case.closed_at else None


def _later(day: date, years: int) -> date:
    """So many years later; from 29 February, the first of March where there is no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
