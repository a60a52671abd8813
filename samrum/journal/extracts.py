"""Extracts: who wants everything about her as one file, how far it has come, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samrum.journal.database import execute

_COLUMNS: Final = "person::text, asked_at, language, done, total, sha256, ready_at"


@dataclass(frozen=True, slots=True)
class Extract:
    """`done` of `total` parts are made; `sha256` names the file once it is ready."""

    person: str
    asked_at: datetime
    language: str
    done: int
    total: int
    sha256: str
    ready_at: datetime | None


def ask(tenant: int, person: str, language: str, at: datetime) -> None:
    """Let one be made; while one waits, asking again changes nothing."""
    execute(
        tenant,
        "insert into journal_extract as kept (tenant, person, asked_at, language)"
        " values (%s, %s, %s, %s) on conflict (tenant, person) do update"
        " set asked_at = excluded.asked_at, language = excluded.language,"
        "  done = 0, total = 0, sha256 = '', ready_at = null"
        " where kept.ready_at is not null",
        (tenant, person, at, language),
    )


def find(tenant: int, person: str) -> Extract | None:
    """What somebody has asked for, ready or not; None if she has not."""
    row = execute(
        tenant,
        f"select {_COLUMNS} from journal_extract where tenant = %s and person = %s",
        (tenant, person),
    ).fetchone()
    return None if row is None else Extract(*row)


def waiting(tenant: int, most: int) -> list[Extract]:
    """Those that are not made yet, the oldest wish first."""
    rows = execute(
        tenant,
        f"select {_COLUMNS} from journal_extract where tenant = %s and ready_at is null"
        " order by asked_at limit %s",
        (tenant, most),
    )
    return [Extract(*row) for row in rows]


def came(tenant: int, person: str, done: int, total: int) -> None:
    """Write down how far it has come."""
    execute(
        tenant,
        "update journal_extract set done = %s, total = %s where tenant = %s and person = %s",
        (done, total, tenant, person),
    )


def ready(tenant: int, person: str, sha256: str, at: datetime) -> None:
    """Say where the file lies, by its hash in the file store."""
    execute(
        tenant,
        "update journal_extract set sha256 = %s, ready_at = %s, done = total"
        " where tenant = %s and person = %s",
        (sha256, at, tenant, person),
    )


def outdated(tenant: int, before: datetime) -> list[Extract]:
    """Those that have lain ready since before a moment; they are forgotten with this."""
    rows = execute(
        tenant,
        f"delete from journal_extract where tenant = %s and ready_at < %s returning {_COLUMNS}",
        (tenant, before),
    )
    return [Extract(*row) for row in rows]


def forget(tenant: int, person: str) -> Extract | None:
    """Take away what somebody has asked for; what it was."""
    row = execute(
        tenant,
        f"delete from journal_extract where tenant = %s and person = %s returning {_COLUMNS}",
        (tenant, person),
    ).fetchone()
    return None if row is None else Extract(*row)
