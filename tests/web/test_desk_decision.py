"""Deciding at the desk: drafted from the rules, read through with the letter, made once."""

from datetime import date, timedelta
from typing import Any

import pytest

from samrum.core.case import WriteNote
from samrum.office.act import act
from tests.database import RunDatabase
from tests.web.lillevik import FAR, Town, form, press, settle, text

LAW = "13 kap. 8 § trafikförordningen (1998:1276)"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def path(case: str) -> str:
    return f"/desk/cases/{case}/decision/"


def written(town: Town, case: str, who: str = "bo", **typed: Any) -> Any:
    """The form, filled in from the rules' proposal for an outcome, with something typed over; what
    others have brought in does not matter here."""
    browser = town.browser(who)
    if not town.case(case).hearings:
        needless = {"ground": "unnecessary", "reason": "She has said the same herself."}
        press(browser, f"/desk/cases/{case}/hearing/", do="leave", **needless)
    drafted = press(browser, path(case), do="draft", outcome=typed.pop("outcome", "refuse"))
    return browser, form(drafted, path(case)).filled(**typed)


def test_a_refusal_is_drafted_read_through_made_and_acknowledged(town: Town) -> None:
    case = town.applies("anna", FAR).id
    bo, sent = written(town, case)
    assert sent["outcome"] == ["refuse"]
    assert sent["content"] == ["Du får inte parkeringstillstånd."]
    assert "800" in sent["reasons"][0] and sent["provisions"] == [LAW]

    check = bo.post(path(case), {**sent, "do": "look"})
    assert "Is this what you decide?" in text(check)
    assert 'lang="sv"' in text(check) and "Om du tycker att beslutet är fel" in text(check)
    assert town.case(case).stage == "received"

    made = bo.post(path(case), form(check, path(case)).filled(do="decide"))
    assert made["Location"] == f"{path(case)}made/"
    receipt = text(bo.get(made["Location"]))
    assert "The decision is made" in receipt and "Next case" in receipt
    decision = town.case(case).decision
    assert decision is not None
    assert (decision.outcome, decision.decider) == ("refuse", town.reads("bo").id)
    assert decision.reasons == sent["reasons"][0]
    assert "Du får inte parkeringstillstånd" in text(bo.get(f"/desk/cases/{case}/"))


def test_pressing_twice_decides_once(town: Town) -> None:
    case = town.applies("anna", FAR).id
    bo, sent = written(town, case)

    for _ in range(2):
        assert bo.post(path(case), {**sent, "do": "decide"}).status_code == 303
    assert sum(one.template == "refusal" for one in town.case(case).letters) == 1


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"reasons": ""}, "reasons", "It has no reasons."),
        ({"provisions": None, "more": " "}, "provisions", "which provisions were applied"),
        ({"content": ""}, "content", "It does not say what is decided."),
        ({"outcome": "grant", "valid_to": ""}, "valid_to", "first or last day is missing"),
        ({"outcome": "grant", "valid_to": "9999-01-01"}, "valid_to", "at most five years"),
        ({"outcome": "grant", "valid_to": "1999-01-01"}, "valid_to", "cannot come before"),
        ({"valid_from": "soon"}, "valid_from", "Write the day as"),
    ],
)
@pytest.mark.parametrize("do", ["look", "decide"])
def test_what_the_law_does_not_let_through_is_said_at_the_field(
    town: Town, typed: dict[str, Any], field: str, told: str, do: str
) -> None:
    case = town.applies("anna", FAR).id
    bo, sent = written(town, case, **dict(typed))

    answer = bo.post(path(case), {**sent, "do": do})

    assert answer.status_code == 422
    page = text(answer)
    assert f'href="#{field}"' in page and told in page
    assert ("Du kan gå" in page) == (typed.get("reasons") != ""), "what she wrote is still there"
    assert town.case(case).stage == "received"


@pytest.mark.parametrize(
    "hostile",
    [
        {"outcome": "abolish"},
        {"outcome": ""},
        {"reasons": "x" * 20_000},
        {"participants": ["nobody", "<script>"], "reporter": "'; drop table", "reasons": ""},
        {"content": "<script>alert(1)</script>\x00", "reasons": "**bold** [x](y)", "do": "look"},
    ],
)
def test_hostile_fields_are_refused_or_harmless(town: Town, hostile: dict[str, Any]) -> None:
    case = town.applies("anna", FAR).id
    bo, sent = written(town, case)

    answer = bo.post(path(case), {**sent, "do": "look", **hostile})

    assert answer.status_code in (200, 422)
    assert "<script>" not in answer.content.decode()


def test_the_rules_propose_how_long_a_permit_is_valid(town: Town) -> None:
    case = town.applies("anna").id
    _bo, sent = written(town, case, outcome="grant")

    first, last = (date.fromisoformat(sent[name][0]) for name in ("valid_from", "valid_to"))
    assert first == date.today() and timedelta(4 * 365) < last - first < timedelta(5 * 366)


def test_the_letter_speaks_the_residents_language(town: Town) -> None:
    case = town.applies("mette", FAR).id
    bo, sent = written(town, case)

    assert sent["content"] == ["Du får ikke parkeringstilladelse."]
    check = text(bo.post(path(case), {**sent, "do": "look"}))
    assert 'lang="da"' in check and "Du får ikke parkeringstilladelse." in check
    assert "Hvis du mener, at afgørelsen er forkert" in check


def test_the_reporter_and_those_who_took_part_are_colleagues(town: Town) -> None:
    case, karin = town.applies("anna", FAR).id, town.reads("karin").id
    bo, sent = written(town, case, participants=[karin], reporter=karin)
    check = bo.post(path(case), {**sent, "do": "look"})
    bo.post(path(case), form(check, path(case)).filled(do="decide"))

    decision = town.case(case).decision
    assert decision is not None
    assert (decision.reporter, decision.participants) == (karin, (karin,))


def test_going_back_from_the_check_changes_nothing_that_was_typed(town: Town) -> None:
    case = town.applies("anna", FAR).id
    bo, sent = written(town, case, reasons="My own words.\n\nTwo paragraphs.")
    check = bo.post(path(case), {**sent, "do": "look"})

    again = bo.post(path(case), form(check, path(case)).filled(do="change"))

    assert dict(form(again, path(case)).fields)["reasons"] == "My own words.\n\nTwo paragraphs."


def test_what_a_colleague_wrote_in_the_meantime_is_read_before_the_decision(town: Town) -> None:
    case = town.applies("anna", FAR).id
    bo, sent = written(town, case, reasons="My own words.")
    check = form(bo.post(path(case), {**sent, "do": "look"}), path(case)).filled(do="decide")
    act(town.reads("karin"), WriteNote("New papers came."), case=case, key="note-by-karin")

    told = bo.post(path(case), check)

    page = text(told)
    assert told.status_code == 409
    assert "New papers came." in page and "Karin Åberg" in page and "My own words." in page
    assert town.case(case).stage == "received"
    assert bo.post(path(case), form(told, path(case)).filled(do="decide")).status_code == 303


def test_two_who_decide_at_once_make_one_decision_and_keep_both_texts(town: Town) -> None:
    case = town.applies("anna", FAR).id
    karin, hers = written(town, case, "karin", reasons="Karin's words.")
    bo, his = written(town, case, reasons="Bo's words.")
    bo.post(path(case), {**his, "do": "decide"})

    told = karin.post(path(case), {**hers, "do": "decide"})

    page = text(told)
    assert told.status_code == 409
    assert "Bo Lind" in page and "Karin&#39;s words." in page
    assert "cannot be decided once more" in page
    assert town.case(case).decision.reasons == "Bo's words."  # type: ignore[union-attr]


def test_there_is_no_receipt_before_there_is_a_decision(town: Town) -> None:
    case = town.applies("anna", FAR).id

    assert town.browser("bo").get(f"{path(case)}made/").status_code == 404
