"""Case numbers: counted for each service and year, without gaps."""

from __future__ import annotations

from samrum.journal.database import execute


def next_number(tenant: int, service: str, year: int) -> int:
    """The next number, held until the transaction ends: take it late."""
    row = execute(
        tenant,
        "insert into journal_counter as counter (tenant, service, year, last)"
        " values (%s, %s, %s, 1) on conflict (tenant, service, year)"
        " do update set last = counter.last + 1 returning last",
        (tenant, service, year),
    ).fetchone()
    assert row is not None, "an upsert returns its row"
    number: int = row[0]
    return number
