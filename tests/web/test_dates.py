"""Dates as people say them."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from samrum.web.shared import dates, words

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
SAID = """
# day          sv                    da                        en
  2026-11-22   i dag                 i dag                     today
  2026-11-23   i morgon              i morgen                  tomorrow
  2026-11-21   i går                 i går                     yesterday
  2026-12-03   torsdag 3 december    torsdag den 3. december   Thursday 3 December
  2028-02-29   29 februari 2028      29. februar 2028          29 February 2028
"""


def rows() -> list[tuple[str, str, str, str]]:
    lines = SAID.strip().splitlines()[1:]
    return [
        (line[2:12], line[15:37].strip(), line[37:63].strip(), line[63:].strip()) for line in lines
    ]


@pytest.mark.parametrize(("day", "sv", "da", "en"), rows())
def test_a_day_is_said_as_people_say_it(day: str, sv: str, da: str, en: str) -> None:
    with time_machine.travel(NOW, tick=False):
        for language, told in (("sv", sv), ("da", da), ("en", en)):
            with words.speaking(language):
                assert dates.day(date.fromisoformat(day)) == told


def test_what_is_printed_and_kept_never_says_today() -> None:
    with time_machine.travel(NOW, tick=False), words.speaking("sv"):
        assert dates.day(NOW.date(), plain=True) == "22 november 2026"


def test_a_moment_is_told_by_the_clock_on_the_wall_here() -> None:
    with time_machine.travel(NOW, tick=False), words.speaking("sv"):
        assert dates.moment(NOW) == "i dag kl. 14.05"
        assert dates.clock(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)) == "15.05"
    with time_machine.travel(NOW, tick=False), words.speaking("en"):
        assert dates.moment(NOW) == "today at 14:05"


def test_how_far_away_a_day_is_is_said_only_where_its_name_does_not_say_it() -> None:
    with time_machine.travel(NOW, tick=False), words.speaking("en"):
        assert dates.until(date(2026, 12, 2)) == "10 days left"
        assert dates.until(date(2026, 11, 12)) == "10 days ago"
        assert dates.until(date(2026, 11, 23)) == ""
        assert dates.until(None) == ""


def test_a_moment_just_after_midnight_here_belongs_to_the_new_day() -> None:
    with time_machine.travel(NOW, tick=False), words.speaking("en"):
        assert dates.day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == "tomorrow"
