"""A quarter of a year, as what is due "once a quarter" is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_NAME: Final = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """`number` is 1 to 4; its name is "2026-Q4"."""

    year: int
    number: int

    @property
    def name(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    def has_ended(self, today: date) -> bool:
        """Whether it is over: its last day is still of it."""
        return self.last < today

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(name: str) -> Quarter | None:
    """The quarter of this name, None for anything else."""
    found = _NAME.fullmatch(name.strip())
    if found is None or not 1900 <= int(found.group(1)) <= 9000:
        return None
    return Quarter(int(found.group(1)), int(found.group(2)))
