"""The stories of the country packs end as told, and every invariant is proved both ways."""

import ast
from pathlib import Path

import pytest

from samrum.cli.law import Proved, countries, law
from samrum.core.story import Story, differences, tell
from samrum.packages.package import ServicePackage

ROOT = Path(__file__).parents[2]
LAWS = {country: law(country) for country in countries()}
STORIES = [told for each in LAWS.values() for told in each.stories]
PROVED = [one for each in LAWS.values() for one in each.proved()]


@pytest.mark.parametrize(("story", "service"), STORIES, ids=lambda one: getattr(one, "tells", ""))
def test_the_story_ends_as_it_is_told(story: Story, service: ServicePackage) -> None:
    assert differences(story, tell(story, service)) == ()


@pytest.mark.parametrize("one", PROVED, ids=lambda one: one.id)
def test_an_invariant_is_proved_passing_and_refused(one: Proved) -> None:
    assert one.passes, f"nothing shows that {one.id} lets pass what it should"
    assert one.breaches, f"nothing shows that {one.id} stops what it should"


@pytest.mark.parametrize("one", PROVED, ids=lambda one: one.id)
def test_the_tests_that_an_invariant_names_are_there(one: Proved) -> None:
    named = [test for test in (*one.passes, *one.breaches) if "::" in test]

    assert [test for test in named if not is_a_test(test)] == []


@pytest.mark.parametrize("country", LAWS)
def test_a_story_proves_an_invariant_of_its_country(country: str) -> None:
    known = {one.id for one in LAWS[country].pack.invariants}

    assert {story.invariant for story, _ in LAWS[country].stories} <= known


def is_a_test(named: str) -> bool:
    file, _, function = named.partition("::")
    if not (ROOT / file).is_file():
        return False
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return any(isinstance(n, ast.FunctionDef) and n.name == function for n in ast.walk(tree))
