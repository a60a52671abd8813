"""Reading and revoking at once, small: the trial C-races with its planted defects."""

import pytest

from tests.database import RunDatabase
from trials.frame import Asked, carry_out
from trials.room.races import C_RACES


@pytest.fixture(autouse=True)
def installation(lasting_db: RunDatabase) -> None:
    """The tests' own database, with real commits."""


def test_no_reading_comes_after_the_receipt_of_the_revocation() -> None:
    line, examples = carry_out(C_RACES, Asked(seed=1, n=12))

    assert line["pass"], examples
    assert line["figures"]["reads"] >= 24


@pytest.mark.parametrize("defect", C_RACES.defects)
def test_the_trial_catches_what_is_planted(defect: str) -> None:
    line, _examples = carry_out(C_RACES, Asked(seed=1, n=8), defect)

    assert not line["pass"]
