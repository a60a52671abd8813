"""The plan and the consents of a room, pressed in the pages: what is agreed, who may read what."""

from __future__ import annotations

import io
from datetime import timedelta

from pypdf import PdfReader

from samrum.cli.lillevik import room as life
from samrum.office.municipality import now
from tests.web.lillevik import press, said, text
from tests.web.test_rooms import House, erik_sees_nothing, house

__all__ = ["house"]


def test_the_plan_is_agreed_on_only_with_what_the_law_names(house: House) -> None:
    siv = house.browser("siv")
    path = house.path + "agreement/"
    told = {"responsible": life.SCHOOL, "follow_up": str(now(1).date() + timedelta(days=30))}
    shown = text(siv.get(path))
    assert "Lillevik IF: Fotboll på torsdagar" in shown and "Samtal varje tisdag" in shown
    assert "Nobody else does anything" not in shown
    refused = text(press(siv, path, **told))
    assert "overall responsibility" in refused and "SoL 10:8" in refused

    assert press(siv, path, **{**told, "responsible": life.REGION}).status_code == 303
    erik_sees_nothing(house)


def test_what_was_changed_after_the_plan_was_agreed_on_is_not_told_as_agreed(house: House) -> None:
    siv, changed = house.browser("siv"), "It has been changed since"
    before = text(siv.get(house.path))
    assert "Agreed" in before and changed not in before and "Agree anew" in before

    press(siv, house.path + "goals/1/", text="Five mornings a week")

    assert changed in text(house.browser("anna").get(house.path))
    paper = siv.get(house.path + "plan/en/")
    assert changed in " ".join(PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    told = {"responsible": life.REGION, "follow_up": str(now(1).date() + timedelta(days=30))}
    press(siv, house.path + "agreement/", **told)
    assert changed not in text(siv.get(house.path))
    press(siv, house.path + "goals/2/", remove="1")
    assert changed in text(siv.get(house.path))
    erik_sees_nothing(house)


def test_relief_and_meeting_others_are_goals_of_their_own(house: House) -> None:
    anna, siv = house.browser("anna"), house.browser("siv")
    assert "Meeting others" in text(siv.get(house.path))  # a friend every week
    press(anna, house.path + "goals/0/", text="Mamma sover en natt i veckan", about="relief")

    page = text(siv.get(house.path))
    assert "Mamma sover en natt i veckan" in page and "Relief" in page
    form_ = anna.get(house.path + "goals/3/").content.decode()
    assert 'value="relief" checked' in form_
    paper = siv.get(house.path + "plan/en/")
    told = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
    assert "Mamma sover en natt i veckan (relief)" in " ".join(told.split())
    press(anna, house.path + "goals/3/", text="Mamma sover en natt i veckan", about="nonsense")
    assert "Relief" not in text(siv.get(house.path))
    erik_sees_nothing(house)


def test_an_agency_is_told_no_of_another_only_where_she_can_know_it(house: House) -> None:
    """The school may read the plan; Pia of child psychiatry is not told so, and not told "no"."""
    pia, anna = house.browser("pia"), house.browser("anna")
    hers = said(pia.get(house.path + "consents/"))[1]
    table = hers.partition("<table")[2].partition("</table>")[0]
    assert table.count("Not shown to you") == 6 * 2 - 1  # who keeps the plan is no secret
    assert table.count("<span>No<") == 3
    assert "Not shown to you" not in text(anna.get(house.path + "consents/"))
    erik_sees_nothing(house)


def test_who_asked_for_a_consent_follows_what_became_of_it(house: House) -> None:
    """Also where it is for another agency than her own: the coordinator asks for all of them."""
    siv = house.browser("siv")
    told = text(siv.get(house.path + "consents/"))
    assert "För att planera skoldagarna." in told
    assert "Anna Berg: yes" in told
    assert siv.get(house.path + "consents/1/paper/").status_code == 200
    assert "För samtal och utredning." not in text(
        house.browser("cecilia").get(house.path + "consents/")
    )
    erik_sees_nothing(house)


def test_a_no_in_the_matrix_leads_to_the_yes_that_changes_it(house: House) -> None:
    anna = house.browser("anna")
    page = said(anna.get(house.path + "consents/"))[1]
    way = page.partition("consents/new/?")[2].partition('"')[0].replace("&amp;", "&")
    form = anna.get(f"{house.path}consents/new/?{way}")
    assert form.content.decode().count("checked") == 2
    assert "checked" not in anna.get(f"{house.path}consents/new/?to=x&kinds=y").content.decode()
    erik_sees_nothing(house)


def test_a_consent_can_be_signed_on_paper_and_what_is_unsure_is_said(house: House) -> None:
    siv, anna = house.browser("siv"), house.browser("anna")
    told = {"to": life.SOCIAL, "kinds": ["economy"], "purpose": "An application"}
    press(siv, house.path + "consents/new/", **told)

    answer = siv.get(house.path + "consents/4/paper/")

    pdf = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    assert "An application" in pdf and "You do not have to say yes." in pdf and "Anna Berg" in pdf
    assert "To be verified" in text(anna.get(house.path + "consents/"))
    pia = house.browser("pia")
    assert pia.get(house.path + "consents/1/paper/").status_code == 404
    erik_sees_nothing(house)
