"""Destroying the whole of a case by law: what it said, who read it, its drafts and its receipts.

samrum.journal.erase takes away what entries say; this goes through everything that hangs on one
case.  Files lie outside the database: `files_of` says which, `still_named` which of them others
have too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samrum.core.case import Case
from samrum.core.party import Party
from samrum.journal import cases, codec, drafts, entries, reads
from samrum.journal.cases import Kept
from samrum.journal.chain import Entry
from samrum.journal.database import execute, rows_of, transaction
from samrum.journal.erase import erase, stream_of
from samrum.journal.happened import EntriesErased

PAGE: Final = 500
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Destroyed:
    """That a case was destroyed: its number as the receipts have it, who, when and why."""

    stream: str
    number: str
    entries: int
    by: str
    at: datetime
    provision: str
    ground: str


def destroy(tenant: int, case: str, *, provision: str, ground: str, by: Party, at: datetime) -> int:
    """Erase all that a case says; how many entries that were.  In one transaction."""
    told = {"provision": provision, "ground": ground, "by": by, "at": at}
    with transaction(tenant):
        erased = erase(tenant, case, **told)  # type: ignore[arg-type]
        erase(tenant, reads.stream_of(tenant, case).id, **told)  # type: ignore[arg-type]
        begun = execute(
            tenant,
            "delete from journal_draft where tenant = %s and key like %s returning content",
            (tenant, f"{case}:%"),
        )
        drafts.let_go(tenant, {one for (text,) in begun for one in _SHA256.findall(text)}, at)
        why = stream_of(tenant, case)
        head = entries.head(tenant, why.id)
        if head.seq:
            execute(tenant, "select journal_forget(%s, %s)", (why.id, head.seq))
    return erased


def old(tenant: int, service: str, before: datetime) -> Iterator[Kept]:
    """The cases of a service that came in before a moment, the oldest first."""
    received, id = "-infinity", cases.NOBODY
    while rows := execute(
        tenant,
        f"select {cases.KEPT}, received_at::text, id::text from journal_case"
        " where tenant = %s and service = %s and received_at < %s"
        " and (received_at, id) > (%s::text::timestamptz, %s::text::uuid)"
        " order by received_at, id limit %s",
        (tenant, service, before, received, id, PAGE),
    ).fetchall():
        yield from (cases.kept_of(row[:-2]) for row in rows)
        received, id = rows[-1][-2:]


def destroyed(tenant: int, most: int) -> list[Destroyed]:
    """What was destroyed, the latest first: streams of cases, one line each."""
    rows = execute(
        tenant,
        f"select {', '.join(_ENTRY)} from journal_entry"
        " where tenant = %s and noun = 'erasure' order by at desc limit %s",
        (tenant, most),
    )
    found = [Entry(*row) for row in rows]
    said = [(one, codec.event(one.kind, one.payload or "")) for one in found]
    told = [(one, event) for one, event in said if isinstance(event, EntriesErased)]
    numbers = _numbers(tenant, [event.stream for _, event in told])
    return [
        Destroyed(
            event.stream,
            numbers[event.stream],
            len(event.entries),
            one.actor,
            one.at,
            event.provision,
            event.ground,
        )
        for one, event in told
        if event.stream in numbers
    ]


def files_of(case: Case) -> set[str]:
    """The files that a case has in the file store, by SHA-256."""
    papers = {one.sha256 for one in case.letters if one.sha256}
    return papers | {one.sha256 for one in case.documents}


def still_named(tenant: int, files: Collection[str]) -> set[str]:
    """Which of these files something else still names: whatever keeps files in the store."""
    wanted, found = set(files), set()
    for text in _texts(tenant):
        found |= wanted & set(_SHA256.findall(text))
    return found


def _texts(tenant: int) -> Iterator[str]:
    with transaction(tenant):
        for (text,) in rows_of(tenant, "naming", _NAMING, {"tenant": tenant}):
            yield text


def _numbers(tenant: int, streams: Collection[str]) -> dict[str, str]:
    rows = execute(
        tenant,
        "select stream::text, min(number) from journal_receipt"
        " where tenant = %s and stream = any(%s::uuid[]) group by stream",
        (tenant, list(streams)),
    )
    return dict(rows.fetchall())


_NAMING: Final = " union all ".join(
    f"select {text} from {table} where tenant = %(tenant)s{only}"
    for text, table, only in (
        ("state", "journal_case", ""),
        ("state", "journal_room", ""),
        ("state", "journal_transfer", ""),
        ("content", "journal_draft", ""),
        ("sha256", "journal_extract", ""),
        ("payload", "journal_entry", " and kind = 'RulesRehearsed' and payload is not null"),
    )
)
_ENTRY: Final = tuple(
    "stream::text" if name == "stream" else name for name in Entry.__dataclass_fields__
)
