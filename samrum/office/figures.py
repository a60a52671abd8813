"""Figures of the work for whoever watches the installation: opened, decided, waiting, overdue.

They count cases and name nobody.  A small number beside what somebody knows already could point to
a person, and so could a number that grows by one: so figures of cases are rounded down to a whole
FIVE before they leave the office, and what is fewer is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from samrum.journal import checkpoint, extracts, figures, outbox
from samrum.journal.figures import Figure
from samrum.office.municipality import municipalities, municipality, now

FIVE: Final = 5
MOST_EXTRACTS: Final = 1_000  # that are counted


@dataclass(frozen=True, slots=True)
class Figures:
    """What a municipality's figures are; `of_cases` at `tallied_at`, rounded; the queues now."""

    municipality: str
    tallied_at: datetime | None
    of_cases: tuple[Figure, ...]
    letters: int
    extracts: int
    uncovered: timedelta


def tally(tenant: int) -> None:
    """Count the cases; the worker does it every few minutes."""
    at = now(tenant)
    found = [
        *figures.opened(tenant),
        *figures.decided(tenant),
        *figures.waiting(tenant, tuple(municipality(tenant).adopted), at.date()),
    ]
    figures.keep(tenant, at, found)


def all_figures() -> Iterator[Figures]:
    """The figures of every municipality here."""
    for tenant, here in municipalities().items():
        newest = figures.newest(tenant)
        since = checkpoint.waiting_since(tenant)
        yield Figures(
            here.id,
            newest.at if newest else None,
            tuple(rounded(one) for one in newest.figures) if newest else (),
            outbox.waiting(tenant),
            len(extracts.waiting(tenant, MOST_EXTRACTS)),
            max(now(tenant) - since, timedelta()) if since else timedelta(),
        )


def rounded(figure: Figure) -> Figure:
    """The figure as it may be told."""
    whole = figure.many - figure.many % FIVE
    return Figure(figure.name, figure.service, figure.label, whole)
