"""The outbox: letters that were ordered and have not left yet.

A row is written in the transaction of the act.  A worker leases rows for a while; if it dies, the
lease runs out and another takes them.  The key is the same every time, so a channel that keeps
keys delivers once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from samrum.journal.database import execute
from samrum.journal.many import as_json


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits: number `letter` of the case `stream`.

    `attempts` counts the leases it has had, this one included; `lease` is the right to settle it.
    """

    key: str
    stream: str
    letter: int
    attempts: int
    lease: str


def put(tenant: int, stream: str, letters: Sequence[int], at: datetime) -> None:
    """Let these letters of a case leave, from now on."""
    execute(
        tenant,
        "insert into journal_outbox (tenant, key, stream, letter, not_before)"
        " select %s, %s || '/letter/' || number, %s::uuid, number, %s"
        " from unnest(%s::text::integer[]) number",
        (tenant, stream, stream, at, f"{{{','.join(map(str, letters))}}}"),
    )


def put_many(tenant: int, letters: Sequence[tuple[str, int]], at: datetime) -> None:
    """Let these letters leave, each a case and its number, from now on, in one statement."""
    rows = ((tenant, f"{stream}/letter/{number}", stream, number) for stream, number in letters)
    execute(
        tenant,
        "insert into journal_outbox (tenant, key, stream, letter, not_before)"
        " select tenant, key, stream, letter, %s"
        " from json_populate_recordset(null::journal_outbox, %s::json)",
        (at, as_json(("tenant", "key", "stream", "letter"), rows)),
    )


def lease(tenant: int, most: int, now: datetime, until: datetime) -> list[Waiting]:
    """Take at most so many letters whose time has come; nobody else gets them before `until`."""
    mine = str(uuid4())
    rows = execute(
        tenant,
        "update journal_outbox set lease = %s, not_before = %s, attempts = attempts + 1"
        " where tenant = %s and key in ("
        "  select key from journal_outbox where tenant = %s and not_before <= %s"
        "  order by not_before limit %s for update skip locked)"
        " returning key, stream::text, letter, attempts, lease::text",
        (mine, until, tenant, tenant, now, most),
    )
    return [Waiting(*row) for row in rows]


def settle(tenant: int, waiting: Waiting) -> None:
    """The letter has been dealt with.  Nothing happens if the lease is no longer ours."""
    execute(
        tenant,
        "delete from journal_outbox where tenant = %s and key = %s and lease = %s",
        (tenant, waiting.key, waiting.lease),
    )


def postpone(tenant: int, waiting: Waiting, until: datetime) -> None:
    """Try again later.  Nothing happens if the lease is no longer ours."""
    execute(
        tenant,
        "update journal_outbox set not_before = %s, lease = null"
        " where tenant = %s and key = %s and lease = %s",
        (until, tenant, waiting.key, waiting.lease),
    )


def all_waiting(tenant: int) -> set[tuple[str, int]]:
    """Every letter that has not left yet: its case and number."""
    rows = execute(
        tenant, "select stream::text, letter from journal_outbox where tenant = %s", (tenant,)
    )
    return set(rows.fetchall())


def waiting(tenant: int) -> int:
    """How many letters have not left yet."""
    row = execute(
        tenant, "select count(*) from journal_outbox where tenant = %s", (tenant,)
    ).fetchone()
    assert row is not None, "a count has a row"
    number: int = row[0]
    return number
