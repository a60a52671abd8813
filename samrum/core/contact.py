"""The contact burden: how often somebody had to reach the other, and how often the same was asked.

Nobody else counts it.  What the room knows by itself (questions and their answers, meetings) is
reckoned from the room; what happens outside it is counted by who was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Channel = Literal["phone", "visit", "letter", "message", "meeting"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One time somebody had to reach the other; `reached` is who had to be reached."""

    agency: str
    channel: Channel
    reached: Literal["family", "agency"]
    about: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Burden:
    """`asked` is how often the family answered a question, `without` how often it would have been
    without the room: once for each agency that got the answer; `most` is the question that would
    have been asked most often, with both numbers.  Waiting is in whole days."""

    contacts: int
    agencies: int
    asked: int
    without: int
    most: tuple[str, int, int] | None
    waiting_for_family: int
    waiting_for_agencies: int


Reached = tuple[str, int, frozenset[str]]
"""A fact, how often the family was asked to give it, and which agencies have it now."""


def burden(
    contacts: Iterable[Contact],
    reached: Iterable[Reached],
    *,
    waiting_for_family: int,
    waiting_for_agencies: int,
) -> Burden:
    """Add it all up.  A fact that no agency has would have been asked for once as well."""
    counted = list(contacts)
    agencies = Counter(one.agency for one in counted if one.agency)
    seen, asked, without = set(agencies), 0, 0
    worst: tuple[int, str, int] | None = None
    for fact, given, those in reached:
        would = max(given, len(those)) if those else given
        asked, without = asked + given, without + would
        seen |= those
        if worst is None or (would, fact) > worst[:2]:
            worst = would, fact, given
    return Burden(
        contacts=len(counted),
        agencies=len(seen),
        asked=asked,
        without=without,
        most=(worst[1], worst[2], worst[0]) if worst else None,
        waiting_for_family=waiting_for_family,
        waiting_for_agencies=waiting_for_agencies,
    )
