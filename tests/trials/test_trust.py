"""The trials of tamper evidence pass when small, and fail when a defect is planted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trials.frame import Asked, carry_out
from trials.trust import exports, split_view
from trials.trust.programme import TRIALS

ROOT = Path(__file__).parents[2]
BY_ID = {trial.id: trial for trial in TRIALS}
SMALL = {"T1": 150, "T2": 3, "T3": 30, "T-two": 34}
WITHOUT_DATABASE = [*exports.TRIALS, *split_view.TRIALS]
node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not here")


def passes(id: str, defect: str = "") -> bool:
    line, _ = carry_out(BY_ID[id], Asked(7, SMALL[id]), defect)
    return bool(line["pass"])


@pytest.mark.parametrize("id", ["T1", "T2", "T3", pytest.param("T-two", marks=node)])
def test_nothing_that_is_done_to_a_journal_goes_unseen(id: str) -> None:
    assert passes(id)


@pytest.mark.parametrize(
    ("id", "defect"),
    [
        pytest.param(trial.id, name, marks=[node] if trial.id == "T-two" else [])
        for trial in WITHOUT_DATABASE
        for name in trial.defects
    ],
)
def test_a_verifier_that_looks_away_is_caught(id: str, defect: str) -> None:
    assert not passes(id, defect)


def test_the_second_verifier_fits_in_two_hundred_lines_and_needs_only_node() -> None:
    lines = exports.STRANGER.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 200
    imports = [line for line in lines if line.startswith("import ")]
    assert all('from "node:' in line for line in imports) and len(imports) == 2


@pytest.mark.slow
def test_erasing_stopping_and_checking_long_journals_pass_when_small() -> None:
    """With a database of their own, in a process of their own."""
    for id in ("T4", "T5", "T6"):
        line = run(id, "--quick")
        assert line["pass"], line


def run(*words: str) -> dict[str, Any]:
    """The line that a trial prints as a command."""
    done = subprocess.run(
        [sys.executable, "-m", "trials", *words], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    line: dict[str, Any] = json.loads(done.stdout)
    return line
