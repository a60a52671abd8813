"""The expected answer of every address to everybody: samrum/web/policy.txt, written by people.

Nothing that decides reads it; the tests and the trials hold the pages to it, and an address that is
not in it stops the server from starting.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).resolve().parent.parent / "policy.txt"
LETTERS: Final = frozenset("dsoynl")


class Unclear(Exception):
    """The table cannot be meant as it stands."""


@cache
def cells() -> Mapping[str, Mapping[str, str]]:
    """For each address by its name: for each relation, the letter of what it is answered with."""
    return read(TABLE.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, dict[str, str]]:
    """Read the table.  Raises Unclear for a cell that is missing or says nothing known."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    (_, *columns), *rows = lines
    found: dict[str, dict[str, str]] = {}
    for name, *letters in rows:
        if len(letters) != len(columns) or set(letters) - LETTERS or name in found:
            raise Unclear(f"{TABLE.name}: {name} has not one known letter for each relation")
        found[name] = dict(zip(columns, letters, strict=True))
    return found
