"""The Merkle tree of RFC 6962, section 2.1: what one hash says of a whole list, in order.

A tree that only grows is known by its peaks, the roots of its largest whole parts from left to
right: at most 64 hashes, to which leaves are added without looking at those that were there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of `size` leaves by its peaks, as many as `size` has ones in binary."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Tree:
        """The tree with these leaves' hashes (see `leaf`) after its own."""
        size, peaks = self.size, list(self.peaks)
        for hash in leaves:
            whole = size
            while whole & 1:
                hash, whole = node(peaks.pop(), hash), whole >> 1
            peaks.append(hash)
            size += 1
        return Tree(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The hash that stands for the whole tree, 32 bytes."""
        if not self.peaks:
            return sha256(b"").digest()
        *others, root = self.peaks
        for peak in reversed(others):
            root = node(peak, root)
        return root


def leaf(content: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of what two parts make together."""
    return sha256(b"\1" + left + right).digest()


def proof_of_growth(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """What shows that the tree of these leaves begins with its first `size` (RFC 6962, 2.1.2).

    Raises ValueError for a size that is not within.
    """
    if not 0 < size <= len(leaves):
        raise ValueError(f"a tree of {len(leaves)} leaves did not grow from one of {size}")
    return _part_of_proof(leaves, size, known=True)


def has_grown(
    size: int, root: bytes, grown_size: int, grown_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the greater tree begins with the smaller one (RFC 9162,
    2.1.4.2)."""
    if not 0 < size <= grown_size:
        return False
    if size == grown_size:
        return root == grown_root and not proof
    steps = list(proof)
    if size & (size - 1) == 0:
        steps.insert(0, root)
    if not steps:
        return False
    first, last = size - 1, grown_size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node(step, before), node(step, after)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            after = node(after, step)
        first, last = first >> 1, last >> 1
    return last == 0 and before == root and after == grown_root


def _part_of_proof(leaves: Sequence[bytes], size: int, *, known: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if known else [Tree().grown(leaves).root]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = leaves[:half], leaves[half:]
    if size <= half:
        return [*_part_of_proof(left, size, known=known), Tree().grown(right).root]
    return [*_part_of_proof(right, size - half, known=False), Tree().grown(left).root]
