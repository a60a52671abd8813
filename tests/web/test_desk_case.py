"""A case at the desk: what it shows, what is done in it, and who never sees it."""

from uuid import uuid4

import pytest

from samrum.core.case import (
    AskForCorrection,
    ObjectToNote,
    Reading,
    ReadRegisters,
    ReportLetter,
    SendMessage,
    WriteNote,
)
from samrum.core.fact import Answer
from samrum.office import why
from samrum.office.act import act, act_by_itself
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.lillevik import FAR, Town, form, press, said, settle, text

METRES = "mobility.walking_distance_max_m"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def case(town: Town) -> str:
    """Anna's complete application."""
    return town.applies("anna").id


def desk(case: str, page: str = "") -> str:
    return f"/desk/cases/{case}/{page}"


def test_the_case_says_whose_turn_it_is_and_what_to_do_first(town: Town, case: str) -> None:
    page = text(town.browser("bo").get(desk(case)))

    assert "Anna Berg" in page and "Our turn" in page and "Nobody yet" in page
    assert f'href="{desk(case, "assessment/")}" data-key="d"' in page
    assert "150 m" in page and "Said by Anna Berg" in page
    assert "the population register</strong>: Answered" in page.replace("The p", "the p")
    assert "What the rules recommend" in page and "Grant" in page
    assert "Bo Lind" in page.partition('id="readers"')[2]


def test_a_register_that_failed_is_never_a_no(town: Town, case: str) -> None:
    failed = ReadRegisters({"permits": Reading("failed", {}, now(1))})
    act(town.reads("bo"), failed, case=case, key="read-again-failed")

    page = text(town.browser("bo").get(desk(case)))
    warning = page.partition('id="now"')[2].partition("</section>")[0]
    assert "Our register of permits</strong>: Did not answer. That is neither a yes" in warning
    assert "What we do not know because of it: Last day of the permit you have" in warning
    assert "The population register" not in warning


def test_a_case_is_taken_handed_over_and_put_back(town: Town, case: str) -> None:
    bo = town.browser("bo")

    assert press(bo, desk(case), desk(case, "taking/"))["Location"].endswith("?done=taken")
    assert town.case(case).caseworker == town.reads("bo").id
    to_karin = press(bo, desk(case, "taking/"), caseworker=town.reads("karin").id)
    assert to_karin["Location"].endswith("?done=handed")
    assert town.case(case).caseworker == town.reads("karin").id
    why.say(town.reads("bo"), case, "Karin is ill.")
    press(bo, desk(case, "taking/"), caseworker="nobody")
    assert town.case(case).caseworker == ""
    assert "Nobody takes care" in text(bo.get(desk(case)))


@pytest.mark.parametrize("whom", ["cecilia", "erik", "nonsense"])
def test_it_is_handed_to_nobody_outside_the_unit(town: Town, case: str, whom: str) -> None:
    chosen = town.reads(whom).id if whom in town.tokens else whom
    answer = press(town.browser("bo"), desk(case, "taking/"), caseworker=chosen)

    assert answer.status_code in (404, 422)
    assert town.case(case).caseworker == ""


def test_a_note_is_written_once_and_an_empty_one_is_not(town: Town, case: str) -> None:
    bo = town.browser("bo")
    printed = form(bo.get(desk(case)), desk(case, "notes/"))

    answers = [bo.post(printed.action, printed.filled(text="She called.")) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [desk(case, "?done=note")] * 2
    assert [note.text for note in town.case(case).notes] == ["She called."]
    assert "Next case" in text(bo.get(desk(case, "?done=note")))
    empty = press(bo, desk(case, "notes/"), text="  ")
    assert empty.status_code == 422 and "The text is empty." in text(empty)
    assert press(bo, desk(case, "notes/"), text="x" * 10_001).status_code == 422


def test_a_fact_is_entered_with_how_it_is_known(town: Town, case: str) -> None:
    bo, path = town.browser("bo"), desk(case, f"facts/{METRES}/")

    assert press(bo, path, **{METRES: "700"}).status_code == 422
    wrong = press(bo, path, **{METRES: "far"}, source="document")
    assert wrong.status_code == 422 and 'value="far"' in text(wrong)
    assert press(bo, path, **{METRES: "700"}, source="document")["Location"].endswith("done=fact")

    page = text(bo.get(desk(case)))
    assert "700 m" in page and "From a document, read by you" in page and "Refuse" in page
    for absent in ("document.photo", "no.such", "case.stage"):
        assert bo.get(desk(case, f"facts/{absent}/")).status_code == 404


def test_the_resident_is_asked_and_it_becomes_her_turn(town: Town, case: str) -> None:
    bo = town.browser("bo")
    answer = press(bo, desk(case, "supplement/"), text="Which doctor shall we ask?")

    assert answer["Location"].endswith("done=asked")
    assert town.case(case).turn == "resident"
    page = text(bo.get(desk(case)))
    assert "asked for, not answered yet" in page
    assert "The resident&#39;s turn" in page
    assert "You have already asked for this" in text(bo.get(desk(case, "supplement/")))


def test_a_message_is_answered_beside_what_the_resident_wrote(town: Town, case: str) -> None:
    act(town.reads("anna"), SendMessage("When do I get an answer?"), case=case, key="question-1")
    bo = town.browser("bo")

    assert "When do I get an answer?" in text(bo.get(desk(case, "messages/")))
    press(bo, desk(case, "messages/"), text="On Friday.")
    assert [one.answered for one in town.case(case).messages] == [True, False]


def test_the_assessment_stands_beside_the_rules_and_is_never_overwritten(
    town: Town, case: str
) -> None:
    bo = town.browser("bo")
    assert press(bo, desk(case, "assessment/"), text="Clear.").status_code == 422
    press(bo, desk(case, "assessment/"), outcome="grant", text="The certificate is clear.")

    press(
        bo, desk(case, f"facts/{METRES}/"), **{METRES: "800"}, source="caseworker", told_by="party"
    )

    page = text(bo.get(desk(case)))
    assert "The certificate is clear." in page
    assert "When this was written the rules said “Grant”. Now they say “Refuse”" in page
    assert town.case(case).assessment.outcome == "grant"  # type: ignore[union-attr]


@pytest.mark.parametrize(("do", "metres"), [("accept", 90), ("decline", 150)])
def test_a_correction_is_accepted_or_declined_with_an_answer(
    town: Town, case: str, do: str, metres: int
) -> None:
    asked = AskForCorrection(METRES, Answer(90), "I wrote wrong.")
    act(town.reads("anna"), asked, case=case, key="correction-1")
    bo, path = town.browser("bo"), desk(case, "corrections/1/")

    assert "The resident says that this is wrong" in text(bo.get(desk(case)))
    page = text(bo.get(path))
    assert "150 m" in page and "90 m" in page and "I wrote wrong." in page
    assert press(bo, path, do="decline", text=" ").status_code == 422
    press(bo, path, do=do, text="Thank you.")
    assert town.case(case).facts[METRES].value == metres
    assert bo.get(desk(case, "corrections/2/")).status_code == 404


def test_the_registers_are_asked_again_once(town: Town, case: str) -> None:
    bo = town.browser("bo")
    printed = form(bo.get(desk(case, "registers/")), desk(case, "registers/"))

    for _ in range(2):
        assert bo.post(printed.action, printed.filled())["Location"].endswith("done=registers")


def test_notes_stand_with_their_objections(town: Town, case: str) -> None:
    act(town.reads("bo"), WriteNote("She was angry."), case=case, key="note-1-by-bo")
    act(town.reads("anna"), ObjectToNote(1, "I was sad."), case=case, key="objection-1")

    page = text(town.browser("bo").get(desk(case)))
    assert "Objection to note 1" in page and "I was sad." in page


def test_a_letter_shows_its_words_and_what_became_of_it(town: Town, case: str) -> None:
    failed = ReportLetter(1, "failed", "", "The address is incomplete.")
    letters = town.case(case).letters
    assert letters[0].fate == "sent"
    page = text(town.browser("bo").get(desk(case, "letters/1/")))
    assert letters[0].title in page and "Sent" in page
    assert town.browser("bo").get(desk(case, "letters/1.pdf")).status_code == 200
    for absent in ("letters/9/", "letters/9.pdf", "documents/9/"):
        assert town.browser("bo").get(desk(case, absent)).status_code == 404
    assert failed.fate == "failed"


def test_a_document_is_looked_at_or_kept(town: Town, case: str) -> None:
    shown = town.browser("bo").get(desk(case, "documents/1/"))
    kept = town.browser("bo").get(desk(case, "documents/1/?keep=1"))

    assert shown["Content-Disposition"].startswith("inline")
    assert kept["Content-Disposition"].startswith("attachment")
    assert b"".join(shown.streaming_content) == b"".join(kept.streaming_content)
    assert "document 1" in text(town.browser("bo").get(desk(case)))


def test_two_on_one_case_see_each_other_and_lose_nothing(town: Town, case: str) -> None:
    bo, karin = town.browser("bo"), town.browser("karin")
    first = form(bo.get(desk(case, "assessment/")), desk(case, "assessment/"))
    second = form(karin.get(desk(case, "assessment/")), desk(case, "assessment/"))
    bo.post(first.action, first.filled(outcome="grant", text="Bo thinks yes."))

    told = karin.post(second.action, second.filled(outcome="refuse", text="Karin thinks no."))

    page = text(told)
    assert told.status_code == 409
    assert "Somebody was here before you" in page
    assert "Bo Lind" in page and "Bo thinks yes." in page and "Karin thinks no." in page
    assert town.case(case).assessment.text == "Bo thinks yes."  # type: ignore[union-attr]
    again = form(told, desk(case, "assessment/"))
    assert dict(again.fields)["outcome"] == "refuse"
    assert karin.post(again.action, again.filled())["Location"].endswith("done=assessed")
    assert town.case(case).assessment.text == "Karin thinks no."  # type: ignore[union-attr]


def test_the_post_room_is_in_nobodys_way(town: Town, case: str) -> None:
    bo = town.browser("bo")
    printed = form(bo.get(desk(case, "notes/")), desk(case, "notes/"))
    press(town.browser("karin"), desk(case, "supplement/"), text="A photo, please.")
    number = len(town.case(case).letters)
    printed = form(bo.get(desk(case, "notes/")), desk(case, "notes/"))
    report = ReportLetter(number, "sent", "b" * 64, "ref")
    act_by_itself(1, "post", report, case=case, key="letter-reported")

    assert bo.post(printed.action, printed.filled(text="Kept."))["Location"].endswith("done=note")


def test_a_protected_resident_is_marked_and_never_shown_where_she_lives(town: Town) -> None:
    case = town.applies("anna").id
    protected = ReadRegisters({"population": Reading("protected", {}, now(1))})
    act(town.reads("karin"), protected, case=case, key="protected-now")

    page = text(town.browser("karin").get(desk(case)))
    assert "Protected personal data." in page and "Hamngatan" not in page
    hidden = town.browser("bo").get(desk(case))
    assert said(hidden) == said(town.browser("bo").get(desk(str(uuid4()))))


PAGES = (
    *("", "taking/", "notes/", "messages/", "supplement/", "registers/", "corrections/1/"),
    *("assessment/", "decision/", "decision/made/", "documents/1/", "letters/1/", "letters/1.pdf"),
    *("closing/", f"facts/{METRES}/"),
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["erik", "cecilia"])
def test_erik_and_cecilia_see_what_is_absent(town: Town, case: str, who: str, page: str) -> None:
    asked = AskForCorrection(METRES, Answer(90), "I wrote wrong.")
    act(town.reads("anna"), asked, case=case, key="correction-1")
    browser = town.browser(who)

    hidden, absent = browser.get(desk(case, page)), browser.get(desk(str(uuid4()), page))
    assert said(hidden) == said(absent)
    assert hidden.status_code == 404


@pytest.mark.parametrize("page", ["taking/", "notes/", "assessment/", "decision/", "closing/"])
@pytest.mark.parametrize("who", ["erik", "cecilia"])
def test_erik_and_cecilia_change_nothing(town: Town, case: str, who: str, page: str) -> None:
    browser, before = town.browser(who), town.case(case)
    whose = dict(form(browser.get("/mandates/new/"), "/mandates/new/").fields)["whose"]

    sent = {"key": "k" * 20, "whose": whose, "version": "3", "text": "x", "outcome": "grant"}
    sent |= {"content": "x", "reasons": "x", "do": "decide", "provisions": "x"}
    assert browser.post(desk(case, page), sent).status_code == 404
    assert town.case(case) == before


def test_erik_is_not_told_that_his_own_case_is_a_case_of_the_desk(town: Town) -> None:
    case = town.applies("erik").id

    assert town.browser("erik").get(desk(case)).status_code == 404


def test_a_decided_case_is_neither_assessed_nor_decided_again(town: Town) -> None:
    life = town.applies("anna", FAR)
    life.decide(8, "refuse")
    bo = town.browser("bo")

    for page in ("assessment/", "decision/", "supplement/", f"facts/{METRES}/", "registers/"):
        answer = bo.get(desk(life.id, page))
        assert answer.status_code == 200 and "not being worked on any more" in text(answer)
    assert "cannot be changed" in text(
        bo.post(
            desk(life.id, "assessment/"),
            form(bo.get(desk(life.id)), "notes/").filled(outcome="grant", text="No."),
        )
    )


def test_a_case_is_closed_when_everything_is_done(town: Town) -> None:
    life = town.applies("anna", FAR)
    life.decide(8, "refuse")
    bo = town.browser("bo")

    assert "Everything is done. The case can be closed." in text(bo.get(desk(life.id)))
    press(bo, desk(life.id, "closing/"))
    assert town.case(life.id).stage == "closed"
    assert "The case is closed." in text(bo.get(desk(life.id, "?done=closed")))
