"""The trials of operation pass when small, and fail when a defect is planted."""

from __future__ import annotations

import pytest

from tests.database import RunDatabase
from trials.frame import Asked, carry_out
from trials.operation import incidents
from trials.operation.programme import TRIALS

O2, O4, O5 = TRIALS


def test_two_builders_in_different_folders_get_the_same_wheel_and_know_what_is_in_it() -> None:
    line, examples = carry_out(O2, Asked(7, 2))

    assert line["pass"], (line, examples[:5])


@pytest.mark.parametrize(
    ("defect", "builds"),
    [
        ("name-of-the-folder", 2),
        ("forgotten-assets", 1),
        pytest.param("times-of-files", 2, marks=pytest.mark.slow),
    ],
)
def test_a_build_that_keeps_something_of_the_builder_is_caught(defect: str, builds: int) -> None:
    line, _ = carry_out(O2, Asked(7, builds), defect)

    assert not line["pass"]


def test_whom_an_incident_is_about_is_counted_whole_and_every_defect_is_caught(
    db: RunDatabase,
) -> None:
    night = incidents.misuse(Asked(7, 90))

    result = incidents.judge(night)
    assert result.passed, result.examples
    for name, planting in O5.defects.items():
        with planting():
            assert not incidents.judge(night).passed, name
