"""Erasing what entries say, by law: retention that has ended, or GDPR article 17.

Payload and salt go, commitment and hash stay: the chain still holds, and shows that something
happened, who did it and when.  Why it is gone is an entry of its own, in a stream beside the
erased one, and the database erases only what such an entry names.

What is kept beside the journal goes with the whole of a stream: the state of a case, a person or
a request.
Files (documents and letters), drafts and backups are the caller's to see to, and a page of the
database holds old bytes until it is written over (docs/runbook.md).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import psycopg

from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.journal import entries
from samrum.journal.chain import Entry, Stream
from samrum.journal.database import execute, transaction
from samrum.journal.happened import EntriesErased

_STATE: Final = {
    "case": (
        "delete from journal_case where tenant = %s and id = %s",
        "delete from journal_outbox where tenant = %s and stream = %s",
    ),
    "transfer": ("delete from journal_transfer where tenant = %s and id = %s",),
    "person": (
        "delete from journal_person where tenant = %s and id = %s",
        "delete from journal_person_word where tenant = %s and person = %s",
        "delete from journal_mandate where tenant = %s and giver = %s",
    ),
}


def stream_of(tenant: int, stream: str) -> Stream:
    """The stream that says what was erased of another; its id follows from the other's."""
    return Stream(tenant, str(uuid5(UUID(stream), "erasures")), "erasure")


def erase(
    tenant: int,
    stream: str,
    *,
    provision: str,
    ground: str,
    by: Party,
    at: datetime,
    only: Collection[int] | None = None,
) -> int:
    """Erase a whole stream with its state, or `only` these entries; how many were erased.

    Raises Refused without a provision and a ground, and for an erasure itself.
    """
    if not provision.strip() or not ground.strip():
        raise Refused(
            "Nothing can be erased yet.",
            because="What is erased by law must say which law, and how it applies.",
            instead="Give the provision and the ground.",
        )
    with transaction(tenant):
        standing = [one for one in entries.read(tenant, stream) if one.payload is not None]
        chosen = [one for one in standing if only is None or one.seq in only]
        _must_not_be_an_erasure(chosen)
        if not chosen:
            return 0
        told = EntriesErased(stream, tuple(one.seq for one in chosen), provision, ground)
        why = stream_of(tenant, stream)
        made = entries.continued(why, [(told, by)], at)
        entries.add(made)
        execute(tenant, "select journal_erase(%s, %s)", (why.id, made[-1].seq))
        if len(chosen) == len(standing):
            for statement in _STATE.get(chosen[0].noun, ()):
                execute(tenant, statement, (tenant, stream))
    return len(chosen)


def write_over(superuser: psycopg.Connection[Any]) -> None:
    """Write the tables anew, and let the logs that hold what they held go.

    A row that is gone stays on the disk until its place is used again; this uses it now.  Nobody
    can read or write while a table is written anew, so it is done at night.  Backups, standbys and
    archived logs keep what they hold until they are thrown away.
    """
    tables = superuser.execute(
        "select tablename from pg_tables where schemaname = 'public' and tablename like 'journal_%'"
    ).fetchall()
    for (table,) in tables:
        superuser.execute(f"vacuum (full) {table}".encode())
    # Old logs are otherwise kept under new names, with all they hold, to be written over some day.
    superuser.execute("alter system set wal_recycle = off")
    superuser.execute("select pg_reload_conf()")
    for _ in range(2):
        superuser.execute("select pg_switch_wal()")
        superuser.execute("checkpoint")
    superuser.execute("alter system reset wal_recycle")
    superuser.execute("select pg_reload_conf()")


def _must_not_be_an_erasure(chosen: list[Entry]) -> None:
    if chosen and chosen[0].noun == "erasure":
        raise Refused(
            "An erasure cannot be erased.",
            because="It says why something is gone, and holds nothing of what it was.",
            instead="Leave it; it names entries by their numbers only.",
        )
