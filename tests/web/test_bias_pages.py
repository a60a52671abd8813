"""Bias at the desk: reported, examined by somebody else, and seen by the resident."""

import pytest

from samrum.cli.lillevik import seed
from samrum.cli.lillevik.people import Someone
from samrum.core.case import Reach
from samrum.core.fact import Answer
from samrum.office import act
from tests.web.lillevik import DRIVER, Town, press, said, settle, text

NILS = Someone("19700101-9801", "Nils Lind", ("Granvägen 1", "990 10 Lillevik"))


@pytest.fixture
def town(db: object) -> Town:
    return settle()


def reported(town: Town) -> str:
    case = town.applies("anna").id
    answer = press(
        town.browser("bo"),
        f"/desk/cases/{case}/bias/",
        concerns=town.reads("bo").id,
        ground="other",
        text="Hon och jag sitter i samma styrelse.",
    )
    assert answer.status_code == 303
    return case


def test_a_caseworker_reports_it_and_somebody_else_examines_it(town: Town) -> None:
    case = reported(town)
    bo, karin = town.browser("bo"), town.browser("karin")

    assert "a colleague or your manager examines it" in text(bo.get(f"/desk/cases/{case}/bias/1/"))
    assert "/bias/1/" in text(karin.get(f"/desk/cases/{case}/"))
    answer = press(
        karin, f"/desk/cases/{case}/bias/1/", finding="biased", text="De träffas varje vecka."
    )

    assert answer.status_code == 303
    assert town.case(case).bias[0].finding == "biased"
    page = text(town.browser("anna").get(f"/cases/{case}/"))
    assert "It was examined whether Bo Lind is biased" in page
    assert "De träffas varje vecka." in page


def test_what_was_not_filled_in_is_said_at_the_field(town: Town) -> None:
    case = town.applies("anna").id
    answer = press(town.browser("bo"), f"/desk/cases/{case}/bias/", ground=None, text="")

    assert answer.status_code == 422
    assert "Choose what comes nearest." in text(answer)


def test_erik_reports_and_examines_nothing(town: Town) -> None:
    case, erik = reported(town), town.browser("erik")

    for path in ("bias/", "bias/1/"):
        nowhere = erik.get(f"/desk/cases/nowhere/{path}")
        assert said(erik.get(f"/desk/cases/{case}/{path}")) == said(nowhere)


def test_she_says_who_should_not_handle_her_case_and_it_stops_until_it_is_examined(
    town: Town,
) -> None:
    life = town.applies("anna")
    anna, bo, address = town.browser("anna"), town.browser("bo"), f"/cases/{life.id}/bias/"
    bo_id = town.reads("bo").id
    press(bo, f"/desk/cases/{life.id}/taking/", caseworker=bo_id)
    assert f'href="{address}"' in text(anna.get(f"/cases/{life.id}/"))
    assert press(anna, address, whom=None, ground=None).status_code == 422

    told = press(anna, address, whom=bo_id, ground="other", text="He is my neighbour's brother.")
    assert told.status_code == 303

    question = town.case(life.id).bias[0]
    assert (question.concerns, question.raised_by) == (bo_id, town.reads("anna").id)
    assert "It is being examined. Until then" in text(anna.get(address))
    stopped = press(
        bo, f"/desk/cases/{life.id}/assessment/", outcome="grant", text="She cannot walk far."
    )
    assert stopped.status_code == 422 and "16-18 §§" in text(stopped).replace("–", "-")
    assert "He is my neighbour" in text(town.browser("karin").get(f"/desk/cases/{life.id}/bias/1/"))
    press(town.browser("karin"), f"/desk/cases/{life.id}/bias/1/", finding="impartial", text="No.")
    assert "We found that she can handle your case." in text(anna.get(address))


def test_who_has_the_same_surname_is_asked_and_not_stopped(db: object) -> None:
    town = settle(NILS)
    seed.register(NILS)
    nils = seed.log_in(NILS)
    case = act.apply(
        nils,
        service="parking-permit",
        resident=nils.id,
        answers={fact: Answer(value) for fact, value in DRIVER.items()},
        reach=Reach(),
        language="sv",
        key="nils-applies",
    ).case

    asked = "You and the resident have the same surname."
    assert asked in text(town.browser("bo").get(f"/desk/cases/{case}/"))
    assert asked not in text(town.browser("karin").get(f"/desk/cases/{case}/"))
    taken = press(town.browser("bo"), f"/desk/cases/{case}/taking/", caseworker=town.reads("bo").id)
    assert taken.status_code == 303, "a hint, not a block"


def test_a_name_that_she_writes_keeps_that_very_colleague_out(town: Town) -> None:
    life = town.applies("anna")
    anna, address = town.browser("anna"), f"/cases/{life.id}/bias/"
    said_by_her = {"whom": "another", "ground": "party", "text": "She is my cousin."}

    press(anna, address, name="karin  åberg", **said_by_her)
    press(anna, address, name="the one with the dog", **said_by_her)

    first, second = town.case(life.id).bias
    assert first.concerns == town.reads("karin").id and first.text == "She is my cousin."
    assert second.concerns == "" and second.text == "the one with the dog: She is my cousin."
    page = text(town.browser("bo").get(f"/desk/cases/{life.id}/bias/2/"))
    assert "nobody is kept out yet" in page and 'value="biased"' not in page
    erik = town.browser("erik")
    assert said(erik.get(address)) == said(erik.get("/cases/nowhere/bias/"))
