"""The trials of durability pass when small, each with a database of its own in its own process."""

from __future__ import annotations

import pytest

from tests.trials.test_trust import run


@pytest.mark.parametrize(("id", "n"), [("D4", 4), ("D10", 1)])
def test_what_was_acknowledged_is_there_once(id: str, n: int) -> None:
    line = run(id, "--n", str(n))

    assert line["pass"], line
