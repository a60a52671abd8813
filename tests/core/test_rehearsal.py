"""Another version of the rules, rehearsed on past cases before a board resolves on it."""

from dataclasses import replace

import pytest

from samrum.core.case import Case, DocumentReceived, FactGiven, RegisterRead
from samrum.core.fact import Answer
from samrum.core.refusal import Refused
from samrum.core.rehearsal import (
    Judging,
    Otherwise,
    RecordRehearsal,
    RecordResolution,
    Rehearsals,
    RulesResolved,
    decide,
    evolve,
    versions,
)
from samrum.packages.package import with_bindings
from tests.packages.parking_permit import parking_permit
from tests.story import MONDAY, OPENED, document, given

STRICTER = with_bindings(parking_permit(), {"driver_max_m": 200})
DRIVER = {
    "parking_permit.request": "new",
    "parking_permit.capacity": "driver",
    "mobility.walks": True,
    "mobility.impairment_duration": "permanent",
    "parking_permit.certificate_route": "upload",
    "parking_permit.can_sign": True,
}


def driver(metres: int | None, number: str) -> Case:
    told = {**DRIVER, **({} if metres is None else {"mobility.walking_distance_max_m": metres})}
    here = RegisterRead("population", "found", {"residence.municipality": "0000"})
    none = RegisterRead("permits", "not_found", {"parking_permit.blocked_as_lost": False})
    papers = [DocumentReceived(document(f"document.{k}")) for k in ("photo", "medical_certificate")]
    facts = [FactGiven(name, Answer(value), "resident") for name, value in told.items()]
    case = given(OPENED, *facts, *papers, here, none).now
    return replace(case, number=number)


def judged(*cases: Case) -> Judging:
    judging = Judging(parking_permit(), STRICTER)
    for case in cases:
        judging.judge(case)
    return judging


def test_who_would_have_been_recommended_otherwise_is_counted_with_the_rules() -> None:
    judging = judged(driver(150, "A"), driver(300, "B"), driver(400, "C"), driver(600, "D"))

    (change,) = judging.changes()
    assert judging.cases == 4
    assert (change.before, change.after, change.cases) == ("grant", "refuse", 2)
    assert change.numbers == ("B", "C")
    assert "walking-driver-within" in change.rules_before
    assert "walking-driver-beyond" in change.rules_after


def test_what_nobody_knows_stays_with_a_human_in_both_versions() -> None:
    assert judged(driver(None, "A")).changes() == ()


def test_no_case_is_changed_by_it() -> None:
    case = driver(300, "A")
    judged(case)

    assert case == driver(300, "A")


def test_the_values_that_differ_are_named() -> None:
    assert versions(parking_permit(), STRICTER).values == {"driver_max_m": ("500", "200")}


def rehearsed() -> Rehearsals:
    told = versions(parking_permit(), STRICTER)
    change = Otherwise("grant", "refuse", ("a",), ("b",), 2, ("B", "C"))
    known: Rehearsals = ()
    for event in decide(known, RecordRehearsal(told, 4, (change,), "f" * 64)):
        known = evolve(known, event, at=MONDAY)
    return known


def test_a_resolution_stands_with_the_rehearsal_that_was_before_the_board() -> None:
    known = rehearsed()
    (event,) = decide(known, RecordResolution(1, " Nämnden 2026-12-01 § 4 "))
    (after,) = evolve(known, event, at=MONDAY)

    assert event == RulesResolved(1, "Nämnden 2026-12-01 § 4")
    assert (after.resolution, after.changed) == ("Nämnden 2026-12-01 § 4", 2)
    assert decide((after,), RecordResolution(1, "Nämnden 2026-12-01 § 4")) == []


@pytest.mark.parametrize(
    ("number", "resolution", "said"),
    [
        (2, "§ 4", "There is no rehearsal with number 2."),
        (1, "  ", "It does not say which resolution it is."),
        (0, "§ 4", "There is no rehearsal with number 0."),
    ],
)
def test_a_resolution_on_nothing_is_refused(number: int, resolution: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        decide(rehearsed(), RecordResolution(number, resolution))


def test_a_board_does_not_resolve_twice_on_one_rehearsal() -> None:
    known = rehearsed()
    (event,) = decide(known, RecordResolution(1, "§ 4"))

    with pytest.raises(Refused, match="already resolved"):
        decide(evolve(known, event, at=MONDAY), RecordResolution(1, "§ 5"))
