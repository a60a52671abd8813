"""Who is shown what, small: the trials of access with their planted defects, in one town."""

from collections.abc import Iterator

import pytest

from samrum.web.shared import policy
from samrum.web.shared.gate import doors
from tests.database import RunDatabase
from trials.access import matrix
from trials.access.town import COLUMNS, Town, standing
from trials.frame import Asked


@pytest.fixture(scope="module")
def town(database: RunDatabase) -> Iterator[Town]:
    with standing() as town:
        yield town


def test_every_address_is_written_of_for_everybody_and_nothing_else_is() -> None:
    assert set(policy.cells()) == set(doors())
    assert {tuple(row) for row in policy.cells().values()} == {tuple(COLUMNS)}


@pytest.mark.parametrize("line", ["a:b o", "a:b " + "x " * 20, "a:b " + "o " * 20 + "o"])
def test_a_row_that_is_not_whole_is_not_guessed_at(line: str) -> None:
    with pytest.raises(policy.Unclear, match="a:b"):
        policy.read("address " + " ".join(COLUMNS) + "\n" + line)


def test_every_address_answers_as_people_have_written(town: Town) -> None:
    result = matrix.judge(town, Asked(seed=1, n=300))

    assert result.passed, result.examples
    assert result.figures["tried"] == 300


@pytest.mark.parametrize("defect", matrix.A_MATRIX.defects)
def test_the_matrix_catches_what_is_planted(town: Town, defect: str) -> None:
    with matrix.A_MATRIX.defects[defect]():
        assert not matrix.judge(town, Asked(seed=2, n=150)).passed
