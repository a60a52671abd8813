"""The trials of the core pass when small, in a process with a database of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from trials.core import model, mutation
from trials.core.programme import OF_THE_TESTS, TRIALS
from trials.core.stateful import MOST_LINES
from trials.core.stateful import TRIALS as STATEFUL
from trials.frame import Asked, carry_out

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_what_several_do_at_once_is_done_once_and_seen() -> None:
    words = [sys.executable, "-m", "trials", "core", "--n", "2"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == [trial.id for trial in TRIALS], done.stderr
    assert [line for line in lines if not line["pass"]] == []


def test_nobody_is_content_with_tests_that_notice_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mutation, "MODULES", ("samrum.core.happen", "samrum.core.room.keys"))
    (mutating,) = OF_THE_TESTS
    line, survivors = carry_out(mutating, Asked(1, 5), "deaf")

    assert not line["pass"] and line["figures"]["killed"] == 0 and len(survivors) == 5


def test_what_is_pressed_stands_as_a_model_says_that_knows_nothing_of_the_product() -> None:
    text = Path(model.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES and "samrum" not in text

    (pressing,) = STATEFUL
    line, differences = carry_out(pressing, Asked(1, 6))
    assert (line["figures"]["differences"], differences) == (0, [])
    assert line["figures"]["changes of a case"] > 20

    line, differences = carry_out(pressing, Asked(1, 10), "mandate-does-all")
    assert not line["pass"] and differences
