"""Export a journal: every entry that the newest checkpoint covers, a line each, with the heads.

What has moved since that checkpoint is left out, so that the file and the checkpoint together are
whole: nothing in the file is without proof.  The format is in docs/journal-format.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from samrum.core.refusal import Refused
from samrum.journal import checkpoint, entries, note
from samrum.journal.chain import Entry, moment_of
from samrum.journal.checkpoint import Kept
from samrum.journal.database import one_moment
from samrum.journal.exported import FORMAT, EndLine, EntryLine, Header, HeadLine, written


def export(tenant: int, file: IO[bytes]) -> tuple[int, str]:
    """Write a municipality's journal; how many lines, and the checkpoint that it was made at.

    Raises Refused when there is no checkpoint yet.
    """
    with one_moment(tenant):
        newest = checkpoint.newest(tenant)
        if newest is None:
            raise Refused(
                "There is nothing to export.",
                because="No checkpoint has been made yet, and an export is made at one.",
                instead="Run: samrum checkpoint",
            )
        lines = 0
        for line in _lines(tenant, newest):
            file.write(line)
            lines += 1
        return lines, newest.note


def _lines(tenant: int, newest: Kept) -> Iterator[bytes]:
    size, counted = newest.tree.size, 0
    yield written(Header(FORMAT, note.read(newest.note).origin, size, tenant))
    for entry in entries.read_covered(tenant):
        counted += 1
        yield written(line_of(entry))
    for leaf in checkpoint.leaves(tenant):
        yield written(HeadLine(leaf.hash.hex(), leaf.number, leaf.seq, leaf.stream))
    yield written(EndLine(FORMAT, counted, size))


def line_of(entry: Entry) -> EntryLine:
    """An entry as the export holds it; the columns for counting follow from the others."""
    return EntryLine(
        entry.actor,
        entry.agency,
        moment_of(entry.at),
        entry.commitment.hex(),
        entry.hash.hex(),
        entry.kind,
        entry.mandate,
        entry.noun,
        entry.on_behalf_of,
        entry.payload,
        entry.role,
        None if entry.salt is None else entry.salt.hex(),
        entry.seq,
        entry.stream,
        entry.via,
    )
