"""The clock that the office looks at.

It is the machine's, unless somebody holds another time for a while: the demo plays months of cases
in a minute, and a test wants to know what happens on the day after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_HELD: ContextVar[datetime | None] = ContextVar("held", default=None)


def moment() -> datetime:
    """This moment, in UTC: what minutes and hours are counted from.

    On the wall an hour is missing one night a year, and comes twice in another: a time on it plus
    five minutes may lie behind it.  Days are counted there (samrum.office.municipality.now).
    """
    return _HELD.get() or datetime.now(UTC)


def not_before(at: datetime, last: datetime | None) -> datetime:
    """`at`, or the moment of what happened last, where that is later: a clock was set back, or
    somebody was quicker while we waited.  Told by the clock that told `at`, because its date is the
    date there."""
    return at if last is None or last <= at else last.astimezone(at.tzinfo)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand still at `moment` (aware) for what runs inside."""
    token = _HELD.set(moment)
    try:
        yield
    finally:
        _HELD.reset(token)
