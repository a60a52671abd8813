"""The trials of the core."""

from trials.core.mutation import TRIALS as MUTATION

TRIALS = (*MUTATION,)
