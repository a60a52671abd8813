"""Pages that are made from the code say what the code says."""

import re
from datetime import timedelta

import pytest

from docs.__main__ import HERE, pages
from samrum.office import identity
from samrum.site import e_identity
from samrum.web.shared import pace


@pytest.mark.parametrize("name", pages())
def test_a_page_made_from_the_code_is_current(name: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == pages()[name], "run ./do docs"


RUNBOOK = (HERE / "runbook.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands under a heading of the runbook, on one line."""
    return " ".join(RUNBOOK.partition(f"\n## {title}\n")[2].partition("\n## ")[0].split())


def test_the_runbook_says_how_guessing_is_slowed_down_as_it_is() -> None:
    """ASVS 6.1.1."""
    said = section("Keys, pace and log")

    assert f"ask for {pace.OF_A_SESSION} pages a minute" in said
    assert f"an address for {pace.OF_AN_ADDRESS:,}" in said
    assert f"begin {pace.LOGINS_OF_AN_ADDRESS} log-ins" in said
    assert "each process of `serve` counts for itself" in said
    assert "nobody is locked out" in said


def test_the_runbook_says_how_long_a_session_lasts_as_it_is() -> None:
    """ASVS 7.1.1 and 7.1.2."""
    said = section("Let somebody work here")

    assert timedelta(minutes=30) == identity.IDLE and "half an hour without a press" in said
    assert timedelta(hours=8) == identity.LONGEST and "at most eight hours" in said
    assert "Somebody may have several" in said


def test_the_runbook_says_which_two_sessions_there_are_and_what_ends_them() -> None:
    """ASVS 7.1.3."""
    said = section("Let somebody work here").partition("**Two sessions**")[2]

    assert "one at the provider of e-identities" in said
    assert "without asking who she is" in said
    assert "Logging out always ends ours first." in said
    assert "`post_logout_redirect_uri`" in said
    assert f"does not answer within {e_identity.PATIENCE} seconds, keeps its session" in said


def test_the_runbook_says_how_soon_what_others_made_is_renewed() -> None:
    """ASVS 15.1.1."""
    rows = re.findall(r"\| ([^|]+) \| (\d+) days \|", section("What it is made of"))
    days = [int(number) for _, number in rows]

    assert [risk.split(",")[0] for risk, _ in rows] == ["critical", "high", "medium", "low"]
    assert days == sorted(days) and days[-1] <= 90
