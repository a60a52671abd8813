"""The trials of durability pass when small, in one process with a database of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from trials.durability.programme import TRIALS

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_what_was_acknowledged_is_there_once() -> None:
    words = [sys.executable, "-m", "trials", "durability", "--quick"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == [trial.id for trial in TRIALS], done.stderr
    here = [line for line in lines if "not here" not in line]  # a small disk takes root to mount
    assert [line for line in here if not line["pass"]] == []
    assert {trial.id for trial in TRIALS} - {line["id"] for line in here} <= {"D3"}
