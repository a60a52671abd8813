"""Drafts: what somebody has typed and not handed in.  Hers alone; not in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samrum.journal.database import execute


@dataclass(frozen=True, slots=True)
class Draft:
    """`content` is text as it was given; `version` counts from 1."""

    content: str
    version: int
    changed_at: datetime


def find(tenant: int, writer: str, resident: str, key: str) -> Draft | None:
    """What `writer` has typed for `resident` under this key and not handed in."""
    row = execute(
        tenant,
        "select content, version, changed_at from journal_draft"
        " where tenant = %s and writer = %s and resident = %s and key = %s",
        (tenant, writer, resident, key),
    ).fetchone()
    return None if row is None else Draft(*row)


def changed(tenant: int, writer: str, resident: str, keys: Sequence[str]) -> dict[str, datetime]:
    """When each draft under these keys was last changed; the others are left out."""
    rows = execute(
        tenant,
        "select key, changed_at from journal_draft"
        " where tenant = %s and writer = %s and resident = %s and key = any(%s)",
        (tenant, writer, resident, list(keys)),
    )
    return dict(rows.fetchall())


def keep(
    tenant: int, writer: str, resident: str, key: str, content: str, expected: int, at: datetime
) -> bool:
    """Keep version `expected` + 1; False, and nothing kept, if that is not the next one."""
    if expected == 0:
        done = execute(
            tenant,
            "insert into journal_draft"
            " (tenant, writer, resident, key, version, content, changed_at)"
            " values (%s, %s, %s, %s, 1, %s, %s) on conflict do nothing",
            (tenant, writer, resident, key, content, at),
        )
    else:
        done = execute(
            tenant,
            "update journal_draft set version = version + 1, content = %s, changed_at = %s"
            " where tenant = %s and writer = %s and resident = %s and key = %s and version = %s",
            (content, at, tenant, writer, resident, key, expected),
        )
    return done.rowcount == 1


def remove(tenant: int, writer: str, resident: str, key: str) -> None:
    """Forget what was typed; nothing happens where nothing was."""
    execute(
        tenant,
        "delete from journal_draft"
        " where tenant = %s and writer = %s and resident = %s and key = %s",
        (tenant, writer, resident, key),
    )
