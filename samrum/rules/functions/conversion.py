"""Conversion functions (DMN 1.5, table 72): text and parts into numbers, dates, times, ranges."""

from __future__ import annotations

import re
from decimal import Decimal

from samrum.rules.comparison import make_range
from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare
from samrum.rules.kinds import Range, Value
from samrum.rules.number import parse_number
from samrum.rules.reckon import UTC_MIDNIGHT, as_moment, months_between
from samrum.rules.run import Run
from samrum.rules.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    make_date,
    make_time,
    months_duration,
    parse_at,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from samrum.rules.text import to_text

# A point of time needs no more digits than these; larger numbers are outside of every calendar.
_SMALL = Decimal(10) ** 12
_NOT_CONVERTIBLE = "not-convertible"


def string(run: Run, at: Place, value: Value) -> str | None:
    return None if value is None else to_text(value, run)


def number(
    run: Run, at: Place, text: str, grouping: str | None, point: str | None
) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        return run.fault(_NOT_CONVERTIBLE, at, function="number", text=text, wanted=_SEPARATORS)
    if grouping is not None and grouping == point:
        return run.fault(_NOT_CONVERTIBLE, at, function="number", text=text, wanted=_SEPARATORS)
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        plain = plain.replace(",", ".")
    found = parse_number(plain.removeprefix("-"))
    if found is None:
        return run.fault(_NOT_CONVERTIBLE, at, function="number", text=text, wanted="a number")
    return found.copy_negate() if plain.startswith("-") and found else found


def date(run: Run, at: Place, value: str | Date | DateTime) -> Date | None:
    if not isinstance(value, str):
        return as_moment(value).date
    return parse_date(value) or run.fault(
        _NOT_CONVERTIBLE, at, function="date", text=value, wanted="a date such as 2024-02-29"
    )


def date_of_parts(run: Run, at: Place, year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    parts = (year, month, day)
    found = make_date(int(year), int(month), int(day)) if _are_small(parts) else None
    text = ", ".join(map(to_text, parts))
    return found or run.fault(
        _NOT_CONVERTIBLE, at, function="date", text=text, wanted="a day of the calendar"
    )


def time(run: Run, at: Place, value: str | Date | Time | DateTime) -> Time | None:
    if isinstance(value, Time):
        return value
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Date):
        return UTC_MIDNIGHT
    return parse_time(value) or run.fault(
        _NOT_CONVERTIBLE, at, function="time", text=value, wanted="a time such as 10:30:00"
    )


def time_of_parts(
    run: Run,
    at: Place,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysTime | None = None,
) -> Time | None:
    found = None
    whole_seconds = offset is None or offset.nanoseconds % 10**9 == 0
    if _are_small((hour, minute)) and 0 <= second < 60 and whole_seconds:
        east = None if offset is None else offset.nanoseconds // 10**9
        found = make_time(int(hour), int(minute), int(second * 10**9), east)
    text = ", ".join(map(to_text, (hour, minute, second, offset)))
    return found or run.fault(
        _NOT_CONVERTIBLE, at, function="time", text=text, wanted="a time of day"
    )


def date_and_time(run: Run, at: Place, text: str) -> DateTime | None:
    return parse_date_time(text) or run.fault(
        _NOT_CONVERTIBLE,
        at,
        function="date and time",
        text=text,
        wanted="a date and time such as 2024-02-29T10:30:00",
    )


def date_and_time_of_parts(run: Run, at: Place, day: Date | DateTime, clock: Time) -> DateTime:
    return DateTime(as_moment(day).date, clock)


def duration(run: Run, at: Place, value: str | DaysTime | YearsMonths) -> Value:
    if not isinstance(value, str):
        return value
    return parse_duration(value) or run.fault(
        _NOT_CONVERTIBLE, at, function="duration", text=value, wanted="a duration such as P1DT2H"
    )


def years_and_months(
    run: Run, at: Place, start: Date | DateTime, end: Date | DateTime
) -> YearsMonths | None:
    return months_duration(months_between(as_moment(start).date, as_moment(end).date))


def range_of_text(run: Run, at: Place, text: str) -> Range | None:
    run.spend(1 + len(text) // 10)
    parts = _parts(text.strip())
    ends = [] if parts is None else [_end(parts[1]), _end(parts[2])]
    if parts is None or _FAULTY in ends:
        return run.fault(
            _NOT_CONVERTIBLE, at, function="range", text=text, wanted="a range such as [1..10]"
        )
    low, high = ends
    low_closed, high_closed = parts[0] == "[", parts[3] == "]"
    if low is not None and high is not None:
        return make_range(low, high, low_closed, high_closed, run, at)
    if (low is None and (low_closed or high is None)) or (high is None and high_closed):
        return run.fault("bad-range", at)
    return Range(low, high, low_closed, high_closed, unbounded=True)


def _parts(text: str) -> tuple[str, str, str, str] | None:
    """The bracket, the two ends and the other bracket of a range in text; None when it is none."""
    if text[:1] not in ("[", "(", "]") or text[-1:] not in ("]", ")", "[") or len(text) < 4:
        return None
    inner = text[1:-1]
    quoted = False
    for at, character in enumerate(inner):
        if character == '"' and inner[at - 1 : at] != "\\":
            quoted = not quoted
        elif character == "." and not quoted and inner.startswith("..", at):
            return text[0], inner[:at].strip(), inner[at + 2 :].strip(), text[-1]
    return None


def _end(text: str) -> Value:
    """The value of one end: a literal, `@"..."`, or a date, time or duration of a string literal.

    None where nothing is written; _FAULTY for anything else.
    """
    if not text:
        return None
    if found := _SIGNED_NUMBER.fullmatch(text):
        number = parse_number(found[2])
        return _FAULTY if number is None else number.copy_negate() if found[1] else number
    if found := _CALL.fullmatch(text):
        value = _unquoted(found[2] or found[3])
        parse = _PARSERS[found[1] or "@"]
        return _FAULTY if value is None else parse(value) or _FAULTY
    value = _unquoted(text)
    return _FAULTY if value is None else value


def _unquoted(text: str) -> str | None:
    """The characters of a FEEL string literal, or None."""
    if not _STRING.fullmatch(text):
        return None
    return _ESCAPE.sub(_character, text[1:-1])


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code is None:
        return {"n": "\n", "r": "\r", "t": "\t"}.get(escape[3], escape[3])
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else escape[0]


def _are_small(numbers: tuple[Decimal, ...]) -> bool:
    return all(abs(number) < _SMALL for number in numbers)


_SEPARATORS = "a number with these separators: blank, comma or point, not both the same"
_FAULTY = object()
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_SIGNED_NUMBER = re.compile(r"(-)?\s*([0-9.eE+-]+)")
_CALL = re.compile(
    rf"(date and time|date|time|duration)\s*\(\s*({_QUOTED})\s*\)|@({_QUOTED})", re.DOTALL
)
_STRING = re.compile(_QUOTED, re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PARSERS = {
    "@": parse_at,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}

_MOMENT = "date or date and time"

FUNCTIONS = (
    declare("string(from: any)", string),
    declare(
        "number(from: string, grouping separator: string or null, "
        "decimal separator: string or null)",
        number,
    ),
    declare(
        f"date(from: string or {_MOMENT})",
        date,
        "date(year: number, month: number, day: number)",
        date_of_parts,
    ),
    declare(
        f"time(from: string or time or {_MOMENT})",
        time,
        "time(hour: number, minute: number, second: number, "
        "offset?: days and time duration or null)",
        time_of_parts,
    ),
    declare(
        "date and time(from: string)",
        date_and_time,
        f"date and time(date: {_MOMENT}, time: time)",
        date_and_time_of_parts,
    ),
    declare(
        "duration(from: string or days and time duration or years and months duration)", duration
    ),
    declare(f"years and months duration(from: {_MOMENT}, to: {_MOMENT})", years_and_months),
    declare("range(from: string)", range_of_text),
)
