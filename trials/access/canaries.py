"""For whose eyes each canary is: the table is canaries.txt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "canaries.txt"


def canary(name: str) -> str:
    """A word that stands nowhere else, the same in every run."""
    return "kanarie" + hashlib.sha256(name.encode()).hexdigest()[:10]


def eyes(text: str = "") -> Mapping[str, frozenset[str]]:
    """Who may see each canary, by its name.  Raises ValueError for a row that is not whole."""
    lines = (text or TABLE.read_text(encoding="utf-8")).splitlines()
    head, *rows = (line.split() for line in lines if line and not line.startswith("#"))
    found = {}
    for name, *cells in rows:
        told = dict(zip(head[1:], cells, strict=True))
        if set(cells) - {"+", "."}:
            raise ValueError(name)
        found[name] = frozenset(person for person, cell in told.items() if cell == "+")
    return found
