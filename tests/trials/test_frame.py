"""Trials print one line, exit 0 or 1, fail under planted defects, and keep what they found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.test_asvs import found_in
from trials import __main__ as command
from trials import record
from trials.answered import lines
from trials.frame import Asked, NotHere, Result, Trial, replaced, unplanted

ROOT = Path(__file__).parents[2]
RIGHT = {"answer": 42}


@contextmanager
def forgets() -> Iterator[None]:
    RIGHT["answer"] = 0
    yield
    RIGHT["answer"] = 42


def ask(asked: Asked) -> Result:
    wrong = 0 if RIGHT["answer"] == 42 else asked.n
    return Result(wrong == 0, {"asked": asked.n, "wrong": wrong}, ["0 is not 42"] * wrong)


def nowhere(asked: Asked) -> Result:
    raise NotHere("It cannot run.", "It is not there.", "Get it.")


REAL = command.GROUPS
TRIALS = (
    Trial("X-ask", "The answer is 42.", "questions", 100, 3, ask, {"forgets": forgets}),
    Trial("X-nowhere", "It runs.", "runs", 1, 1, nowhere, {}),
)


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "GROUPS", {"x": TRIALS})
    monkeypatch.setattr(record, "RESULTS", tmp_path / "results.jsonl")
    monkeypatch.setattr(record, "PAGE", tmp_path / "trials.md")


def test_a_trial_is_one_line_with_its_seed_its_size_and_its_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["X-ask", "--seed", "7"]) == 0

    line = json.loads(capsys.readouterr().out)
    assert (line["id"], line["seed"], line["n"], line["pass"]) == ("X-ask", 7, 100, True)
    assert line["figures"] == {"asked": 100, "wrong": 0}


def test_a_planted_defect_makes_it_fail_and_is_gone_after(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["x", "--quick", "--break", "forgets"]) == 1

    told = capsys.readouterr()
    assert json.loads(told.out)["break"] == "forgets"
    assert told.err.count("0 is not 42") == 3
    assert command.main(["X-ask", "--quick"]) == 0


def test_controls_succeed_when_every_defect_makes_its_trial_fail() -> None:
    assert command.main(["X-ask", "--controls"]) == 0


def test_what_cannot_run_here_does_not_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["X-nowhere"]) == 1
    assert "Get it." in capsys.readouterr().out


def test_an_unknown_trial_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["X-none"]) == 2
    assert "X-ask" in capsys.readouterr().err


def test_recorded_runs_stay_on_the_page_also_those_that_failed() -> None:
    command.main(["X-ask", "--quick", "--record"])
    command.main(["X-nowhere", "--record"])
    command.main(["X-ask", "--record", "--break", "forgets"])

    page = record.PAGE.read_text()
    assert "| passed | asked 3, wrong 0 |" in page
    assert "| not run | It cannot run. It is not there. Get it. |" in page
    assert "`forgets` caught" in page
    assert "| X-ask | 100 | 3 | passed | 1 of 1 |" in page
    assert "| X-nowhere | 1 | none | not recorded | 0 of 0 |" in page


def test_each_line_of_the_programme_names_what_is_there_and_each_trial_answers_one() -> None:
    everything = {trial.id for trials in REAL.values() for trial in trials}
    named = {one for line in lines() for one in line.trials}
    assert (named - everything, everything - named) == (set(), set())

    for line in lines():
        assert line.by or line.open, line
        assert [one for one in line.pages if not (ROOT / one).exists()] == []
        for one in line.tests:
            file, _, name = one.partition("::")
            assert found_in(file) and (name == "*" or name in found_in(file)), one


def test_the_ground_is_made_right_while_a_defect_is_planted() -> None:
    class Rule:
        answer = 42

    with replaced(Rule, "answer", 1), replaced(Rule, "answer", 0):
        with unplanted():
            assert Rule.answer == 42
        assert Rule.answer == 0
    assert Rule.answer == 42
