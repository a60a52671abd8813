"""The cases where a day has passed or is near, for the office to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from samrum.core.case import Step
from samrum.journal.cases import TURNS, lanes
from samrum.journal.database import execute
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


def promises_near(tenant: int, services: tuple[str, ...], day: date) -> list[tuple[str, date]]:
    """Each case (case, promised day) that is worked on, promised by `day` and not called yet."""
    rows = execute(tenant, _NEAR, {**_working(services), "tenant": tenant, "day": day})
    return [(id, date.fromisoformat(promised)) for id, promised in rows.fetchall()]


def _working(services: tuple[str, ...]) -> dict[str, object]:
    return {"services": list(services), "lanes": lanes(("received",), TURNS, cleared=True)}


_NEAR: Final = """
    select id::text, promised from (
        select id, state::json ->> 'expected_by' as promised,
            state::json -> 'promise' ->> 'near' as called
        from journal_case
        where tenant = %(tenant)s and service = any(%(services)s) and lane = any(%(lanes)s)
            and due <= %(day)s
    ) worked_on
    where promised <= %(day)s::text and promised is distinct from called
    order by promised, id
"""
