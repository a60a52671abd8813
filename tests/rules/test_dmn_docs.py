"""The page on what of the standard is here names all of it, and nothing that is not."""

import re
from pathlib import Path

from samrum.rules.functions import BUILTINS
from samrum.rules.run import STEPS

PAGE = (Path(__file__).parents[2] / "docs" / "dmn.md").read_text(encoding="utf-8")


def test_every_built_in_function_is_named_and_no_other() -> None:
    table = PAGE.partition("| functions | |")[2].partition("## Bounds")[0]

    assert set(re.findall(r"`([a-z ]+)`", table)) == set(BUILTINS)


def test_the_bounds_of_an_evaluation_are_those_of_the_code() -> None:
    assert f"at most {STEPS:,} steps" in PAGE
