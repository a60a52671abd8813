"""What of a reading is an alarm, and what comes of it: rows of a table, then a short story."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from samrum.core.alarm import (
    USUAL,
    AlarmAnswered,
    AlarmsListed,
    AnswerAlarm,
    Event,
    ListAlarms,
    Reading,
    Week,
    alarms,
    decide,
    evolve,
    points,
)
from samrum.core.party import RULES, Party
from samrum.core.refusal import Refused

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NIGHT = NOON.replace(hour=23)
INGRID = Party("ingrid", "caseworker", "Kommunstyrelsen", via="desk")
READ = Reading("bo", "c1", "PRH 2026-000001", NOON)
IDLE = replace(READ, has_task=False)

# What was read, and what of it is an alarm; nothing where it is not.
SHOWN = [
    (READ, ()),
    (replace(READ, at=NIGHT), ()),
    (replace(READ, tie="surname"), ()),
    (IDLE, ()),
    (replace(IDLE, reason="Bo is ill."), ()),
    (replace(IDLE, tie="surname"), ("no_task", "surname")),
    (replace(IDLE, tie="address"), ("no_task", "address")),
    (replace(IDLE, tie="mandate"), ("no_task", "mandate")),
    (replace(READ, tie="own"), ("own",)),
    (replace(READ, tie="own", colleague=True), ("own",)),
    (replace(IDLE, colleague=True), ("no_task", "colleague")),
    (replace(IDLE, protected=True), ("no_task", "protected")),
    (replace(IDLE, at=NIGHT), ("no_task", "night")),
    (replace(IDLE, at=NOON.replace(hour=5)), ("no_task", "night")),
    (replace(IDLE, at=NOON.replace(hour=6)), ()),
    (replace(IDLE, at=NOON.replace(hour=20, minute=59)), ()),
]


@pytest.mark.parametrize(("read", "shown"), SHOWN)
def test_signs_together_are_an_alarm_and_one_alone_is_not(
    read: Reading, shown: tuple[str, ...]
) -> None:
    assert [one.signs for one in alarms([read], USUAL)] == ([shown] if shown else [])


def test_many_cases_within_an_hour_show_from_the_one_that_is_too_many() -> None:
    def read(many: int, minutes: float) -> list[Reading]:
        step = timedelta(minutes=minutes)
        return [replace(IDLE, id=f"c{n}", at=NOON + n * step) for n in range(many)]

    assert alarms(read(USUAL.volume - 1, 1), USUAL) == ()
    assert alarms(read(USUAL.volume * 2, 2), USUAL) == ()
    assert len(alarms(read(USUAL.volume + 2, 1), USUAL)) == 3
    the_same = [replace(one, id="c1") for one in read(USUAL.volume + 2, 1)]
    assert alarms(the_same, USUAL) == ()


def test_a_case_that_is_read_all_day_is_one_alarm_that_counts_the_times() -> None:
    read = replace(IDLE, tie="surname")
    later = replace(read, at=NOON + timedelta(minutes=5), reason="She called.")
    next_day = replace(read, at=NOON + timedelta(days=1))

    first, second = alarms([next_day, later, read], USUAL)

    assert (first.times, first.first, first.reason) == (2, NOON, "She called.")
    assert (second.times, second.first.date()) == (1, date(2026, 11, 19))


def week(*events: Event, at: datetime = NOON, by: str = "rules") -> Week | None:
    known: Week | None = None
    for event in events:
        known = evolve(known, event, by=by, at=at)
    return known


FOUND = alarms([replace(IDLE, tie="surname")], USUAL)
LISTED = AlarmsListed(MONDAY, 100, FOUND)


def test_a_week_is_listed_once() -> None:
    listing = ListAlarms(MONDAY, 100, FOUND)
    assert decide(None, listing, by=RULES) == [LISTED]
    assert decide(week(LISTED), listing, by=RULES) == []


def test_an_alarm_is_answered_once_with_an_outcome_and_what_was_found() -> None:
    answer = AnswerAlarm(1, "justified", " She stood in for Bo. ")
    answered = AlarmAnswered(1, "justified", "She stood in for Bo.")

    assert decide(week(LISTED), answer, by=INGRID) == [answered]
    with pytest.raises(Refused, match="There is nothing to answer"):
        decide(week(LISTED, answered), answer, by=INGRID)
    with pytest.raises(Refused, match="There is nothing to answer"):
        decide(week(LISTED), replace(answer, number=2), by=INGRID)
    with pytest.raises(Refused, match="There is nothing to answer"):
        decide(None, answer, by=INGRID)
    for lacking in (replace(answer, text=" "), replace(answer, outcome="fine")):  # type: ignore
        with pytest.raises(Refused, match="It takes an outcome"):
            decide(week(LISTED), lacking, by=INGRID)


def test_nobody_answers_an_alarm_on_her_own_reading() -> None:
    with pytest.raises(Refused, match="It is about what you read yourself"):
        decide(week(LISTED), AnswerAlarm(1, "justified", "Fine."), by=replace(INGRID, id="bo"))


def test_an_alarm_that_nobody_answers_is_overdue_on_the_fifteenth_day() -> None:
    known = week(LISTED)
    assert known is not None
    listed = known.listed[1]
    assert listed.answer_by == NOON.date() + timedelta(days=14)
    assert not listed.is_overdue(listed.answer_by)
    assert listed.is_overdue(listed.answer_by + timedelta(days=1))
    done = week(LISTED, AlarmAnswered(1, "reported", "x"))
    assert done is not None and not done.listed[1].is_overdue(date(2030, 1, 1))


def test_a_table_of_points_is_whole() -> None:
    with pytest.raises(ValueError):
        points("# sign points\n night\n")
