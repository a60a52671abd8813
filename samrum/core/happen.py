"""What comes of a press: the core decides, the law is asked, and what follows by itself follows.

The one way from a command to a case that has changed.  Pure, so that the office does it for good,
a page foresees it, and a story plays it, all in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from samrum.core import law
from samrum.core.case import Case, Command, Event, decide, evolve
from samrum.core.consequence import follows
from samrum.core.delegation import authorised
from samrum.core.party import RULES, Party
from samrum.packages.feel import Names
from samrum.packages.package import ServicePackage


@dataclass(frozen=True, slots=True)
class Happened:
    """The case afterwards, None only where nothing happened to no case; `decided` is by whoever
    pressed, `followed` by the rules."""

    case: Case | None
    decided: tuple[Event, ...] = ()
    followed: tuple[Event, ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        return (*self.decided, *self.followed)

    def signed(self, by: Party) -> list[tuple[Event, Party]]:
        """Each event with whoever made it: what followed is the rules', for the agency of `by`."""
        rules = replace(RULES, agency=by.agency)
        return [(one, by) for one in self.decided] + [(one, rules) for one in self.followed]


def happen(
    case: Case | None,
    command: Command,
    *,
    by: Party,
    at: datetime,
    package: ServicePackage,
    around: Names | None = None,
) -> Happened:
    """Return what happens when `by` does `command` at `at`; raise `Refused` if it may not be done.

    Access was checked before (samrum.core.access).  `around` are the surroundings of the case then,
    where somebody has them already.
    """
    events = [
        authorised(case, event, by=by, at=at, package=package)
        for event in decide(case, command, by=by, at=at, package=package)
    ]
    for event in events:
        law.ask(case, event, by=by, at=at, package=package, near=around)
        case, around = evolve(case, event, by=by, at=at), None
    if case is None or not events:
        return Happened(case)
    case, more = follows(case, events, package=package, at=at)
    return Happened(case, tuple(events), tuple(more))
