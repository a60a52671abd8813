"""Support that was granted and is to be carried out: when it began, when it was interrupted, why
it waits, and what was reported of it.

SoL 34 kap. 1-3 §§: a favourable decision that was not carried out within three months from the day
of the decision, or not again within three months from the day it was interrupted, is reported once
a quarter, with the reasons for the delay; and once more when it has been carried out.  The time is
data of the country (samrum.packages.support).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from samrum.core.change import Earlier
from samrum.core.decision import Decision
from samrum.core.quarter import Quarter, quarter_named
from samrum.core.refusal import Refused
from samrum.packages.support import SupportRule

FAVOURABLE: Final = ("grant", "partial")

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which the support was carried out; `why` it was interrupted, and `waited` why it
    had waited before."""

    begun_on: date
    ended_on: date | None = None
    why: str = ""
    waited: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported of it in a quarter: it waits since that day, with these reasons; or it has
    begun."""

    quarter: str
    since: date
    reason: str
    begun_on: date | None
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Support:
    """`why_late` are the reasons for the present wait; `given_up_on` when she said that she does
    not want it any more."""

    spells: tuple[Spell, ...] = ()
    why_late: str = ""
    reports: tuple[Reported, ...] = ()
    given_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """A favourable decision: made on `on`, and carried out no more from `ends_on`."""

    on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which what was granted was not carried out: `again` after an interruption; `over`
    once it began, or once there was nothing left to begin."""

    since: date
    again: bool
    begun_on: date | None
    over: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unexecuted:
    """A row of the report of a quarter: what was not carried out in time.

    `begun_on` is the day it began, if that was before the quarter ended; `days` from the decision
    to then, or to the end of the quarter.
    """

    decided_on: date
    since: date
    again: bool
    reason: str
    begun_on: date | None
    days: int


def granted(
    decision: Decision | None, earlier: Sequence[Earlier], closed_on: date | None = None
) -> Granted | None:
    """Return the favourable decision that is to be carried out, None where there never was one.

    Nothing is carried out any more in a case that was closed, because it was moved elsewhere.

    A correction or a change of it does not begin the time anew: it counts from the first version.
    """
    versions = [(one.decision, one.changed_at.date(), one.kind) for one in earlier]
    if decision is not None:
        versions.append((decision, None, None))  # type: ignore[arg-type]
    while versions and versions[-1][0].outcome not in FAVOURABLE:
        versions.pop()
    if not versions:
        return None
    last, ends_on, _ = versions.pop()
    after = last.valid_to + timedelta(days=1) if last.valid_to else None
    ends = [day for day in (ends_on, after, closed_on) if day is not None]
    first = last
    while versions and versions[-1][0].outcome in FAVOURABLE and versions[-1][2] != "set_aside":
        first = versions.pop()[0]
    return Granted(first.day, min(ends, default=None))


def waits(support: Support, what: Granted) -> Iterator[Wait]:
    """Yield the times in which what was granted was not carried out, the latest last."""
    given_up = support.given_up_on
    ends = [day for day in (what.ends_on, given_up) if day is not None and day >= what.on]
    nothing_left = min(ends, default=None)
    since, again = what.on, False
    for spell in _spells(support, what):
        over = _first(spell.begun_on, nothing_left)
        yield Wait(since, again, spell.begun_on, over, spell.waited)
        if spell.ended_on is None:
            return
        since, again = spell.ended_on, True
    yield Wait(since, again, None, nothing_left, support.why_late)


def waiting(support: Support, what: Granted | None, today: date) -> Wait | None:
    """Return the wait that goes on today, None where it is carried out or nothing is left."""
    last = [*waits(support, what)][-1] if what else None
    if last is None or (last.over is not None and last.over <= today):
        return None
    return last


def runs(support: Support, what: Granted | None, today: date) -> Spell | None:
    """Return the spell that goes on today, None where it is not carried out."""
    if what is None or (what.ends_on is not None and what.ends_on <= today) or support.given_up_on:
        return None
    spells = _spells(support, what)
    return spells[-1] if spells and spells[-1].ended_on is None else None


def unexecuted(
    support: Support, what: Granted | None, rule: SupportRule | None, quarter: Quarter
) -> Unexecuted | None:
    """Return what is to be reported for a quarter: what waited longer than the law lets it."""
    if what is None or rule is None:
        return None
    late = [wait for wait in waits(support, what) if _is_late(wait, rule, quarter)]
    if not late:
        return None
    wait = late[-1]
    begun_on = wait.begun_on if wait.begun_on and wait.begun_on <= quarter.last else None
    until = min(wait.over or quarter.last, quarter.last)
    days = (until - what.on).days
    return Unexecuted(what.on, wait.since, wait.again, wait.reason, begun_on, days)


def context(
    support: Support, what: Granted | None, rule: SupportRule | None, today: date
) -> dict[str, object] | None:
    """Return granted support as expressions and letters see it, None where none is granted."""
    if what is None or rule is None:
        return None
    wait, spells = waiting(support, what, today), _spells(support, what)
    return {
        "granted_on": what.on,
        "waits": wait is not None,
        "since": wait.since if wait else None,
        "due": rule.due(wait.since) if wait else None,
        "again": wait is not None and wait.again,
        "why_late": support.why_late,
        "begun_on": spells[-1].begun_on if spells else None,
        "interrupted_on": spells[-1].ended_on if spells else None,
        "given_up": support.given_up_on is not None,
    }


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginSupport:
    """Say on which day what was granted began."""

    on: date


@dataclass(frozen=True, slots=True)
class InterruptSupport:
    """Say from which day it is not carried out any more, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ExplainWait:
    """Say in short why it has not begun, or why it took so long to: the report asks for it, and
    she reads it."""

    reason: str


@dataclass(frozen=True, slots=True)
class GiveUpSupport:
    """Say that one does not want what was granted any more."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportSupport:
    """Keep that it was reported for this quarter ("2026-Q4")."""

    quarter: str


Command = BeginSupport | InterruptSupport | ExplainWait | GiveUpSupport | ReportSupport

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SupportBegun:
    on: date


@dataclass(frozen=True, slots=True)
class SupportInterrupted:
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class WaitExplained:
    reason: str


@dataclass(frozen=True, slots=True)
class SupportGivenUp:
    reason: str


@dataclass(frozen=True, slots=True)
class SupportReported:
    """What the report of the quarter said of it."""

    quarter: str
    since: date
    reason: str
    begun_on: date | None


Event = SupportBegun | SupportInterrupted | WaitExplained | SupportGivenUp | SupportReported

# -- Decide and evolve ------------------------------------------------------------------------


def decide(
    support: Support,
    command: Command,
    *,
    what: Granted | None,
    rule: SupportRule | None,
    today: date,
) -> Event:
    """Return what happens to support that was granted; `what` is None where none was.

    What has to be said of it are guards of the country.  Raises Refused.
    """
    if what is None or rule is None:
        raise Refused(
            "There is nothing to carry out.",
            because="No support has been granted in this case.",
            instead="Open the case to see what was decided.",
        )
    match command:
        case BeginSupport(on):
            wait = _must_wait(support, what, today)
            _between(on, wait.since, today)
            return SupportBegun(on)
        case InterruptSupport(on, reason):
            spell = runs(support, what, today)
            if spell is None:
                raise Refused(
                    "It cannot be interrupted.",
                    because="It is not carried out at the moment.",
                    instead="Open the case to see how it stands.",
                )
            _between(on, spell.begun_on, today)
            return SupportInterrupted(on, reason.strip())
        case ExplainWait(reason):
            if not (waiting(support, what, today) or runs(support, what, today)):
                raise _over()
            return WaitExplained(reason.strip())
        case GiveUpSupport(reason):
            if not (waiting(support, what, today) or runs(support, what, today)):
                raise _over()
            return SupportGivenUp(reason.strip())
        case ReportSupport(quarter):
            return _report(support, quarter, what, rule, today)
        case _:
            assert_never(command)


def evolve(support: Support, event: Event, *, at: datetime, today: date) -> Support:
    match event:
        case SupportBegun(on):
            spell = Spell(on, waited=support.why_late)
            return replace(support, spells=(*support.spells, spell), why_late="")
        case SupportInterrupted(on, reason):
            if not support.spells:
                raise ValueError("SupportInterrupted stands in the journal before SupportBegun")
            ended = replace(support.spells[-1], ended_on=on, why=reason)
            return replace(support, spells=(*support.spells[:-1], ended), why_late=reason)
        case WaitExplained(reason):
            *before, last = support.spells or (Spell(today, today),)
            if last.ended_on is not None:
                return replace(support, why_late=reason)
            return replace(support, spells=(*before, replace(last, waited=reason)))
        case SupportGivenUp():
            return replace(support, given_up_on=today)
        case SupportReported(quarter, since, reason, begun_on):
            told = Reported(quarter, since, reason, begun_on, at)
            return replace(support, reports=(*support.reports, told))
        case _:
            assert_never(event)


def _spells(support: Support, what: Granted) -> list[Spell]:
    """The spells that carried out this decision, or still went on when it was made."""
    return [one for one in support.spells if one.ended_on is None or one.ended_on >= what.on]


def _first(day: date, other: date | None) -> date:
    return min(day, other) if other else day


def _is_late(wait: Wait, rule: SupportRule, quarter: Quarter) -> bool:
    """Whether it had waited too long by the end of the quarter, and was not over before it."""
    due = rule.due(wait.since)
    if quarter.last <= due:
        return False
    return wait.over is None or (wait.over > due and wait.over >= quarter.first)


def _must_wait(support: Support, what: Granted, today: date) -> Wait:
    spell = runs(support, what, today)
    if spell is not None:
        raise Refused(
            "It has begun already.",
            because="It began on {day}.",
            instead="If it was interrupted, say that first.",
            day=spell.begun_on,
        )
    wait = waiting(support, what, today)
    if wait is None:
        raise _over()
    return wait


def _over() -> Refused:
    return Refused(
        "Nothing is left of it.",
        because="It has ended, or was given up.",
        instead="Open the case to see how it stands.",
    )


def _between(on: date, first: date, today: date) -> None:
    if not first <= on <= today:
        raise Refused(
            "The day cannot be right.",
            because="It cannot have happened before {first}, or later than today.",
            instead="Give a day from {first} to today.",
            first=first,
        )


def _report(
    support: Support, name: str, what: Granted, rule: SupportRule, today: date
) -> SupportReported:
    quarter = quarter_named(name)
    if quarter is None or not quarter.has_ended(today):
        raise Refused(
            "It cannot be reported yet.",
            because="The quarter has not ended.",
            instead="Report it when the quarter is over.",
        )
    if any(one.quarter == quarter.name for one in support.reports):
        raise Refused(
            "It has been reported already.",
            because="It was in the report of {quarter}.",
            instead="It comes again next quarter, if it has not begun.",
            quarter=quarter.name,
        )
    row = unexecuted(support, what, rule, quarter)
    if row is None:
        raise Refused(
            "There is nothing to report.",
            because="It began in time, or its time has not passed.",
            instead="Open the list again to see what is to be reported.",
        )
    return SupportReported(quarter.name, row.since, row.reason, row.begun_on)
