"""The trials of the rule language, in the order they are run."""

from trials.rules.dmnjs import R_DMNJS
from trials.rules.drools import R_DROOLS
from trials.rules.fuzz import R_FUZZ
from trials.rules.mutate import R_MUTATE

TRIALS = (R_DROOLS, R_DMNJS, R_FUZZ, R_MUTATE)
