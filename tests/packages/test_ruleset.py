"""What the rules say, why, and when they hand over to a human."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from samrum.core.case import FactGiven, RegisterRead
from samrum.core.fact import Answer, Value
from samrum.core.refusal import Refused
from samrum.core.surroundings import surroundings
from samrum.packages.package import with_bindings
from samrum.packages.ruleset import Applied, from_json, to_json
from samrum.rules.types import ContextType, ListType, Simple
from tests.packages.parking_permit import parking_permit
from tests.story import MONDAY, OPENED, given

PACKAGE = parking_permit()
DRIVER: dict[str, Value] = {
    "parking_permit.request": "new",
    "parking_permit.capacity": "driver",
    "mobility.walks": True,
    "mobility.walking_distance_max_m": 300,
    "mobility.impairment_duration": "permanent",
    "parking_permit.certificate_route": "earlier",
    "document.photo": "x",
}
HERE = RegisterRead("population", "found", {"residence.municipality": "0000"})
NO_PERMIT = RegisterRead("permits", "not_found", {})


def applied(**changed: Value) -> Applied:
    facts = {**DRIVER, **{name.replace("__", "."): value for name, value in changed.items()}}
    events = [FactGiven(fact, Answer(value), "resident") for fact, value in facts.items()]
    case = given(OPENED, *events, HERE, NO_PERMIT).now
    around = surroundings(case, PACKAGE, MONDAY.date())
    return PACKAGE.ruleset.apply(around)


def test_every_decision_has_its_result_and_the_rules_say_why() -> None:
    said = applied()

    assert said.outcome == "grant"
    assert tuple(said.results) == PACKAGE.ruleset.decisions
    (walking,) = [rule for rule in said.matched if rule.decision == "walking"]
    assert (walking.rule, walking.number, walking.source_kind) == (
        "walking-driver-within",
        6,
        "local_policy",
    )
    assert walking.provision == "13 kap. 8 § trafikförordningen (1998:1276)"
    assert walking.facts == (
        "parking_permit.capacity",
        "mobility.walks",
        "mobility.walking_distance_max_m",
    )
    assert walking.reason["sv"].startswith("Du kan inte gå längre än 300 m,")
    assert walking.reason["da"].startswith("Du kan ikke gå længere end 300 m,")
    assert walking.reason["en"].startswith("You cannot walk further than 300 m,")


def test_a_number_that_cannot_be_read_is_not_known_and_goes_to_a_human() -> None:
    assert applied(mobility__walking_distance_max_m="very far").outcome == "human"


def test_an_evaluation_with_a_finding_is_never_a_decision() -> None:
    said = applied(mobility__walks="perhaps")

    assert said.findings
    assert said.outcome == "human"


def test_a_rule_that_was_not_in_force_when_the_case_came_in_goes_to_a_human() -> None:
    ruleset = PACKAGE.ruleset
    old = replace(ruleset.words["walking-driver-within"], valid_to=date(2026, 11, 22))
    outdated = replace(ruleset, words={**ruleset.words, "walking-driver-within": old})
    facts = [FactGiven(fact, Answer(value), "resident") for fact, value in DRIVER.items()]
    case = given(OPENED, *facts, HERE, NO_PERMIT).now

    said = outdated.apply(surroundings(case, PACKAGE, MONDAY.date()))

    assert said.outcome == "human"
    assert said.findings == ("The rule walking-driver-within was not in force on 2026-11-23.",)


def test_a_case_is_judged_by_the_rules_of_the_day_it_came_in_however_late_it_is_decided() -> None:
    ruleset = PACKAGE.ruleset
    ends = replace(ruleset.words["walking-driver-within"], valid_to=date(2026, 11, 30))
    ending = replace(ruleset, words={**ruleset.words, "walking-driver-within": ends})
    facts = [FactGiven(fact, Answer(value), "resident") for fact, value in DRIVER.items()]
    case = given(OPENED, *facts, HERE, NO_PERMIT).now

    said = ending.apply(surroundings(case, PACKAGE, date(2027, 1, 15)))

    assert (said.findings, said.outcome) == ((), applied().outcome)


def test_results_come_back_from_the_journal_as_they_were() -> None:
    kept, read_back = applied().results, PACKAGE.ruleset.read_back

    validity = {"from": date(2026, 11, 23), "to": date(2031, 11, 22)}
    assert read_back("validity", kept["validity"]) == validity
    assert read_back("competence", kept["competence"]) == "here"
    assert read_back("validity", None) is None


KIND = ContextType((("day", Simple("date")), ("parts", ListType(Simple("number")))))


def test_what_the_journal_keeps_as_text_is_read_by_its_type() -> None:
    value = {"day": date(2026, 11, 23), "parts": (1, Decimal("1.5")), "more": "2026-11-23"}

    kept = to_json(value)

    assert kept == {"day": "2026-11-23", "parts": (1, "1.5"), "more": "2026-11-23"}
    assert from_json(kept, KIND) == value


def test_the_hash_of_the_rules_changes_with_what_the_board_sets() -> None:
    same = with_bindings(PACKAGE, {"driver_max_m": 500})
    other = with_bindings(PACKAGE, {"driver_max_m": 400})

    assert same.ruleset.digest == PACKAGE.ruleset.digest
    assert other.ruleset.digest != PACKAGE.ruleset.digest
    assert other.bindings["driver_max_m"].value == 400
    assert PACKAGE.bindings["driver_max_m"].value == 500


@pytest.mark.parametrize("values", [{"driver_max_km": 1}, {"driver_max_m": "500"}])
def test_a_binding_that_is_not_there_or_of_another_type_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(Refused, match="cannot be adopted"):
        with_bindings(PACKAGE, values)


def test_every_rule_says_where_it_comes_from() -> None:
    for id, words in PACKAGE.ruleset.words.items():
        rule = words.says
        assert rule.source_kind and rule.source_ref, id
        assert rule.provision or rule.source_kind != "law", id
        assert set(rule.reason or rule.note) == {"sv", "da", "en"}, id


def test_what_hands_over_to_a_human_is_never_a_reason_of_a_decision() -> None:
    rules = [words.says for words in PACKAGE.ruleset.words.values()]
    handing_over = [rule for rule in rules if rule.source_kind == "design"]

    assert handing_over
    assert all(not rule.reason for rule in handing_over)
