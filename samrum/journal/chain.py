"""The chain of entries: what a journal entry is, and what makes it impossible to change unseen.

The exact bytes are in docs/journal-format.md, so that a stranger can check a journal without us.

- commitment = SHA-256(salt || payload): what happened can be erased by law (payload and salt go),
  and the chain still holds.
- hash = SHA-256 over the entry's other fields and the hash before it.

`prev_kind`, `prev_agency`, `gap` and `path_hash` follow from the entries before; they stand on the
entry so that paths and handovers are counted by reading columns.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Final, Literal

import msgspec

from samrum.core.party import Party
from samrum.journal.codec import written

Noun = Literal["case", "person", "room", "worry", "transfer", "reads", "erasure", "service"]
FORMAT: Final = "samrum entry 1"
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal; `payload` and `salt` are None once they were lawfully erased.

    `gap` is microseconds since the entry before, `path_hash` names the kinds up to here.
    """

    tenant: int
    stream: str
    seq: int
    noun: Noun
    agency: str
    kind: str
    at: datetime
    actor: str
    role: str
    via: str
    on_behalf_of: str
    mandate: int
    payload: str | None
    salt: bytes | None
    commitment: bytes
    hash: bytes
    prev_kind: str
    prev_agency: str
    gap: int
    path_hash: int

    @property
    def party(self) -> Party:
        """Who made it happen, as the core knows her."""
        return Party(
            self.actor,
            self.role,  # type: ignore[arg-type]
            self.agency,
            self.on_behalf_of,
            self.mandate,
            self.via,  # type: ignore[arg-type]
        )


row_of: Final = attrgetter(*(field.name for field in fields(Entry)))
"""The fields of an entry as a tuple, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the next entry of a stream stands on; `seq` is the stream's version."""

    seq: int = 0
    hash: bytes = b""
    kind: str = ""
    agency: str = ""
    at: datetime | None = None
    path_hash: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    tenant: int
    id: str
    noun: Noun


def extend(
    stream: Stream, head: Head, happened: Sequence[tuple[object, Party]], at: datetime
) -> tuple[Head, list[Entry]]:
    """Chain what happened at `at` to `head`: the new head, and the entries to be stored."""
    salts, moment = secrets.token_bytes(SALT_BYTES * len(happened)), moment_of(at)
    entries = []
    for place, (event, by) in enumerate(happened):
        salt = salts[place * SALT_BYTES : (place + 1) * SALT_BYTES]
        kind, payload, seq = type(event).__name__, written(event), head.seq + 1
        commitment = commit(salt, payload)
        who = (by.id, by.role, by.via, by.on_behalf_of, by.mandate)
        told = (stream.tenant, stream.id, seq, stream.noun, by.agency, kind, moment, *who)
        entry = Entry(
            *(stream.tenant, stream.id, seq, stream.noun, by.agency, kind, at, *who),
            payload,
            salt,
            commitment,
            link(told, commitment, head.hash),
            *derived(head, kind, at),
        )
        head = head_at(entry)
        entries.append(entry)
    return head, entries


def head_at(entry: Entry) -> Head:
    """What an entry that follows this one stands on."""
    return Head(entry.seq, entry.hash, entry.kind, entry.agency, entry.at, entry.path_hash)


def commit(salt: bytes, payload: str) -> bytes:
    """What an entry is bound to of its payload: SHA-256 of salt (16 bytes) and payload."""
    return sha256(salt + payload.encode()).digest()


def link(told: tuple[object, ...], commitment: bytes, before: bytes) -> bytes:
    """The hash of an entry: `told` are its first twelve fields with the moment as text (see
    `moment_of`), `before` is the hash it follows."""
    line = (FORMAT, *told, commitment.hex(), before.hex())
    return sha256(msgspec.json.encode(line)).digest()


def derived(head: Head, kind: str, at: datetime) -> tuple[str, str, int, int]:
    """prev_kind, prev_agency, gap and path_hash of an entry of `kind` that follows `head`."""
    gap = 0 if head.at is None else round((at - head.at).total_seconds() * 1_000_000)
    path = sha256(head.path_hash.to_bytes(8, "big", signed=True) + kind.encode()).digest()
    return head.kind, head.agency, gap, int.from_bytes(path[:8], "big", signed=True)


def faults(entry: Entry, head: Head) -> list[str]:
    """Say in words what does not hold between `entry` and the one before it; empty if all does."""
    row, found = row_of(entry), []
    if entry.seq != head.seq + 1:
        found.append(f"entry {head.seq + 1} is missing: the next one is {entry.seq}")
    if entry.payload is not None and entry.salt is not None:
        if commit(entry.salt, entry.payload) != entry.commitment:
            found.append("its payload is not what was committed to")
    elif entry.payload is not None or entry.salt is not None:
        found.append("payload and salt go together: one of them is gone")
    told = (*row[:6], moment_of(entry.at), *row[7:12])
    if link(told, entry.commitment, head.hash) != entry.hash:
        found.append("its hash does not follow from its fields and the entry before")
    if derived(head, entry.kind, entry.at) != row[16:]:
        found.append("its columns for counting do not follow from the entries before")
    return found


def moment_of(at: datetime) -> str:
    """A moment as the hash covers it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
