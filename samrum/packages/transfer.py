"""How a case is moved to another municipality: what the country's law says of it, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from samrum.packages.demand import months_later
from samrum.packages.sheet import Sheet


@dataclass(frozen=True, slots=True)
class TransferRule:
    """Of which `acts` the cases can be moved, and the times: the municipality that asked may turn
    to the `examiner` once so many `months` have passed without an answer, and the examiner rules
    within `ruling_months`.  The law asks for an answer at once and names no day: we remind after
    `remind_days`.  `appeal` is where a ruling can be appealed.
    """

    provision: str
    acts: tuple[str, ...]
    months: int
    ruling_months: int
    remind_days: int
    examiner: Mapping[str, str]
    appeal: Mapping[str, str]

    def holds_for(self, legal_basis: Iterable[str]) -> bool:
        """Whether a service that stands on this can have its cases moved."""
        told = " ".join(legal_basis).casefold()
        return any(act.casefold() in told for act in self.acts)

    def refer_from(self, asked_on: date) -> date:
        """The first day on which one that was not answered may be put to the examiner."""
        return months_later(asked_on, self.months) + timedelta(days=1)

    def ruled_by(self, referred_on: date) -> date:
        """The last day of the time that the examiner has."""
        return months_later(referred_on, self.ruling_months)

    def remind_on(self, asked_on: date) -> date:
        """The day on which a request that nobody has answered is called late."""
        return asked_on + timedelta(days=self.remind_days)


def read_transfer(sheet: Sheet, languages: tuple[str, ...]) -> TransferRule | None:
    """Return the `[transfer]` table of a country, None where it has none."""
    if not sheet.names():
        return None
    rule = TransferRule(
        sheet.text("provision"),
        sheet.texts("acts"),
        sheet.whole("months", least=1),
        sheet.whole("ruling_months", least=1),
        sheet.whole("remind_days", least=1),
        sheet.words("examiner", languages),
        sheet.words("appeal", languages),
    )
    sheet.finish()
    return rule
