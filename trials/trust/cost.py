"""T6: what it costs to check a long journal on one core, as an exported file."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

from samrum.core.case import NoteWritten
from samrum.journal import exported, note
from samrum.journal.chain import Head, Stream, extend
from samrum.journal.checkpoint import Leaf, leaf_hash
from samrum.journal.note import Checkpoint
from samrum.journal.tree import Tree, leaf
from trials.frame import Asked, Result, Trial, replaced
from trials.trust.made import BEGAN, BO, ORIGIN, TENANT, Journal, new_key

MOST_SECONDS = 60.0  # of processor time for a million entries
EACH = 15  # entries a case
TOLERANCE = 0.5  # seconds, for journals so short that starting counts


def check_long_journal(asked: Asked) -> Result:
    """Processor seconds of one process; the file is read from the disk."""
    random = Random(asked.seed)
    made = _long(random, asked.n)
    with tempfile.TemporaryFile() as file:
        size = sum(file.write(line) for line in made.lines())
        file.seek(0)
        began = time.process_time()
        found = exported.check(file, made.notes, made.public_key)
        seconds = time.process_time() - began
    allowed = MOST_SECONDS * asked.n / 1_000_000 + TOLERANCE
    figures = {
        "entries": found.entries,
        "heads": found.heads,
        "megabytes": size // 1_000_000,
        "processor seconds": round(seconds, 2),
        "allowed": round(allowed, 1),
        "entries a second": int(found.entries / seconds),
        "faults": len(found.faults),
    }
    whole = not found.faults and found.entries == asked.n
    return Result(whole and seconds <= allowed, figures)


def _long(random: Random, entries: int) -> Journal:
    """Cases of EACH entries; each is covered half way and at its end."""
    made = Journal(random, new_key())
    told = [NoteWritten(f"Anteckning {number}: sökanden hörde av sig.") for number in range(EACH)]
    cases, rest = divmod(entries, EACH)
    for case in range(cases + bool(rest)):
        stream = Stream(TENANT, str(UUID(int=random.getrandbits(128))), "case")
        count = EACH if case < cases else rest
        _, chained = extend(stream, Head(), [(event, BO) for event in told[:count]], BEGAN)
        made.streams[stream.id] = chained
        for entry in (chained[count // 2], chained[-1])[count < 2 :]:
            made.leaves.append(Leaf(len(made.leaves), stream.id, entry.seq, entry.hash))
    root = Tree().grown(leaf_hash(TENANT, leaf) for leaf in made.leaves).root
    made.notes.append(note.signed(Checkpoint(ORIGIN, len(made.leaves), root), made.key))
    return made


@contextmanager
def _from_the_first_leaf() -> Iterator[None]:
    """The tree is made anew from its first leaf for each head, as a list of all would be."""
    right = Tree.grown

    def grown(self: Tree, leaves: Iterable[bytes]) -> Tree:
        for _ in range(self.size):
            leaf(b"again")
        return right(self, leaves)

    with replaced(Tree, "grown", grown):
        yield


TRIALS = (
    Trial(
        "T6",
        "An exported journal of a million entries is checked within a minute on one core.",
        "entries",
        1_000_000,
        20_000,
        check_long_journal,
        {"from-the-first-leaf": _from_the_first_leaf},
    ),
)
