"""The trials in the browser, small: nothing typed runs, nothing leaks, nothing is left behind."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from samrum.web.shared.gate import doors
from tests.database import RunDatabase
from trials.browser import screens
from trials.browser.headers import B4
from trials.browser.leaving import B3
from trials.browser.scripts import B1
from trials.frame import Asked, Trial, carry_out


@pytest.fixture(autouse=True)
def installation(lasting_db: RunDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database, with real commits."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.mark.browser
@pytest.mark.parametrize("trial", [pytest.param(B1, marks=pytest.mark.slow), B3], ids=["B1", "B3"])
def test_nothing_that_was_typed_runs_and_nothing_is_left_behind(trial: Trial) -> None:
    line, examples = carry_out(trial, Asked(seed=1, n=min(trial.quick, 3)))

    assert line["pass"], examples


@pytest.mark.slow
def test_every_answer_fences_itself_in_and_one_that_does_not_is_caught() -> None:
    line, examples = carry_out(B4, Asked(seed=1, n=40))
    assert line["pass"], examples

    line, _examples = carry_out(B4, Asked(seed=1, n=12), "no-resource-policy")
    assert not line["pass"]


def test_every_part_of_an_address_can_be_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address with a part that the trials do not know would end them before they look."""
    someone = SimpleNamespace(id="someone")
    town = SimpleNamespace(room="room", cases={"open": "case"}, reads=lambda name: someone)
    monkeypatch.setattr(screens, "_worries", lambda town: ["worry"])
    monkeypatch.setattr(screens, "_given", lambda town: [1])
    monkeypatch.setattr(screens, "_draft_files", lambda town: ["file"])

    for door in doors():
        assert list(screens.addresses(town, door))  # type: ignore[arg-type]
