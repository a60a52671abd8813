"""The words of the desk: whatever can be shown has one, in every language."""

from typing import get_args

import pytest

from samrum.core.case.known import LetterFate, RegisterOutcome, Stage
from samrum.core.decision import Outcome
from samrum.packages.guard import STAGES
from samrum.packages.package import SOURCE_KINDS
from samrum.web.desk import configuration, words
from samrum.web.shared.words import speaking


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_everything_that_can_be_shown_has_a_word(language: str) -> None:
    with speaking(language):
        for outcome in get_args(Outcome):
            assert words.outcome(outcome) != outcome and words.outcome_help(outcome)
            assert words.stage_words("decided", outcome, unread=True)
        for stage in get_args(Stage):
            assert words.stage_name(stage) != stage
        for fate in get_args(LetterFate):
            assert words.fate(fate) != fate
        for answer in get_args(RegisterOutcome):
            assert words.register_outcome(answer) != answer
        for kind in SOURCE_KINDS:
            assert words.source_kind(kind) != kind


def test_every_stage_that_a_guard_stands_at_has_a_name_on_the_configuration_page() -> None:
    assert set(configuration.stages()) == set(STAGES)
