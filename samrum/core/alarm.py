"""An alarm: a reading of somebody's case that looks as if it had no task behind it.

Whoever answers for personal data follows up who has read what, regularly and by rules (GDPR 24, 32;
the Norwegian authority fined NAV in 2024 for not doing it).  The rules are a table of points; an
alarm is a question and accuses nobody.  The data protection officer answers each within 14 days.

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, assert_never, get_args

from samrum.core.party import Party
from samrum.core.refusal import Refused

POINTS: Final = """
# sign          points
  no_task       2
  surname       2
  address       3
  mandate       3
  own           4
  colleague     2
  protected     2
  night         2
  volume        2
"""
"""What a reading shows, and how much it counts: `no_task` is that she neither handles the case nor
has done anything in it around that day; `surname`, `address` and `mandate` a tie to whom it is
about, `own` that it is about herself; `colleague` that it is about somebody who works here;
`protected` that the data are protected; `night` that nobody is at work; `volume` that she has read
many different cases within an hour."""

ANSWER_WITHIN: Final = timedelta(days=14)
AROUND: Final = timedelta(days=14)  # an act this long before or after a reading is a task
Outcome = Literal["justified", "reported"]

# What is known


@dataclass(frozen=True, slots=True)
class Rules:
    """An alarm is raised from `alarm_at` points; `night` is from and to which full hour; `volume`
    different cases within an hour are many."""

    points: Mapping[str, int]
    alarm_at: int = 4
    night: tuple[int, int] = (21, 6)
    volume: int = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody of the staff read something: `what` is the number of a case or a room, or a part of
    the id of somebody who was looked up, `at` by the municipality's own clock, `tie` the closest
    tie to whom it is about (surname, address, mandate, own) or ""."""

    reader: str
    id: str
    what: str
    at: datetime
    reason: str = ""
    tie: str = ""
    has_task: bool = True
    colleague: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """What one person read of one case on one day; `times` is how often, `signs` what it showed."""

    reader: str
    id: str
    what: str
    first: datetime
    times: int
    signs: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An alarm on a week's list; `outcome` "" until somebody has answered it."""

    number: int
    alarm: Alarm
    listed_at: datetime
    outcome: Outcome | Literal[""] = ""
    text: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def answer_by(self) -> date:
        """The last day to answer."""
        return (self.listed_at + ANSWER_WITHIN).date()

    def is_overdue(self, day: date) -> bool:
        return not self.outcome and day > self.answer_by


@dataclass(frozen=True, slots=True)
class Week:
    """The list of one week, which begins on the Monday `begins`; `readings` were looked at."""

    begins: date
    readings: int = 0
    listed: Mapping[int, Listed] = field(default_factory=dict)


# What may be asked


@dataclass(frozen=True, slots=True)
class ListAlarms:
    begins: date
    readings: int
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class AnswerAlarm:
    number: int
    outcome: Outcome
    text: str


Command = ListAlarms | AnswerAlarm

# What has happened


@dataclass(frozen=True, slots=True)
class AlarmsListed:
    begins: date
    readings: int
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class AlarmAnswered:
    number: int
    outcome: Outcome
    text: str


Event = AlarmsListed | AlarmAnswered

# Decide


def decide(week: Week | None, command: Command, *, by: Party) -> list[Event]:
    """What happens when this is asked, or Refused."""
    match command:
        case ListAlarms(begins, readings, alarms):
            return [] if week else [AlarmsListed(begins, readings, alarms)]
        case AnswerAlarm(number, outcome, text):
            return [_answered(week, number, outcome, text.strip(), by)]
    assert_never(command)


def _answered(week: Week | None, number: int, outcome: str, text: str, by: Party) -> Event:
    listed = week.listed.get(number) if week else None
    if listed is None or listed.outcome:
        raise Refused(
            "There is nothing to answer.",
            because="The alarm is not on the list, or somebody has answered it.",
            instead="Open the list again.",
        )
    if listed.alarm.reader == by.id:
        raise Refused(
            "You cannot answer this alarm.",
            because="It is about what you read yourself.",
            instead="Ask whoever stands in for you to answer it.",
        )
    if outcome not in get_args(Outcome) or not text:
        raise Refused(
            "The alarm is not answered yet.",
            because="It takes an outcome, and a sentence on what you found.",
            instead="Choose an outcome and write what you found.",
        )
    return AlarmAnswered(number, outcome, text)  # type: ignore[arg-type]


# Evolve


def evolve(week: Week | None, event: Event, *, by: str, at: datetime) -> Week:
    """The list after this has happened."""
    match event:
        case AlarmsListed(begins, readings, alarms):
            listed = {n: Listed(n, one, at) for n, one in enumerate(alarms, 1)}
            return Week(begins, readings, listed)
        case AlarmAnswered(number, outcome, text):
            assert week is not None, "a list comes first"
            known = replace(
                week.listed[number], outcome=outcome, text=text, answered_by=by, answered_at=at
            )
            return replace(week, listed={**week.listed, number: known})
    assert_never(event)


# The rules


def alarms(readings: Iterable[Reading], rules: Rules) -> tuple[Alarm, ...]:
    """Return the alarms of these readings: one for each person, case and day, the first first."""
    found: dict[tuple[str, str, date], Alarm] = {}
    latest: dict[str, deque[Reading]] = {}
    for one in sorted(readings, key=lambda one: (one.at, one.reader, one.id)):
        within = latest.setdefault(one.reader, deque())
        within.append(one)
        while one.at - within[0].at > timedelta(hours=1):
            within.popleft()
        shown = signs(one, len({other.id for other in within}), rules)
        if sum(rules.points[sign] for sign in shown) < rules.alarm_at:
            continue
        key = (one.reader, one.id, one.at.date())
        alarm = found.get(key) or Alarm(one.reader, one.id, one.what, one.at, 0, ())
        both = tuple(dict.fromkeys((*alarm.signs, *shown)))
        found[key] = replace(
            alarm, times=alarm.times + 1, signs=both, reason=alarm.reason or one.reason
        )
    return tuple(found.values())


def signs(reading: Reading, in_the_hour: int, rules: Rules) -> tuple[str, ...]:
    """Return what a reading shows, where `in_the_hour` different cases were read in an hour."""
    begins, ends = rules.night
    shown = {
        "no_task": not reading.has_task,
        reading.tie: bool(reading.tie),
        "colleague": reading.colleague and reading.tie != "own",
        "protected": reading.protected,
        "night": reading.at.hour >= begins or reading.at.hour < ends,
        "volume": in_the_hour >= rules.volume,
    }
    return tuple(sign for sign, is_so in shown.items() if is_so)


def points(text: str) -> dict[str, int]:
    """Read a table of points; ValueError when a row is not whole."""
    rows = (line.split() for line in text.strip().splitlines()[1:])
    return {sign: int(many) for sign, many in rows}


USUAL: Final = Rules(points(POINTS))
