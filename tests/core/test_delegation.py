"""By what right somebody decides: the row of the delegation order that holds at that moment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samrum.core.case import Decide, DecisionMade
from samrum.core.happen import happen
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.packages.adoption import Adoption, Delegation
from samrum.packages.expression import Expression
from tests.packages.parking_permit import permit_under_law
from tests.story import BO, MONDAY, OPENED, given

REFUSAL = Decide("refuse", "No permit.", "You walk further than 500 metres.", ("13 kap. 8 § TrF",))
ROW = Delegation(
    "3.2",
    {},
    ("refuse", "write_off"),
    ("handläggare",),
    "Board 2025 § 98",
    valid_from=date(2025, 9, 15),
    valid_to=date(2026, 11, 30),
)
BO_AT_WORK = replace(BO, title="handläggare")


def decided(row: Delegation, by: Party = BO_AT_WORK, days: int = 0) -> DecisionMade:
    package = replace(
        permit_under_law(), adoption=Adoption("The board", "Board 2025 § 97", {}, (row,))
    )
    at = MONDAY + timedelta(days=days)
    (made,) = happen(given(OPENED).case, REFUSAL, by=by, at=at, package=package).decided
    assert isinstance(made, DecisionMade)
    return made


def refused(row: Delegation, by: Party = BO_AT_WORK, days: int = 0) -> str:
    with pytest.raises(Refused) as refusal:
        decided(row, by, days)
    assert "kommunallagen" in refusal.value.provision
    return str(refusal.value)


def test_the_decision_names_the_row_it_was_made_under() -> None:
    assert decided(ROW).delegation == "3.2, Board 2025 § 98"


def test_a_row_that_is_no_longer_in_force_gives_no_right() -> None:
    assert decided(ROW, days=7).delegation
    assert "who may decide: The board." in refused(ROW, days=8)


def test_a_row_that_is_not_in_force_yet_gives_no_right() -> None:
    assert "who may decide: The board." in refused(replace(ROW, valid_from=date(2026, 11, 24)))


def test_whoever_has_another_title_is_told_who_may_decide() -> None:
    assert "who may decide: enhetschef." in refused(replace(ROW, titles=("enhetschef",)))


def test_a_row_can_name_a_person_and_then_only_she_may() -> None:
    hers = replace(ROW, titles=(), persons=("bo",))

    assert decided(hers).delegation
    assert refused(hers, replace(BO_AT_WORK, id="karin"))


def test_a_condition_that_gives_no_answer_gives_no_right() -> None:
    unsure = Expression("mobility.walking_distance_max_m > 500", "order")

    assert refused(replace(ROW, when=unsure))


def test_somebody_without_a_title_decides_nothing() -> None:
    assert refused(replace(ROW, titles=("",)), BO)


def test_a_service_that_no_board_has_adopted_is_only_tried_and_names_no_row() -> None:
    (made,) = happen(
        given(OPENED).case, REFUSAL, by=BO, at=MONDAY, package=permit_under_law()
    ).decided

    assert isinstance(made, DecisionMade)
    assert made.delegation == ""
