"""The trials of access, in the order they are run."""

from trials.access.matrix import A_MATRIX

TRIALS = (A_MATRIX,)
