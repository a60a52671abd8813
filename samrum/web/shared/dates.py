"""Dates as people say them: "today", "Thursday 3 December", "yesterday at 14.05"."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from babel import Locale

from samrum.web.shared.words import gettext, language, zone

DAY_AND_MONTH = {
    "sv": "{weekday} {day} {month}",
    "da": "{weekday} den {day}. {month}",
    "en": "{weekday} {day} {month}",
}
LONG_AGO = {
    "sv": "{day} {month} {year}",
    "da": "{day}. {month} {year}",
    "en": "{day} {month} {year}",
}


def now() -> datetime:
    """This moment, by the clock on the wall where the municipality is."""
    return datetime.now(zone())


def today() -> date:
    """The day it is where the municipality is."""
    return now().date()


def day(value: date | None, *, plain: bool = False) -> str:
    """A day in words; `plain` never says "today", for what is printed and kept."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = (value.astimezone(zone()) if value.tzinfo else value).date()
    distance = (value - today()).days
    if -1 <= distance <= 1 and not plain:
        return _near(distance)
    about_now = abs(distance) < 180 and not plain
    pattern = (DAY_AND_MONTH if about_now else LONG_AGO)[language()]
    weekdays, months = _names(language())
    return pattern.format(
        weekday=weekdays[value.weekday()],
        day=value.day,
        month=months[value.month],
        year=value.year,
    )


def _near(distance: int) -> str:
    if distance == 0:
        return gettext("today")
    return gettext("tomorrow") if distance > 0 else gettext("yesterday")


def moment(value: datetime | None) -> str:
    """A day and a time in words."""
    if value is None:
        return ""
    return gettext("%(day)s at %(time)s") % {"day": day(value), "time": clock(value)}


def clock(value: datetime) -> str:
    """The time of day, in hours and minutes."""
    local = value.astimezone(zone())
    return f"{local.hour:02}{':' if language() == 'en' else '.'}{local.minute:02}"


def until(value: date | None) -> str:
    """How far away a day is: "3 days left", "2 days ago"; empty when its name says it."""
    distance = 0 if value is None else (value - today()).days
    if distance in (-1, 0, 1):
        return ""
    if distance > 0:
        return gettext("%(days)s days left") % {"days": distance}
    return gettext("%(days)s days ago") % {"days": -distance}


def first_word(text: str) -> str:
    """The text as it stands at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def spoken(value: object) -> object:
    """A value inside a sentence: days become words, the rest stays as it is."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


@cache
def _names(language: str) -> tuple[dict[int, str], dict[int, str]]:
    locale = Locale.parse(language)
    return dict(locale.days["format"]["wide"]), dict(locale.months["format"]["wide"])
