"""For how long a service's cases are kept: the rule that a package's [retention] states.

| kind | kept |
|---|---|
| closed | `days` from the last day the decision is valid, else from closing |
| last_note | `years` from the last entry; all of a person's cases together (SoL 16:1) |
| child | until the resident has turned `until_age` (SoL 16:2 a) |
| never | for ever (SoL 16:2) |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from samrum.packages.sheet import Sheet

KINDS: Final = ("closed", "last_note", "child", "never")


@dataclass(frozen=True, slots=True)
class Keeping:
    """`provision` is what lets it be destroyed; `sample`: some persons' are kept for research."""

    kind: str = "closed"
    days: int = 0
    years: int = 0
    until_age: int = 0
    sample: bool = False
    provision: str = ""


def read_keeping(sheet: Sheet) -> Keeping:
    """Return the rule of a [retention] table; faults are noted."""
    kind = sheet.one_of("kind", KINDS, "closed")
    needs = {"closed": "days", "last_note": "years", "child": "until_age"}.get(kind, "")
    number = {
        key: sheet.whole(key, least=1) if key == needs else sheet.whole(key, 0)
        for key in ("days", "years", "until_age")
    }
    return Keeping(
        kind, **number, sample=sheet.flag("sample", False), provision=sheet.text("provision", "")
    )
