"""A witness: somebody outside who keeps the newest checkpoint she has signed, and signs another one
only when it is proven to have grown from hers.

What she is given is a text in the format of C2SP tlog-witness (`add-checkpoint`), what she gives is
a note with her line under ours (C2SP tlog-cosignature, Ed25519).  Nothing here needs a database.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samrum.journal import note, tree
from samrum.journal.note import Checkpoint, NotANote, PublicKey

MOST_STEPS: Final = 63  # of a proof, by the standard
HASH_BYTES: Final = 32
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,15})")


class NotGrown(Exception):
    """A checkpoint that is not proven to begin with the one before; says in words why."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A signed checkpoint, and what proves that it grew from one of `old` heads (0: from none)."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """As C2SP tlog-witness writes it."""
        steps = "".join(f"{b64encode(step).decode()}\n" for step in self.proof)
        return f"old {self.old}\n{steps}\n{self.note}"

    @classmethod
    def read(cls, text: str) -> Growth:
        """Raises NotANote for anything else."""
        before, between, told = text.partition("\n\n")
        first, *steps = before.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or not between or len(steps) > MOST_STEPS:
            raise NotANote("this is no checkpoint with a proof of its growth")
        return cls(int(old[1]), tuple(_hash(step) for step in steps), told)


@dataclass(frozen=True, slots=True)
class Witness:
    """`logs` are the keys of whom she watches, more than one while they change; she signs under
    `name` with `key`; `known` is the newest of what she has signed."""

    logs: Sequence[PublicKey]
    name: str
    key: Ed25519PrivateKey
    known: Checkpoint | None = None

    def sign(self, growth: Growth, at: int) -> tuple[str, Checkpoint]:
        """The note with her signature of this moment (seconds since 1970) under it, and the
        checkpoint that she has to keep before anybody gets it.  Raises NotANote and NotGrown."""
        told = _opened(growth.note, self.logs)
        known = self.known
        if growth.old != (known.size if known else 0):
            raise NotGrown(f"it is proven from {growth.old} heads, and I know {_size(known)}")
        if known is None:
            if growth.proof:
                raise NotGrown("there is nothing that it could have grown from")
        elif not tree.has_grown(known.size, known.root, told.size, told.root, growth.proof):
            raise NotGrown(f"its {told.size} heads do not begin with the {known.size} that I know")
        return note.cosigned(growth.note, self.name, self.key, at), told


def _opened(text: str, logs: Sequence[PublicKey]) -> Checkpoint:
    """What a note says, if one of the keys has signed it.  Raises NotANote with what the first key
    says of it."""
    for another in logs[1:]:
        with suppress(NotANote):
            return note.opened(text, another)
    return note.opened(text, logs[0])


def proof_of_growth(before: tree.Tree, added: Sequence[bytes]) -> tuple[bytes, ...]:
    """What shows that a tree begins with `before` (RFC 6962, 2.1.2), from the peaks of that and the
    hashes of the leaves that were `added` after it: those before are not looked at."""
    return tuple(_part(_Grown(before, added), 0, before.size + len(added), known=True))


@dataclass(frozen=True, slots=True)
class _Grown:
    before: tree.Tree
    added: Sequence[bytes]

    def hash(self, first: int, end: int) -> bytes:
        """The hash of the leaves from `first` on, before `end`: all of them added, or a peak."""
        size = self.before.size
        if first >= size:
            return tree.Tree().grown(self.added[first - size : end - size]).root
        at = 0
        for peak, power in zip(self.before.peaks, _powers(size), strict=True):
            if (at, at + power) == (first, end):
                return peak
            at += power
        raise ValueError(f"no peak of a tree of {size} stands for {first} to {end}")


def _part(grown: _Grown, first: int, end: int, *, known: bool) -> list[bytes]:
    size = grown.before.size
    if size == end:
        return [] if known else [grown.hash(first, end)]
    half = first + (1 << ((end - first - 1).bit_length() - 1))
    if size <= half:
        return [*_part(grown, first, half, known=known), grown.hash(half, end)]
    return [*_part(grown, half, end, known=False), grown.hash(first, half)]


def _powers(size: int) -> list[int]:
    """The powers of two that make up a size, the largest first."""
    return [1 << bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]


def _hash(text: str) -> bytes:
    try:
        step = b64decode(text, validate=True)
    except ValueError:
        step = b""
    if len(step) != HASH_BYTES or b64encode(step).decode() != text:
        raise NotANote("a step of the proof is no hash")
    return step


def _size(known: Checkpoint | None) -> str:
    return f"{known.size}" if known else "none"
