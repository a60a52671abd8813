"""The trials of operation."""

from trials.operation.building import TRIALS as BUILDING
from trials.operation.incidents import TRIALS as INCIDENTS
from trials.operation.silence import TRIALS as SILENCE

TRIALS = (*BUILDING, *SILENCE, *INCIDENTS)
