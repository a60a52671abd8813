"""A danger: something about an installation that is unsafe or broken, and what is new in it.

What is told of it are counts and what to do, never anything about anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

PASSING: Final = ("letters-failed", "letters-unsure")
"""What has happened and does not happen again is not mended by that: the letters lie there."""


@dataclass(frozen=True, slots=True)
class Danger:
    """Something unsafe in three sentences; a fatal one keeps production from being served.

    `kind` names what is counted, so that it is known again with another number, "" where the first
    sentence does that; `many` is how many there are of it.
    """

    what: str
    because: str
    instead: str
    fatal: bool = True
    kind: str = ""
    many: int = 1

    @property
    def key(self) -> str:
        """What it is known by from one look to the next."""
        return self.kind or self.what


@dataclass(frozen=True, slots=True)
class News:
    """What is broken: since the last time, still; and what was and is not any more."""

    new: tuple[Danger, ...]
    still: tuple[Danger, ...]
    mended: tuple[Danger, ...]

    @property
    def broken(self) -> tuple[Danger, ...]:
        return (*self.new, *self.still)

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.broken or self.mended)


def news(before: Iterable[Danger], found: Iterable[Danger]) -> News:
    """What to say of what is found now, to somebody who was told what was found before."""
    told = {one.key: one for one in before}
    now = {one.key: one for one in found}
    return News(
        tuple(one for key, one in now.items() if key not in told or key in PASSING),
        tuple(one for key, one in now.items() if key in told and key not in PASSING),
        tuple(one for key, one in told.items() if key not in now and key not in PASSING),
    )
