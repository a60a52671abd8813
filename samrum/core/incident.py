"""An incident: somebody has seen, taken or destroyed what is kept here; what has to be told of it.

What each report has to say stands in CONTENTS, after NIS2 (directive (EU) 2022/2555) article 23.4
and GDPR (regulation (EU) 2016/679) articles 33.3 and 34.2; whom it goes to and within what time is
data of the country (samrum.packages.incident).  All of it from memory: to be verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from samrum.core.refusal import Refused
from samrum.packages.demand import months_later
from samrum.packages.incident import ReportRule

ADULT: Final = 18  # years
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Incident:
    """What people know of it, by the clock on the municipality's wall.

    `ended` is None while it goes on.  The scope is what `readers` (marks, ids of persons, systems)
    read and did in the time, these `cases` (numbers), or `everything` that is kept.  `sent` says
    when a report was sent, by its id.
    """

    found_out: datetime
    began: datetime
    ended: datetime | None
    what: str = ""
    done: str = ""
    contact: str = ""
    readers: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    everything: bool = False
    sent: Mapping[str, datetime] = field(default_factory=dict)

    def window(self, at: datetime) -> tuple[datetime, datetime]:
        """Return the time that is counted, from the first moment on and before the second.

        The minute in which it ended is counted to its end; what goes on is counted until `at`.  An
        hour that the clock shows twice is counted both times.
        """
        if self.ended is None:
            return self.began.replace(fold=0), at
        whole = self.ended.replace(second=0, microsecond=0, fold=1)
        return self.began.replace(fold=0), whole.astimezone(UTC) + _MINUTE


def must_make_sense(incident: Incident, at: datetime) -> None:
    """Raises Refused for an incident that cannot have been so."""
    why = {
        "future": "It is found out in the future.",
        "before": "It was found out before it began.",
        "backwards": "It ended before it began.",
        "goes on": "It ends in the future.",
        "sent": "A report was sent before it was found out, or in the future.",
    }
    if wrong := _wrong(incident, at):
        raise Refused(
            "The incident cannot be read.",
            because=why[wrong],
            instead="Correct the times: they are local time. Leave the end empty while it goes on.",
        )
    if not (incident.readers or incident.cases or incident.everything):
        raise Refused(
            "The incident cannot be counted.",
            because="It does not say what it is about.",
            instead="Name readers or cases, or say that it is everything.",
        )


def _wrong(incident: Incident, at: datetime) -> str:
    ended = incident.ended
    if incident.found_out > at:
        return "future"
    if incident.began > incident.found_out:
        return "before"
    if ended is not None and ended < incident.began:
        return "backwards"
    if ended is not None and ended > at:
        return "goes on"
    early_or_late = any(not incident.found_out <= sent <= at for sent in incident.sent.values())
    return "sent" if early_or_late else ""


# The clock


@dataclass(frozen=True, slots=True)
class Due:
    """When a report has to be there, None for as soon as it can be; `sent` once it was sent."""

    rule: ReportRule
    by: datetime | None
    sent: datetime | None

    def is_overdue(self, at: datetime) -> bool:
        """Return whether its time has run out, and nobody says that it was sent in time."""
        return self.by is not None and (self.sent or at) > self.by


def clock(rules: Iterable[ReportRule], incident: Incident) -> tuple[Due, ...]:
    """Return when each report is due, the first one first.

    Hours run from the moment itself, through nights, holidays and changes of the clock; a month
    ends at the same time of its last day.  No time is rolled to a working day: that is never late.
    """
    made = tuple(_due(rule, incident) for rule in rules)
    return tuple(sorted(made, key=lambda due: (due.by is None, due.by or incident.found_out)))


def _due(rule: ReportRule, incident: Incident) -> Due:
    begins, sent = incident.sent.get(rule.after, incident.found_out), incident.sent.get(rule.id)
    begins = begins.replace(fold=0)
    if rule.hours is not None:
        ends = begins.astimezone(UTC) + timedelta(hours=rule.hours)
        return Due(rule, ends.astimezone(begins.tzinfo), sent)
    if rule.months is not None:
        day = months_later(begins.date(), rule.months)
        return Due(rule, datetime.combine(day, begins.timetz()), sent)
    return Due(rule, None, sent)


# What a report has to say


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a report says, and the provision that asks for it, "" where none does."""

    id: str
    provision: str = ""


CONTENTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "early-warning": (
        Part("sender"),
        Part("happened", "NIS2 23.4 a"),
        Part("unlawful", "NIS2 23.4 a"),
        Part("abroad", "NIS2 23.4 a"),
        Part("extent-in-short"),
    ),
    "notification": (
        Part("sender"),
        Part("happened", "NIS2 23.4 b"),
        Part("unlawful", "NIS2 23.4 a-b"),
        Part("abroad", "NIS2 23.4 a-b"),
        Part("severity", "NIS2 23.4 b"),
        Part("extent", "NIS2 23.4 b"),
        Part("limits"),
        Part("traces", "NIS2 23.4 b"),
        Part("measures"),
    ),
    "final-report": (
        Part("sender"),
        Part("happened", "NIS2 23.4 d i"),
        Part("severity", "NIS2 23.4 d i"),
        Part("extent", "NIS2 23.4 d i"),
        Part("limits"),
        Part("cause", "NIS2 23.4 d ii"),
        Part("measures", "NIS2 23.4 d iii"),
        Part("abroad", "NIS2 23.4 d iv"),
    ),
    "breach": (
        Part("controller"),
        Part("happened", "GDPR 33.3 a"),
        Part("extent", "GDPR 33.3 a"),
        Part("special", "GDPR 33.3 a, 9.1"),
        Part("limits"),
        Part("officer", "GDPR 33.3 b"),
        Part("consequences", "GDPR 33.3 c"),
        Part("measures", "GDPR 33.3 d"),
        Part("told", "GDPR 34"),
        Part("late", "GDPR 33.1"),
        Part("later", "GDPR 33.4"),
    ),
    "persons": (
        Part("to-you", "GDPR 34.2"),
        Part("officer", "GDPR 33.3 b"),
        Part("consequences", "GDPR 33.3 c"),
        Part("measures", "GDPR 33.3 d"),
        Part("yourself"),
    ),
}


# How large it is


@dataclass(frozen=True, slots=True)
class Concerned:
    """How much of somebody it is about: in how many cases and rooms she stands, how often those or
    she herself were read, and what was done there."""

    person: str
    cases: int = 0
    rooms: int = 0
    readings: int = 0
    acts: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """What was counted.  `facts` and `documents` are by kind of secrecy, "" where none is known.

    `strangers` are persons that only a request of another municipality is about.  `opened` counts
    documents and letters that were opened one by one; `gone` cases that were erased since, and
    `lost` readings of what was erased: nobody can say whom those were about.  `destroyed` is what
    the accounts themselves destroyed.  `listed` is how many the lists of their units can name.
    """

    persons: int = 0
    children: int = 0
    ageless: int = 0
    protected: int = 0
    staff: int = 0
    representatives: int = 0
    strangers: int = 0
    services: Mapping[str, int] = field(default_factory=dict)
    rooms: int = 0
    looked_up: int = 0
    worries: int = 0
    requests: int = 0
    drafts: int = 0
    facts: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    letters: int = 0
    opened: int = 0
    readings: int = 0
    acts: int = 0
    gone: int = 0
    lost: int = 0
    destroyed: int = 0
    listed: int = 0

    @property
    def cases(self) -> int:
        return sum(self.services.values())

    @property
    def is_empty(self) -> bool:
        """Whether nobody was found: as far as the journal knows, nothing was read or done."""
        return not (self.persons or self.strangers or self.gone or self.lost or self.destroyed)


def is_child(born: date, day: date) -> bool:
    """Return whether somebody who was born on a day is under age on another."""
    return months_later(born, 12 * ADULT) > day
