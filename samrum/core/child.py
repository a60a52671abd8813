"""A child whom a case concerns: what is best for the child, and what the child says.

SoL 3 kap. 1-2 §§: in a decision that concerns somebody under 18 the best interests of the child are
assessed, and the child gets to say what it thinks.  Where it was not asked, it says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# -- What is known ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Considered:
    """The assessment; `views` are the child's, in its own words, or `why_not` says why not."""

    best_interests: str
    views: str
    why_not: str
    made_by: str
    made_at: datetime


# -- What may be asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsiderChild:
    best_interests: str
    views: str = ""
    why_not: str = ""


Command = ConsiderChild

# -- What has happened ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChildConsidered:
    best_interests: str
    views: str
    why_not: str


Event = ChildConsidered

# -- Decide and evolve ------------------------------------------------------------------------


def decide(command: Command) -> list[Event]:
    """Return what happens; what has to be said is a guard of the country."""
    told = (command.best_interests.strip(), command.views.strip(), command.why_not.strip())
    return [ChildConsidered(*told)]


def evolve(event: Event, *, by: str, at: datetime) -> Considered:
    return Considered(event.best_interests, event.views, event.why_not, by, at)
