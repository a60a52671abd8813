"""What a system reads: its own cases or those it follows, each in its own measure, in order."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from samrum.api import wire
from samrum.cli.lillevik.lives import Case as Life
from samrum.core.case import WriteNote
from samrum.office import see
from tests.api.knocking import Knocking
from tests.api.test_door import told


@pytest.fixture
def hers(knocking: Knocking) -> Life:
    """A case that Anna opened herself, and that was decided."""
    life = knocking.town.applies("anna")
    life.on_day(1, life.caseworker, WriteNote("Seen."))
    life.decide(3, "grant")
    return life


def test_an_intake_sees_what_it_handed_in_and_nothing_else(knocking: Knocking, hers: Life) -> None:
    case, system = knocking.hands_in(), knocking.e_service

    assert [one["id"] for one in system.get("/api/v1/cases").json()["items"]] == [case]
    read = system.get(f"/api/v1/cases/{case}")
    assert read["ETag"] == f'"{read.json()["version"]}"'
    assert read.json()["facts"]["mobility.walks"]["value"] is True
    absent = system.get("/api/v1/cases/00000000-0000-0000-0000-000000000000")
    hidden = system.get(f"/api/v1/cases/{hers.id}")
    assert told(hidden, 404) == told(absent, 404)
    assert told(system.get(f"/api/v1/cases/{hers.id}/letters/1"), 404)


def test_a_follower_sees_how_it_went_and_not_what_was_told(knocking: Knocking, hers: Life) -> None:
    read = knocking.statistics.get(f"/api/v1/cases/{hers.id}").json()

    assert read["decision"]["outcome"] == "grant"
    assert not (read["facts"] or read["documents"] or read["messages"])
    assert {"CaseOpened", "NoteWritten", "DecisionMade"} <= {
        one["kind"] for one in read["timeline"]
    }
    assert "Seen." not in str(read)
    kept = see.case(knocking.town.reads("karin"), hers.id, reason="A test.").case
    secret = [str(fact.value) for name, fact in kept.facts.items() if name == "mobility.aids"]
    assert secret and not any(one in str(read) for one in secret)


def test_a_decision_is_read_with_its_letter_without_the_window(
    knocking: Knocking, hers: Life
) -> None:
    system = knocking.statistics
    letters = system.get(f"/api/v1/cases/{hers.id}").json()["letters"]

    answer = system.get(f"/api/v1/cases/{hers.id}/letters/{letters[-1]['number']}")

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    read = see.readings_of(knocking.town.reads("anna"), hers.id)
    assert {one.by_name for one in read if one.by.role == "system"} == {"Lilleviks ärendestatistik"}


def test_a_list_is_read_to_its_end_and_nothing_twice(knocking: Knocking) -> None:
    cases = [knocking.hands_in() for _ in range(5)]
    system, following, read = knocking.e_service, "/api/v1/cases?limit=2", list[str]()
    while following:
        page = system.get(following).json()
        read += [one["id"] for one in page["items"]]
        following = page["next"]

    assert read == cases
    number = system.get(f"/api/v1/cases/{cases[3]}").json()["number"]
    found = system.get("/api/v1/cases", {"number": number, "stage": "received"}).json()
    assert [one["id"] for one in found["items"]] == [cases[3]]
    assert system.get("/api/v1/cases?stage=closed").json() == {"items": [], "next": ""}


def test_what_has_happened_is_read_on_from_where_one_was(knocking: Knocking, hers: Life) -> None:
    knocking.cover()
    case = knocking.hands_in()
    knocking.cover()
    system = knocking.e_service

    first = system.get("/api/v1/events?limit=1").json()

    assert [one["type"] for one in first["items"]][0] == "org.samrum.case.CaseOpened"
    assert {one["subject"] for one in first["items"]} == {case}
    assert system.get(f"/api/v1/events?after={first['next']}").json() == {
        "items": [],
        "next": first["next"],
    }
    follows = knocking.statistics.get("/api/v1/events").json()["items"]
    assert {one["subject"] for one in follows} == {case, hers.id}
    assert len({one["id"] for one in follows}) == len(follows)


def test_an_event_tells_nothing_of_any_person(knocking: Knocking, hers: Life) -> None:
    knocking.cover()

    told = knocking.statistics.get("/api/v1/events").content.decode()

    view = see.case(knocking.town.reads("karin"), hers.id, reason="A test.")
    secrets = [view.resident.name, view.resident.number, view.case.number, view.resident.id]
    assert not any(one in told for one in secrets)


def test_what_a_form_asks_can_be_read(knocking: Knocking) -> None:
    service = knocking.e_service.get("/api/v1/services/parking-permit").json()

    asked = {one["fact"]: one for one in service["forms"]["apply"]}
    assert asked["parking_permit.capacity"]["choices"] == ["driver", "passenger"]
    assert told(knocking.e_service.get("/api/v1/services/home-help"), 404)


def test_a_protected_resident_is_nobodys_to_see(knocking: Knocking, hers: Life) -> None:
    from samrum.office import persons

    case = knocking.hands_in()
    knocking.cover()
    persons.protect(hers.resident.id)

    for system in (knocking.e_service, knocking.statistics):
        assert system.get("/api/v1/cases").json()["items"] == []
        assert system.get("/api/v1/events").json()["items"] == []
        for id in (case, hers.id):
            assert told(system.get(f"/api/v1/cases/{id}"), 404)


def test_what_is_sent_out_is_what_is_described(knocking: Knocking, hers: Life) -> None:
    knocking.cover()
    system: Any = knocking.statistics
    for path, shape in (
        (f"/api/v1/cases/{hers.id}", wire.CaseOut),
        ("/api/v1/cases", wire.Page),
    ):
        msgspec.json.decode(system.get(path).content, type=shape)
    erik = knocking.system("stranger", "follower:parking-permit")
    assert told(erik.get(f"/api/v1/cases/{hers.id}"), 403)
