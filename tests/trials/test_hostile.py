"""The trials of hostile input, small, each with a planted defect that it must catch."""

from __future__ import annotations

import pytest

from tests.database import RunDatabase
from trials.frame import Asked, Trial, carry_out
from trials.hostile.archives import I4
from trials.hostile.expressions import I8
from trials.hostile.markup import I5
from trials.hostile.patterns import I3
from trials.hostile.pictures import I6
from trials.hostile.reaching_out import I7
from trials.hostile.sorting import I9

# Trial, how many, and a defect that shows quickly.
SMALL = [
    pytest.param(I3, 60, "python-runs-them", marks=pytest.mark.slow),
    (I4, 4, "takes-archives"),
    (I5, 4, "document-types"),
    (I6, 90, "as-it-came"),
    (I7, 40, "formulas-stay"),
    pytest.param(I8, 32, "without-end", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("trial", "n", "defect"), SMALL, ids=["I3", "I4", "I5", "I6", "I7", "I8"])
def test_what_strangers_send_does_no_harm_and_a_planted_defect_shows(
    trial: Trial, n: int, defect: str
) -> None:
    line, examples = carry_out(trial, Asked(seed=1, n=n))
    assert line["pass"], examples

    line, _examples = carry_out(trial, Asked(seed=1, n=n), defect)
    assert not line["pass"]


@pytest.mark.slow
def test_no_address_becomes_part_of_a_statement(lasting_db: RunDatabase) -> None:
    line, examples = carry_out(I9, Asked(seed=1, n=45))
    assert line["pass"], examples

    line, _examples = carry_out(I9, Asked(seed=1, n=400), "put-together")
    assert not line["pass"]
