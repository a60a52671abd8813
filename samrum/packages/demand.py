"""When somebody may demand a decision in her case, and within what time it is answered: data."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from samrum.packages.sheet import Sheet


@dataclass(frozen=True, slots=True)
class DemandRule:
    """After so many `months` from the day the case came in; answered within `answer_days`."""

    months: int
    answer_days: int
    provision: str

    def waits_until(self, received_on: date) -> date:
        """The last day of the time that a case may take."""
        return months_later(received_on, self.months)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; in a short month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def read_demand(sheet: Sheet) -> DemandRule | None:
    """Return the `[demand]` table of a country, None where it has none."""
    if not sheet.names():
        return None
    rule = DemandRule(
        sheet.whole("months", least=1), sheet.whole("answer_days", least=1), sheet.text("provision")
    )
    sheet.finish()
    return rule
