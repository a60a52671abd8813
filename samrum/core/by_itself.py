"""A case that decides itself, or goes to a human: the one way an automated function acts.

The function proposes a full grant and the law is asked, as for anybody; whichever guard says no is
the reason that a human reads.
"""

from __future__ import annotations

from datetime import date, datetime

from samrum.core.case import Case, DecideAutomatically
from samrum.core.decision import draft_reasons, provisions
from samrum.core.handover import HandToHuman
from samrum.core.happen import Happened, happen
from samrum.core.party import Party
from samrum.core.proposal import content, validity
from samrum.packages.feel import Names
from samrum.packages.guard import Guarded
from samrum.packages.package import ServicePackage


def by_itself(
    case: Case,
    function: Party,
    *,
    at: datetime,
    package: ServicePackage,
    around: Names | None = None,
) -> Happened:
    """Return the case decided by `function`, or handed to a human with the reason why.

    `around` are the surroundings of the case then, where somebody has them already.
    """
    try:
        command = full_grant(case, package, at.date(), around)
        return happen(case, command, by=function, at=at, package=package, around=around)
    except Guarded as stopped:
        left = HandToHuman(stopped.guard.id, dict(stopped.guard.because))
        return happen(case, left, by=function, at=at, package=package)


def full_grant(
    case: Case, package: ServicePackage, today: date, around: Names | None = None
) -> DecideAutomatically:
    """Return all that was asked for, as the rules reckon it on `today`, with their reasons."""
    applied = case.recommendation.applied if case.recommendation else None
    language = case.language
    valid_from, valid_to = validity(case, package, today, around)
    return DecideAutomatically(
        "grant",
        content(package, "grant", language),
        draft_reasons(applied, language),
        provisions(applied) or package.legal_basis[:1],
        valid_from,
        valid_to,
    )
