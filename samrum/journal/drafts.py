"""Drafts: what somebody has typed and not handed in.  Hers alone; not in the journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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


def remove_unchanged(tenant: int, before: datetime) -> list[str]:
    """Forget the drafts that nobody has changed since `before`; what they held."""
    rows = execute(
        tenant,
        "delete from journal_draft where tenant = %s and changed_at < %s returning content",
        (tenant, before),
    )
    return [content for (content,) in rows]


def let_go(tenant: int, files: Collection[str], at: datetime) -> None:
    """Note the files (SHA-256) that a draft named and names no longer."""
    if files:
        execute(
            tenant,
            "insert into journal_let_go (tenant, sha256, at)"
            " select %s, sha256, %s from unnest(%s::text[]) sha256"
            " on conflict (tenant, sha256) do update set at = excluded.at",
            (tenant, at, sorted(files)),
        )


def let_go_before(tenant: int, moment: datetime) -> set[str]:
    """The files that drafts let go of before then."""
    rows = execute(
        tenant,
        "select sha256 from journal_let_go where tenant = %s and at < %s",
        (tenant, moment),
    )
    return {sha256 for (sha256,) in rows}


def strike(tenant: int, files: Collection[str], before: datetime) -> None:
    """Take files off that list, but for those that were let go of again meanwhile."""
    execute(
        tenant,
        "delete from journal_let_go where tenant = %s and sha256 = any(%s) and at < %s",
        (tenant, sorted(files), before),
    )
