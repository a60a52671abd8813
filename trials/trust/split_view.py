"""T3: two histories, signed with the same key and shown to two witnesses.

A witness is somebody outside who keeps the newest checkpoint she has signed, and signs another one
only with a proof that it grew from hers.  Two witnesses compare what they have after each interval.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samrum.journal import note, tree
from samrum.journal.checkpoint import leaf_hash
from samrum.journal.note import Checkpoint, PublicKey
from samrum.journal.tree import proof_of_growth
from samrum.journal.witness import Growth, NotGrown, Witness
from trials.frame import Asked, Result, Trial, replaced
from trials.trust.made import TENANT, Journal, journal, new_key

Proof = Sequence[bytes]


@dataclass
class Outside:
    """Somebody outside, with the product's own witness (samrum.journal.witness)."""

    log: PublicKey
    key: Ed25519PrivateKey = field(default_factory=new_key)
    known: Checkpoint | None = None

    def sign(self, text: str, proof: Proof) -> str:
        """The note with her signature under it.  Raises NotGrown."""
        witness = Witness([self.log], "witness.example", self.key, self.known)
        growth = Growth(self.known.size if self.known else 0, tuple(proof), text)
        signed, self.known = witness.sign(growth, 1_795_000_000)
        return signed


def show_two_histories(asked: Asked) -> Result:
    """How many of so many split views no pair of witnesses sees when they compare once."""
    random, unseen, refused, examples = Random(asked.seed), 0, 0, []
    for number in range(asked.n):
        shared = journal(random, random.randrange(2, 12))
        one, other = Outside(shared.public_key), Outside(shared.public_key)
        for witness in (one, other):
            witness.sign(shared.notes[-1], ())
        honest, forged = _grown(random, shared), _forked(random, shared)
        one.sign(honest.notes[-1], _proof(honest, shared))
        try:
            other.sign(forged.notes[-1], _proof(forged, shared))
        except NotGrown:
            refused += 1  # the fork goes back before what she knows: seen at once
            continue
        if _agree(one, other, honest, forged):
            unseen += 1
            examples.append({"fork": number, "sizes": [len(honest.leaves), len(forged.leaves)]})
    figures = {
        "split views": asked.n,
        "refused at once": refused,
        "seen when compared": asked.n - refused - unseen,
        "unseen": unseen,
        "honest growth refused": _refused_wrongly(random, asked.n),
    }
    return Result(unseen == 0 and figures["honest growth refused"] == 0, figures, examples)


def _agree(one: Outside, other: Outside, honest: Journal, forged: Journal) -> bool:
    """Whether the one with the smaller tree is satisfied with any proof the operator can make."""
    small, large = sorted((one, other), key=lambda w: w.known.size if w.known else 0)
    assert small.known and large.known, "both have signed"
    proofs: list[Proof] = [()]
    for history in (honest, forged):
        if len(history.leaves) == large.known.size and small.known.size < large.known.size:
            proofs.append(proof_of_growth(_hashes(history), small.known.size))
    return any(
        tree.has_grown(
            small.known.size, small.known.root, large.known.size, large.known.root, proof
        )
        for proof in proofs
    )


def _refused_wrongly(random: Random, n: int) -> int:
    """How often a witness does not sign what did grow."""
    refused = 0
    for _ in range(n):
        before = journal(random, 3)
        witness, after = Outside(before.public_key), _grown(random, before)
        witness.sign(before.notes[-1], ())
        try:
            witness.sign(after.notes[-1], _proof(after, before))
        except NotGrown:
            refused += 1
    return refused


def _grown(random: Random, before: Journal) -> Journal:
    """What really happened next."""
    after = _copy(before)
    for _ in range(random.randrange(1, 6)):
        after.say()
    after.cover()
    return after


def _forked(random: Random, before: Journal) -> Journal:
    """Another history: from the last checkpoint on, or with something earlier taken away."""
    after = _copy(before)
    if random.random() < 0.3 and len(after.leaves) > 1:
        gone = random.choice(after.leaves).stream
        del after.streams[gone]
        after.leaves = [leaf for leaf in after.leaves if leaf.stream != gone]
        while len(after.leaves) < len(before.leaves):
            after.say()
            after.cover()
    return _grown(random, after)


def _copy(journal: Journal) -> Journal:
    after = copy.copy(journal)
    after.streams = {id: list(made) for id, made in journal.streams.items()}
    after.leaves, after.notes = list(journal.leaves), list(journal.notes)
    return after


def _proof(after: Journal, before: Journal) -> Proof:
    return proof_of_growth(_hashes(after), note.read(before.notes[-1]).size)


def _hashes(journal: Journal) -> list[bytes]:
    return [leaf_hash(TENANT, leaf) for leaf in journal.leaves]


def _size_alone() -> AbstractContextManager[None]:
    """A tree that is not smaller is taken for one that has grown."""
    return replaced(tree, "has_grown", lambda size, root, later, after, proof: size <= later)


TRIALS = (
    Trial(
        "T3",
        "Who shows two histories to two witnesses is found when they compare, or before.",
        "split views",
        10_000,
        100,
        show_two_histories,
        {"size-alone": _size_alone},
    ),
)
