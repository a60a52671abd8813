"""The wheel carries everything that the product needs, so that installing it is enough."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest

import samrum
from samrum.packages.places import Folder, shipped

ROOT = Path(__file__).parent.parent
PARTS = [ROOT / "README.md", *map(shipped, get_args(Folder))]
ABSENT = [part.name for part in PARTS if not part.exists()]

pytestmark = pytest.mark.skipif(bool(ABSENT), reason=f"a wheel needs {', '.join(ABSENT)}")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all that is in a wheel built from this checkout."""
    into = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", into]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(into.glob("samrum-*.whl"))) as wheel:
        return set(wheel.namelist())


def files_in(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix()


def test_it_carries_the_program_with_its_pages_and_styles(carried: set[str]) -> None:
    ours = {f"samrum/{name}" for name in files_in(ROOT / "samrum")}

    assert ours - carried == set()
    assert "samrum/web/static/vendor/htmx.min.js" in ours


def test_it_carries_what_is_locked_for_it_so_that_it_can_say_what_it_is_made_of(
    carried: set[str],
) -> None:
    assert "samrum/_shipped/product.txt" in carried


@pytest.mark.parametrize("folder", get_args(Folder))
def test_it_carries_what_stands_beside_the_program(carried: set[str], folder: Folder) -> None:
    ours = {f"samrum/_shipped/{folder}/{name}" for name in files_in(shipped(folder))}

    assert ours and ours - carried == set()


def test_it_carries_nothing_else(carried: set[str]) -> None:
    assert {name.split("/")[0] for name in carried} == {
        "samrum",
        f"samrum-{samrum.__version__}.dist-info",
    }
