"""Every story of every shipped package ends as it is told, and together they meet everything."""

from dataclasses import replace

import pytest

from samrum.core.story import Ending, Story, differences, read_stories, tell, untold
from tests.packages.parking_permit import FOLDER, parking_permit, permit_under_law

STORIES = read_stories(FOLDER, parking_permit())


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.tells)
def test_the_story_ends_as_it_is_told(story: Story) -> None:
    assert differences(story, tell(story, permit_under_law())) == ()


def test_every_rule_step_and_letter_is_met_by_a_story() -> None:
    told = [tell(story, permit_under_law()) for story in STORIES]

    assert untold(parking_permit(), told) == ()


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
