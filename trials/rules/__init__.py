"""Trials of the rule language."""

from trials.rules.dmnjs import R_DMNJS
from trials.rules.drools import R_DROOLS
from trials.rules.fuzz import R_FUZZ

TRIALS = (R_DROOLS, R_DMNJS, R_FUZZ)
