"""What the rules propose for a decision, beside its reasons: one sentence, and the days."""

from __future__ import annotations

from datetime import date

from samrum.core.case import Case
from samrum.core.surroundings import surroundings
from samrum.packages.feel import Names
from samrum.packages.package import ServicePackage


def content(package: ServicePackage, outcome: str, language: str) -> str:
    """Return the decision in one sentence: the heading of its letter, "" where it has none."""
    around = {"decision": {"outcome": outcome}}
    titles = (
        one.title.get(language, "")
        for one in package.letters
        if one.on == "decided" and one.when is not None and one.when.holds(around)
    )
    title = next(titles, "")
    return f"{title}." if title else ""


def validity(
    case: Case, package: ServicePackage, today: date, around: Names | None = None
) -> tuple[date | None, date | None]:
    """Return the days the rules propose today, where the service has a `validity` with them.

    `around` are the surroundings of the case today, where somebody has them already.
    """
    if "validity" not in package.ruleset.decisions:
        return None, None
    told = package.ruleset.value("validity", around or surroundings(case, package, today))
    days = told if isinstance(told, dict) else {}
    return _day(days.get("from")), _day(days.get("to"))


def _day(told: object) -> date | None:
    return date.fromisoformat(told) if isinstance(told, str) else None
