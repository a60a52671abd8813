"""The trials of operation."""

from trials.operation.building import TRIALS as BUILDING

TRIALS = BUILDING
