"""A decision that nobody made in person: what the resident and the desk are told of it."""

import pytest

from samrum.core.case import OpenDecision
from samrum.office import act, automation
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

    assert "Nobody in person" in page and "parking-renewal 1" in page
    assert "Samhällsbyggnadsnämnden 2025-09-15 § 99" in page
    assert "What would have changed it" in page and "501 m" in page and "and not 150 m" in page
    assert "13 kap. 8 § trafikförordningen" in page


def test_the_desk_sees_that_it_was_automatic_and_by_what_right(town: Town) -> None:
    id = renews(town)
    automation.decide_waiting(1, ("at-once",))

    page = text(town.browser("bo").get(f"/desk/cases/{id}/"))

    assert "automatically" in page and "parking-renewal 1" in page
    assert "By what right" in page


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
