"""D8: the clock is set forward and back, and what days bring happens once, in order.

The clock that the office looks at jumps by an hour, by a day, by half a second, over both changes
of summer time, over a leap day and a new year, and to just before and after the midnight at which
a step is late.  After each jump somebody writes or hands something in, and the worker looks at the
days as it always does.  Then the journal is read: every stream stands in the order of its numbers,
and every day that passed was called once.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from trials.durability.acts import apply, resident
from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, begin, new_key

ZONE: Final = ZoneInfo("Europe/Stockholm")
BEGINS: Final = datetime(2027, 3, 20, 12, tzinfo=ZONE)
# Where clocks are known to go wrong: summer time both ways, a new year, a leap day and its end.
PLACES: Final = (
    datetime(2027, 3, 28, 1, 59, 30, tzinfo=ZONE),
    datetime(2027, 10, 31, 2, 59, 30, tzinfo=ZONE),
    datetime(2027, 12, 31, 23, 59, 30, tzinfo=ZONE),
    datetime(2028, 2, 28, 23, 59, 30, tzinfo=ZONE),
    datetime(2028, 2, 29, 23, 59, 30, tzinfo=ZONE),
)
AFTERWARDS: Final = timedelta(days=400)
JUMPS: Final = {
    "an hour forward": timedelta(hours=1),
    "an hour back": timedelta(hours=-1),
    "a day forward": timedelta(days=1),
    "a day back": timedelta(days=-1),
    "half a second forward": timedelta(seconds=0.5),
    "half a second back": timedelta(seconds=-0.5),
}
TO_A_DAY: Final = "to the midnight of a day"
NEW_CASE: Final = 4  # one act in so many is an application, the others are messages


@dataclass
class _Seen:
    """What the journal says of days, and of its own order."""

    late: Counter[tuple[str, str, date]] = field(default_factory=Counter)
    foreseen: Counter[tuple[str, date]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def jump(asked: Asked) -> Result:
    """n jumps, then the clock goes on, and all is reckoned."""
    from samrum.journal.verify import verify

    begin()
    random, jumps = Random(asked.seed), Counter[str]()
    reader, at, days = resident(), BEGINS, list[date]()
    cases = [_open(reader, at, days)]
    for number in range(asked.n):
        place = PLACES[number * len(PLACES) // asked.n]
        if number % max(asked.n // (4 * len(PLACES)), 2) == 0:
            at, what = place - timedelta(seconds=random.randrange(90)), "to a place"
        else:
            at, what = _somewhere(random, at, days)
        jumps[what] += 1
        if random.randrange(NEW_CASE) == 0:
            cases.append(_open(reader, at, days))
        else:
            _writes(reader, at, random.choice(cases), number)
        _look_at_the_days(at)
    last = PLACES[-1] + AFTERWARDS
    _look_at_the_days(last)
    _look_at_the_days(last)
    seen = _read_again(last.date())
    seen.wrong += [str(fault) for fault in verify(TENANT, ZONE).faults]
    figures = {
        "jumps": sum(jumps.values()),
        "of each": dict(sorted(jumps.items())),
        "cases": len(cases),
        "steps called late": seen.late.total(),
        "delays foreseen": seen.foreseen.total(),
        "wrong": len(seen.wrong),
    }
    return Result(not seen.wrong and seen.late.total() > 0, figures, seen.wrong)


def _somewhere(random: Random, at: datetime, days: list[date]) -> tuple[datetime, str]:
    """The next moment: a jump, in time that passes and not on the dial, or to a midnight."""
    ahead = [day for day in days if timedelta() <= day - at.date() < timedelta(days=30)]
    if ahead and random.random() < 0.25:
        midnight = datetime.combine(random.choice(ahead) + timedelta(days=1), datetime.min.time())
        return midnight.replace(tzinfo=ZONE) + timedelta(seconds=random.choice((-1, 1))), TO_A_DAY
    what = random.choice(tuple(JUMPS))
    return datetime.fromtimestamp(at.timestamp() + JUMPS[what].total_seconds(), ZONE), what


def _open(reader: Any, at: datetime, days: list[date]) -> str:
    """An application without its papers: what is missing has a day."""
    from samrum.journal import cases
    from samrum.office.clock import held_at

    with held_at(at):
        id = apply(reader, new_key()).case
    kept = cases.load(TENANT, id)
    assert kept is not None, "it was opened a moment ago"
    days += [step.due for step in kept.case.steps.values() if step.due]
    return id


def _writes(reader: Any, at: datetime, case: str, number: int) -> None:
    from samrum.core.case import SendMessage
    from samrum.office.act import act
    from samrum.office.clock import held_at

    with held_at(at):
        act(reader, SendMessage(f"message {number}"), case=case, key=new_key())


def _look_at_the_days(at: datetime) -> None:
    """What the worker does every five minutes."""
    from samrum.office import deadlines
    from samrum.office.clock import held_at

    with held_at(at):
        deadlines.call_late(TENANT)
        deadlines.foresee_delays(TENANT)


def _read_again(last: date) -> _Seen:
    """Every case from its first entry on, and what is left of it."""
    from samrum.journal import entries
    from samrum.journal.database import one_moment

    seen = _Seen()
    with one_moment(TENANT):
        for stream, made in groupby(entries.read_all(TENANT), key=lambda entry: entry.stream):
            _of_a_stream(seen, stream, list(made), last)
    wrong = [f"called late {n} times: {which}" for which, n in seen.late.items() if n > 1]
    wrong += [f"foreseen {n} times: {which}" for which, n in seen.foreseen.items() if n > 1]
    seen.wrong += wrong
    return seen


def _of_a_stream(seen: _Seen, stream: str, made: list[Any], last: date) -> None:
    from samrum.core.case import StepLate
    from samrum.core.delay import DelayForeseen
    from samrum.journal import codec
    from samrum.journal.state import after

    state: Any = None
    for number, entry in enumerate(made, 1):
        earlier = made[number - 2] if number > 1 else entry
        if entry.seq != number or entry.at < earlier.at:
            seen.wrong.append(f"out of order: {stream} {entry.seq}")
        event: Any = codec.event(entry.kind, entry.payload or "{}")
        if isinstance(event, StepLate):
            due = state.steps[event.step].due
            seen.late[stream, event.step, due] += 1
            if entry.at.astimezone(ZONE).date() <= due:
                seen.wrong.append(f"called late too soon: {stream} {event.step}")
        if isinstance(event, DelayForeseen):
            seen.foreseen[stream, event.promised] += 1
        state = after(state, entry, event, ZONE)
    if made[0].noun == "case" and state is not None and state.stage in ("received", "decided"):
        forgotten = [id for id, one in state.steps.items() if one.due and not one.late]
        seen.wrong += [
            f"never called late: {stream} {id}" for id in forgotten if state.steps[id].due < last
        ]


@contextmanager
def _by_the_clock() -> Iterator[None]:
    """What happens is dated by the clock, whatever happened before it."""
    from samrum.office import act

    with replaced(act, "not_before", lambda at, last: at):
        yield


@contextmanager
def _only_yesterday() -> Iterator[None]:
    """The days are looked at as if every one came: what was due yesterday is called late."""
    from samrum.office import deadlines

    right = deadlines.overdue.steps_past

    def steps_past(tenant: int, services: tuple[str, ...], today: date) -> Iterator[Any]:
        for case, step in right(tenant, services, today):
            if step.due == today - timedelta(days=1):
                yield case, step

    with replaced(deadlines.overdue, "steps_past", steps_past):
        yield


@contextmanager
def _calls_again() -> Iterator[None]:
    """Each look calls late what is late, called before or not, as a press of its own."""
    from samrum.core.case import StepLate, decide
    from samrum.journal import cases
    from samrum.journal.worklist import Cut, page
    from samrum.office import deadlines

    right, past = deadlines.act_by_itself, deadlines.overdue.steps_past
    working = tuple(cases.lanes(("received", "decided"), cases.TURNS, cleared=True))

    def steps_past(tenant: int, services: tuple[str, ...], today: date) -> Iterator[Any]:
        yield from past(tenant, services, today)
        for row in page(tenant, Cut(services, working, due_to=today), after=None, most=3):
            yield from ((row.id, step) for step in row.steps if step.late)

    def press(tenant: int, by: Any, command: Any, *, case: str, key: str) -> Any:
        return right(tenant, by, command, case=case, key=new_key())

    with (
        replaced(sys.modules[decide.__module__], "_late", lambda case, step, at: [StepLate(step)]),
        replaced(deadlines.overdue, "steps_past", steps_past),
        replaced(deadlines, "act_by_itself", press),
    ):
        yield


TRIALS = (
    Trial(
        "D8",
        "However the clock jumps, what happens stands in its order, and each day that passes is "
        "called once: not twice, not too soon, not never.",
        "jumps of the clock, an act and a look at the days after each",
        500,
        40,
        jump,
        {
            "by-the-clock": _by_the_clock,
            "only-yesterday": _only_yesterday,
            "calls-again": _calls_again,
        },
    ),
)
