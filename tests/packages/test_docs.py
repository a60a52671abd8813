"""The page on writing packages is true: its examples run, and it names every key and name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import samrum
from samrum.cli.main import main
from samrum.packages.names import CASE, DECISION, LISTS, STAGES, STEP
from samrum.packages.package import ACTS, SOURCE_KINDS
from samrum.packages.read_rules import SINGLE
from samrum.packages.room import (
    ABOUT,
    BRANCHES,
    KINDS,
    MEETING,
    PLAN,
    ROOM,
    ROOM_MOMENTS,
    ROOM_STAGES,
)

PAGE = (Path(__file__).parents[2] / "docs" / "packages.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```(?:toml|markdown)\n# (\S+)\n(.*?)```", re.DOTALL)
ROOT = Path(samrum.__file__).parent
READERS = (
    *(
        "packages/read.py",
        "packages/read_form.py",
        "packages/read_rules.py",
        "packages/read_work.py",
    ),
    *("packages/adoption.py", "packages/vocabulary.py", "packages/guard.py", "core/story/read.py"),
    "packages/room.py",
)
ROOM_NAMES = (*ROOM_STAGES, *ROOM_MOMENTS, *ROOM, *PLAN, *MEETING, *ABOUT, *BRANCHES, *KINDS)
METHODS = (
    *("text", "maybe_text", "words", "whole", "maybe_whole", "flag", "one_of", "texts"),
    *("tables", "table", "maybe_day", "anything"),
)


def test_the_examples_make_a_service_that_passes_its_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "library-card"
    main(["new", "service", str(folder)])
    for file, text in EXAMPLE.findall(PAGE):
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write("\n" + text)

    assert main(["package", "check", str(folder)]) == 0, capsys.readouterr().out
    assert "No story" not in capsys.readouterr().out


def keys() -> Iterator[str]:
    """Every key that a reader of a package asks for."""
    for reader in READERS:
        for node in ast.walk(ast.parse((ROOT / reader).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in METHODS
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield node.args[0].value


@pytest.mark.parametrize("key", sorted(set(keys())))
def test_every_key_is_on_the_page(key: str) -> None:
    assert re.search(rf"[`\[.\s]{key}[`\].\s]", PAGE), f"docs/packages.md does not tell of {key}"


@pytest.mark.parametrize(
    "name", [*CASE, *DECISION, *STEP, *LISTS, *STAGES, *SINGLE, *SOURCE_KINDS, *ACTS, *ROOM_NAMES]
)
def test_every_name_is_on_the_page(name: str) -> None:
    assert re.search(rf"\b{name}\b", PAGE), f"docs/packages.md does not tell of {name}"
