"""A guardian who is hidden from another: what each sees, and how it ends."""

from __future__ import annotations

import io
from datetime import timedelta

from pypdf import PdfReader

from samrum.cli.lillevik.people import MAJ
from samrum.office import persons
from samrum.office.municipality import now
from tests.web.lillevik import press, text
from tests.web.test_rooms import House, erik_sees_nothing, house

__all__ = ["house"]


def a_second_guardian(house: House) -> dict[str, str]:
    """The register says that Maj is a guardian too; what is pressed to bring her in."""
    persons.give_mandate(
        house.reads("elis"),
        number=MAJ.number,
        kind="guardian",
        services=("*",),
        valid_from=now(1).date() - timedelta(days=9),
    )
    return {"who": "number", "number": MAJ.number, "role": "guardian"}


def test_one_guardian_is_hidden_from_another_and_neither_is_told(house: House) -> None:
    siv, anna = house.browser("siv"), house.browser("anna")
    maj = a_second_guardian(house)
    press(siv, house.path + "people/", **maj)
    assert "Anna Berg" in text(house.browser("maj").get(house.path))
    unsaid = press(siv, house.path + "people/3/hiding/", other=house.reads("maj").id, reason=" ")
    assert unsaid.status_code == 422

    told = {"other": house.reads("maj").id, "reason": "Threats"}
    press(siv, house.path + "people/3/hiding/", **told)

    page = text(house.browser("maj").get(house.path))
    assert "Anna Berg" not in page and "Threats" not in page and "Rådhuset" not in page
    assert "Threats" not in text(anna.get(house.path))
    assert anna.get(house.path + "people/3/hiding/").status_code == 404
    assert "Hidden from Maj Berg" in text(siv.get(house.path + "people/?done=hidden"))
    assert "It is done at once." in text(siv.get(house.path + "people/?done=hidden"))
    press(anna, house.path + "dissent/", text="Not so fast")
    child = house.browser("elis").get(house.path + "plan/sv/child/")
    assert "Not so fast" not in " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(child.content)).pages
    )

    shown = press(
        siv, house.path + "people/", action="people/3/hiding/", other=told["other"], show="1"
    )
    assert shown["Location"].endswith("?done=shown")
    assert "Anna Berg" in text(house.browser("maj").get(house.path))
    assert "Hidden from" not in text(siv.get(house.path + "people/"))
    erik_sees_nothing(house)


def test_a_guardian_is_hidden_from_another_in_the_press_that_brings_her_in(house: House) -> None:
    siv, anna = house.browser("siv"), house.browser("anna")
    maj = a_second_guardian(house)
    hides = {"hide": house.reads("anna").id, "reason": ""}
    assert press(siv, house.path + "people/", **maj, **hides).status_code == 422
    press(siv, house.path + "people/", **maj, **{**hides, "reason": "Threats"})

    assert "Anna Berg" in text(house.browser("maj").get(house.path))
    for part in ("", "people/", "consents/", "readers/"):
        page = text(anna.get(house.path + part))
        assert "Maj Berg" not in page and "Threats" not in page, part
    consents = text(anna.get(house.path + "consents/"))
    assert "waits for Another guardian" in consents and ">Holds<" not in consents
    assert 'name="hide"' not in anna.get(house.path + "people/").content.decode()
    assert house.browser("cecilia").get(house.path).status_code == 404, "both have to say yes"
    erik_sees_nothing(house)
