"""Faults of a package: where, what, because, instead.  All of them are said at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from samrum.packages.refusal import Refused


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: `file` inside the package, `line` from 1 (0: the file itself)."""

    file: str
    line: int
    what: str
    because: str
    instead: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.what} {self.because} {self.instead}"


class PackageFaults(Refused):
    """A package cannot be used; `faults` in the order of its files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(
            "The package cannot be used.",
            because="{faults}",
            instead="Mend what is said above, and check it with: samrum package check FOLDER",
            faults="\n".join(map(str, self.faults)),
        )


def perhaps(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """Return "Did you mean ...?" when something known looks like what was written."""
    names = sorted(set(known))
    close = get_close_matches(wrong, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]}?"
    listed = ", ".join(names)
    return f"{otherwise} {listed}." if names and len(listed) < 200 else f"{otherwise.rstrip(':')}."
