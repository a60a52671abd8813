"""Functions of the calendar and the clock (DMN 1.5, tables 79 and 82).

The clock is the run's: now() and today() are the same throughout an evaluation.
"""

from __future__ import annotations

from decimal import Decimal

from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare
from samrum.rules.kinds import Value
from samrum.rules.reckon import as_moment
from samrum.rules.run import Run
from samrum.rules.temporal import Date, DateTime, number_of
from samrum.rules.timeline import day_number, week_of_year, weekday

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_of_year(run: Run, at: Place, date: Date | DateTime) -> Decimal:
    day = as_moment(date).date
    return Decimal(number_of(day) - day_number(day.year, 1, 1) + 1)


def day_of_week(run: Run, at: Place, date: Date | DateTime) -> str:
    return DAYS[weekday(number_of(as_moment(date).date)) - 1]


def month_of_year(run: Run, at: Place, date: Date | DateTime) -> str:
    return MONTHS[as_moment(date).date.month - 1]


def week(run: Run, at: Place, date: Date | DateTime) -> Decimal:
    return Decimal(week_of_year(number_of(as_moment(date).date)))


def now(run: Run, at: Place) -> Value:
    return run.fault("no-clock", at, function="now()") if run.now is None else run.now


def today(run: Run, at: Place) -> Value:
    return run.fault("no-clock", at, function="today()") if run.now is None else run.now.date


FUNCTIONS = (
    declare("day of year(date: date or date and time)", day_of_year),
    declare("day of week(date: date or date and time)", day_of_week),
    declare("month of year(date: date or date and time)", month_of_year),
    declare("week of year(date: date or date and time)", week),
    declare("now()", now),
    declare("today()", today),
)
