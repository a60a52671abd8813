"""What a service's own law says no to after a decision, which no shipped service can show yet."""

from dataclasses import replace
from datetime import date

from samrum.core.case import ChangeDecision, Decide, DecisionChanged, DecisionMade
from samrum.core.happen import happen
from samrum.core.notice import ChooseDelivery, DeliveryChosen
from samrum.core.refusal import Refused
from samrum.packages.expression import Expression
from samrum.packages.package import ServicePackage
from tests.packages.parking_permit import permit_under_law
from tests.story import BO, MONDAY, OPENED, given

LAW = ("11 kap. 1 § SoL",)
GROWN_UP = Expression('case.stage = "closed"', "package.toml:1")
SOCIAL = replace(
    permit_under_law(),
    legal_basis=("Socialtjänstlagen (2025:400) 11 kap. 1 §",),
    concerns_child=GROWN_UP,
)
OPEN_ENDED = DecisionMade("grant", "Help.", date(2026, 11, 23), None, "", LAW, (), "", (), "")
ENDS = replace(OPEN_ENDED, valid_to=date(2027, 11, 23))
PUBLIC = ChooseDelivery("public-notice")
LESS = ChangeDecision(
    "changed", "circumstances", "She walks.", Decide("refuse", "No.", "She walks.", LAW)
)


def comes(package: ServicePackage, decision: DecisionMade, command: object) -> object:
    """What happens first, or the refusal in words."""
    case = given(OPENED, decision, by=BO).case
    try:
        return happen(case, command, by=BO, at=MONDAY, package=package).decided[0]  # type: ignore[arg-type]
    except Refused as refused:
        return f"{refused} {refused.provision}"


def test_a_parking_permit_may_be_served_by_public_notice() -> None:
    assert comes(permit_under_law(), ENDS, PUBLIC) == DeliveryChosen("public-notice")


def test_a_social_service_is_not_served_by_public_notice() -> None:
    assert "14 kap. 12 § socialtjänstlagen" in str(comes(SOCIAL, ENDS, PUBLIC))


def test_an_open_ended_social_service_follows_the_circumstances() -> None:
    assert isinstance(comes(SOCIAL, OPEN_ENDED, LESS), DecisionChanged)


def test_a_social_service_for_a_time_stands_that_time() -> None:
    assert "14 kap. 9 § socialtjänstlagen" in str(comes(SOCIAL, ENDS, LESS))
