"""The grounds of secrecy that a country's law knows: the list a caseworker chooses from.

Data of the country pack: `[[ground]]` tables in secrecy.toml.  A pack without that file knows no
ground, so nothing can be hidden from a party there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samrum.packages.sheet import Sheet

TAGS = ("READ", "PAGE", "MEM")


@dataclass(frozen=True, slots=True)
class SecrecyGround:
    """One ground; `says` is whom or what it protects, in each language."""

    id: str
    provision: str
    tag: str
    says: Mapping[str, str]


def read_grounds(sheet: Sheet, languages: Sequence[str]) -> tuple[SecrecyGround, ...]:
    """Return the `[[ground]]` tables of a sheet; faults are noted."""
    found = []
    for table in sheet.tables("ground"):
        ground = SecrecyGround(
            table.text("id"),
            table.text("provision"),
            table.one_of("tag", TAGS),
            table.words("says", languages),
        )
        table.finish()
        found.append(ground)
    sheet.finish()
    return tuple(found)
