"""A journal made up from a seed, in memory: streams that move, checkpoints, erasures, an export.

Its entries, leaves, checkpoints and lines are made by the product's own functions; only the tables
between them are left out.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samrum.core.case import MessageSent, NoteWritten
from samrum.core.party import Party
from samrum.journal import note
from samrum.journal.chain import Entry, Head, Stream, extend
from samrum.journal.checkpoint import Leaf, leaf_hash
from samrum.journal.erase import stream_of
from samrum.journal.export import line_of
from samrum.journal.exported import FORMAT, EndLine, Header, HeadLine, written
from samrum.journal.happened import EntriesErased
from samrum.journal.note import Checkpoint, PublicKey
from samrum.journal.tree import Tree

TENANT = 1
ORIGIN = f"lillevik.example/journal/{TENANT}"
BEGAN = datetime(2026, 11, 2, 8, tzinfo=UTC)
BO = Party("01234567-89ab-7def-8123-456789abcdef", "caseworker", "Nämnden", "", 0, "desk")
WORDS = ("Hej", "båten", "“ja”", 'sa "nej"', "\\", "\n", "\x01", "🙂", "smørrebrød", "1 000 kr")


def new_key() -> Ed25519PrivateKey:
    """A key that signs checkpoints."""
    return note.private_key(b64encode(secrets.token_bytes(note.SEED_BYTES)).decode())


@dataclass
class Journal:
    """The entries by stream, the leaves, and the checkpoints, the oldest first."""

    random: Random
    key: Ed25519PrivateKey = field(default_factory=new_key)
    streams: dict[str, list[Entry]] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    at: datetime = BEGAN

    @property
    def public_key(self) -> PublicKey:
        return note.public_key(ORIGIN, self.key)

    def happen(self, stream: Stream, event: object) -> None:
        """Something happens in a stream."""
        self.at += timedelta(microseconds=self.random.randrange(1, 60_000_000))
        before = self.streams.setdefault(stream.id, [])
        _, made = extend(stream, head_of(before), [(event, BO)], self.at)
        before += made

    def say(self) -> None:
        """Somebody writes something in a case that is there, or in a new one."""
        known = [id for id, made in self.streams.items() if made[0].noun == "case"]
        new = not known or self.random.random() < 0.3
        id = str(UUID(int=self.random.getrandbits(128))) if new else self.random.choice(known)
        said = " ".join(self.random.choices(WORDS, k=self.random.randrange(1, 6)))
        event = MessageSent(said, True) if self.random.random() < 0.5 else NoteWritten(said)
        self.happen(Stream(TENANT, id, "case"), event)

    def erase(self) -> None:
        """An entry is lawfully erased."""
        made = self.random.choice([m for m in self.streams.values() if m[0].noun == "case"])
        place = self.random.randrange(len(made))
        if made[place].payload is None:
            return
        made[place] = replace(made[place], payload=None, salt=None)
        told = EntriesErased(made[0].stream, (place + 1,), "AL 10 §", "SBN 2026-14")
        self.happen(stream_of(TENANT, made[0].stream), told)

    def cover(self) -> None:
        """A checkpoint of all that has moved."""
        last = {leaf.stream: leaf.seq for leaf in self.leaves}
        before = len(self.leaves)
        for id in sorted(self.streams):
            head = self.streams[id][-1]
            if head.seq > last.get(id, 0):
                self.leaves.append(Leaf(len(self.leaves), id, head.seq, head.hash))
        if len(self.leaves) == before:
            return
        root = Tree().grown(leaf_hash(TENANT, leaf) for leaf in self.leaves).root
        made = Checkpoint(ORIGIN, len(self.leaves), root)
        self.notes.append(note.signed(made, self.key))

    def lines(self) -> Iterator[bytes]:
        """The exported file."""
        yield written(Header(FORMAT, ORIGIN, len(self.leaves), TENANT))
        count = 0
        for id in sorted(self.streams):
            for entry in self.streams[id]:
                count += 1
                yield written(line_of(entry))
        for leaf in self.leaves:
            yield written(HeadLine(leaf.hash.hex(), leaf.number, leaf.seq, leaf.stream))
        yield written(EndLine(FORMAT, count, len(self.leaves)))


def journal(random: Random, acts: int, every: int = 6) -> Journal:
    """So many acts, with a checkpoint after about `every` of them, and one at the end."""
    made = Journal(random)
    for number in range(1, acts + 1):
        made.say()
        if number % 9 == 0:
            made.erase()
        if random.randrange(every) == 0 or number == acts // 2:
            made.cover()
    made.say()
    made.cover()
    return made


def head_of(made: list[Entry]) -> Head:
    """What the next entry of these stands on."""
    if not made:
        return Head()
    last = made[-1]
    return Head(last.seq, last.hash, last.kind, last.agency, last.at, last.path_hash)
