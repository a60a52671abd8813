"""The trials of the law, in the order they are run."""

from trials.law.calendars import L_CALENDAR

TRIALS = (L_CALENDAR,)
