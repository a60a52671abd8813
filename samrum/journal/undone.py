"""What should have happened and has not, in numbers: letters, registers, webhooks, extracts.

Each count reads an index that holds little else than what it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from samrum.journal.database import execute


def undelivered(tenant: int, since: datetime) -> Mapping[str, int]:
    """How many letters failed, or may or may not have arrived, since a moment: by their fate."""
    rows = execute(
        tenant,
        "select payload::json ->> 'fate', count(*) from journal_entry"
        " where tenant = %s and at >= %s and kind in ('LetterReported', 'RoomLetterReported')"
        """ and payload not like '%%"fate":"sent"%%' group by 1""",
        (tenant, since),
    )
    return dict(rows.fetchall())


def unanswered(tenant: int, since: datetime) -> Mapping[str, int]:
    """How often each register was asked and did not answer, since a moment."""
    rows = execute(
        tenant,
        "select payload::json ->> 'register', count(*) from journal_entry"
        " where tenant = %s and at >= %s and kind = 'RegisterRead'"
        """ and payload like '%%"outcome":"failed"%%' group by 1 order by 1""",
        (tenant, since),
    )
    return dict(rows.fetchall())


def letters_waiting(tenant: int, attempts: int, before: datetime) -> int:
    """How many letters were tried so often in vain, or should have been tried before a moment."""
    row = execute(
        tenant,
        "select count(*) from journal_outbox"
        " where tenant = %s and (attempts >= %s or not_before < %s)",
        (tenant, attempts, before),
    ).fetchone()
    assert row is not None, "a count has a row"
    many: int = row[0]
    return many


def untold(tenant: int, attempts: int) -> Mapping[str, int]:
    """The systems that did not take what they were told so often or more, with how often."""
    rows = execute(
        tenant,
        "select system, attempts from journal_hook where tenant = %s and attempts >= %s"
        " order by system",
        (tenant, attempts),
    )
    return dict(rows.fetchall())


def extracts_waiting(tenant: int, before: datetime) -> int:
    """How many have asked for everything about themselves before a moment, and wait for it."""
    row = execute(
        tenant,
        "select count(*) from journal_extract"
        " where tenant = %s and ready_at is null and asked_at < %s",
        (tenant, before),
    ).fetchone()
    assert row is not None, "a count has a row"
    many: int = row[0]
    return many
