"""Bias at the desk: reported, examined by somebody else, and seen by the resident."""

import pytest

from tests.web.lillevik import Town, press, said, settle, text


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
