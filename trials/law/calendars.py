"""L-calendar: the last day of n generated times is the same by three calendars.

The country packs, a second reckoning written straight from the statutes (tests/packages), and the
published `holidays` package. The days that no holiday law names but time is rolled over (Saturdays,
the eves) are told to `holidays` by its own categories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from samrum.packages.calendar import Calendar, RestDay, read_calendar
from samrum.packages.places import shipped
from samrum.packages.sheet import read_sheet
from tests.packages import almanac
from trials.frame import Asked, NotHere, Result, Trial

FIRST, YEARS = date(2000, 1, 1), 50
EVES = ("Midsummer Eve", "Christmas Eve", "New Year's Eve", "Constitution Day")
IsRest = Callable[[date], bool]

_DEFECTS: dict[str, Callable[[Calendar], Calendar]] = {}


def compare(asked: Asked) -> Result:
    """n times of three weeks in Sweden, n of four weeks in Denmark."""
    chance, figures, examples = Random(asked.seed), {}, []
    for country, days, second in (
        ("se", 21, almanac.is_rest_in_sweden),
        ("dk", 28, almanac.is_rest_in_denmark),
    ):
        ours, published = _ours(country), _published(country.upper())
        differing = 0
        for _ in range(asked.n):
            given = FIRST + timedelta(days=chance.randrange(YEARS * 365))
            told = [
                ours.last_day(given, days),
                almanac.last_day(given, days, second),
                almanac.last_day(given, days, published),
            ]
            if len(set(told)) > 1:
                differing += 1
                examples.append({"country": country, "given": given, "told": told})
        figures[country] = {"deadlines": asked.n, "different": differing}
    return Result(not examples, figures, examples)


def _ours(country: str) -> Calendar:
    text = (shipped("countries") / country / "calendar.toml").read_text(encoding="utf-8")
    read = read_calendar(read_sheet("calendar.toml", text, []))
    for spoil in _DEFECTS.values():
        read = spoil(read)
    return read


def _published(country: str) -> IsRest:
    try:
        import holidays
    except ImportError as error:
        raise NotHere(
            "The published calendars cannot be asked.",
            "The package holidays is not installed.",
            "Run it with ./do trials, which installs requirements/trials.txt.",
        ) from error
    years = range(FIRST.year, FIRST.year + YEARS + 1)
    about: dict[str, Any] = {"years": years, "language": "en_US"}
    kinds = ("public", "optional", "de_facto") if country == "SE" else ("public", "optional")
    public = holidays.country_holidays(country, categories=("public",), **about)
    eves = holidays.country_holidays(country, categories=kinds, **about)
    named = {day for day in eves if any(eve in EVES for eve in eves.get_list(day))}
    rests = {*public, *named}
    return lambda day: day.weekday() >= 5 or day in rests


def _defect(name: str, spoil: Callable[[Calendar], Calendar]) -> Callable[[], Any]:
    @contextmanager
    def planted() -> Iterator[None]:
        _DEFECTS[name] = spoil
        yield
        del _DEFECTS[name]

    return planted


def _without(id: str) -> Callable[[Calendar], Calendar]:
    def spoil(read: Calendar) -> Calendar:
        return replace(read, rests=tuple(one for one in read.rests if one.id != id))

    return spoil


def _late_easter(read: Calendar) -> Calendar:
    def moved(rest: RestDay) -> RestDay:
        return rest if rest.easter is None else replace(rest, easter=rest.easter + 7)

    return replace(read, rests=tuple(map(moved, read.rests)))


L_CALENDAR = Trial(
    id="L-calendar",
    claim="A time runs out on the same day by the country pack, by a second reckoning written from "
    "the statutes, and by the published package holidays.",
    unit="deadlines in each country",
    full=10_000,
    quick=500,
    run=compare,
    defects={
        "works-on-saturdays": _defect("s", lambda read: replace(read, weekdays=(6,))),
        "easter-a-week-late": _defect("e", _late_easter),
        "no-christmas-eve": _defect("c", _without("christmas-eve")),
        "no-ascension-day": _defect("a", _without("ascension-day")),
    },
)
