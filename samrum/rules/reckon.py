"""Reckoning with dates, times and durations (DMN 1.5, tables 54, 57 and 65).

A time of day with a zone has no date, so no offset is known and it counts as a local time.
Comparison is in whole seconds, as the standard's value functions are; arithmetic keeps the
nanoseconds.
"""

from __future__ import annotations

from decimal import Decimal

from samrum.rules.number import ZERO
from samrum.rules.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    date_of,
    make_date,
    number_of,
    time_duration,
)
from samrum.rules.timeline import (
    NANOSECONDS_A_DAY,
    days_in_month,
    offset_after,
    offset_at,
    weekday,
)

UTC_MIDNIGHT = Time(0, 0, 0, 0, 0)


def time_order(a: Time, b: Time) -> tuple[int, int]:
    """Two times as seconds to compare. A local time takes on the offset of the other."""
    if a.offset is None or b.offset is None:
        return _clock(a), _clock(b)
    return _clock(a) - a.offset, _clock(b) - b.offset


def moment_order(a: DateTime, b: DateTime) -> tuple[int, int]:
    """Two dates and times as seconds to compare. A local one takes on the offset of the other."""
    left, right = moment_offset(a), moment_offset(b)
    if left is None or right is None:
        return _local(a), _local(b)
    return _local(a) - left, _local(b) - right


def time_difference(a: Time, b: Time) -> int:
    """a - b in nanoseconds. A local time takes on the offset of the other."""
    left, right = time_order(a, b)
    return (left - right) * 10**9 + a.nanosecond - b.nanosecond


def moment_difference(a: DateTime, b: DateTime) -> int | None:
    """a - b in nanoseconds; None when only one of the two has an offset or zone."""
    left, right = moment_offset(a), moment_offset(b)
    if (left is None) != (right is None):
        return None
    seconds = _local(a) - (left or 0) - _local(b) + (right or 0)
    return seconds * 10**9 + a.time.nanosecond - b.time.nanosecond


def as_moment(value: Date | DateTime) -> DateTime:
    """A date counts as its midnight in UTC."""
    return DateTime(value, UTC_MIDNIGHT) if isinstance(value, Date) else value


def time_after(time: Time, nanoseconds: int) -> Time:
    """The time of day that much later; the days it passes are forgotten."""
    total = (_clock(time) * 10**9 + time.nanosecond + nanoseconds) % NANOSECONDS_A_DAY
    return _time_at(total, time)


def moment_after(moment: DateTime, nanoseconds: int) -> DateTime | None:
    """The instant that much later, shown in the same zone; None outside of the calendar."""
    offset = moment_offset(moment)
    total = (_local(moment) - (offset or 0)) * 10**9 + moment.time.nanosecond + nanoseconds
    if moment.time.zone is not None:
        offset = offset_after(moment.time.zone, total // 10**9)
    number, rest = divmod(total + (offset or 0) * 10**9, NANOSECONDS_A_DAY)
    date = date_of(number)
    return None if date is None else DateTime(date, _time_at(rest, moment.time))


def date_after(date: Date, nanoseconds: int) -> Date | None:
    """The date that much after its midnight; parts of a day are dropped downwards."""
    return date_of(number_of(date) + nanoseconds // NANOSECONDS_A_DAY)


def months_after(date: Date, months: int) -> Date | None:
    """The same day of a later month, or that month's last day when it is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return make_date(year, month + 1, min(date.day, days_in_month(year, month + 1)))


def months_between(start: Date, end: Date) -> int:
    """Whole months from start to end, towards zero."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months


def date_part(date: Date, name: str) -> object:
    """year, month, day or weekday; KeyError for another name."""
    if name == "weekday":
        return Decimal(weekday(number_of(date)))
    return Decimal({"year": date.year, "month": date.month, "day": date.day}[name])


def time_part(time: Time, name: str) -> object:
    """hour, minute, second, time offset or timezone; KeyError for another name."""
    if name == "time offset":
        return None if time.offset is None else DaysTime(time.offset * 10**9)
    if name == "timezone":
        return time.zone
    if name == "second":
        return _with_fraction(time.second, time.nanosecond)
    return Decimal({"hour": time.hour, "minute": time.minute}[name])


def moment_part(moment: DateTime, name: str) -> object:
    """A part of the date or of the time; the time offset also of an IANA zone."""
    if name in ("year", "month", "day", "weekday"):
        return date_part(moment.date, name)
    if name == "time offset" and moment.time.zone is not None:
        return DaysTime((moment_offset(moment) or 0) * 10**9)
    return time_part(moment.time, name)


def days_part(duration: DaysTime, name: str) -> object:
    """days, hours, minutes or seconds; each has the sign of the duration."""
    sign = -1 if duration.nanoseconds < 0 else 1
    days, rest = divmod(abs(duration.nanoseconds), NANOSECONDS_A_DAY)
    whole, fraction = divmod(rest, 10**9)
    if name == "seconds":
        return sign * _with_fraction(whole % 60, fraction) or ZERO
    return Decimal(sign * {"days": days, "hours": whole // 3600, "minutes": whole // 60 % 60}[name])


def months_part(duration: YearsMonths, name: str) -> object:
    """years or months; each has the sign of the duration."""
    sign = -1 if duration.months < 0 else 1
    years, months = divmod(abs(duration.months), 12)
    return Decimal(sign * {"years": years, "months": months}[name])


def moment_offset(moment: DateTime) -> int | None:
    """Seconds east of UTC, of the offset or the zone; None for a local date and time."""
    if moment.time.zone is not None:
        return offset_at(moment.time.zone, _local(moment))
    return moment.time.offset


def scaled(nanoseconds: Decimal) -> DaysTime | None:
    """The duration of that many nanoseconds, without a fraction of one; None if too long."""
    return time_duration(int(nanoseconds)) if nanoseconds.adjusted() < 30 else None


def _clock(time: Time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second


def _local(moment: DateTime) -> int:
    return number_of(moment.date) * 86_400 + _clock(moment.time)


def _time_at(nanoseconds: int, like: Time) -> Time:
    seconds, nanosecond = divmod(nanoseconds, 10**9)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Time(hour, minute, second, nanosecond, like.offset, like.zone)


def _with_fraction(seconds: int, nanoseconds: int) -> Decimal:
    if not nanoseconds:
        return Decimal(seconds)
    return Decimal(f"{seconds}.{nanoseconds:09d}".rstrip("0"))
