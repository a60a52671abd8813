"""Cases in which granted support waits, or something has become of it since a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from samrum.journal.cases import KEPT, Kept, kept_of
from samrum.journal.database import execute

TOUCHES: Final = (
    *("SupportBegun", "SupportInterrupted", "SupportGivenUp", "SupportReported"),
    *("DecisionChanged", "AppealAnswered"),
)


def concerned(tenant: int, service: str, steps: Sequence[str], since: datetime) -> list[Kept]:
    """The cases of a service with one of these steps open, or whose support was touched `since`."""
    rows = execute(
        tenant,
        f"select {KEPT} from journal_case c where c.tenant = %(tenant)s"
        " and c.service = %(service)s and c.lane like 'd%%' and c.steps like any(%(steps)s)"
        f" union all select {KEPT} from journal_case c where c.tenant = %(tenant)s"
        " and c.service = %(service)s and c.changed_at >= %(since)s"
        " and not (c.lane like 'd%%' and c.steps like any(%(steps)s))"
        " and exists (select from journal_entry e where e.tenant = c.tenant and e.stream = c.id"
        " and e.at >= %(since)s and e.kind = any(%(kinds)s))",
        {
            "tenant": tenant,
            "service": service,
            "steps": [f'%"id":"{step}"%' for step in steps],
            "since": since,
            "kinds": list(TOUCHES),
        },
    ).fetchall()
    return [kept_of(row) for row in rows]
