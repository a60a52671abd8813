"""What somebody reads in a room is kept from the family on a ground of law, to a day, unseen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from samrum.core.refusal import Refused
from samrum.core.room import FactTold, GoalSet
from samrum.journal.verify import verify
from samrum.office import municipality, room_quiet, room_see
from samrum.office.municipality import now
from samrum.office.relation import NotHere
from tests.database import RunDatabase
from tests.office.room_town import SOCIAL, House, settle_in

WHY, GROUND = "A tip that cannot wait.", "RB 23:18"
WRITTEN = frozenset({FactTold.__name__, GoalSet.__name__})


@pytest.fixture
def house(db: RunDatabase) -> House:
    house = settle_in()
    house.consents(SOCIAL, "plan", "family")
    return house


def tomorrow() -> date:
    return now(1).date() + timedelta(days=1)


def holds_back(house: House, name: str = "siv", **told: Any) -> None:
    about = {"reason": WHY, "shown_from": tomorrow(), "ground": GROUND, **told}
    room_quiet.hold_back(house.reads(name), house.room, **about)


def everything(house: House, name: str) -> tuple[object, ...]:
    """All that somebody of the family can ask of the room and who has read it."""
    reader = house.reads(name)
    # Her own looking is an entry of its own each time; the day of it is not what is compared.
    readings = room_see.readings_of(reader, house.room)
    others = tuple(one for one in readings if one.by.id != reader.id)
    seen = room_see.room(reader, house.room)
    moved = room_see.moved(reader, house.room, 0, WRITTEN)
    return (others, seen.version, seen.timeline, seen.burden, moved, room_see.my_rooms(reader))


@pytest.mark.parametrize("name", ["elis", "anna"])
def test_until_the_day_nothing_hints_at_what_was_read(house: House, name: str) -> None:
    before = everything(house, name)
    holds_back(house)
    for what in ("room", "consents", "facts", "plan"):
        house.sees("siv", what=what)

    assert everything(house, name) == before


def test_from_that_day_on_it_stands_where_it_happened_with_the_ground(house: House) -> None:
    holds_back(house)
    house.sees("siv", what="facts")

    day = tomorrow()
    with time_machine.travel(now(1) + timedelta(days=1)):
        house.sees("siv")
        told = [
            one
            for one in room_see.readings_of(house.reads("anna"), house.room)
            if one.by.id == house.id("siv")
        ]

    assert [one.what for one in told[:3]] == ["room", "facts", "reason"]
    assert [one.held_on for one in told[:3]] == ["", GROUND, GROUND]
    assert told[2].reason == WHY and told[1].shown_from == day
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)


def test_it_holds_for_her_and_for_the_rest_of_the_day_alone(house: House) -> None:
    house.consents("Barn- och utbildningsnämnden", "plan")
    holds_back(house, shown_from=now(1).date() + timedelta(days=30))
    house.sees("cecilia")
    with time_machine.travel(now(1) + timedelta(hours=11)):
        house.sees("siv")
        told = room_see.readings_of(house.reads("anna"), house.room)

    kept = [(one.by.id, one.held_on) for one in told if one.by.id != house.id("anna")]
    assert (house.id("cecilia"), "") in kept and (house.id("siv"), "") in kept
    assert GROUND not in {ground for _, ground in kept}


LACKING = [
    {"reason": " "},
    {"ground": ""},
    {"shown_from": None},
    {"shown_from": date(2099, 1, 1)},
    {"shown_from": date(2020, 1, 1)},
    {"ground": "x" * 501},
]


@pytest.mark.parametrize("lacking", LACKING, ids=str)
def test_without_a_reason_a_ground_and_a_day_nothing_is_held_back(
    house: House, lacking: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="only on a ground of law"):
        holds_back(house, **lacking)

    assert room_quiet.quiet(house.reads("siv"), house.room).shown_from is None


def test_asking_for_it_is_no_reading_and_the_journal_stays_whole(house: House) -> None:
    before = everything(house, "anna")
    assert room_quiet.quiet(house.reads("siv"), house.room).row.resident_name == "Elis Berg"
    assert everything(house, "anna") == before
    holds_back(house)

    found = verify(1, municipality.municipality(1).zone)
    assert [str(one) for one in found.faults] == []


def test_the_family_and_strangers_cannot(house: House) -> None:
    for name in ("elis", "anna", "dragan", "erik", "bo"):
        with pytest.raises(NotHere):
            holds_back(house, name)
        with pytest.raises(NotHere):
            room_quiet.quiet(house.reads(name), house.room)
