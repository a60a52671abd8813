"""What would have changed what the rules make of a case: one fact, and the value nearest to it.

Exact where a fact is only held against constants (samrum.rules.what_if); each change is tried on
all the rules of the service before it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samrum.core.case import Case
from samrum.core.surroundings import surroundings
from samrum.packages.feel import from_feel, names_of
from samrum.packages.package import ServicePackage
from samrum.packages.ruleset import Json, to_json
from samrum.rules.what_if import Change, what_if

MOST_TRIED = 400  # evaluations for each decision of the rules


@dataclass(frozen=True, slots=True)
class Turn:
    """Had `fact` been `value`, the rules would have said `outcome`: grant, refuse or human."""

    fact: str
    value: Json
    outcome: str


def turns(case: Case, package: ServicePackage, day: date) -> tuple[Turn, ...]:
    """Return the changes of one fact that would have led elsewhere, one for each fact."""
    if case.recommendation is None:
        return ()
    around = {**surroundings(case, package, day)}
    found: dict[str, Turn] = {}
    for change in _changes(package, around):
        id = ".".join((change.fact, *change.path))
        if id not in package.terms or id in found or change.other or change.after is None:
            continue
        value = from_feel(change.after)
        group = around[change.fact]
        assert isinstance(group, dict), "facts stand in groups"
        tried = {**around, change.fact: {**group, change.path[0]: value}}
        outcome = package.ruleset.apply(tried).outcome
        if outcome != case.recommendation.applied.outcome:
            found[id] = Turn(id, to_json(value), outcome)
    return tuple(found.values())


def _changes(package: ServicePackage, around: dict[str, object]) -> Iterator[Change]:
    ruleset = package.ruleset
    for decision in ruleset.decisions:
        model = ruleset.models.get(decision)
        if model is not None and decision != ruleset.recommendation:
            yield from what_if(model, decision, names_of(around), most=MOST_TRIED).changes
