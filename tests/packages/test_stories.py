"""Every story of every shipped package ends as it is told, and together they meet everything."""

from dataclasses import replace

import pytest

from samrum.core.story import Ending, Story, differences, read_stories, tell, untold
from samrum.packages.country import read_country, under
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.remarks import remarks
from tests.packages.parking_permit import FOLDER, parking_permit, permit_under_law

STORIES = read_stories(FOLDER, parking_permit())
FOLDERS = sorted(one.parent for one in shipped("services").glob("*/package.toml"))
PACKAGES = {folder.name: read_package(folder) for folder in FOLDERS}
TOLD = [(s, PACKAGES[f.name]) for f in FOLDERS for s in read_stories(f, PACKAGES[f.name])]


def lawful(package: ServicePackage) -> ServicePackage:
    return under(package, read_country(shipped("countries") / package.country))


@pytest.mark.parametrize(("story", "package"), TOLD, ids=lambda one: getattr(one, "tells", ""))
def test_the_story_ends_as_it_is_told(story: Story, package: ServicePackage) -> None:
    assert differences(story, tell(story, lawful(package))) == ()


@pytest.mark.parametrize("package", PACKAGES.values(), ids=list(PACKAGES))
def test_every_rule_step_and_letter_is_met_by_a_story(package: ServicePackage) -> None:
    told = [tell(story, lawful(package)) for story, its in TOLD if its is package]

    assert untold(package, told) == ()


@pytest.mark.parametrize("package", PACKAGES.values(), ids=list(PACKAGES))
def test_the_rules_leave_no_gap(package: ServicePackage) -> None:
    assert [remark for _, remark in remarks(package) if remark.level == "wrong"] == []


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (Ending(recommends="refuse"), "recommends is 'grant'; it was to be 'refuse'."),
        (Ending(results={"competence": "human"}), "competence is 'here'; it was to be 'human'."),
        (Ending(rules=("walking-driver-beyond",)), "The rule walking-driver-beyond did not match"),
        (Ending(steps=()), "steps is ('assess',); it was to be ()."),
        (Ending(turn="resident"), "turn is 'caseworker'"),
        (Ending(missing=("document.photo",)), "missing is ()"),
        (Ending(letters=()), "letters is ('receipt',)"),
        (Ending(says=("grattis",)), "No letter says 'grattis'."),
        (Ending(hides=("ansökan",)), "The word 'ansökan' can be read"),
        (Ending(outcome="grant"), "outcome is None"),
        (Ending(stage="closed"), "stage is 'received'"),
        (Ending(refused="32 §"), "Nothing was refused"),
    ],
)
def test_a_story_that_ends_otherwise_says_where(ending: Ending, said: str) -> None:
    story = replace(STORIES[0], ending=ending)

    differing = differences(story, tell(story, permit_under_law()))

    assert any(said in one for one in differing), differing


def test_what_no_story_meets_is_named() -> None:
    untouched = untold(parking_permit(), [])

    assert "No story matches the rule walking-driver-within." in untouched
    assert "No story opens the step assess." in untouched
    assert "No story writes the letter grant." in untouched
