"""S5: whatever the rules have said is said again from the journal alone, to the letter.

Renewals are made and the function goes through them.  Then the journal is read entry by entry: each
time the rules were applied they are applied anew, in the version that the case names, to what the
entries before it add up to; each decision of the function is proposed anew in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from samrum.core.automation import is_function
from samrum.core.by_itself import full_grant
from samrum.core.case import DecisionMade, RulesApplied
from samrum.core.surroundings import surroundings
from samrum.journal import codec
from samrum.journal.state import after
from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, begin

OTHER = {"driver_max_m": 100}  # what a board could have set since


@dataclass
class Told:
    """What was said anew: how often, and where it came out otherwise."""

    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[dict[str, str]] = field(default_factory=list)

    def hold(self, what: str, entry: Any, before: str, anew: str) -> None:
        self.counted[what] += 1
        if before != anew:
            place = f"{entry.stream} {entry.seq}"
            self.wrong.append({"entry": place, "what": what, "was": before, "is": anew})


def decide_again(asked: Asked) -> Result:
    """n renewals beside Lillevik's own cases, decided, and decided again from their entries."""
    from samrum.journal import entries
    from samrum.journal.database import one_moment
    from samrum.office import automation
    from trials.law import renewals

    begin()
    renewals.make(asked.n, asked.seed)
    automation.decide_waiting(TENANT, ("at-once", "nightly"))
    told = Told()
    with one_moment(TENANT):
        cases = (entry for entry in entries.read_all(TENANT) if entry.noun == "case")
        for _, made in groupby(cases, key=lambda entry: entry.stream):
            _once_more(told, made)
    figures = {
        "renewals": asked.n,
        "rules applied again": told.counted["rules"],
        "decisions of the function made again": told.counted["decision"],
        "otherwise": len(told.wrong),
    }
    assert told.counted["decision"], "the function decides most of them"
    enough = told.counted["rules"] >= asked.n
    return Result(enough and not told.wrong, figures, told.wrong)


def _once_more(told: Told, made: Iterator[Any]) -> None:
    """A case from its first entry on; what was said is held against what is said anew."""
    from samrum.office import versions
    from samrum.office.municipality import municipality

    state: Any = None
    zone = municipality(TENANT).zone
    for entry in made:
        if entry.payload is None:
            return  # erased by law: there is nothing left to say it from
        event: Any = codec.event(entry.kind, entry.payload)
        day = entry.at.astimezone(zone).date()
        if isinstance(event, RulesApplied):
            package = versions.package_of(TENANT, state.package)
            anew = RulesApplied(package.ruleset.apply(surroundings(state, package, day)))
            told.hold("rules", entry, entry.payload, codec.written(anew))
        if isinstance(event, DecisionMade) and is_function(entry.actor):
            package = versions.package_of(TENANT, state.package)
            told.hold("decision", entry, _of(event), _of(full_grant(state, package, day)))
        state = after(state, entry, event, zone)


def _of(decision: Any) -> str:
    """What a decision says, of what was proposed and of what was kept alike."""
    said = (decision.outcome, decision.content.strip(), decision.reasons.strip())
    days = (decision.valid_from, decision.valid_to)
    return codec.written((*said, *days, decision.provisions))


@contextmanager
def _rules_of_today() -> Iterator[None]:
    """A case does not keep its version: its rules are read with what the board sets now."""
    from samrum.office import versions
    from samrum.packages.package import with_bindings

    right = versions.package_of

    def present(tenant: int, reference: str) -> Any:
        package = right(tenant, reference)
        return with_bindings(package, OTHER) if package.id == "parking-permit" else package

    with replaced(versions, "package_of", present):
        yield


@contextmanager
def _other_reasons() -> Iterator[None]:
    """The function writes another reason than the rules give."""
    from samrum.core import by_itself

    right = by_itself.full_grant

    def grant(*about: Any) -> Any:
        return replace(right(*about), reasons="Beviljas.")

    with replaced(by_itself, "full_grant", grant):
        yield


TRIALS = (
    Trial(
        "S5",
        "Every time the rules were applied, and every decision of an automated function, comes out "
        "the same to the letter from the journal alone: the version, and what was known then.",
        "renewals that a function goes through, beside Lillevik's own cases",
        10_000,
        100,
        decide_again,
        {"rules-of-today": _rules_of_today, "other-reasons": _other_reasons},
    ),
)
