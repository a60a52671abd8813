"""The page on the law is true: its example is a law that holds, and it names every stage."""

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from samrum.cli.law import CountryLaw, services
from samrum.core.story import differences, read_law_stories, tell
from samrum.packages.country import read_country
from samrum.packages.guard import STAGES
from samrum.packages.places import shipped

PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^( *)```toml\n *# (\S+)\n(.*?)```", re.DOTALL | re.MULTILINE)


def test_the_example_is_an_invariant_that_is_proved_passing_and_refused(tmp_path: Path) -> None:
    folder = tmp_path / "se"
    shutil.copytree(shipped("countries") / "se", folder)
    for indent, file, text in EXAMPLE.findall(PAGE):
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write("\n" + dedent(indent + text))

    pack = read_country(folder)
    known = services(pack)
    law = CountryLaw(pack, read_law_stories(folder, known), known)

    (added,) = (one for one in law.proved() if one.id == "SE-99")
    assert added.guards == ("assessment-in-a-sentence",) and added.is_proved
    told = [(story, service) for story, service in law.stories if story.invariant == "SE-99"]
    assert [differences(story, tell(story, service)) for story, service in told] == [(), ()]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_on_the_page(stage: str) -> None:
    assert re.search(rf"\*\*[^*]*\b{stage}\b[^*]*\*\*", PAGE), f"docs/law.md tells not of {stage}"
