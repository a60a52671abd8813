"""Receipts: what was answered to an act, so that pressing twice is pressing once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from samrum.journal.database import execute, rows_of


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """`asked` is a digest of what was asked, `stream` the case that it was done in."""

    actor: str
    key: str
    asked: bytes
    stream: str
    number: str
    version: int
    hash: bytes
    at: datetime


def find(tenant: int, actor: str, key: str) -> Acknowledged | None:
    """What `actor` was answered when she used this key before."""
    row = execute(
        tenant,
        "select actor, key, asked, stream::text, number, version, hash, at from journal_receipt"
        " where tenant = %s and actor = %s and key = %s",
        (tenant, actor, key),
    ).fetchone()
    return None if row is None else Acknowledged(*row)


def has_acted(tenant: int, actor: str, stream: str) -> bool:
    """Whether `actor` has been acknowledged in a case."""
    row = execute(
        tenant,
        "select 1 from journal_receipt where tenant = %s and stream = %s and actor = %s limit 1",
        (tenant, stream, actor),
    ).fetchone()
    return row is not None


def read_all(tenant: int) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Version and hash of every receipt by its stream, in that order, inside a transaction."""
    statement = (
        "select stream::text, version, hash from journal_receipt"
        " where tenant = %(tenant)s order by tenant, stream, version"
    )
    for stream, version, hash in rows_of(tenant, "receipts", statement, {"tenant": tenant}):
        yield stream, (version, hash)


def add(tenant: int, answer: Acknowledged) -> bool:
    """Keep a receipt; False, and nothing kept, if the key has been used in the meantime."""
    done = execute(
        tenant,
        "insert into journal_receipt"
        " (tenant, actor, key, asked, stream, number, version, hash, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
        (
            tenant,
            answer.actor,
            answer.key,
            answer.asked,
            answer.stream,
            answer.number,
            answer.version,
            answer.hash,
            answer.at,
        ),
    )
    return done.rowcount == 1
