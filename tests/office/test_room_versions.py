"""A room goes on under the version of its service that it was opened under, until it is moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samrum.core.refusal import Refused
from samrum.core.room import RoomRebased, SayNeeds, SetGoal
from samrum.journal.verify import verify
from samrum.office import municipality, room_act, versions
from samrum.packages.package import ServicePackage
from tests.database import RunDatabase
from tests.office.room_town import House, settle_in
from tests.room import SIP


@pytest.fixture
def house(db: RunDatabase, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(room_act, "keep", lambda service, digest: None)
    return settle_in()


def comes(patch: pytest.MonkeyPatch, **changed: object) -> ServicePackage:
    """A newer version comes with the product: its rooms need no words before the plan."""
    assert SIP.room is not None
    rules = replace(SIP.room, guards=(), **changed)  # type: ignore[arg-type]
    newer = replace(SIP, version="2.0.0", digest="f" * 64, room=rules)
    patch.setattr(municipality, "packages", lambda: {SIP.id: newer})
    patch.setattr(versions, "_kept", lambda tenant, service, digest: {SIP.digest: SIP}.get(digest))
    for known in (municipality.package, municipality.package_of_rooms):
        known.cache_clear()
    return newer


@pytest.fixture(autouse=True)
def as_shipped_afterwards():  # type: ignore[no-untyped-def]
    yield
    for known in (municipality.package, municipality.package_of_rooms):
        known.cache_clear()


def test_a_room_says_under_which_version_it_was_opened(house: House) -> None:
    view = house.sees("siv")

    assert view.room.package == f"{SIP.id} {SIP.version} {SIP.digest}"
    assert (view.package.digest, view.newer) == (SIP.digest, "")


def test_its_rules_hold_in_it_when_a_newer_one_comes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    comes(monkeypatch)

    with pytest.raises(Refused, match="The plan cannot begin yet"):
        house.does("siv", SetGoal(0, "He draws every day."))
    view = house.sees("siv")
    assert (view.package.version, view.newer) == (SIP.version, "2.0.0")
    house.does("anna", SayNeeds("To see his friends."))
    house.does("siv", SetGoal(0, "He draws every day."))


def test_it_is_moved_when_somebody_says_so_and_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = comes(monkeypatch)
    reference = versions.reference_to(newer)
    assert [id for id, _ in versions.rooms_behind(1)] == [house.room]
    room_act.rebase(1, reference, room=house.room, do=False)
    assert house.sees("anna").room.package != reference

    for _ in range(2):
        room_act.rebase(1, reference, room=house.room, do=True)

    view = house.sees("anna", what="journal")
    assert [one.event for one in view.timeline if one.kind == "RoomRebased"] == [
        RoomRebased(f"{SIP.id} {SIP.version} {SIP.digest}", reference)
    ]
    house.does("siv", SetGoal(0, "He draws every day."))
    assert versions.rooms_behind(1) == []
    found = verify(1, municipality.municipality(1).zone)
    assert [str(one) for one in found.faults] == []


def test_a_version_without_a_place_for_what_was_told_takes_no_room_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = versions.reference_to(comes(monkeypatch, kinds=("plan", "school")))

    with pytest.raises(Refused, match="no place for some of what has been told"):
        room_act.rebase(1, reference, room=house.room, do=True)
    assert house.sees("anna").room.package != reference
