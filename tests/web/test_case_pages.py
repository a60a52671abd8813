"""A resident's case: whose turn it is, what she can do, and that nobody else sees it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from samrum.core.case import (
    AskForSupplement,
    HandleCorrection,
    OpenDecision,
    SendMessage,
    TakeCase,
    WriteNote,
)
from samrum.office import persons
from samrum.office.act import act
from samrum.office.municipality import municipality, now, packages
from samrum.web.resident.standing import PAGES
from samrum.web.shared import page
from tests.database import RunDatabase
from tests.web.lillevik import FAR, Town, form, press, said, settle, text

METRES = "mobility.walking_distance_max_m"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def anna(town: Town) -> Client:
    return town.browser("anna")


@pytest.fixture
def case(town: Town) -> str:
    """Anna's application, with everything that is needed."""
    return town.applies("anna").id


def erik_sees_nothing(town: Town, *addresses: str) -> None:
    erik = town.browser("erik")
    for address in addresses:
        assert said(erik.get(address)) == said(erik.get("/nothing/at/all/")), address


def test_our_turn_says_what_we_do_and_until_when(town: Town, anna: Client, case: str) -> None:
    page = text(anna.get(f"/cases/{case}/"))

    assert "Our turn" in page and "We are working on your application" in page
    assert "We expect to decide by" in page
    assert "You do not have to do anything now." in page
    erik_sees_nothing(town, f"/cases/{case}/")


def test_her_turn_says_what_to_do_by_when_and_what_happens_otherwise(
    town: Town, anna: Client
) -> None:
    case = town.applies("anna", complete=False).id
    page = text(anna.get(f"/cases/{case}/"))

    assert "Your turn" in page and "Hand in what is missing" in page
    assert "Do it by <strong>" in page and "We remind you once." in page
    assert f'href="/cases/{case}/step/supplement/"' in page
    for path in ("", "receipt/", "step/supplement/"):
        there = text(anna.get(f"/cases/{case}/{path}"))
        assert "<li>Medical certificate</li><li>Photo of you</li>" in there, path
    assert "Decision expected" not in text(anna.get(f"/cases/{case}/receipt/"))
    assert text(anna.get("/cases/")).count("Your turn") == 2
    erik_sees_nothing(town, f"/cases/{case}/step/supplement/")


def test_doing_what_is_asked_closes_the_step_once(town: Town, anna: Client) -> None:
    case = town.applies("anna", complete=False).id
    begin = anna.get(f"/cases/{case}/step/supplement/")
    first = text(begin).partition(f'href="/cases/{case}/step/supplement/')[2].partition('"')[0]
    there = f"/cases/{case}/step/supplement/{first}"
    for number in range(5):
        if there.endswith("/check/"):
            break
        fact = "document.medical_certificate" if "certificate" in there else "document.photo"
        paper = SimpleUploadedFile("paper.txt", f"Intyg {number}.".encode())
        there = press(anna, there, do="next", **{fact: paper})["Location"]
    page = form(anna.get(there), "/check/")
    answers = [anna.post(page.action, page.filled(true="yes")) for _ in range(2)]

    assert [one["Location"] for one in answers] == [f"/cases/{case}/?done=1"] * 2
    known = town.case(case)
    assert known.done == ("supplement",) and "supplement" not in known.steps
    assert len(known.documents) == 2
    assert "There is nothing left to do here" in text(anna.get(f"/cases/{case}/step/supplement/"))
    erik_sees_nothing(town, there, f"/cases/{case}/step/supplement/photo/")


def test_a_step_in_which_nothing_was_typed_is_not_handed_in(town: Town, anna: Client) -> None:
    case = town.applies("anna", complete=False).id
    answer = press(anna, f"/cases/{case}/step/supplement/check/", true="yes")

    assert answer.status_code == 422
    assert "There is nothing to send yet." in text(answer)
    assert "supplement" in town.case(case).steps


def test_a_step_of_ours_is_no_page_of_hers(anna: Client, case: str) -> None:
    assert anna.get(f"/cases/{case}/step/assess/").status_code == 404
    assert anna.get(f"/cases/{case}/step/nothing/").status_code == 404


def test_a_message_is_sent_once_and_answered(town: Town, anna: Client, case: str) -> None:
    page = form(anna.get(f"/cases/{case}/messages/"), "/messages/")
    for _ in range(2):
        answer = anna.post(page.action, page.filled(text="Hej!\nHar ni läst <b>intyget</b>?"))
        assert answer["Location"].endswith("?sent=1")
    assert len(town.case(case).messages) == 1
    act(town.reads("bo"), SendMessage("Ja, i morgon."), case=case, key="answer-to-anna-1")
    page_text = text(anna.get(f"/cases/{case}/messages/"))
    assert "&lt;b&gt;intyget&lt;/b&gt;" in page_text and "Bo Lind" in page_text
    erik_sees_nothing(town, f"/cases/{case}/messages/")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Write something first."), ("x" * 10_001, "The text is too long")],
    ids=["empty", "long"],
)
def test_a_message_that_cannot_be_sent_stays_in_the_field(
    anna: Client, case: str, typed: str, told: str
) -> None:
    answer = press(anna, f"/cases/{case}/messages/", text=typed)

    assert answer.status_code == 422
    assert told in text(answer) and typed in text(answer)


def test_documents_are_handed_in_and_opened(town: Town, anna: Client, case: str) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", f"Sida {n}.".encode()) for n in (1, 2)]
    page = form(anna.get(f"/cases/{case}/documents/"), "/documents/")
    for _ in range(2):
        anna.post(page.action, page.filled(kind="other", files=files))
        for one in files:
            one.seek(0)
    added = [one for one in town.case(case).documents if one.kind == "other"]
    assert [one.name for one in added] == ["1.txt", "2.txt"]

    opened = anna.get(f"/cases/{case}/documents/{added[0].number}/")
    assert b"".join(opened.streaming_content) == b"Sida 1."  # type: ignore[attr-defined]
    assert opened["Content-Disposition"].startswith("attachment")
    assert anna.get(f"/cases/{case}/documents/99/").status_code == 404
    erik_sees_nothing(town, f"/cases/{case}/documents/{added[0].number}/")


def test_a_document_without_a_kind_or_of_the_wrong_type_is_refused(
    town: Town, anna: Client, case: str
) -> None:
    before = len(town.case(case).documents)
    program = SimpleUploadedFile("spel.pdf", b"MZ" + bytes(100))
    assert "Say what it is." in text(press(anna, f"/cases/{case}/documents/", files=program))
    program.seek(0)
    answer = press(anna, f"/cases/{case}/documents/", kind="other", files=program)
    assert "spel.pdf: " in text(answer) and answer.status_code == 422
    assert "Choose a file first." in text(press(anna, f"/cases/{case}/documents/", kind="other"))
    assert len(town.case(case).documents) == before


def test_a_correction_stands_beside_the_fact_until_somebody_handled_it(
    town: Town, anna: Client, case: str
) -> None:
    address = f"/cases/{case}/corrections/{METRES}/"
    answer = press(anna, address, **{METRES: "långt", "reason": ""})
    assert answer.status_code == 422
    assert 'value="långt"' in text(answer) and "Write something first." in text(answer)
    answer = press(anna, address, **{METRES: "80", "reason": "Jag räknade fel."})
    assert answer["Location"] == f"/cases/{case}/?done=1"

    page = text(anna.get(f"/cases/{case}/"))
    assert "You have said that this is wrong. We are looking into it." in page
    assert town.case(case).facts[METRES].value == 150
    act(town.reads("bo"), HandleCorrection(1, True, ""), case=case, key="handle-correction")
    assert "80 m" in text(anna.get(f"/cases/{case}/"))
    assert anna.get(f"/cases/{case}/corrections/no.such/").status_code == 404
    erik_sees_nothing(town, address)


def test_an_objection_stands_beside_the_note(town: Town, anna: Client, case: str) -> None:
    act(town.reads("bo"), WriteNote("Hon går bra."), case=case, key="note-by-bo-12345")
    address = f"/cases/{case}/notes/1/objection/"
    assert address in text(anna.get(f"/cases/{case}/"))
    answer = press(anna, address, text="Bara korta sträckor.")

    assert answer["Location"] == f"/cases/{case}/?done=1"
    assert "Objection to note 1" in text(anna.get(f"/cases/{case}/"))
    assert anna.get(f"/cases/{case}/notes/7/objection/").status_code == 404
    erik_sees_nothing(town, address)


def test_she_chooses_how_we_reach_her(town: Town, anna: Client, case: str) -> None:
    address = f"/cases/{case}/reach/"
    answer = press(anna, address, channel="email", address="anna")
    assert answer.status_code == 422
    assert "Write an e-mail address such as name@example.com" in text(answer)
    assert press(anna, address, channel="pigeon").status_code == 422
    press(anna, address, channel="email", address="anna@example.com")

    assert town.case(case).reach.address == "anna@example.com"
    assert "Now: e-mail to anna@example.com" in text(anna.get(f"/cases/{case}/"))
    erik_sees_nothing(town, address)


def test_a_way_that_the_municipality_does_not_have_is_not_offered(
    town: Town, anna: Client, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/cases/{case}/reach/"
    assert "To the digital mailbox" in text(anna.get(address))
    here = replace(municipality(1), channels={"email": {"name": "file"}})
    monkeypatch.setattr(page, "municipality", lambda tenant: here)

    shown = text(anna.get(address))
    assert "To the digital mailbox" not in shown
    assert "A letter on paper" in shown and "E-mail" in shown
    assert press(anna, address, channel="digital_mail").status_code == 422
    assert press(anna, address, channel="letter").status_code == 303
    erik_sees_nothing(town, address)


def test_taking_back_says_first_what_it_means(town: Town, anna: Client, case: str) -> None:
    address = f"/cases/{case}/withdrawal/"
    assert "you will have to start from the beginning" in text(anna.get(address))
    answer = press(anna, address, reason="Jag behöver det inte.")

    assert answer["Location"] == f"/cases/{case}/?withdrawn=1"
    assert town.case(case).stage == "withdrawn"
    page = text(anna.get(f"/cases/{case}/"))
    assert (
        "You have taken your application back" in page and "Take the application back" not in page
    )
    again = press(anna, address)
    assert again.status_code == 422 and "It was withdrawn." in text(again)
    erik_sees_nothing(town, address)


def test_opening_the_decision_is_written_in_the_journal_once(town: Town, anna: Client) -> None:
    life = town.applies("anna", FAR)
    address = f"/cases/{life.id}/decision/"
    assert anna.get(address).status_code == 404
    life.decide(5, "refuse")
    assert "A decision to read" in text(anna.get("/cases/"))
    assert "you do not get" not in text(anna.get(address))
    assert town.case(life.id).decision.opened_at is None  # type: ignore[union-attr]
    for _ in range(2):
        page = form(anna.get(f"/cases/{life.id}/"), "")
        answer = anna.post(address, page.filled())
        assert answer["Location"] == address

    page_text = text(anna.get(address))
    assert "No, you do not get what you applied for" in page_text
    assert "The rules we used" in page_text and "What we looked at" in page_text
    reasons = town.case(life.id).decision.reasons.split("\n\n")  # type: ignore[union-attr]
    assert [page_text.count(one) for one in reasons] == [1] * len(reasons) and "800 m" in reasons[0]
    assert "What happens now" not in page_text, "nothing follows a refusal but the appeal"
    assert "If you do not agree" in page_text and "It must have reached us by" in page_text
    happened = text(anna.get(f"/cases/{life.id}/"))
    assert happened.count("The decision was read") == 1
    erik_sees_nothing(town, address)


def test_who_got_all_she_asked_for_is_not_told_how_to_appeal(town: Town, anna: Client) -> None:
    life = town.applies("anna")
    life.decide(5, "grant")
    act(town.reads("anna"), OpenDecision(), case=life.id, key="open-decision-1")
    page = text(anna.get(f"/cases/{life.id}/decision/"))

    assert "Yes, you get what you applied for" in page and "It is valid from" in page
    assert "If you do not agree" not in page
    assert "What happens now" in page and "The card itself comes separately" in page
    erik_sees_nothing(town, f"/cases/{life.id}/decision/")


def test_a_letter_is_opened_as_it_was_sent_and_not_before(
    town: Town, anna: Client, case: str
) -> None:
    (letter,) = town.case(case).letters
    address = f"/cases/{case}/letters/{letter.number}.pdf"
    opened = anna.get(address)

    assert b"".join(opened.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert opened["Content-Type"] == "application/pdf"
    assert address in text(anna.get(f"/cases/{case}/"))
    assert anna.get(f"/cases/{case}/letters/9.pdf").status_code == 404
    erik_sees_nothing(town, address)


def test_she_sees_who_of_us_has_looked(town: Town, anna: Client, case: str) -> None:
    assert "Nobody at the municipality has opened your case yet." in text(
        anna.get(f"/cases/{case}/")
    )
    town.browser("bo").get(f"/desk/cases/{case}/")

    assert "Bo Lind" in text(anna.get(f"/cases/{case}/")).partition('id="who"')[2]


def test_an_empty_list_says_what_will_stand_there(town: Town) -> None:
    page = text(town.browser("erik").get("/cases/"))

    assert "There is nothing here yet." in page and "See what you can apply for" in page


def test_a_power_of_attorney_is_given_used_and_taken_back(town: Town, case: str) -> None:
    maj, anna = town.browser("maj"), town.browser("anna")
    majs = town.applies("maj").id
    wrong = press(maj, "/mandates/new/", number="", **{"from": "i morgon"})
    assert wrong.status_code == 422
    assert "Choose what it is for." in text(wrong) and "Write the first day" in text(wrong)
    stranger = press(maj, "/mandates/new/", number="19000101-0000", services="parking-permit")
    assert "Nobody with the number 19000101-0000 has logged in here." in text(stranger)

    number = town.reads("anna").person.number
    page = form(maj.get("/mandates/new/"), "/new/")
    for _ in range(2):
        answer = maj.post(page.action, page.filled(number=number, services="parking-permit"))
        assert answer["Location"] == "/mandates/?given=1"
    assert len(town.reads("maj").person.mandates) == 1
    assert "Maj Berg" in text(anna.get("/mandates/"))
    assert anna.get(f"/cases/{majs}/").status_code == 200

    press(anna, "/mandates/", "/acting-for/", person=town.reads("maj").id)
    mine = text(anna.get("/cases/"))
    assert "Cases of Maj Berg" in mine and majs in mine and case not in mine
    assert "You may also act for" in mine and "you yourself" in mine

    assert press(maj, "/mandates/1/revocation/")["Location"] == "/mandates/?revoked=1"
    assert anna.get(f"/cases/{majs}/").status_code == 404
    assert "My cases" in text(anna.get("/cases/"))
    assert maj.get("/mandates/1/revocation/").status_code == 303
    erik_sees_nothing(town, f"/cases/{majs}/")


def test_a_mandate_for_something_else_opens_nothing(town: Town, anna: Client) -> None:
    persons.give_mandate(
        town.reads("maj"),
        number=town.reads("anna").person.number,
        kind="power_of_attorney",
        services=("another-service",),
        valid_from=now(1).date() - timedelta(days=1),
    )
    majs = town.applies("maj").id
    assert anna.get(f"/cases/{majs}/").status_code == 404
    press(anna, "/mandates/", "/acting-for/", person=town.reads("maj").id)
    answer = anna.get("/apply/parking-permit/")

    assert answer.status_code == 403
    assert "You may not apply for this in the name of Maj Berg." in text(answer)


def test_nobody_acts_for_who_has_not_asked_her_to(town: Town) -> None:
    erik = town.browser("erik")
    page = form(erik.get("/acting-for/"), "/acting-for/")

    assert erik.post(page.action, page.filled(person=town.reads("anna").id)).status_code == 404
    assert "Cases of" not in text(erik.get("/cases/"))


def test_a_case_that_moves_to_somebody_else_says_so(town: Town, anna: Client, case: str) -> None:
    bo = town.reads("bo")
    act(bo, TakeCase(bo.id), case=case, key="take-the-case-1")

    assert "Bo Lind handles the case" in text(anna.get(f"/cases/{case}/"))


def test_the_menu_says_where_one_is_and_a_page_that_is_nowhere_the_way_on(
    town: Town, anna: Client, case: str
) -> None:
    assert 'href="/cases/" aria-current="page"' in text(anna.get("/cases/"))
    assert 'href="/cases/" aria-current="true"' in text(anna.get(f"/cases/{case}/"))
    assert text(anna.get("/nothing/")).count("aria-current") == 1, "the language, and no page"
    lost = text(town.browser("bo").get("/nothing/"))
    assert '<a class="ds-button" href="/desk/">To the worklist</a>' in lost
    assert "To the worklist" not in text(town.browser("erik").get("/nothing/"))


def test_a_list_of_readers_with_nobody_in_it_asks_for_no_choice(
    town: Town, anna: Client, case: str
) -> None:
    address = f"/cases/{case}/readers/"
    empty = text(anna.get(address))
    assert "Nobody has read here yet." in empty and 'name="from"' not in empty

    town.browser("bo").get(f"/desk/cases/{case}/")

    assert 'name="from"' in text(anna.get(address))
    erik_sees_nothing(town, address)


def test_what_a_caseworker_asks_for_stands_on_the_case_and_is_answered_where_it_stands(
    town: Town, anna: Client, case: str
) -> None:
    asked = "Which day was the certificate written?"
    act(town.reads("bo"), AskForSupplement(asked), case=case, key="ask-for-the-day-1")
    page = text(anna.get(f"/cases/{case}/"))
    assert f"<li>{asked}</li>" in page
    assert re.search(rf'href="/cases/{case}/messages/"[^>]*>Read and answer</a>', page)
    sent_on = anna.get(f"/cases/{case}/step/send-more/")
    assert sent_on["Location"].endswith(f"/cases/{case}/messages/")

    press(anna, f"/cases/{case}/messages/", text="On the second of November.")

    assert "Our turn" in text(anna.get(f"/cases/{case}/"))
    erik_sees_nothing(town, f"/cases/{case}/step/send-more/")


def test_every_step_that_is_asked_of_a_resident_can_be_done(town: Town) -> None:
    hers = [
        one for package in packages().values() for one in package.steps if one.who == "resident"
    ]

    assert hers and [one.id for one in hers if not one.form and one.act not in PAGES] == []


def test_who_reads_the_case_many_times_in_a_day_stands_there_once(
    town: Town, anna: Client, case: str
) -> None:
    for _ in range(3):
        town.browser("bo").get(f"/desk/cases/{case}/")

    looked = text(anna.get(f"/cases/{case}/")).partition("Who has looked")[2]
    assert looked.partition("</section>")[0].count("Bo Lind") == 1
    erik_sees_nothing(town, f"/cases/{case}/")
