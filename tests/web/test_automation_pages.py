"""A decision that nobody made in person: what the resident and the desk are told of it."""

import pytest

from samrum.core.case import OpenDecision
from samrum.office import act, automation
from samrum.packages.markup import without_marks
from tests.office.test_automation import renews
from tests.web.lillevik import Town, said, settle, text


@pytest.fixture
def town(db: object) -> Town:
    return settle()


def test_the_resident_reads_what_decided_by_which_rules_and_what_would_have_changed_it(
    town: Town,
) -> None:
    id = renews(town)
    automation.decide_waiting(1, ("at-once",))
    anna = town.browser("anna")
    act.act(town.reads("anna"), OpenDecision(), case=id, key="open")

    page = text(anna.get(f"/cases/{id}/decision/"))

    assert "Nobody in person" in page and "parkeringsförnyelse 1" in page
    assert "Samhällsbyggnadsnämnden 2025-09-15 § 99" in page
    assert "What would have changed it" in page and "501 m" in page and "and not 150 m" in page
    assert "13 kap. 8 § trafikförordningen" in page
    assert f'href="/cases/{id}/messages/">Ask a human to look at it' in page
    letter = next(one for one in town.case(id).letters if one.template == "grant")
    assert "fattades automatiskt av vår funktion parkeringsförnyelse 1" in without_marks(
        letter.text
    )
    assert "Vill du att en människa ser på det?" in letter.text


def test_the_desk_sees_that_it_was_automatic_and_by_what_right(town: Town) -> None:
    id = renews(town)
    automation.decide_waiting(1, ("at-once",))

    page = text(town.browser("bo").get(f"/desk/cases/{id}/"))

    assert "automatically" in page and "parkeringsförnyelse 1" in page
    assert "By what right" in page
    listed = text(town.browser("bo").get("/desk/?whose=unit&turn=any&stage=all"))
    assert listed.count("Decided automatically") == 1
    town.applies("maj").decide(1, "grant")
    again = text(town.browser("bo").get("/desk/?whose=unit&turn=any&stage=all"))
    assert again.count("Decided automatically") == 1


def test_the_desk_reads_why_a_case_was_left_to_it(town: Town) -> None:
    id = renews(town, metres=900)
    automation.decide_waiting(1, ("at-once",))

    page = text(town.browser("bo").get(f"/desk/cases/{id}/"))

    assert "A function looked at the case and left it to you" in page
    assert "A function never refuses." in page


def test_erik_sees_nothing_of_a_decision_that_nobody_made_in_person(town: Town) -> None:
    id = renews(town)
    automation.decide_waiting(1, ("at-once",))
    erik = town.browser("erik")

    assert said(erik.get(f"/cases/{id}/decision/")) == said(erik.get("/cases/nowhere/decision/"))
