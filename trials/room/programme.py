"""The trials of the shared room, in the order they are run."""

from trials.room.races import C_RACES

TRIALS = (C_RACES,)
