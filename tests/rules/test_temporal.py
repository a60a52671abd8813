"""Dates, times and durations as text, against a table; and their reckoning against datetime's."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samrum.rules.reckon import moment_after, moment_difference
from samrum.rules.temporal import (
    Date,
    DateTime,
    Time,
    date_of,
    number_of,
    parse_at,
    parse_date_time,
    temporal_text,
)
from samrum.rules.timeline import week_of_year, weekday

# What is written, and how it is written back; "-" where it is no date, time or duration.
TEXTS = """
2024-02-29                                => 2024-02-29
2023-02-29                                => -
2024-13-01                                => -
2024-00-10                                => -
2024-1-1                                  => -
24-01-01                                  => -
998-12-31                                 => -
0044-03-15                                => 0044-03-15
-0044-03-15                               => -0044-03-15
99999-12-31                               => 99999-12-31
01211-12-31                               => -
+2024-01-01                               => -
-999999999-12-31                          => -999999999-12-31
1000000000-01-01                          => -
2024-02-29T                               => -
2024-02-29T10:30:00                       => 2024-02-29T10:30:00
2024-02-29T10:30:00.100                   => 2024-02-29T10:30:00.1
2024-02-29T10:30:00.123456789             => 2024-02-29T10:30:00.123456789
2024-02-29T10:30                          => -
2024-02-29 10:30:00                       => -
2024-02-29T24:00:00                       => 2024-03-01T00:00:00
2024-02-29T24:00:01                       => -
999999999-12-31T24:00:00                  => -
2024-02-29T10:30:00Z                      => 2024-02-29T10:30:00Z
2024-02-29T10:30:00+00:00                 => 2024-02-29T10:30:00Z
2024-02-29T10:30:00-00:00                 => 2024-02-29T10:30:00Z
2024-02-29T10:30:00+02:45:55              => 2024-02-29T10:30:00+02:45:55
2024-02-29T10:30:00@Europe/Stockholm      => 2024-02-29T10:30:00@Europe/Stockholm
2024-02-29T10:30:00+01:00@Europe/Paris    => -
2024-02-29T10:30:00@Europe/Atlantis       => -
2024-02-29T10:30:00@../../etc/passwd      => -
2024-02-29T10:30:00@posix/Europe/Paris    => -
10:30:00                                  => 10:30:00
10:30:00.5                                => 10:30:00.5
10:30:00.1234567890                       => -
10:30                                     => -
T10:30:00                                 => -
7:01:02                                   => -
24:00:00                                  => 00:00:00
23:59:60                                  => -
23:60:00                                  => -
10:30:00z                                 => 10:30:00Z
10:30:00-05:00                            => 10:30:00-05:00
10:30:00+14:00                            => 10:30:00+14:00
10:30:00+14:01                            => -
10:30:00+5                                => -
10:30:00+01:60                            => -
10:30:00@Etc/UTC                          => 10:30:00@Etc/UTC
P1Y                                       => P1Y
P26M                                      => P2Y2M
-P1Y2M                                    => -P1Y2M
P0Y                                       => P0M
P1DT2H                                    => P1DT2H
PT240H                                    => P10D
PT1000M                                   => PT16H40M
PT0.5S                                    => PT0.5S
-PT1H2M                                   => -PT1H2M
P0D                                       => PT0S
-P0D                                      => PT0S
P                                         => -
PT                                        => -
P1DT                                      => -
P1H                                       => -
P1Y1D                                     => -
1Y                                        => -
P-1Y                                      => -
P1W                                       => -
"""

ROWS = [line.split("=>") for line in TEXTS.strip().splitlines()]


@pytest.mark.parametrize(("text", "normal"), [(a.strip(), b.strip()) for a, b in ROWS])
def test_a_temporal_text_is_read_and_written_back_in_one_form(text: str, normal: str) -> None:
    value = parse_at(text)

    assert ("-" if value is None else temporal_text(value)) == normal
    if value is not None:
        assert parse_at(normal) == value


def test_a_date_alone_is_its_midnight_where_a_date_and_time_is_asked_for() -> None:
    assert parse_date_time("2024-02-29") == DateTime(Date(2024, 2, 29), Time(0, 0, 0))


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_every_day_number_is_one_day_and_back(number: int) -> None:
    day = date_of(number)

    assert day is None or number_of(day) == number


@given(st.dates())
def test_weeks_and_weekdays_agree_with_iso_8601(day: date) -> None:
    number = number_of(Date(day.year, day.month, day.day))

    assert weekday(number) == day.isoweekday()
    assert week_of_year(number) == day.isocalendar().week


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Stockholm", "America/St_Johns", "Australia/Lord_Howe", "Etc/UTC"]),
    st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)),
)
def test_a_duration_after_a_moment_is_the_same_instant_as_datetimes(
    moment: datetime, zone: str, length: timedelta
) -> None:
    start = _moment(moment, zone)
    nanoseconds = length // timedelta(microseconds=1) * 1000
    instant = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + length

    later = moment_after(start, nanoseconds)

    assert later == _moment(instant.astimezone(ZoneInfo(zone)), zone)
    skipped = instant.astimezone(ZoneInfo(zone)).fold
    assert skipped or moment_difference(later, start) == nanoseconds


def _moment(moment: datetime, zone: str) -> DateTime:
    clock = Time(moment.hour, moment.minute, moment.second, moment.microsecond * 1000, None, zone)
    return DateTime(Date(moment.year, moment.month, moment.day), clock)
