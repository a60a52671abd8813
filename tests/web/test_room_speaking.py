"""Anna calls: what she says is hers, and the room shows who wrote it down; ends with Erik."""

import pytest
from django.test import Client

from samrum.core.room import AskForConsent
from samrum.office import room_act, room_see
from samrum.office.municipality import now
from samrum.web.shared import assisting
from tests.database import RunDatabase
from tests.web.lillevik import press, text
from tests.web.test_rooms import House, erik_sees_nothing, in_lillevik

SOCIAL = "Socialnämnden"
BY_PHONE = "on the phone, written down by Siv Nyman"


@pytest.fixture
def house(db: RunDatabase) -> House:
    return in_lillevik()


def on_the_phone(house: House, name: str = "siv") -> Client:
    """A browser in which somebody writes down what Anna says."""
    browser, anna = house.browser(name), house.reads("anna").id
    begun = press(browser, house.path + "speaking/", who=anna, via="phone")
    assert begun["Location"] == house.path
    return browser


def last(house: House) -> int:
    return len(room_see.room(house.reads("anna"), house.room).room.consents)


def test_a_consent_given_on_the_phone_is_hers_and_says_who_wrote_it_down(house: House) -> None:
    until = now(1).date().replace(year=now(1).year + 1)
    asked = AskForConsent(SOCIAL, ("family",), (), "To plan the winter.", until)
    room_act.act(house.reads("siv"), asked, room=house.room, key="asks-for-a-consent")
    number, siv = last(house), on_the_phone(house)
    assert "You are typing for <strong>Anna Berg</strong>" in text(siv.get(house.path))
    assert "What Anna Berg says" in text(siv.get(house.path))

    signed = press(siv, house.path + "consents/", f"/{number}/signature/", answer="yes")

    assert signed["Location"].endswith("?done=signed")
    consent = room_see.room(house.reads("anna"), house.room).room.consents[number - 1]
    given = consent.signatures[house.reads("anna").id]
    assert (given.yes, given.via, given.typed_by) == (True, "phone", house.reads("siv").id)
    for reader in ("anna", "elis"):
        assert BY_PHONE in text(house.browser(reader).get(house.path + "consents/"))
    happened = text(house.browser("anna").get(house.path))
    assert "You on the phone; Siv Nyman typed it" in happened
    press(siv, house.path + f"consents/{number}/revocation/")
    assert "Taken back" in text(house.browser("anna").get(house.path + "consents/"))
    erik_sees_nothing(house)


def test_her_own_words_and_a_fact_are_taken_down_on_the_phone(house: House) -> None:
    siv = on_the_phone(house)
    press(siv, house.path + "needs/", matters="Att få sova ut.")
    press(siv, house.path + "facts/economy.strain/", **{"economy.strain": "Det räcker inte."})

    anna = house.browser("anna")
    page = text(anna.get(house.path))
    assert "Att få sova ut." in page and "written down by Siv Nyman" in page
    told = text(anna.get(house.path + "told/"))
    assert "Det räcker inte." in told and "written down by Siv Nyman" in told
    card = room_see.room(house.reads("anna"), house.room).room.card_of_family("economy.strain")
    assert card and (card.given_by, card.typed_by) == (
        *(house.reads("anna").id, house.reads("siv").id),
    )
    erik_sees_nothing(house)


def test_writing_for_somebody_in_a_room_opens_nothing_else(house: House) -> None:
    nurse = on_the_phone(house, "cecilia")
    assert "You are typing for" in text(nurse.get(house.path))

    for elsewhere in ("/rooms/", "/cases/", "/mandates/"):
        assert "You are typing for" not in text(nurse.get(elsewhere)), elsewhere
    stays = press(nurse, house.path, "/stay/")
    assert stays.status_code < 400 and "You are typing for" in text(nurse.get(house.path))
    ended = press(nurse, house.path, "/typed/")
    assert ended["Location"] == house.path
    assert "You are typing for" not in text(nurse.get(house.path))
    erik_sees_nothing(house)


def test_nobody_writes_for_whom_the_room_is_not_or_from_outside(house: House) -> None:
    siv, dragan = house.browser("siv"), house.reads("dragan").id
    typed = press(siv, house.path + "speaking/", who=dragan, via="phone")
    assert typed.status_code == 404 and assisting.COOKIE not in siv.cookies
    assert press(siv, house.path + "speaking/", who="", via="phone").status_code == 422
    for name in ("anna", "elis", "dragan", "erik"):
        assert house.browser(name).get(house.path + "speaking/").status_code == 404
    erik_sees_nothing(house)
