"""The trials of access, in the order they are run."""

from trials.access.families import A_FAMILIES
from trials.access.matrix import A_MATRIX
from trials.access.snooping import A_SNOOPING
from trials.access.swaps import A_READONLY, A_SWAPS
from trials.access.sweep import A_CANARY

TRIALS = (A_MATRIX, A_CANARY, A_SWAPS, A_READONLY, A_SNOOPING, A_FAMILIES)
