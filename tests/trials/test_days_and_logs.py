"""What is said again, called once and kept silent: S5, D8 and O4, small, each with its defects."""

from __future__ import annotations

import pytest

from tests.database import RunDatabase
from trials.core.decided_again import TRIALS as DECIDED_AGAIN
from trials.durability.clocks import TRIALS as CLOCKS
from trials.frame import Asked, Trial, carry_out
from trials.operation.silence import TRIALS as SILENCE

SMALL = {"S5": 30, "D8": 25, "O4": 40}
HERE = (*DECIDED_AGAIN, *CLOCKS, *SILENCE)


@pytest.fixture(autouse=True)
def installation(lasting_db: RunDatabase) -> None:
    """The tests' own database, with real commits."""


@pytest.mark.parametrize("trial", HERE, ids=lambda trial: trial.id)
def test_it_passes(trial: Trial) -> None:
    line, examples = carry_out(trial, Asked(7, SMALL[trial.id]))

    assert line["pass"], "\n".join(map(str, (line["figures"], *examples[:5])))


@pytest.mark.parametrize(
    ("trial", "defect"),
    [pytest.param(one, name, id=f"{one.id}-{name}") for one in HERE for name in one.defects],
)
def test_it_catches_what_is_planted(trial: Trial, defect: str) -> None:
    line, _ = carry_out(trial, Asked(7, SMALL[trial.id]), defect)

    assert not line["pass"]
