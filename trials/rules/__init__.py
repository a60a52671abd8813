"""Trials of the rule language."""

from trials.rules.drools import R_DROOLS
from trials.rules.fuzz import R_FUZZ

TRIALS = (R_DROOLS, R_FUZZ)
