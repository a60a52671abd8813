"""The trials of the law, in the order they are run."""

from trials.law.calendars import L_CALENDAR
from trials.law.night import L_NIGHT

TRIALS = (L_CALENDAR, L_NIGHT)
