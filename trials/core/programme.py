"""The trials of the core, and of its tests."""

from trials.core.mutation import TRIALS as MUTATION
from trials.core.races import TRIALS as RACES

TRIALS = RACES
OF_THE_TESTS = MUTATION
