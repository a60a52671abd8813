"""The cases where a day has passed, for the office to call late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samrum.core.case import Step
from samrum.journal import codec
from samrum.journal.cases import TURNS, lanes
from samrum.journal.database import execute

AT_ONCE = 200


def steps_past(tenant: int, today: date) -> Iterator[tuple[str, Step]]:
    """Each open step (case, step) whose day was before `today` and that was not called late."""
    after = (date.min, "00000000-0000-0000-0000-000000000000")
    while rows := _page(tenant, today, after):
        for id, _, steps in rows:
            for step in codec.steps(steps):
                if step.due is not None and step.due < today and not step.late:
                    yield id, step
        after = (rows[-1][1], rows[-1][0])


def _page(tenant: int, today: date, after: tuple[date, str]) -> list[tuple[str, date, str]]:
    working = lanes(("received", "decided"), TURNS, cleared=True)
    return execute(
        tenant,
        "select id::text, due, steps from journal_case"
        " where tenant = %s and lane = any(%s) and due < %s and (due, id) > (%s, %s::uuid)"
        " order by due, id limit %s",
        (tenant, working, today, *after, AT_ONCE),
    ).fetchall()
