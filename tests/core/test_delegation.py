"""By what right somebody decides: the row of the delegation order that holds at that moment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samrum.core.case import Decide, DecisionMade
from samrum.core.delegation import rows_for, years_after
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


FIVE_YEARS = replace(ROW, outcomes=("grant",), longest_years=5)


@pytest.mark.parametrize(
    ("first", "last", "may"),
    [
        (date(2026, 11, 23), date(2031, 11, 22), True),
        (date(2026, 11, 23), date(2031, 11, 23), False),
        (date(2028, 2, 29), date(2033, 2, 28), True),
        (date(2028, 2, 29), date(2033, 3, 1), False),
        (date(2026, 11, 23), None, False),
        (None, date(2031, 11, 22), False),
    ],
)
def test_a_row_for_five_years_ends_the_day_before_the_fifth_comes_round(
    first: date | None, last: date | None, may: bool
) -> None:
    package = replace(
        permit_under_law(), adoption=Adoption("The board", "Board 2025 § 97", {}, (FIVE_YEARS,))
    )
    grant = DecisionMade("grant", "Yes.", first, last, "", (), (), "", (), "")

    assert bool(rows_for(given(OPENED).now, grant, package, MONDAY.date())) == may


def test_a_leap_day_comes_round_on_the_first_of_march_or_on_itself() -> None:
    assert years_after(date(2028, 2, 29), 1) == date(2029, 3, 1)
    assert years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert years_after(date(2028, 2, 28), 1) == date(2029, 2, 28)


def test_a_service_that_no_board_has_adopted_is_only_tried_and_names_no_row() -> None:
    (made,) = happen(
        given(OPENED).case, REFUSAL, by=BO, at=MONDAY, package=permit_under_law()
    ).decided

    assert isinstance(made, DecisionMade)
    assert made.delegation == ""
