"""The ways in which a decision is delivered, as the law of a country knows them.

```toml
# countries/se/delivery.toml
[[method]]
id = "simplified"
provision = "22-26 §§ delgivningslagen (2010:1932)"
tag = "MEM"
presumed_days = 14            # from the day it was sent; left out: only proof counts
control = "control-message"   # a letter that has to go out the next working day
title.sv = "Förenklad delgivning"
...
```

The first is what is used when nobody chooses, unless the service names another in [appeal].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samrum.packages.guard import TAGS
from samrum.packages.sheet import Sheet


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """`presumed_days` after it was sent the party counts as having got it, None for never by
    itself; `control` is the letter that must follow on the next working day, "" for none."""

    id: str
    title: Mapping[str, str]
    explains: Mapping[str, str]
    provision: str
    tag: str
    presumed_days: int | None = None
    control: str = ""


def read_delivery(sheet: Sheet, languages: Sequence[str]) -> tuple[DeliveryMethod, ...]:
    """Return the `[[method]]` tables of a sheet; faults are noted."""
    methods = tuple(_method(table, languages) for table in sheet.tables("method"))
    if not methods:
        sheet.fault(
            "method",
            "The country knows no way to deliver a decision.",
            "Then nobody could be told of one.",
            "Add a [[method]]; the first is used when nobody chooses.",
        )
    sheet.finish()
    return methods


def _method(sheet: Sheet, languages: Sequence[str]) -> DeliveryMethod:
    method = DeliveryMethod(
        sheet.text("id"),
        sheet.words("title", languages),
        sheet.words("explains", languages),
        sheet.text("provision"),
        sheet.one_of("tag", TAGS),
        sheet.maybe_whole("presumed_days"),
        sheet.text("control", ""),
    )
    sheet.finish()
    return method
