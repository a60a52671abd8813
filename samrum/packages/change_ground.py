"""The grounds on which the law of a country lets a decision be changed.

```toml
# countries/se/change.toml
[[ground]]
id = "misled"
kinds = ["changed", "revoked"]      # what it can be: corrected, changed, revoked
provision = "37 § andra stycket 3 förvaltningslagen (2017:900)"
tag = "READ"
title.sv = "Personen har lämnat oriktiga eller vilseledande uppgifter"
...
```

Which of them may be used when is said by the guards of the stage "reviewed".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from samrum.packages.guard import TAGS
from samrum.packages.sheet import Sheet

KINDS: Final = ("corrected", "changed", "revoked")


@dataclass(frozen=True, slots=True)
class ChangeGround:
    """One ground, and what kinds of change can rest on it."""

    id: str
    kinds: tuple[str, ...]
    title: Mapping[str, str]
    provision: str
    tag: str


def read_change_grounds(sheet: Sheet, languages: Sequence[str]) -> tuple[ChangeGround, ...]:
    """Return the `[[ground]]` tables of a sheet; faults are noted."""
    grounds = tuple(_ground(table, languages) for table in sheet.tables("ground"))
    sheet.finish()
    return grounds


def _ground(sheet: Sheet, languages: Sequence[str]) -> ChangeGround:
    kinds = sheet.texts("kinds")
    for kind in kinds:
        if kind not in KINDS:
            sheet.fault(
                "kinds",
                f"{kind!r} is no kind of change.",
                "Nobody could choose it.",
                f"Use {', '.join(KINDS)}.",
            )
    ground = ChangeGround(
        sheet.text("id"),
        kinds,
        sheet.words("title", languages),
        sheet.text("provision"),
        sheet.one_of("tag", TAGS),
    )
    sheet.finish()
    return ground
