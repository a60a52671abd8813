"""Checkpoints: one signed hash over the heads of all streams of a municipality.

A chain shows what was changed within it; that its end was cut off, or that a whole stream was
removed or written anew, shows only beside something the database's owner cannot make again.  So
each stream that has moved adds its head as a leaf to a tree that only grows (samrum.journal.tree),
and the tree's root is signed and given out.  What a leaf is stands in docs/journal-format.md.

Every later checkpoint is of a tree that begins with the earlier one's leaves, so two checkpoints
and the leaves prove that nothing was taken back between them.  What was added and changed again
between two checkpoints, nobody can see: that is why they follow closely.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samrum.journal import handover, note
from samrum.journal.database import execute, rows_of, transaction
from samrum.journal.handover import HandedOver, Handover
from samrum.journal.note import Checkpoint, PublicKey
from samrum.journal.tree import Tree, leaf

HEAD: Final = "samrum head 1"
HASH_BYTES: Final = 32
_ONE_AT_A_TIME: Final = 6962  # the number of an advisory lock, with the tenant

# With the signature of the next key too, where it took over at this checkpoint (see handover).
GIVEN_OUT: Final = (
    "select c.tenant, c.size, c.root, c.peaks, c.at, coalesce("
    " (select h.note from journal_handover h where h.tenant = c.tenant and h.size = c.size"
    "  order by h.number desc limit 1), c.note) as note"
    " from journal_checkpoint c"
)
_KEPT: Final = f"select size, root, peaks, note, at from ({GIVEN_OUT}) as c where tenant = "


@dataclass(frozen=True, slots=True)
class Leaf:
    """The head of a stream: its entry `seq` with its hash, at place `number` in the tree."""

    number: int
    stream: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it is kept: the tree it is of, the note that was given out, and when."""

    tree: Tree
    root: bytes
    note: str
    at: datetime


def make(tenant: int, origin: str, key: Ed25519PrivateKey, at: datetime) -> Kept | None:
    """Cover what has moved since the last checkpoint; None, and nothing made, if nothing has.
    Raises HandedOver where another key signs now."""
    with transaction(tenant):
        _one_at_a_time(tenant)
        last = handover.newest(tenant)
        if last and last.former == note.public_key(origin, key):
            raise HandedOver
        before = newest(tenant)
        tree = before.tree if before else Tree()
        leaves = _moved(tenant, tree.size)
        if not leaves:
            return None
        grown = tree.grown(leaf_hash(tenant, one) for one in leaves)
        made = Checkpoint(origin, grown.size, grown.root)
        kept = Kept(grown, made.root, note.signed(made, key), at)
        _add_leaves(tenant, leaves)
        _add(tenant, kept)
    return kept


def hand_over(
    tenant: int, leaving: PublicKey, key: Ed25519PrivateKey, at: datetime
) -> Handover | None:
    """Let `key` sign from now on; None where nothing has been signed yet.  Done once, however often
    it is asked for.  Raises NotANote where `leaving` is not the key that signs."""
    coming = note.public_key(leaving.name, key)
    with transaction(tenant):
        _one_at_a_time(tenant)
        done = handover.newest(tenant)
        if done and done.former == leaving:
            note.opened(done.note, coming)
            return done
        last = newest(tenant)
        if last is None:
            return None
        told = note.opened(last.note, leaving)
        made = Handover(told.size, leaving, note.also_signed(last.note, key))
        handover.add(tenant, made, at)
    return made


def newest(tenant: int) -> Kept | None:
    """The newest checkpoint, None before the first."""
    row = execute(
        tenant,
        f"{_KEPT} %s order by size desc limit 1",
        (tenant,),
    ).fetchone()
    return None if row is None else _kept(*row)


def since(tenant: int, size: int, most: int) -> Kept | None:
    """The newest checkpoint that is greater than one of `size` by `most` leaves or less; else the
    next one; else the newest.  None before the first."""
    for statement, values in (
        (
            f"{_KEPT} %s and size > %s and size <= %s order by size desc limit 1",
            (size, size + most),
        ),
        (f"{_KEPT} %s and size > %s order by size limit 1", (size,)),
    ):
        row = execute(tenant, statement, (tenant, *values)).fetchone()
        if row is not None:
            return _kept(*row)
    return newest(tenant)


def of_size(tenant: int, size: int) -> Kept | None:
    """The checkpoint of this size, None if there is none."""
    row = execute(
        tenant,
        f"{_KEPT} %s and size = %s",
        (tenant, size),
    ).fetchone()
    return None if row is None else _kept(*row)


def root_at(tenant: int, size: int) -> bytes | None:
    """The root of the checkpoint of this size, None if there is none."""
    row = execute(
        tenant,
        "select root from journal_checkpoint where tenant = %s and size = %s",
        (tenant, size),
    ).fetchone()
    return None if row is None else row[0]


def waiting_since(tenant: int) -> datetime | None:
    """Since when the oldest entry waits for a checkpoint; None if none does."""
    row = execute(
        tenant,
        "select since from journal_moved where tenant = %s order by since limit 1",
        (tenant,),
    ).fetchone()
    return None if row is None else row[0]


def leaf_hash(tenant: int, head: Leaf) -> bytes:
    """The hash of a leaf of the tree; its place is not in it, the tree holds the places."""
    line = (HEAD, tenant, head.stream, head.seq, head.hash.hex())
    return leaf(msgspec.json.encode(line))


def read_all(tenant: int) -> Iterator[Kept]:
    """Every checkpoint, the oldest first, inside a transaction."""
    statement = f"{_KEPT} %(tenant)s order by tenant, size"
    for row in rows_of(tenant, "checkpoints", statement, {"tenant": tenant}):
        yield _kept(*row)


def leaves(tenant: int) -> Iterator[Leaf]:
    """Every leaf in the order of the tree, inside a transaction."""
    statement = (
        "select number, stream::text, seq, hash from journal_leaf"
        " where tenant = %(tenant)s order by tenant, number"
    )
    for row in rows_of(tenant, "leaves", statement, {"tenant": tenant}):
        yield Leaf(*row)


def hashes(tenant: int, first: int, end: int) -> list[bytes]:
    """The hashes of the leaves from number `first` on, before `end`."""
    rows = execute(
        tenant,
        "select number, stream::text, seq, hash from journal_leaf"
        " where tenant = %s and number >= %s and number < %s order by number",
        (tenant, first, end),
    )
    return [leaf_hash(tenant, Leaf(*row)) for row in rows]


def leaves_by_stream(tenant: int) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Version and hash of every leaf by its stream, in that order, inside a transaction."""
    statement = (
        "select stream::text, seq, hash from journal_leaf"
        " where tenant = %(tenant)s order by tenant, stream, seq"
    )
    for stream, seq, hash in rows_of(tenant, "covered", statement, {"tenant": tenant}):
        yield stream, (seq, hash)


def all_waiting(tenant: int) -> dict[str, int]:
    """The streams that wait for a checkpoint, with the last of their entries that does."""
    rows = execute(
        tenant,
        "select stream::text, max(seq) from journal_moved where tenant = %s group by stream",
        (tenant,),
    )
    return dict(rows.fetchall())


def _one_at_a_time(tenant: int) -> None:
    """Let nobody else make a checkpoint until this transaction ends."""
    execute(tenant, "select pg_advisory_xact_lock(%s, %s)", (_ONE_AT_A_TIME, tenant))


def _moved(tenant: int, size: int) -> list[Leaf]:
    """Take the streams that wait, in order of their ids; what comes after has numbers from
    `size`."""
    rows = execute(
        tenant,
        "with moved as ("
        "  delete from journal_moved where tenant = %(tenant)s returning stream, seq"
        " ), head as (select stream, max(seq) as seq from moved group by stream)"
        " select e.stream::text, e.seq, e.hash from head join journal_entry e"
        " on e.tenant = %(tenant)s and e.stream = head.stream and e.seq = head.seq"
        " order by e.stream",
        {"tenant": tenant},
    )
    return [Leaf(number, *row) for number, row in enumerate(rows.fetchall(), start=size)]


def _add_leaves(tenant: int, added: list[Leaf]) -> None:
    execute(
        tenant,
        "insert into journal_leaf (tenant, number, stream, seq, hash)"
        " select %s, * from unnest(%s::bigint[], %s::uuid[], %s::integer[], %s::bytea[])",
        (
            tenant,
            [one.number for one in added],
            [one.stream for one in added],
            [one.seq for one in added],
            [one.hash for one in added],
        ),
    )


def _add(tenant: int, kept: Kept) -> None:
    execute(
        tenant,
        "insert into journal_checkpoint (tenant, size, root, peaks, note, at)"
        " values (%s, %s, %s, %s, %s, %s)",
        (tenant, kept.tree.size, kept.root, b"".join(kept.tree.peaks), kept.note, kept.at),
    )


def _kept(size: int, root: bytes, peaks: bytes, text: str, at: datetime) -> Kept:
    cut = range(0, len(peaks), HASH_BYTES)
    tree = Tree(size, tuple(peaks[first : first + HASH_BYTES] for first in cut))
    return Kept(tree, root, text, at)
