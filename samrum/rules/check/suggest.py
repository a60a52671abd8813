"""The name or value that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MOST_LISTED = 8
_CLOSE = 0.6


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known word most like the wrong one; None when none is like it."""
    names = sorted(set(known))
    exact = [name for name in names if name.casefold() == wrong.casefold()]
    close = exact or get_close_matches(wrong, names, n=1, cutoff=_CLOSE)
    return close[0] if close else None


def perhaps(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """`Did you mean Age?`, or what is known, or the way out that is left."""
    names = sorted(set(known))
    meant = nearest(wrong, names)
    if meant is not None:
        return f"Did you mean {meant}?"
    if names and len(names) <= _MOST_LISTED:
        return f"Known are {', '.join(names)}."
    return otherwise
