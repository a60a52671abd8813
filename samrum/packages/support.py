"""Granted support that is carried out in time: what a service grants, and the country's time.

SoL 34 kap. 1-3 §§: a favourable decision that has not been carried out within three months, or not
again within three months from the day it was interrupted, is reported.  The time is data of the
country, the kind of support data of the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samrum.packages.demand import months_later
from samrum.packages.sheet import Sheet


@dataclass(frozen=True, slots=True)
class SupportRule:
    """Granted support begins within so many `months` from the decision, or from the day it was
    interrupted; what has not is reported under `provision`, once a quarter."""

    months: int
    provision: str

    def due(self, since: date) -> date:
        """The last day on which what waits `since` that day begins in time."""
        return months_later(since, self.months)


def read_support_rule(sheet: Sheet) -> SupportRule | None:
    """Return the `[support]` table of a country, None where it has none."""
    if not sheet.names():
        return None
    rule = SupportRule(sheet.whole("months", least=1), sheet.text("provision"))
    sheet.finish()
    return rule


def read_support_kind(sheet: Sheet, languages: Sequence[str]) -> Mapping[str, str]:
    """Return what kind of support a service grants, as it is reported; empty where it grants
    nothing that has to be carried out."""
    if not sheet.names():
        return {}
    kind = sheet.words("kind", languages)
    sheet.finish()
    return kind
