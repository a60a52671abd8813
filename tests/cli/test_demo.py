"""A demo that was broken off while it was filled begins anew by itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from samrum.cli.demo import begun, clear_what_was_broken_off, whole
from samrum.core.refusal import Refused
from samrum.journal.cluster import Cluster


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="samrum-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_what_was_broken_off_is_removed_with_the_server_that_outlived_it(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(var).touch()
    with Cluster(var):
        with pytest.raises(Refused, match="being filled at this moment"):
            clear_what_was_broken_off(var)
        assert begun(var).exists()

    clear_what_was_broken_off(var)

    assert not var.exists()
    assert "was broken off; it is filled anew." in capsys.readouterr().out


def test_a_whole_one_and_a_folder_of_something_else_are_left_alone(var: Path) -> None:
    (var / "theirs").touch()
    clear_what_was_broken_off(var)
    begun(var).touch()
    clear_what_was_broken_off(var)
    whole(var).touch()
    clear_what_was_broken_off(var)

    assert sorted(file.name for file in var.iterdir()) == [
        "lillevik-is-begun",
        "lillevik-is-whole",
        "theirs",
    ]
