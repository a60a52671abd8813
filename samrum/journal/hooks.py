"""How far each system has been told what happens: a place in the order of samrum.journal.feed.

Whoever tells holds the row for a while; if it dies, another goes on from the same place, so that
what was told last may be told again, and nothing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from samrum.journal.database import execute


@dataclass(frozen=True, slots=True)
class Held:
    """The right to tell a system from `place` on; `attempts` have failed since it was last told."""

    system: str
    place: int
    attempts: int
    lease: str


def begin(tenant: int, system: str, place: int, at: datetime) -> None:
    """Tell a new system from here on; one that is known goes on where it is."""
    execute(
        tenant,
        "insert into journal_hook (tenant, system, place, not_before) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        (tenant, system, place, at),
    )


def hold(tenant: int, system: str, at: datetime, until: datetime) -> Held | None:
    """The right to tell the system until then; None while somebody has it, or it is to rest."""
    mine = str(uuid4())
    row = execute(
        tenant,
        "update journal_hook set lease = %s, not_before = %s"
        " where tenant = %s and system = %s and not_before <= %s returning place, attempts",
        (mine, until, tenant, system, at),
    ).fetchone()
    return None if row is None else Held(system, row[0], row[1], mine)


def settle(tenant: int, held: Held, place: int, attempts: int, not_before: datetime) -> None:
    """It was told up to `place`.  Nothing happens if the right is no longer ours."""
    execute(
        tenant,
        "update journal_hook set place = %s, attempts = %s, not_before = %s, lease = null"
        " where tenant = %s and system = %s and lease = %s",
        (place, attempts, not_before, tenant, held.system, held.lease),
    )
