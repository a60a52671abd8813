"""A register answers in four ways, and a failed answer is never a no."""

from datetime import UTC, date, datetime

import pytest

from samrum.channels.registers import (
    Failed,
    Holds,
    HoldsNone,
    Keeps,
    NotPlaced,
    NotRegistered,
    Permit,
    Permits,
    Placed,
    Population,
    Protected,
    Registered,
    Schools,
    Simulator,
    Vehicle,
    Vehicles,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANNA, ERIK, NOBODY = "197001019802", "198002029801", "200003039800"
PEOPLE = {
    ANNA: {"name": "Anna Lind", "address": ["Björkvägen 12", "812 36 Lillevik"]}
    | {"municipality": "2184", "language": "sv"},
    ERIK: {"name": "Erik Hemlig", "address": ["Okänd"], "municipality": "2184", "protected": True},
}
HELD = {
    ANNA: {
        "permits": [
            {"number": "B", "valid_from": "2024-01-01", "valid_to": "2026-12-31"}
            | {"status": "blocked", "blocked_because": "lost"},
            {"number": "A", "valid_from": "2019-01-01", "valid_to": "2023-12-31"}
            | {"status": "expired"},
        ]
    }
}


KEPT = {
    ANNA: {"vehicles": [{"plate": "ABC12D", "in_use": True}, {"plate": "OLD123", "in_use": False}]},
    ERIK: {"vehicles": [], "protected": True},
}
PUPILS = {
    ANNA: {"unit": "Björkskolan", "year": 4},
    ERIK: {"unit": "Hemliga skolan", "year": 5, "protected": True},
}


def population(**how) -> Population:
    return Population(Simulator(PEOPLE, **how), clock=lambda: NOON)


def permits(**how) -> Permits:
    return Permits(Simulator(HELD, **how), clock=lambda: NOON)


def vehicles(**how) -> Vehicles:
    return Vehicles(Simulator(KEPT, **how), clock=lambda: NOON)


def schools(**how) -> Schools:
    return Schools(Simulator(PUPILS, **how), clock=lambda: NOON)


EVERY_REGISTER = pytest.mark.parametrize("register", [population, permits, vehicles, schools])


def test_a_registered_person_is_found():
    assert population().look_up(ANNA) == Registered(
        ANNA, "Anna Lind", ("Björkvägen 12", "812 36 Lillevik"), "2184", "sv", NOON
    )


def test_nobody_by_that_number_is_not_registered():
    assert population().look_up(NOBODY) == NotRegistered(NOBODY, NOON)


@pytest.mark.parametrize("register", [population, vehicles, schools])
def test_of_a_protected_person_nothing_is_carried_on(register):
    assert register().look_up(ERIK) == Protected(ERIK, NOON)


@pytest.mark.parametrize("mark", [None, "", "sekretess", 0, 1, "false"])
def test_a_mark_that_cannot_be_read_still_protects(mark):
    record = PEOPLE[ANNA] | {"protected": mark}

    assert isinstance(Population(Simulator({ANNA: record})).look_up(ANNA), Protected)


@EVERY_REGISTER
@pytest.mark.parametrize("person", [ANNA, NOBODY])
@pytest.mark.parametrize(
    "how",
    [{"down": True}, {"delay": 0.02, "timeout": 0.01}, {"wrong": True}],
    ids=["down", "too slow", "wrong"],
)
def test_a_register_in_trouble_says_neither_yes_nor_no(register, person, how):
    outcome = register(**how).look_up(person)

    assert isinstance(outcome, Failed)
    assert person not in outcome.because


def test_a_slow_register_that_answers_in_time_has_answered():
    waited = []
    register = Population(Simulator(PEOPLE, delay=3, timeout=5, sleep=waited.append))

    assert isinstance(register.look_up(ANNA), Registered)
    assert waited == [3]


@pytest.mark.parametrize(
    "fault",
    [
        {"name": ""},
        {"name": None},
        {"address": "Björkvägen 12"},
        {"address": [1]},
        {"address": None},
        {"municipality": "Lillevik"},
        {"municipality": 2184},
    ],
)
def test_a_record_with_a_fault_is_a_failed_look_up(fault):
    register = Population(Simulator({ANNA: PEOPLE[ANNA] | fault}))

    assert isinstance(register.look_up(ANNA), Failed)


def test_an_unknown_language_is_no_language():
    register = Population(Simulator({ANNA: PEOPLE[ANNA] | {"language": "tlh"}}))

    assert register.look_up(ANNA).language == ""


def test_permits_come_oldest_first_with_why_they_were_blocked():
    assert permits().look_up(ANNA) == Holds(
        ANNA,
        (
            Permit("A", date(2019, 1, 1), date(2023, 12, 31), "expired"),
            Permit("B", date(2024, 1, 1), date(2026, 12, 31), "blocked", "lost"),
        ),
        NOON,
    )


def test_who_is_not_in_the_permits_register_holds_none():
    assert permits().look_up(NOBODY) == HoldsNone(NOBODY, NOON)
    assert isinstance(Permits(Simulator({ANNA: {"permits": []}})).look_up(ANNA), HoldsNone)


@pytest.mark.parametrize("fault", [{"status": "new"}, {"valid_to": "soon"}, {"valid_to": None}])
def test_one_unreadable_permit_fails_the_look_up(fault):
    record = {"permits": [HELD[ANNA]["permits"][0] | fault]}

    assert isinstance(Permits(Simulator({ANNA: record})).look_up(ANNA), Failed)
    assert isinstance(Permits(Simulator({ANNA: {}})).look_up(ANNA), Failed)


def test_the_vehicle_register_tells_which_are_in_use_and_no_vehicle_is_an_answer():
    kept = (Vehicle("ABC12D", True), Vehicle("OLD123", False))

    assert vehicles().look_up(ANNA) == Keeps(ANNA, kept, NOON)
    assert vehicles().look_up(NOBODY) == Keeps(NOBODY, (), NOON)


def test_a_pupil_has_her_placement_and_one_who_is_not_there_has_none():
    assert schools().look_up(ANNA) == Placed(ANNA, "Björkskolan", 4, NOON)
    assert schools().look_up(NOBODY) == NotPlaced(NOBODY, NOON)


def test_a_school_without_a_year_is_still_a_placement():
    assert Schools(Simulator({ANNA: {"unit": "Björkskolan"}})).look_up(ANNA).year is None


@pytest.mark.parametrize(
    "record",
    [{}, {"vehicles": None}, {"vehicles": [{}]}, {"vehicles": [{"plate": "", "in_use": True}]}]
    + [{"vehicles": [{"plate": "ABC12D", "in_use": "yes"}]}, {"vehicles": "ABC12D"}],
)
def test_one_unreadable_vehicle_fails_the_look_up(record):
    assert isinstance(Vehicles(Simulator({ANNA: record})).look_up(ANNA), Failed)


@pytest.mark.parametrize(
    "fault", [{"unit": ""}, {"unit": 7}, {"year": "4"}, {"year": True}, {"year": 14}, {"year": -1}]
)
def test_a_placement_with_a_fault_is_a_failed_look_up(fault):
    assert isinstance(Schools(Simulator({ANNA: PUPILS[ANNA] | fault})).look_up(ANNA), Failed)
