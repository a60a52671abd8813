"""The trials of the core, and of its tests."""

from trials.core.decided_again import TRIALS as DECIDED_AGAIN
from trials.core.mutation import TRIALS as MUTATION
from trials.core.races import TRIALS as RACES
from trials.core.rebuilt import TRIALS as REBUILT
from trials.core.replayed import TRIALS as REPLAYED
from trials.core.stateful import TRIALS as STATEFUL

TRIALS = (*RACES, *REBUILT, *REPLAYED, *STATEFUL, *DECIDED_AGAIN)
OF_THE_TESTS = MUTATION
