"""An automated function that decides for the board: what it rests on, and what stands in its way.

It grants everything that was asked for, or leaves the case to a human; it never refuses.  What
stands in its way are guards of the country pack (FL 28 §, KL 6 kap. 37 §), which look at what
`standing` tells them.  Plain rules, written down: nothing here learns or guesses.
"""

from __future__ import annotations

from datetime import date

from samrum.core.case import Case
from samrum.core.party import Party
from samrum.core.unread import unread
from samrum.packages.adoption import Automated
from samrum.packages.feel import Names
from samrum.packages.package import ServicePackage


def function_of(automated: Automated, agency: str) -> Party:
    """Return the function as the one who acts: its id and version, and never a person."""
    return Party(
        f"function:{automated.function}:{automated.version}", "rules", agency, via="machine"
    )


def is_function(actor: str) -> bool:
    """Return whether a decision was made by a function and not by a person."""
    return actor.startswith("function:")


def function_name(actor: str) -> str:
    """Return the id and version of a function, as people read it: "parking-renewal 1"."""
    return " ".join(actor.split(":")[1:])


def concerns(package: ServicePackage, around: Names, day: date) -> bool:
    """Return whether the board lets a function look at a case with these surroundings on `day`."""
    automated = package.adoption.automation
    if automated is None or package.automation is None or not automated.in_force(day):
        return False
    return automated.when.holds(around)


def resolution(package: ServicePackage, by: Party, day: date) -> str:
    """Return the board's resolution by which this very function decides, "" for none in force."""
    automated = package.adoption.automation
    if automated is None or not automated.in_force(day):
        return ""
    return automated.resolution if function_of(automated, by.agency) == by else ""


def standing(
    case: Case, package: ServicePackage, by: Party, day: date, around: Names
) -> dict[str, object]:
    """Return what guards see as `automation` when a function decides.

    `recommends` is what the rules make of the case, `findings` how much went wrong on the way;
    `conditions` is whether what the service and the board ask for holds; `unread` are the registers
    that gave no answer, `unsure` the facts that nobody knows or will tell.
    """
    applied = case.recommendation.applied if case.recommendation else None
    own, board = package.automation, package.adoption.automation
    return {
        "allowed": own is not None,
        "procedure_law": own.procedure_law if own else "",
        "resolution": resolution(package, by, day),
        "conditions": bool(own and own.when.holds(around) and board and board.when.holds(around)),
        "recommends": applied.outcome if applied else "human",
        "findings": len(applied.findings) if applied else 0,
        "ruleset": applied.ruleset == package.ruleset.digest if applied else False,
        "unread": tuple(one.register for one in unread(case, package)),
        "unsure": tuple(id for id, fact in case.facts.items() if fact.standing != "known"),
    }
