"""A task goes to an association, which asks one of its volunteers: pressed in the pages."""

from __future__ import annotations

from samrum.cli.lillevik.people import ERIK, MAJ
from tests.web.lillevik import press, text
from tests.web.test_rooms import EVENINGS, MATTERS, House, erik_sees_nothing, house

__all__ = ["house"]
TASK = "Gå med till skolan på onsdagar"


def asks_maj(house: House) -> str:
    """Dragan speaks for the association, and lets Maj, who is in it too, be asked."""
    dragan, path = house.browser("dragan"), house.path + "steps/4/passing/"
    assert path in dragan.get(house.path).content.decode()
    assert press(dragan, path, who="number", number=MAJ.number).status_code == 303
    return path


def test_the_volunteer_is_asked_and_sees_the_task_and_nothing_around_it(house: House) -> None:
    asks_maj(house)
    maj = house.browser("maj")

    page = text(maj.get(house.path))
    assert TASK in page and "Yes, I will" in page
    assert not [one for one in (MATTERS, EVENINGS, "Fotboll", "Samtal", "Siv Nyman") if one in page]
    assert "Let somebody in your association do it" not in page

    press(maj, house.path, action="answer/", standing="planned")
    for who in ("anna", "siv"):
        seen = text(house.browser(who).get(house.path))
        assert "Volunteer, Granngårdens vänner" in seen and "Maj Berg" in seen
        assert "The association asks Maj Berg: " + TASK in seen
    erik_sees_nothing(house)


def test_she_says_no_and_why_and_the_others_see_it_and_ask_again(house: House) -> None:
    path = asks_maj(house)
    why = "Jag arbetar på onsdagar."
    press(house.browser("maj"), house.path, action="answer/", standing="declined", reason=why)

    for who in ("anna", "siv", "dragan"):
        assert why in text(house.browser(who).get(house.path)), who
    hers = text(house.browser("maj").get(house.path))
    assert "Yes, I will after all" in hers and "What you have been asked" in hers
    assert "This waits for you" not in hers
    dragan = house.browser("dragan")
    press(dragan, path, who=house.reads("dragan").id)
    seen = text(dragan.get(house.path))
    assert "Yes, I will" in seen and why not in seen
    assert TASK not in text(house.browser("maj").get(house.path))
    erik_sees_nothing(house)


def test_nobody_passes_on_what_is_not_asked_of_her_association(house: House) -> None:
    path = asks_maj(house)
    for who in ("anna", "elis", "siv", "cecilia", "maj", "erik"):
        browser = house.browser(who)
        assert browser.get(path).status_code == 404, who
        assert browser.get(path.replace("/4/", "/1/")).status_code == 404, who
    assert house.browser("dragan").get(path.replace("/4/", "/1/")).status_code == 404


def test_what_is_wrong_with_whom_she_chose_is_told_at_its_field(house: House) -> None:
    dragan, path = house.browser("dragan"), house.path + "steps/4/passing/"
    for told, sent in (
        ("Say who, by name or by national number.", {"who": "number", "number": ""}),
        ("We find nobody with the number", {"who": "number", "number": "19990101-0000"}),
        ("as something else", {"who": house.reads("anna").id}),
    ):
        answer = press(dragan, path, **sent)
        assert answer.status_code == 422 and told in text(answer)
    assert ERIK.name not in text(house.browser("anna").get(house.path))
    erik_sees_nothing(house)
