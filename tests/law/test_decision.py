"""What the law asks of a decision that no shipped service can leave out: told on a poorer one."""

from dataclasses import replace

import pytest

from samrum.core.case import Decide, DecisionMade, GiveFact
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.oral import Told
from samrum.core.refusal import Refused
from samrum.packages.expression import Expression
from samrum.packages.package import ServicePackage
from tests.packages.parking_permit import permit_under_law
from tests.story import BO, MONDAY, OPENED, given

REFUSAL = Decide("refuse", "No permit.", "You walk further than 500 metres.", ("13 kap. 8 § TrF",))


def decides(package: ServicePackage, command: Decide = REFUSAL) -> list[object]:
    came = happen(given(OPENED).case, command, by=BO, at=MONDAY, package=package)
    return [event for event in came.decided if isinstance(event, DecisionMade)]


def refused(package: ServicePackage, command: Decide = REFUSAL) -> str:
    with pytest.raises(Refused) as refusal:
        decides(package, command)
    return f"{refusal.value} {refusal.value.provision}"


def test_a_refusal_is_made_where_the_service_says_how_to_appeal() -> None:
    assert len(decides(permit_under_law())) == 1


def test_a_refusal_without_a_way_to_appeal_cannot_be_sent() -> None:
    assert "33 och 34 §§" in refused(replace(permit_under_law(), appeal_days=0))


def test_an_outcome_that_the_service_does_not_have_cannot_be_chosen() -> None:
    only_grants = replace(permit_under_law(), outcomes=("grant",))

    assert "5 § förvaltningslagen" in refused(only_grants)


def guarded(stage: str, refuse_when: str) -> ServicePackage:
    """The permit with one guard of its own."""
    package = permit_under_law()
    own = replace(
        package.guards[0],
        id="own",
        invariant="",
        own=True,
        stage=stage,
        provision="its own law",
        refuse_when=Expression(refuse_when, "guards"),
    )
    return replace(package, guards=(*package.guards, own))


def test_a_guard_of_a_service_sees_its_facts() -> None:
    assert "its own law" in refused(guarded("decided", "mobility.walks = null"))
    assert len(decides(guarded("decided", "mobility.walks = true"))) == 1


def test_a_guard_sees_what_a_function_rests_on_only_where_a_function_decides() -> None:
    assert len(decides(guarded("decided", "automation != null"))) == 1
    assert "its own law" in refused(guarded("decided", "automation = null"))


def test_a_fact_that_the_law_wants_from_the_resident_herself_is_not_given_for_her() -> None:
    package = guarded("completed", 'given.fact = "mobility.walks" and given.source != "resident"')
    told = GiveFact("mobility.walks", Answer(True), "caseworker", Told("party", MONDAY.date()))

    with pytest.raises(Refused) as refusal:
        happen(given(OPENED).case, told, by=BO, at=MONDAY, package=package)
    assert refusal.value.provision == "its own law"


def test_a_guard_that_gives_no_answer_refuses() -> None:
    package = permit_under_law()
    first, *rest = package.guards
    unsure = replace(first, refuse_when=Expression("decision.valid_to > case.today", "guards"))

    assert "gives no answer" in refused(replace(package, guards=(unsure, *rest)))
