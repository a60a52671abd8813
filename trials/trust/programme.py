"""The trials of tamper evidence."""

from trials.trust.cost import TRIALS as COST
from trials.trust.erasing import TRIALS as ERASING
from trials.trust.exports import TRIALS as EXPORTS
from trials.trust.split_view import TRIALS as SPLIT_VIEW
from trials.trust.uncovered import TRIALS as UNCOVERED

TRIALS = (*EXPORTS, *SPLIT_VIEW, *ERASING, *UNCOVERED, *COST)
