"""The registers that a service can name: each is there, answers what it can, and has a name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from samrum.channels.registers import Simulator
from samrum.office.registers import REGISTERS, reading
from samrum.packages.registers import CAN_ANSWER
from samrum.packages.wording import REGISTER_NAMES

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
ANNA = "19840614-9800"
LOST = {"status": "blocked", "blocked_because": "lost"}
RECORDS: dict[str, dict[str, Any]] = {
    "population": {"name": "Anna", "address": [], "municipality": "9901", "born": "1984-06-14"},
    "permits": {
        "permits": [
            {"number": "1", "valid_from": "2024-01-01", "valid_to": "2026-12-31", **LOST},
            {
                "number": "2",
                "valid_from": "2025-01-01",
                "valid_to": "2027-12-31",
                "status": "active",
            },
        ]
    },
    "vehicles": {"vehicles": [{"plate": "ABC123", "in_use": True}]},
    "schools": {"unit": "Åskolan", "year": 5},
}


def test_every_register_that_a_service_can_name_is_there_and_is_called_something() -> None:
    assert set(REGISTERS) == set(CAN_ANSWER) == set(REGISTER_NAMES)
    assert {tuple(names) for names in REGISTER_NAMES.values()} == {("sv", "da", "en")}


@pytest.mark.parametrize("name", CAN_ANSWER)
def test_a_register_answers_the_facts_that_it_is_said_to(name: str) -> None:
    source = Simulator({ANNA: {"person_id": ANNA, **RECORDS[name]}})
    answered = REGISTERS[name](source, clock=lambda: AT).look_up(ANNA)  # type: ignore[call-arg]

    read = reading(answered, CAN_ANSWER[name], AT)

    assert read.outcome == "found"
    assert set(read.values) == set(CAN_ANSWER[name])
