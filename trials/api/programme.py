"""The trials of the API for other systems."""

from trials.api.fuzzing import I_API

TRIALS = (I_API,)
