"""What the core puts around an expression is what the packages say may be spoken of."""

from datetime import date
from decimal import Decimal

from samrum.core.case import FactGiven, RegisterRead
from samrum.core.fact import Answer
from samrum.core.surroundings import surroundings
from samrum.packages.form import shown
from samrum.packages.names import CASE, DECISION, LISTS, shape_of
from tests.core.test_case import GRANTED
from tests.packages.parking_permit import parking_permit
from tests.story import MONDAY, OPENED, given

PACKAGE = parking_permit()
TODAY = MONDAY.date()


def test_the_names_are_those_that_the_check_knows() -> None:
    around = surroundings(given(OPENED, GRANTED).now, PACKAGE, TODAY)
    shape = shape_of(
        PACKAGE.terms.values(),
        registers=PACKAGE.registers,
        bindings=PACKAGE.bindings,
        decisions=dict.fromkeys(PACKAGE.ruleset.decisions),
    )

    assert set(around) == set(shape)
    assert set(around["case"]) == set(CASE)  # type: ignore[call-overload]
    assert tuple(around["decision"]) == DECISION  # type: ignore[arg-type]
    assert all(isinstance(around[name], tuple) for name in LISTS)


def test_known_unknown_declined_and_not_asked_are_four_things() -> None:
    case = given(
        OPENED,
        FactGiven("mobility.walks", Answer(False), "resident"),
        FactGiven("mobility.walking_distance_max_m", Answer(None, "unknown"), "resident"),
        FactGiven("mobility.why_not_alone", Answer(None, "declined"), "resident"),
    ).now

    around = surroundings(case, PACKAGE, TODAY)

    mobility = around["mobility"]
    assert isinstance(mobility, dict)
    assert (mobility["walks"], mobility["walking_distance_max_m"]) == (False, None)
    assert mobility["can_wait_alone"] is None
    assert around["known"] == ("mobility.walks",)
    assert around["unknown"] == ("mobility.walking_distance_max_m",)
    assert around["declined"] == ("mobility.why_not_alone",)


def test_dates_and_decimals_are_read_and_a_register_not_read_is_said_so() -> None:
    until = {"parking_permit.active_until": "2027-01-01"}
    case = given(
        OPENED,
        RegisterRead("permits", "found", until),
        FactGiven("mobility.walking_distance_max_m", Answer("12.5"), "resident"),
    ).now

    around = surroundings(case, PACKAGE, TODAY)

    assert around["parking_permit"]["active_until"] == date(2027, 1, 1)  # type: ignore[index]
    assert around["mobility"]["walking_distance_max_m"] == Decimal("12.5")  # type: ignore[index]
    assert around["register"] == {"population": "not_read", "permits": "found"}


def test_the_answers_so_far_decide_which_pages_are_shown() -> None:
    def pages(**answers: str) -> list[str]:
        facts = [
            FactGiven(f"parking_permit.{name}", Answer(value), "resident")
            for name, value in answers.items()
        ]
        around = surroundings(given(OPENED, *facts).now, PACKAGE, TODAY)
        return [page.id for page, _ in shown(PACKAGE.forms["apply"], around)]

    assert pages(request="lost") == ["request", "lost", "photo", "signature"]
    assert "why-not-alone" not in pages(request="new", capacity="passenger")
    assert "alone" in pages(request="new", capacity="passenger")
    assert "changed" in pages(request="renewal")
