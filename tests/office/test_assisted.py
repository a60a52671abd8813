"""Helping somebody on the phone: who is found, by whom, and what nobody learns by asking."""

import json
from collections.abc import Iterator

import pytest

from samrum.core.case import Decide, Withdraw
from samrum.core.person import Post
from samrum.core.refusal import Refused
from samrum.office import assisted, municipality, persons, registers
from samrum.office.act import act
from samrum.office.foresee import foresee
from samrum.office.persons import Identity
from samrum.office.relation import NotHere
from samrum.office.see import case
from samrum.office.staff import colleagues
from tests.office.town import Cast, applies

VERA, SECRET = "19430512-9807", "19610708-9804"


@pytest.fixture(autouse=True)
def register() -> Iterator[None]:
    """The population register of Lillevik, with two people who have never been here."""
    file = registers.simulated_file(municipality.municipality(1), "population")
    file.parent.mkdir(parents=True, exist_ok=True)
    vera = {"name": "Vera Ek", "address": ["Storgatan 9"], "municipality": "9901"}
    secret = {"name": "Hidden", "address": [], "municipality": "9901", "protected": True}
    records = {
        number: {"person_id": number, **record}
        for number, record in ((VERA, vera), (SECRET, secret))
    }
    file.write_text(json.dumps(records), encoding="utf-8")
    yield
    file.unlink()


def clear(cast: Cast) -> None:
    """Let Bo work with protected residents."""
    post = Post("Samhällsbyggnadsnämnden", "permits", "handläggare", cleared=True)
    persons.appoint(cast.bo.id, post)


@pytest.mark.parametrize("said", [VERA, "194305129807", "430512-9807", " 19430512 9807 "])
def test_who_has_never_been_here_is_known_from_the_register(cast: Cast, said: str) -> None:
    vera = assisted.find(cast.reads("bo"), said)

    assert (vera.name, vera.number, vera.address) == ("Vera Ek", VERA, ("Storgatan 9",))
    assert assisted.find(cast.reads("bo"), VERA).id == vera.id


def test_a_protected_resident_and_nobody_look_the_same_to_who_is_not_cleared(cast: Cast) -> None:
    persons.register(Identity("19900101-9803", "Also Hidden", protected=True))
    told = set()
    for number in (SECRET, "19900101-9803", "19900101-9999"):
        with pytest.raises(Refused) as refusal:
            assisted.find(cast.reads("bo"), number)
        told.add(refusal.value.sentences)

    assert len(told) == 1
    with pytest.raises(NotHere):
        assisted.enter(cast.reads("bo"), SECRET, "A Name")


def test_who_is_cleared_enters_a_protected_resident_by_hand(cast: Cast) -> None:
    clear(cast)
    entered = assisted.enter(cast.reads("bo"), SECRET, " Ada Falk ")

    assert (entered.name, entered.protected) == ("Ada Falk", True)
    assert assisted.find(cast.reads("bo"), SECRET) == entered


def test_her_cases_are_those_of_the_unit(cast: Cast) -> None:
    receipt = applies(cast.reads("anna"))
    bo, cecilia = cast.reads("bo"), cast.reads("cecilia")

    assert [row.id for row in assisted.cases_of(bo, cast.anna.id)] == [receipt.case]
    assert assisted.cases_of(cecilia, cast.anna.id) == ()
    for who in ("cecilia", "erik"):
        with pytest.raises(NotHere):
            assisted.find(cast.reads(who), cast.anna.number)
        with pytest.raises(NotHere):
            assisted.resident(cast.reads(who), cast.anna.id)


def test_nobody_helps_herself_through_the_desk(cast: Cast) -> None:
    with pytest.raises(NotHere):
        assisted.resident(cast.reads("bo"), cast.bo.id)


def test_colleagues_are_those_of_the_unit(cast: Cast) -> None:
    assert [one.name for one in colleagues(cast.reads("bo"))] == ["Bo Lind"]
    persons.appoint(cast.anna.id, Post("Samhällsbyggnadsnämnden", "permits", "handläggare"))
    assert [one.name for one in colleagues(cast.reads("bo"))] == ["Anna Berg", "Bo Lind"]
    with pytest.raises(NotHere):
        colleagues(cast.reads("erik"))


def test_what_would_happen_is_shown_and_nothing_is_kept(cast: Cast) -> None:
    bo, receipt = cast.reads("bo"), applies(cast.reads("anna"))
    seen = foresee(bo, Decide("refuse", "No permit.", "You walk far."), case=receipt.case)

    assert [letter.template for letter in seen.letters] == ["decision"]
    assert "You walk far" in seen.letters[0].text
    assert case(bo, receipt.case).case.stage == "received"
    act(bo, Decide("refuse", "No permit.", "You walk far."), case=receipt.case, key="k" * 16)
    assert case(bo, receipt.case).case.letters[-1].text == seen.letters[0].text


@pytest.mark.parametrize("who", ["erik", "cecilia"])
def test_an_outsider_foresees_nothing(cast: Cast, who: str) -> None:
    receipt = applies(cast.reads("anna"))
    with pytest.raises(NotHere):
        foresee(cast.reads(who), Withdraw(), case=receipt.case)
