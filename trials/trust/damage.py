"""Damage, by accident and by somebody who knows the format and owns the database.

Each kind takes an export that holds and gives one that must not.  The attacker's kinds leave a file
in which every chain, every count and every number is right again.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from samrum.core.case import MessageSent
from samrum.journal import note
from samrum.journal.chain import Entry, Stream, extend
from samrum.journal.checkpoint import Leaf
from samrum.journal.exported import Checked, check
from samrum.journal.note import PublicKey
from trials.trust.made import BO, TENANT, Journal, head_of, new_key


@dataclass(frozen=True)
class Export:
    """The three files that are handed over: the journal, checkpoints, the public key."""

    content: bytes
    notes: tuple[bytes, ...]
    key: PublicKey

    def checked(self) -> Checked:
        """What our verifier says."""
        texts = [text.decode(errors="replace") for text in self.notes]
        return check(io.BytesIO(self.content), texts, self.key)

    @property
    def first_fault(self) -> int | None:
        """The number of the first line that our verifier finds wrong."""
        return min((fault.line for fault in self.checked().faults), default=None)


Damage = Callable[[Random, Journal], Export]


def exported(journal: Journal, *notes: str) -> Export:
    """The export of a journal, with its newest checkpoint unless others are given."""
    given = notes or (journal.notes[-1],)
    return Export(
        b"".join(journal.lines()), tuple(one.encode() for one in given), journal.public_key
    )


def flipped(content: bytes, bit: int) -> bytes:
    """The content with one bit turned round."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# ---- accidents -----------------------------------------------------------------------------------


def bit_in_journal(random: Random, journal: Journal) -> Export:
    whole = exported(journal)
    bit = random.randrange(len(whole.content) * 8)
    return replace(whole, content=flipped(whole.content, bit))


def bit_in_checkpoint(random: Random, journal: Journal) -> Export:
    whole = exported(journal)
    bit = random.randrange(len(whole.notes[0]) * 8)
    return replace(whole, notes=(flipped(whole.notes[0], bit),))


def file_cut_off(random: Random, journal: Journal) -> Export:
    whole = exported(journal)
    return replace(whole, content=whole.content[: random.randrange(len(whole.content))])


def bytes_lost(random: Random, journal: Journal) -> Export:
    whole = exported(journal)
    begin = random.randrange(len(whole.content) - 1)
    end = begin + random.randrange(1, 200)
    return replace(whole, content=whole.content[:begin] + whole.content[end:])


def _with_lines(journal: Journal, change: Callable[[list[bytes]], None]) -> Export:
    lines = list(journal.lines())
    change(lines)
    return replace(exported(journal), content=b"".join(lines))


def line_lost(random: Random, journal: Journal) -> Export:
    return _with_lines(journal, lambda lines: lines.__delitem__(random.randrange(len(lines))))


def line_twice(random: Random, journal: Journal) -> Export:
    def twice(lines: list[bytes]) -> None:
        place = random.randrange(len(lines))
        lines.insert(place, lines[place])

    return _with_lines(journal, twice)


def lines_exchanged(random: Random, journal: Journal) -> Export:
    def exchange(lines: list[bytes]) -> None:
        one, other = random.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]

    return _with_lines(journal, exchange)


# ---- somebody who knows --------------------------------------------------------------------------


def _tampered(journal: Journal) -> Journal:
    changed = copy.copy(journal)
    changed.streams = {id: list(made) for id, made in journal.streams.items()}
    changed.leaves = list(journal.leaves)
    return changed


def _case(random: Random, journal: Journal) -> list[Entry]:
    return random.choice([made for made in journal.streams.values() if made[0].noun == "case"])


def _numbered_anew(journal: Journal) -> None:
    journal.leaves = [replace(leaf, number=place) for place, leaf in enumerate(journal.leaves)]


def tail_cut_off(random: Random, journal: Journal) -> Export:
    """The last entries of a case are gone, and with them the leaves that told of them."""
    changed = _tampered(journal)
    made = _case(random, changed)
    keep = random.randrange(len(made))
    stream, last = made[0].stream, made[keep - 1] if keep else None
    del made[keep:]
    changed.leaves = [one for one in changed.leaves if one.stream != stream or one.seq <= keep]
    if last is None:
        del changed.streams[stream]
    elif not any(one.stream == stream and one.seq == keep for one in changed.leaves):
        changed.leaves.append(Leaf(0, stream, keep, last.hash))
    _numbered_anew(changed)
    return exported(changed)


def tail_cut_off_clumsily(random: Random, journal: Journal) -> Export:
    """The last entry of a case is gone, and its leaf still tells of it."""
    changed = _tampered(journal)
    made = _case(random, changed)
    del made[-1]
    if not made:
        changed.streams = {id: m for id, m in changed.streams.items() if m}
    return exported(changed)


def stream_removed(random: Random, journal: Journal) -> Export:
    """A whole case is gone as if it had never been."""
    changed = _tampered(journal)
    stream = _case(random, changed)[0].stream
    del changed.streams[stream]
    changed.leaves = [one for one in changed.leaves if one.stream != stream]
    _numbered_anew(changed)
    return exported(changed)


def written_anew(random: Random, journal: Journal) -> Export:
    """One entry of a case says something else; all hashes after it are right again."""
    changed = _tampered(journal)
    made = _case(random, changed)
    place = random.randrange(len(made))
    stream = Stream(TENANT, made[0].stream, "case")
    after, made[place:] = made[place:], []
    for old in after:
        _, new = extend(stream, head_of(made), [(MessageSent("never said", True), BO)], old.at)
        gone = old.payload is None
        made += [replace(new[0], payload=None, salt=None)] if gone else new
    hashes = {one.seq: one.hash for one in made}
    changed.leaves = [
        replace(one, hash=hashes[one.seq]) if one.stream == stream.id else one
        for one in changed.leaves
    ]
    return exported(changed)


def entry_added(random: Random, journal: Journal) -> Export:
    """Something that never happened stands at the end of a case, with its right hash."""
    changed = _tampered(journal)
    made = _case(random, changed)
    stream = Stream(TENANT, made[0].stream, "case")
    made += extend(stream, head_of(made), [(MessageSent("never said", True), BO)], journal.at)[1]
    return exported(changed)


def leaves_exchanged(random: Random, journal: Journal) -> Export:
    """Two leaves stand in each other's place: something was covered before it was."""
    changed = _tampered(journal)
    of_one = {leaf.stream: place for place, leaf in enumerate(changed.leaves)}
    one, other = random.sample(sorted(of_one.values()), 2)
    changed.leaves[one], changed.leaves[other] = changed.leaves[other], changed.leaves[one]
    _numbered_anew(changed)
    return exported(changed)


def erased_without_ground(random: Random, journal: Journal) -> Export:
    changed = _tampered(journal)
    made = random.choice(
        [m for m in changed.streams.values() if m[-1].noun == "case" and m[-1].payload]
    )
    made[-1] = replace(made[-1], payload=None, salt=None)
    return exported(changed)


def older_checkpoint(random: Random, journal: Journal) -> Export:
    return exported(journal, random.choice(journal.notes[:-1]))


def others_checkpoint(random: Random, journal: Journal) -> Export:
    """The checkpoint of another history, under the same key: a split view."""
    forked = _tampered(journal)
    made = _case(random, forked)
    del forked.streams[made[0].stream]
    forked.leaves = [one for one in forked.leaves if one.stream != made[0].stream]
    _numbered_anew(forked)
    forked.notes = []
    while len(forked.leaves) < len(journal.leaves):
        forked.say()
        forked.cover()
    forked.cover()
    return exported(journal, forked.notes[-1])


def signed_by_another(random: Random, journal: Journal) -> Export:
    made = note.read(journal.notes[-1])
    return exported(journal, note.signed(made, new_key()))


ACCIDENTS: Mapping[str, Damage] = {
    "bit in journal": bit_in_journal,
    "bit in checkpoint": bit_in_checkpoint,
    "file cut off": file_cut_off,
    "bytes lost": bytes_lost,
    "line lost": line_lost,
    "line twice": line_twice,
    "lines exchanged": lines_exchanged,
}
ATTACKS: Mapping[str, Damage] = {
    "tail cut off": tail_cut_off,
    "tail cut off clumsily": tail_cut_off_clumsily,
    "stream removed": stream_removed,
    "written anew": written_anew,
    "entry added": entry_added,
    "leaves exchanged": leaves_exchanged,
    "erased without ground": erased_without_ground,
    "older checkpoint": older_checkpoint,
    "other history's checkpoint": others_checkpoint,
    "signed by another": signed_by_another,
}
