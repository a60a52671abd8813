"""Whether the journal holds all that its checkpoints cover, and nothing that was put in behind
them.

Used by samrum.journal.verify, which walks the leaves along with the streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from samrum.journal import checkpoint, handover, note
from samrum.journal.checkpoint import Kept, Leaf
from samrum.journal.note import Checkpoint, PublicKey
from samrum.journal.tree import Tree

MISSING: Final = "a checkpoint covers it, and it is not here"
ANOTHER: Final = "a checkpoint covers another entry than the one that stands here"
BEHIND: Final = "no checkpoint covers what comes after it, and it does not wait for one"


@dataclass(frozen=True, slots=True)
class Trusted:
    """What is known from outside the database: the key that signs now, and notes that others
    kept, signed by the key of their time."""

    key: PublicKey | None = None
    notes: Sequence[str] = ()


def of_a_stream(
    covered: Sequence[tuple[int, bytes]],
    hashes: Mapping[int, bytes],
    waits_to: int,
    *,
    begun: bool,
) -> Iterator[tuple[int, str]]:
    """What does not hold between a stream and its leaves; `waits_to` is the last of its entries
    that waits for a checkpoint, 0 if none does; `begun` whether there are checkpoints at all."""
    for seq, hash in covered:
        if hashes.get(seq) != hash:
            yield seq, ANOTHER if seq in hashes else MISSING
    last = max((seq for seq, _ in covered), default=0)
    if begun and max(last, waits_to) < max(hashes, default=0):
        yield max(last, waits_to), BEHIND


def of_the_tree(tenant: int, trusted: Trusted) -> Iterator[str]:
    """What does not hold between the leaves and the checkpoints, ours and those of others."""
    ours = list(checkpoint.read_all(tenant))
    read: dict[int, list[tuple[str, bytes]]] = {}
    signers = handover.signers(tenant, trusted.key) if trusted.key else None
    opened = signers.opened if signers else note.read
    yield from signers.wrong if signers else ()
    for kept in ours:
        yield from _of_a_note(kept, opened)
        read.setdefault(kept.tree.size, []).append(("a checkpoint that is kept", kept.root))
    for text in trusted.notes:
        try:
            outside = opened(text)
        except note.NotANote as fault:
            yield f"a checkpoint from outside cannot be used: {fault}"
            continue
        read.setdefault(outside.size, []).append(("a checkpoint from outside", outside.root))
    yield from _roots(checkpoint.leaves(tenant), tenant, read, ours[-1].tree.size if ours else 0)


def _of_a_note(kept: Kept, opened: Callable[[str], Checkpoint]) -> Iterator[str]:
    size = kept.tree.size
    try:
        told = opened(kept.note)
    except note.NotANote as fault:
        yield f"the checkpoint of {size} heads cannot be used: {fault}"
        return
    if (told.size, told.root) != (size, kept.root):
        yield f"the checkpoint of {size} heads is not what its note says"


def _roots(
    leaves: Iterator[Leaf], tenant: int, read: Mapping[int, Sequence[tuple[str, bytes]]], size: int
) -> Iterator[str]:
    tree = Tree()
    for one in leaves:
        if one.number != tree.size:
            yield f"head {tree.size} is missing: the next one is {one.number}"
            return
        tree = tree.grown([checkpoint.leaf_hash(tenant, one)])
        for whose, root in read.get(tree.size, ()):
            if root != tree.root:
                yield f"{whose} covers other heads than the first {tree.size} here"
    if tree.size != size:
        yield f"there are {tree.size} heads, and the newest checkpoint covers {size}"
    for covers in sorted(covers for covers in read if covers > tree.size):
        for whose, _ in read[covers]:
            yield f"{whose} covers {covers} heads, and there are {tree.size}"
