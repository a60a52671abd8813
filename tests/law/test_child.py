"""A child in a case of the social services: told on the parking permit, under their law."""

from dataclasses import replace

import pytest

from samrum.core.case import Decide, DecisionMade
from samrum.core.child import ConsiderChild
from samrum.core.happen import happen
from samrum.core.refusal import Refused
from samrum.packages.expression import Expression
from samrum.packages.package import ServicePackage
from tests.packages.parking_permit import permit_under_law
from tests.story import BO, MONDAY, OPENED, given

GRANT = Decide(
    "grant",
    "You get help.",
    "",
    valid_from=MONDAY.date(),
    valid_to=MONDAY.date().replace(year=2027),
)
CONSIDERED = ConsiderChild("Elis needs to come along.", views="I want to go to the pool.")


def social(concerns: str | None) -> ServicePackage:
    """The service as if it stood under the social services act; whom it concerns is `concerns`."""
    when = Expression(concerns, "package.toml:1") if concerns else None
    basis = ("11 kap. 1 § socialtjänstlagen (2025:400)",)
    return replace(permit_under_law(), legal_basis=basis, concerns_child=when)


def decides(package: ServicePackage, *before: ConsiderChild) -> bool:
    case = given(OPENED).case
    for command in before:
        case = happen(case, command, by=BO, at=MONDAY, package=package).case
    came = happen(case, GRANT, by=BO, at=MONDAY, package=package)
    return any(isinstance(event, DecisionMade) for event in came.decided)


def refused(package: ServicePackage, *before: ConsiderChild) -> str:
    with pytest.raises(Refused) as refusal:
        decides(package, *before)
    return f"{refusal.value} {refusal.value.provision}"


def test_a_decision_about_a_child_is_made_once_the_child_has_been_considered() -> None:
    assert decides(social('case.stage = "received"'), CONSIDERED)


def test_a_decision_about_a_child_is_not_made_before() -> None:
    assert "3 kap. 1 och 2 §§" in refused(social('case.stage = "received"'))


@pytest.mark.parametrize("concerns", ["mobility.walks", None])
def test_who_is_not_known_to_be_grown_up_counts_as_a_child(concerns: str | None) -> None:
    assert "3 kap. 1 och 2 §§" in refused(social(concerns))


def test_a_case_that_concerns_no_child_needs_nothing() -> None:
    assert decides(social('case.stage = "closed"'))


def test_a_service_under_another_law_needs_nothing() -> None:
    assert decides(permit_under_law())


@pytest.mark.parametrize(
    ("command", "provision"),
    [
        (ConsiderChild("", views="I want to."), "3 kap. 1 §"),
        (ConsiderChild("It is good for Elis."), "3 kap. 2 §"),
    ],
)
def test_an_assessment_without_the_childs_best_or_the_childs_views_is_none(
    command: ConsiderChild, provision: str
) -> None:
    assert provision in refused(social('case.stage = "received"'), command)


def test_why_the_child_was_not_asked_can_stand_in_for_its_views() -> None:
    not_asked = ConsiderChild("Warmth and food.", why_not="Elis is four months old.")

    assert decides(social('case.stage = "received"'), not_asked)
