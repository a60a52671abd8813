"""Copies of played cases with all their entries, as lines that COPY reads.

What does not differ between a case and its copy is worked out once for each case that was played;
the rest are two hashes and a few texts for each entry.  `samrum verify` finds nothing wrong in it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from bench.main_job.ground import TENANT
from bench.main_job.original import Original, Text, Told, with_gaps
from samrum.journal import cases, chain
from samrum.journal.chain import SALT_BYTES, Entry, Head

_HEAD = cases.COLUMNS.index("head")


@dataclass(frozen=True, slots=True)
class _EntryOfAll:
    """An entry as all copies of a case have it: its gaps, and what is the same in each.

    `minute` is its moment up to the second, `counted` its last cells: the columns for counting.
    """

    seq: int
    noun: str
    agency: str
    kind: str
    minute: str
    who: tuple[Text, str, str, Text, int]
    payload: Text
    counted: bytes


@dataclass(frozen=True, slots=True)
class Copied:
    """A played case, ready to be copied with its entries."""

    original: Original
    entries: tuple[_EntryOfAll, ...]

    @classmethod
    def of(cls, original: Original) -> Copied:
        """Works out what all copies have in common."""
        head, made = Head(), []
        for entry in original.entries:
            at = entry.at.replace(second=0, microsecond=0)  # a copy's own second goes in
            counted = chain.derived(head, entry.kind, at)
            head = Head(entry.seq, b"", entry.kind, entry.agency, at, counted[3])
            made.append(_of_all(entry, chain.moment_of(at)[:16], counted, original.gaps))
        return cls(original, tuple(made))

    def lines(self, told: Told) -> tuple[bytes, bytes, int]:
        """The line of its row, those of its entries, and how many these are."""
        salts, hash, lines = os.urandom(SALT_BYTES * len(self.entries)), b"", []
        texts = told.texts
        for place, one in enumerate(self.entries):
            salt = salts[place * SALT_BYTES : (place + 1) * SALT_BYTES]
            payload = one.payload.filled(texts)
            commitment = chain.commit(salt, payload.decode())
            actor, role, via, behalf, mandate = one.who
            who = (actor.filled(texts).decode(), role, via, behalf.filled(texts).decode(), mandate)
            moment = f"{one.minute}{told.second}Z"
            first = (TENANT, told.case, one.seq, one.noun, one.agency, one.kind, moment, *who)
            hash = chain.link(first, commitment, hash)
            cells = (
                "\t".join(map(str, first)).encode(),
                payload.replace(b"\\", b"\\\\"),
                *(b"\\\\x" + cell.hex().encode() for cell in (salt, commitment, hash)),
                one.counted,
            )
            lines.append(b"\t".join(cells))
        cells_of_row = self.original.row.filled(texts).split(b"\t")
        cells_of_row[_HEAD] = b"\\\\x" + hash.hex().encode()
        return b"\t".join(cells_of_row), b"".join(lines), len(lines)


def _of_all(
    entry: Entry, minute: str, counted: tuple[str, str, int, int], gaps: dict[str, int]
) -> _EntryOfAll:
    def gapped(text: str) -> Text:
        return with_gaps(text.encode(), gaps)

    return _EntryOfAll(
        entry.seq,
        entry.noun,
        entry.agency,
        entry.kind,
        minute,
        (gapped(entry.actor), entry.role, entry.via, gapped(entry.on_behalf_of), entry.mandate),
        gapped(entry.payload or ""),
        "\t".join(map(str, counted)).encode() + b"\n",
    )
