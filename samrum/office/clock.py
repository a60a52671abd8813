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
    """This moment, in UTC."""
    return _HELD.get() or datetime.now(UTC)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand still at `moment` (aware) for what runs inside."""
    token = _HELD.set(moment)
    try:
        yield
    finally:
        _HELD.reset(token)
