"""A change of a decision that was made: a slip corrected, another decision, or its revocation.

The old version is kept as it was, with why it no longer holds; the new version is a decision like
any other and passes the same guards.  `ground` is the id of what the law of the country lets it be
changed on (samrum.packages.change_ground).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from samrum.core.decision import Decision
from samrum.core.refusal import Refused
from samrum.packages.change_ground import ChangeGround

Kind = Literal["corrected", "changed", "revoked"]
_RANK: Final = {"grant": 2, "partial": 1}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version of the decision that no longer holds, and why; a higher instance sets it aside, or
    rules otherwise."""

    decision: Decision
    kind: Kind | Literal["set_aside", "ruled"]
    ground: str
    because: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionChanged:
    """The decision that stood no longer does; the one in its place follows in the same act."""

    kind: Kind
    ground: str
    because: str
    to_detriment: bool


def change(
    before: Decision,
    kind: Kind,
    ground: str,
    because: str,
    *,
    outcome: str,
    days: tuple[date | None, date | None],
    to_detriment: bool,
    grounds: Iterable[ChangeGround],
) -> DecisionChanged:
    """Return the change from `before` to a decision with `outcome` and `days` of validity.

    `to_detriment` is what the caseworker says; that she gets less than before says it too.  Raises
    Refused.
    """
    if not because.strip():
        raise Refused(
            "The decision cannot be changed yet.",
            because="It does not say what was wrong.",
            instead="Write in a sentence or two why the decision is changed.",
        )
    if not any(one.id == ground and kind in one.kinds for one in grounds):
        raise Refused(
            "The decision cannot be changed on this ground.",
            because="The law knows no such ground for it.",
            instead="Choose one of the grounds on the page.",
        )
    if kind == "corrected" and outcome != before.outcome:
        raise Refused(
            "This is more than a slip of the pen.",
            because="A correction cannot change what was decided.",
            instead="Choose to change the decision, and give the ground for it.",
        )
    worse = kind == "revoked" or _less(before, outcome, days)
    return DecisionChanged(kind, ground, because.strip(), worse or to_detriment)


def _less(before: Decision, outcome: str, days: tuple[date | None, date | None]) -> bool:
    """Whether somebody gets less than before: another outcome, or for a shorter time."""
    old, new = _RANK.get(before.outcome, 0), _RANK.get(outcome, 0)
    if old != new:
        return new < old
    first, last = days
    later = first is not None and before.valid_from is not None and first > before.valid_from
    ends = last is not None and (before.valid_to is None or last < before.valid_to)
    return old > 0 and (later or ends)
