"""A register that gave no answer warns by itself, and what it would have said stays unknown."""

from dataclasses import replace

import pytest

from samrum.channels.registers import Schools, Simulator
from samrum.core.case import FactGiven, RegisterRead
from samrum.core.surroundings import surroundings
from samrum.core.unread import Unread, unread
from samrum.office.registers import reading
from samrum.packages.answer import Answer
from samrum.packages.places import shipped
from samrum.packages.vocabulary import read_vocabulary
from tests.packages.parking_permit import parking_permit
from tests.story import MONDAY, OPENED, given

PUPIL = "201501019808"
PLACED = ("school.unit", "school.year")
TERMS = {**parking_permit().terms, **read_vocabulary(shipped("vocabulary"))}
TRANSPORT = replace(
    parking_permit(),
    id="school-transport",
    registers={"population": ("residence.municipality",), "schools": PLACED},
    terms=TERMS,
)
"""A service about a pupil, as far as its registers go."""


def asked(**how) -> RegisterRead:
    """What the case keeps once the school register has been asked."""
    register = Schools(Simulator({PUPIL: {"unit": "Björkskolan", "year": 4}}, **how))
    kept = reading(register.look_up(PUPIL), TRANSPORT.registers["schools"], MONDAY)
    return RegisterRead("schools", kept.outcome, kept.values)


HERE = RegisterRead("population", "found", {"residence.municipality": "0000"})


def test_the_school_register_answers_with_the_placement_and_nothing_warns():
    case = given(OPENED, HERE, asked()).now

    assert case.facts["school.unit"].value == "Björkskolan"
    assert case.facts["school.year"].register == "schools"
    assert [*unread(case, TRANSPORT)] == []


@pytest.mark.parametrize(
    "how", [{"down": True}, {"wrong": True}, {"delay": 0.02, "timeout": 0.01}], ids=str
)
def test_a_school_register_in_trouble_warns_and_its_facts_are_unknown_and_not_no(how):
    case = given(OPENED, HERE, asked(**how)).now

    assert [*unread(case, TRANSPORT)] == [Unread("schools", "failed", PLACED)]
    around = surroundings(case, TRANSPORT, MONDAY.date())
    assert around["school"] == dict.fromkeys(around["school"])  # type: ignore[call-overload]
    assert around["register"] == {"population": "found", "schools": "failed"}


def test_a_warning_stays_when_another_register_answers_and_goes_when_its_own_does():
    case = given(OPENED, asked(down=True), HERE).now

    assert [one.register for one in unread(case, TRANSPORT)] == ["schools"]
    assert [*unread(given(OPENED, asked(down=True), HERE, asked()).now, TRANSPORT)] == []


def test_a_register_that_fails_later_warns_and_what_it_said_before_still_holds():
    case = given(OPENED, HERE, asked(), asked(down=True)).now

    assert [*unread(case, TRANSPORT)] == [Unread("schools", "failed", ())]
    assert case.facts["school.unit"].value == "Björkskolan"


def test_what_is_known_from_elsewhere_is_not_missing():
    told = FactGiven("school.unit", Answer("Ängsskolan"), "resident")

    assert [*unread(given(OPENED, HERE, told, asked(down=True)).now, TRANSPORT)] == [
        Unread("schools", "failed", ("school.year",))
    ]


def test_a_register_says_only_what_the_service_has_declared():
    answered = Schools(Simulator({PUPIL: {"unit": "Björkskolan", "year": 4}})).look_up(PUPIL)

    assert reading(answered, ("school.unit",), MONDAY).values == {"school.unit": "Björkskolan"}
