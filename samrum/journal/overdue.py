"""The cases where a day has passed, for the office to call late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from samrum.core.case import Step
from samrum.journal.cases import TURNS, lanes
from samrum.journal.worklist import Cut, Mark, page

AT_ONCE: Final = 200


def steps_past(tenant: int, services: tuple[str, ...], today: date) -> Iterator[tuple[str, Step]]:
    """Each open step (case, step) whose day was before `today` and that was not called late."""
    working = tuple(lanes(("received", "decided"), TURNS, cleared=True))
    cut = Cut(services, working, due_to=today - timedelta(days=1))
    after: Mark | None = None
    while rows := page(tenant, cut, after=after, most=AT_ONCE):
        for row in rows:
            for step in row.steps:
                if step.due is not None and step.due < today and not step.late:
                    yield row.id, step
        assert rows[-1].due is not None, "only what is due was asked for"
        after = Mark(rows[-1].due.isoformat(), rows[-1].id)
