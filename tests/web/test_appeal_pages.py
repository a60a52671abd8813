"""From a refusal to the hand-over: the pages of the resident and the desk, without scripts."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from samrum.cli.lillevik.lives import Case as Life
from samrum.cli.lillevik.people import ANNA, MAJ
from samrum.core.appeal import AppealDecision
from samrum.core.case import HandInDocument, OpenDecision, TakeCase
from samrum.core.document import Upload
from samrum.core.hiding import HideItem
from samrum.office import clock, persons, post_room
from samrum.office.act import act
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.lillevik import FAR, Town, press, said, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def refused(town: Town) -> Life:
    """Anna's case, refused and read."""
    life = town.applies("anna", FAR)
    act(town.reads("bo"), TakeCase(town.reads("bo").id), case=life.id, key="take-the-case-1")
    life.decide(5, "refuse")
    act(town.reads("anna"), OpenDecision(), case=life.id, key="open-decision-1")
    return life


def erik_sees_nothing(town: Town, *addresses: str) -> None:
    erik = town.browser("erik")
    for address in addresses:
        assert said(erik.get(address)) == said(erik.get("/nothing/at/all/")), address


def appeals(town: Town, case: str, words: str = "It is slippery in winter.") -> Client:
    anna = town.browser("anna")
    answer = press(anna, f"/cases/{case}/decision/", action=f"/cases/{case}/appeal/", text=words)
    assert answer.status_code == 303, text(answer)
    return anna


def test_she_appeals_with_one_press_on_the_decision(town: Town, refused: Life) -> None:
    anna = town.browser("anna")
    decision = text(anna.get(f"/cases/{refused.id}/decision/"))
    assert "I appeal" in decision and "It must have reached us by" in decision

    appeals(town, refused.id, "")

    page = text(anna.get(f"/cases/{refused.id}/appeal/?done=1"))
    assert "We have received your appeal" in page
    assert "Ours. You do not have to do anything now." in page
    assert "We see whether it came in time" in page
    case = text(anna.get(f"/cases/{refused.id}/"))
    assert "You have appealed" in case and "Our turn" in case
    mine = text(anna.get("/cases/"))
    assert "We are working on" in mine and "Our turn" in mine and "Nothing to do" not in mine
    assert "See how far it has come" in text(anna.get(f"/cases/{refused.id}/decision/"))
    erik_sees_nothing(town, f"/cases/{refused.id}/appeal/")


def test_bo_takes_the_steps_one_after_the_other_and_everything_goes_along(
    town: Town, refused: Life
) -> None:
    anna, bo = appeals(town, refused.id), town.browser("bo")
    desk = f"/desk/cases/{refused.id}/appeal/"
    assert "Look at the appeal" in text(bo.get(f"/desk/cases/{refused.id}/"))

    press(bo, desk, action=desk, do="judge", takes_up="in_time", text="")
    assert "Why does it stand?" in text(bo.get(desk))
    press(bo, desk, action=desk, do="review", text="Intyget säger 800 meter.")
    assert "Hand over" in text(bo.get(desk))
    press(bo, desk, action=desk, do="hand-over")

    assert "The decision is locked." in text(bo.get(desk))
    page = text(anna.get(f"/cases/{refused.id}/appeal/"))
    assert "The county administrative board (länsstyrelsen) examines your case" in page
    assert "Intyget säger 800 meter." in page
    kept = b"".join(anna.get(f"/cases/{refused.id}/appeal/papers.zip").streaming_content)
    names = zipfile.ZipFile(io.BytesIO(kept)).namelist()
    assert [name[:2] for name in names[:-1]] == [f"{n:02d}" for n in range(1, len(names))]
    assert {"01 Förteckning.pdf", "02 Överklagandet.pdf"} <= set(names)
    assert names[-1] == "sha256.json" and len(names) == 4 + 1 + len(town.case(refused.id).documents)
    same = b"".join(bo.get(f"{desk}papers.zip").streaming_content)
    assert same == kept
    erik_sees_nothing(town, f"/cases/{refused.id}/appeal/papers.zip", desk, f"{desk}papers.zip")


def test_who_acts_for_her_gets_the_papers_without_where_she_lives(
    town: Town, refused: Life
) -> None:
    anna, bo = appeals(town, refused.id), town.browser("bo")
    desk = f"/desk/cases/{refused.id}/appeal/"
    post_room.send_waiting(1)
    press(bo, desk, action=desk, do="judge", takes_up="in_time", text="")
    press(bo, desk, action=desk, do="review", text="Intyget säger 800 meter.")
    press(bo, desk, action=desk, do="hand-over")
    persons.give_mandate(
        town.reads("anna"),
        number=MAJ.number,
        kind="power_of_attorney",
        services=("*",),
        valid_from=now(1).date(),
    )
    address = f"/cases/{refused.id}/appeal/papers.zip"

    hers, majs = (words_in(one.get(address)) for one in (anna, town.browser("maj")))

    assert ANNA.address[0] in hers and ANNA.address[0] not in majs
    assert "Intyget säger 800 meter." in majs
    erik_sees_nothing(town, address)


def words_in(answer: Any) -> str:
    """The words of every paper in a bundle."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        papers = [bundle.read(name) for name in bundle.namelist() if name.endswith(".pdf")]
    pages = (page for paper in papers for page in PdfReader(io.BytesIO(paper)).pages)
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_letter_to_the_instance_leaves_with_the_bundle(town: Town, refused: Life) -> None:
    appeals(town, refused.id)
    bo, desk = town.browser("bo"), f"/desk/cases/{refused.id}/appeal/"
    press(bo, desk, action=desk, do="judge", takes_up="in_time", text="")
    press(bo, desk, action=desk, do="review", text="Rätt.")
    press(bo, desk, action=desk, do="hand-over")

    with clock.held_at(now(1) + timedelta(minutes=1)):
        post_room.send_waiting(1)

    letters = town.case(refused.id).letters
    sent = next(one for one in letters if one.template == "hand-over")
    assert (sent.reach.channel, sent.fate) == ("instance", "sent")


def test_what_the_law_says_no_to_is_said_at_the_form(town: Town, refused: Life) -> None:
    appeals(town, refused.id)
    bo, desk = town.browser("bo"), f"/desk/cases/{refused.id}/appeal/"
    offered = text(bo.get(desk))
    assert 'value="late"' not in offered and 'value="in_time"' in offered
    assert "45 § första stycket förvaltningslagen" in offered, "why it is not offered"
    answer = press(bo, desk, action=desk, do="judge", takes_up="late", text="Sent.")

    assert answer.status_code == 422
    assert "45 § första stycket förvaltningslagen" in text(answer)
    assert "Choose what holds." in text(press(bo, desk, action=desk, do="judge", text=""))
    erik_sees_nothing(town, desk)


def test_a_changed_decision_is_unread_and_shows_what_held_before(town: Town, refused: Life) -> None:
    appeals(town, refused.id)
    bo, anna = town.browser("bo"), town.browser("anna")
    desk, change = f"/desk/cases/{refused.id}/appeal/", f"/desk/cases/{refused.id}/change/"
    press(bo, desk, action=desk, do="judge", takes_up="in_time", text="")
    today = now(1).date()
    answer = press(
        bo,
        change,
        action=change,
        kind="changed",
        ground="obvious",
        because="Vi läste fel i intyget.",
        outcome="grant",
        content="Du får parkeringstillstånd.",
        valid_from=today.isoformat(),
        valid_to=(today + timedelta(days=700)).isoformat(),
    )
    assert answer.status_code == 303, text(answer)

    assert "Your decision is here" in text(anna.get(f"/cases/{refused.id}/decision/"))
    act(town.reads("anna"), OpenDecision(), case=refused.id, key="open-decision-2")
    page = text(anna.get(f"/cases/{refused.id}/decision/"))
    assert "What has changed" in page and "Vi läste fel i intyget." in page
    assert "Du får inte parkeringstillstånd." in page
    assert "The decision was changed in full." in text(bo.get(desk))
    erik_sees_nothing(town, change)


def test_a_change_without_its_ground_is_refused_in_words(town: Town, refused: Life) -> None:
    bo, change = town.browser("bo"), f"/desk/cases/{refused.id}/change/"
    answer = press(bo, change, action=change, kind="", ground="", because="")

    assert answer.status_code == 422
    assert "Choose what is to be done." in text(answer)
    assert "Choose the ground for it." in text(answer)
    erik_sees_nothing(town, change)


def test_the_day_it_arrived_can_be_entered_and_another_way_chosen(town: Town) -> None:
    life = town.applies("anna", FAR)
    life.decide(5, "refuse")
    bo, page = town.browser("bo"), f"/desk/cases/{life.id}/delivery/"
    assert "Not known, so no time runs" in text(bo.get(page))
    assert "Public notice" in text(bo.get(page))

    answer = press(bo, page, action=page, do="choose", method="simplified")
    assert answer.status_code == 303, text(answer)
    assert "delivery-simplified" in [one.template for one in town.case(life.id).letters]
    assert "Choose how we know." in text(press(bo, page, action=page, do="prove", on="x"))
    on = now(1).date().isoformat()
    press(bo, page, action=page, do="prove", on=on, proof="receipt")
    assert "Not known" not in text(bo.get(page))
    erik_sees_nothing(town, page)


def test_an_appeal_on_the_phone_waits_for_her_to_confirm_it(town: Town, refused: Life) -> None:
    bo, anna = town.reads("bo"), town.browser("anna")
    act(bo, AppealDecision("Hon ringde."), case=refused.id, key="on-the-phone-01", via="phone")

    case = text(anna.get(f"/cases/{refused.id}/"))
    assert "Confirm your appeal" in case
    address = f"/cases/{refused.id}/appeal/"
    answer = press(anna, address, action=address, do="confirm")
    assert answer.status_code == 303
    assert town.case(refused.id).appeal.standing == "received"
    erik_sees_nothing(town, address)


def test_what_is_hidden_from_her_goes_along_without_its_name_and_not_to_her(
    town: Town, refused: Life
) -> None:
    bo, anna = town.browser("bo"), town.browser("anna")
    hides = HideItem("document:1", "osl-21-3", "Någon annan kan fara illa.", "Ett papper.")
    other = Upload(
        "other", "hemligt.pdf", "application/pdf", 9, town.case(refused.id).documents[0].sha256
    )
    act(town.reads("bo"), HandInDocument(other), case=refused.id, key="paper-of-another")
    number = town.case(refused.id).documents[-1].number
    hides = replace(hides, item=f"document:{number}")
    act(town.reads("bo"), hides, case=refused.id, key="hide-a-paper-2")
    appeals(town, refused.id)
    desk = f"/desk/cases/{refused.id}/appeal/"
    press(bo, desk, action=desk, do="judge", takes_up="in_time", text="")
    press(bo, desk, action=desk, do="review", text="Rätt.")
    press(bo, desk, action=desk, do="hand-over")

    page = text(anna.get(f"/cases/{refused.id}/appeal/"))
    assert "Something in the case is hidden from you" in page and "hemligt" not in page
    papers = f"/cases/{refused.id}/appeal/papers.zip"
    assert said(anna.get(papers)) == said(anna.get("/nothing/at/all/"))
    kept = b"".join(bo.get(f"{desk}papers.zip").streaming_content)
    assert any(
        f"Handling {number}.pdf" in one for one in zipfile.ZipFile(io.BytesIO(kept)).namelist()
    )
    erik_sees_nothing(town, papers)


def handed_over(town: Town, case: str) -> Client:
    """Anna has appealed and Bo has handed it over; Bo's browser."""
    appeals(town, case)
    bo, desk = town.browser("bo"), f"/desk/cases/{case}/appeal/"
    press(bo, desk, action=desk, do="judge", takes_up="in_time", text="")
    press(bo, desk, action=desk, do="review", text="Rätt.")
    press(bo, desk, action=desk, do="hand-over")
    return bo


def test_she_takes_her_appeal_back_with_one_press_once_she_knows_what_it_means(
    town: Town, refused: Life
) -> None:
    anna, address = appeals(town, refused.id), f"/cases/{refused.id}/appeal/"
    assert f'href="{address}withdrawal/"' in text(anna.get(address))
    asks = text(anna.get(f"{address}withdrawal/"))
    assert "Do you want to take your appeal back?" in asks and "the decision holds" in asks
    assert town.case(refused.id).appeal.standing == "received"

    assert press(anna, f"{address}withdrawal/")["Location"].endswith("/appeal/")

    page = text(anna.get(address))
    assert "You have taken your appeal back" in page and "We do nothing more with it." in page
    assert "I appeal" in page, "there is time left to think again"
    told = text(town.browser("bo").get(f"/desk/cases/{refused.id}/appeal/"))
    assert "Nothing more is to be done with it." in told and "Hand over" not in told
    assert press(anna, f"{address}withdrawal/").status_code == 422
    erik_sees_nothing(town, f"{address}withdrawal/")


def test_a_case_that_comes_back_is_ours_again_and_she_reads_why(town: Town, refused: Life) -> None:
    bo, desk = handed_over(town, refused.id), f"/desk/cases/{refused.id}/appeal/"
    today = now(1).date().isoformat()
    wrong = press(bo, desk, action=desk, do="answer", answered_on="x", text="")
    assert "Choose what holds." in text(wrong) and "Write the day as" in text(wrong)

    told = {"answer": "set_aside", "answered_on": today, "text": "Ask the doctor about winter."}
    answer = press(bo, desk, action=desk, do="answer", **told)
    assert answer.status_code == 303, text(answer)

    case = town.case(refused.id)
    assert (case.stage, case.decision) == ("received", None)
    assert case.expected_by == now(1).date() + timedelta(days=28)
    worked = text(bo.get(f"/desk/cases/{refused.id}/"))
    assert "What was decided before" in worked and "Decide after the answer" in worked
    page = text(town.browser("anna").get(f"/cases/{refused.id}/appeal/"))
    assert "Your appeal has been answered" in page and "Ask the doctor about winter." in page
    assert "We decide by" in page and "I appeal" not in page
    assert "comes-back" in [one.template for one in case.letters]
    erik_sees_nothing(town, desk)


def test_what_the_higher_instance_came_to_stands_on_her_case_in_plain_words(
    town: Town, refused: Life
) -> None:
    bo, desk = handed_over(town, refused.id), f"/desk/cases/{refused.id}/appeal/"
    told = {"answer": "upheld", "answered_on": now(1).date().isoformat(), "text": "It is right."}
    press(bo, desk, action=desk, do="answer", **told)

    anna = town.browser("anna")
    for address in (f"/cases/{refused.id}/", f"/cases/{refused.id}/decision/"):
        page = text(anna.get(address))
        assert "The appeal has been answered: the decision stands" in page, address
        assert "It is right." in page
    erik_sees_nothing(town, f"/cases/{refused.id}/decision/")


def test_what_was_changed_there_is_what_holds_now(town: Town, refused: Life) -> None:
    bo, desk = handed_over(town, refused.id), f"/desk/cases/{refused.id}/appeal/"
    today = now(1).date()
    told = {"answer": "changed", "answered_on": today.isoformat(), "text": "Vintern räknas."}
    lacking = press(bo, desk, action=desk, do="answer", **told, ruled_by="", reference="")
    assert lacking.status_code == 422
    for words in ("Write what holds now.", "Write who decided it.", "Choose what they decided."):
        assert words in text(lacking)

    last = (today + timedelta(days=730)).isoformat()
    ruling = {"outcome": "grant", "content": "Du får tillstånd.", "valid_to": last}
    ruling |= {"ruled_by": "Länsstyrelsen i Lillevik", "reference": "258-77"}
    ruling |= {"valid_from": today.isoformat()}
    assert press(bo, desk, action=desk, do="answer", **told, **ruling).status_code == 303

    worked = text(bo.get(f"/desk/cases/{refused.id}/"))
    assert "Länsstyrelsen i Lillevik" in worked and "their number 258-77" in worked
    assert "Correct, change or revoke" not in worked
    assert bo.get(f"/desk/cases/{refused.id}/change/").status_code == 200
    anna = town.browser("anna")
    assert "Your decision is here" in text(anna.get(f"/cases/{refused.id}/"))
    press(anna, f"/cases/{refused.id}/decision/")
    page = text(anna.get(f"/cases/{refused.id}/decision/"))
    assert "Du får tillstånd." in page and "Their number is 258-77." in page
    assert "The decision was changed after an appeal" in page and "The rules we used" not in page
    assert "I appeal" not in page
    case = town.case(refused.id)
    assert "ruled" in [one.template for one in case.letters]
    erik_sees_nothing(town, f"/cases/{refused.id}/decision/")
