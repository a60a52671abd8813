"""A function that decides for the board: a full grant, or a human with the reason why not."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from samrum.cli.law import law
from samrum.core.automation import concerns, function_name, function_of, is_function
from samrum.core.bias import BiasRaised
from samrum.core.by_itself import by_itself
from samrum.core.case import (
    Case,
    CaseTaken,
    CorrectionAsked,
    Decide,
    DecisionMade,
    Event,
    MessageSent,
    RegisterRead,
    SupplementAsked,
)
from samrum.core.handover import HandedToHuman
from samrum.core.happen import happen
from samrum.core.party import RULES
from samrum.core.refusal import Refused
from samrum.core.story import tell
from samrum.core.surroundings import surroundings
from samrum.core.turning import turns
from samrum.packages.package import ServicePackage, adopt
from tests.packages.parking_permit import permit_under_law
from tests.story import BO, MONDAY, after


@cache
def renewal() -> tuple[Case, ServicePackage]:
    """A renewal whose certificate somebody has read, under the board's resolution."""
    told = law("se").stories
    story = next(one for one, _ in told if one.tells.startswith("A renewal whose certificate"))
    case = tell(replace(story, acts=story.acts[:-1]), permit_under_law()).case
    assert case is not None
    return case, adopt(permit_under_law(), story.adoption)


def events(*before: Event, package: ServicePackage | None = None) -> tuple[Event, ...]:
    """What the function does once these things have happened."""
    case, adopted = renewal()
    now = after(case, before, by=BO)
    assert now is not None
    automated = adopted.adoption.automation
    assert automated is not None
    function = function_of(automated, "Samhällsbyggnadsnämnden")
    at = MONDAY + timedelta(days=1)
    return by_itself(now, function, at=at, package=package or adopted).decided


def test_the_function_grants_and_the_decision_names_it_and_its_rules_and_no_person() -> None:
    case, package = renewal()
    (made,) = events()

    assert isinstance(made, DecisionMade)
    assert made.outcome == "grant"
    assert made.ruleset == package.ruleset.digest
    assert made.delegation == "Samhällsbyggnadsnämnden 2025-09-15 § 99"
    assert (made.reporter, made.participants) == ("", ())
    assert "13 kap. 8 § trafikförordningen (1998:1276)" in made.provisions
    assert made.decisive_facts


def test_the_decider_is_the_function_with_its_version() -> None:
    case, package = renewal()
    automated = package.adoption.automation
    assert automated is not None
    function = function_of(automated, "Board")
    decided = by_itself(case, function, at=MONDAY, package=package).case

    assert decided is not None and decided.decision is not None
    assert is_function(decided.decision.decider)
    assert function_name(decided.decision.decider) == "parking-renewal 1"
    assert not is_function("bo")


@pytest.mark.parametrize(
    ("before", "guard"),
    [
        (MessageSent("Hej!", True), "automation-talk"),
        (SupplementAsked("Mer."), "automation-talk"),
        (CorrectionAsked("mobility.walks", False, "Fel."), "automation-talk"),
        (BiasRaised("bo", "other", "Svåger.", ""), "automation-bias"),
        (CaseTaken("bo"), "automation-human"),
        (RegisterRead("permits", "failed", {}), "automation-registers"),
        (RegisterRead("population", "protected", {}), "automation-registers"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_whatever_is_open_is_for_a_human(before: Event, guard: str) -> None:
    (left,) = events(before)

    assert isinstance(left, HandedToHuman)
    assert left.guard == guard
    assert set(left.because) == {"sv", "da", "en"}


def test_a_service_where_the_procedure_law_holds_in_part_is_for_people() -> None:
    _, package = renewal()
    assert package.automation is not None
    partly = replace(package, automation=replace(package.automation, procedure_law="partly"))

    assert events(package=partly)[0] == HandedToHuman(
        "automation-allowed",
        events(package=partly)[0].because,  # type: ignore[union-attr]
    )
    (left,) = events(package=replace(package, automation=None))
    assert isinstance(left, HandedToHuman) and left.guard == "automation-allowed"


def test_another_version_of_the_function_than_the_board_resolved_decides_nothing() -> None:
    case, package = renewal()
    automated = package.adoption.automation
    assert automated is not None
    newer = function_of(replace(automated, version="2"), "Board")

    (left,) = by_itself(case, newer, at=MONDAY, package=package).decided
    assert isinstance(left, HandedToHuman) and left.guard == "automation-resolved"


def test_the_rules_alone_decide_nothing() -> None:
    case, package = renewal()
    with pytest.raises(Refused, match="The board has not resolved"):
        happen(case, Decide("grant", "Yes.", ""), by=RULES, at=MONDAY, package=package)


def test_the_same_reason_is_given_once_until_something_is_known_anew() -> None:
    case, package = renewal()
    automated = package.adoption.automation
    assert automated is not None
    function = function_of(automated, "Board")
    talking = after(case, [MessageSent("Hej!", True)])
    assert talking is not None
    left = by_itself(talking, function, at=MONDAY, package=package).case

    assert left is not None and left.handover is not None
    assert by_itself(left, function, at=MONDAY, package=package).decided == ()


def test_the_board_says_which_cases_concern_a_function_and_from_when() -> None:
    case, package = renewal()
    day = MONDAY.date()
    around = surroundings(case, package, day)

    assert concerns(package, around, day)
    assert not concerns(package, around, day.replace(year=2024))
    assert not concerns(permit_under_law(), around, day)


def test_what_would_have_changed_it_is_the_nearest_value_that_the_rules_do_not_grant() -> None:
    case, package = renewal()
    told = {one.fact: (one.value, one.outcome) for one in turns(case, package, MONDAY.date())}

    assert told["mobility.walking_distance_max_m"] == (501, "refuse")
    assert told["mobility.impairment_duration"] == ("under_6_months", "refuse")
    assert all(outcome != "grant" for _, outcome in told.values())
