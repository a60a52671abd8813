"""The trials of hostile input, in the order they are run."""

from trials.hostile.archives import I4
from trials.hostile.expressions import I8
from trials.hostile.markup import I5
from trials.hostile.parsers import I2
from trials.hostile.patterns import I3
from trials.hostile.pictures import I6
from trials.hostile.reaching_out import I7
from trials.hostile.sorting import I9

TRIALS = (I2, I3, I4, I5, I6, I7, I8, I9)
