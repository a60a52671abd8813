"""Check a journal: its chains, its commitments, and that it alone gives all state, byte for byte.

One pass over the entries, stream by stream, beside the rows of state in the same order: memory
stays flat however long the journal is.  What is found wrong is said with its stream and entry.

A chain shows what was changed, removed or put in another order.  That the end of a stream was cut
off, that a whole stream was removed or written anew with new hashes and new state, shows beside the
checkpoints that cover it (samrum.journal.checkpoint) and the receipts that were given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from samrum.core.case import Case
from samrum.core.person import Person
from samrum.core.room import Room
from samrum.core.transfer import Transfer
from samrum.core.worry import Worry
from samrum.journal import (
    cases,
    checkpoint,
    codec,
    covered,
    entries,
    outbox,
    people,
    receipts,
    rooms,
    transfers,
    worries,
)
from samrum.journal.chain import Entry, Head, faults, head_at
from samrum.journal.covered import Trusted
from samrum.journal.database import Row, one_moment
from samrum.journal.happened import EntriesErased
from samrum.journal.state import after

TELL_EVERY: Final = 5_000
RECEIPT_OF_NOTHING: Final = "a receipt was given, and there are no entries"
NOTHING: Final = Trusted()
NO_GROUND: Final = "what it said is gone, and no erasure says why"
NOT_CARRIED_OUT: Final = "an erasure names it, and what it said still stands"
NOT_GIVEN: Final = "is not what the entries give"
STATE_STANDS: Final = "all it said was erased, and its state still stands"
RECEIPT_OF_ANOTHER: Final = "a receipt was given for another entry than the one that stands here"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold; `seq` 0 when it is the stream as a whole."""

    noun: str
    stream: str
    seq: int
    what: str

    def __str__(self) -> str:
        where = f", entry {self.seq}" if self.seq else ""
        return f"{self.noun} {self.stream}".rstrip() + f"{where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Erased:
    """An entry whose payload was lawfully erased, and why."""

    stream: str
    seq: int
    provision: str
    ground: str


@dataclass(slots=True)
class Verified:
    """What was looked at, and every fault, in the order of the streams.

    `covered` heads stand under the newest checkpoint, `waiting` streams have moved since.
    """

    entries: int = 0
    streams: int = 0
    covered: int = 0
    waiting: int = 0
    erased: list[Erased] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def verify(
    tenant: int,
    zone: ZoneInfo,
    progress: Callable[[int], None] = lambda entries: None,
    trusted: Trusted = NOTHING,
) -> Verified:
    """Check everything of one tenant; `progress` is told how many entries have been checked.

    With what is `trusted` the checkpoints are checked against it; without, only among themselves.
    """
    found = Verified()
    with one_moment(tenant):
        check = _Check(tenant, zone, found, progress)
        for stream, made in groupby(entries.read_all(tenant), key=lambda entry: entry.stream):
            check.stream(stream, made)
        check.what_is_left()
        for told in covered.of_the_tree(tenant, trusted):
            found.faults.append(Fault("checkpoint", "", 0, told))
    return found


class _Check:
    """One run: the tables of state are walked along with the entries."""

    def __init__(
        self, tenant: int, zone: ZoneInfo, found: Verified, progress: Callable[[int], None]
    ) -> None:
        self.tenant = tenant
        self.zone = zone
        self.found = found
        self.progress = progress
        self.states = {
            "case": _Beside(cases.read_all(tenant)),
            "person": _Beside(people.read_all(tenant)),
            "room": _Beside(rooms.read_all(tenant)),
            "worry": _Beside(worries.read_all(tenant)),
            "transfer": _Beside(transfers.read_all(tenant)),
        }
        self.receipts = _Beside(receipts.read_all(tenant))
        self.leaves = _Beside(checkpoint.leaves_by_stream(tenant))
        newest = checkpoint.newest(tenant)
        found.covered = newest.tree.size if newest else 0
        self.moved = checkpoint.all_waiting(tenant)
        found.waiting = len(self.moved)
        self.erasures: dict[tuple[str, int], EntriesErased] = {}
        self.gone: dict[tuple[str, int], str] = {}
        self.protected = people.all_protected(tenant)
        self.waiting = outbox.all_waiting(tenant)

    def stream(self, id: str, made: Iterator[Entry]) -> None:
        """Check one stream from its first entry to its last."""
        self.found.streams += 1
        head, state, noun, whole = Head(), None, "", True
        hashes: dict[int, bytes] = {}
        for entry in made:
            noun, told = entry.noun, faults(entry, head)
            head, hashes[entry.seq] = head_at(entry), entry.hash
            if whole:
                state, wrong = self._after(state, entry)
                told, whole = told + wrong, entry.payload is not None and not wrong
            self._say(noun, id, entry.seq, told)
            self._count(entry)
        self._receipts(noun, id, hashes)
        self._leaves(noun, id, hashes)
        if noun in self.states:
            nothing_left = all((id, seq) in self.gone for seq in hashes)
            self._state(noun, id, state if whole else None, head, nothing_left)

    def what_is_left(self) -> None:
        """What the journal knows nothing of; and what was erased, with the ground."""
        for noun, beside in self.states.items():
            self._strays(noun, beside.up_to(None))
        for id in self.receipts.up_to(None):
            self._say("case", id, 0, [RECEIPT_OF_NOTHING])
        for id in self.leaves.up_to(None):
            self._say("stream", id, 0, [covered.MISSING])
        for (id, seq), noun in self.gone.items():
            why = self.erasures.get((id, seq))
            if why is None:
                self._say(noun, id, seq, [NO_GROUND])
            else:
                self.found.erased.append(Erased(id, seq, why.provision, why.ground))
        for id, seq in sorted(self.erasures.keys() - self.gone.keys()):
            self._say("stream", id, seq, [NOT_CARRIED_OUT])

    def _after(self, state: Any, entry: Entry) -> tuple[Any, list[str]]:
        """What is known after an entry; and what is wrong, if it cannot be replayed."""
        if entry.payload is None:
            return None, []
        try:
            event: Any = codec.event(entry.kind, entry.payload)
            if isinstance(event, EntriesErased) and entry.noun == "erasure":
                self.erasures |= {(event.stream, seq): event for seq in event.entries}
            return after(state, entry, event, self.zone), []
        # An entry that was tampered with can be wrong in any way; the check must go on.
        except Exception as error:
            return None, [f"it cannot be replayed: {type(error).__name__}: {error}"]

    def _state(
        self,
        noun: str,
        id: str,
        known: Case | Person | Room | Worry | Transfer | None,
        head: Head,
        nothing_left: bool,
    ) -> None:
        """Compare the stored row with what the entries gave, None where they gave nothing whole."""
        beside = self.states[noun]
        self._strays(noun, beside.up_to(id))
        stored = next(beside.take(id), None)
        if nothing_left:
            self._say(noun, id, 0, [STATE_STANDS] if stored else [])
        elif stored is None:
            self._say(noun, id, 0, ["its state is missing"])
        elif isinstance(known, Case):
            kept = cases.Kept(known, head, known.resident in self.protected)
            wanted = cases.row_of(self.tenant, kept)
            self._say(noun, id, 0, _differences(cases.COLUMNS, stored, wanted))
            self._letters(noun, known)
        elif isinstance(known, Person):
            wanted = (*people.row_of(self.tenant, known, head), *people.beside(known))
            columns = (*people.COLUMNS, "words", "mandates")
            self._say(noun, id, 0, _differences(columns, stored, wanted))
        elif isinstance(known, Worry):
            wanted = worries.row_of(self.tenant, known, head)
            self._say(noun, id, 0, _differences(worries.COLUMNS, stored, wanted))
        elif isinstance(known, Transfer):
            wanted = transfers.row_of(self.tenant, known, head)
            self._say(noun, id, 0, _differences(transfers.COLUMNS, stored, wanted))
        elif isinstance(known, Room):
            wanted = (*rooms.row_of(self.tenant, known, head), rooms.members_of(known))
            self._say(noun, id, 0, _differences((*rooms.COLUMNS, "members"), stored, wanted))
            self._letters("room", known)

    def _letters(self, noun: str, known: Case | Room) -> None:
        for letter in known.letters:
            if letter.fate == "ordered" and (known.id, letter.number) not in self.waiting:
                told = f"letter {letter.number} was ordered and is not in the outbox"
                self._say(noun, known.id, 0, [told])

    def _strays(self, noun: str, ids: Iterator[str]) -> None:
        for id in ids:
            self._say(noun, id, 0, ["it has state, and no entries at all"])

    def _receipts(self, noun: str, id: str, hashes: Mapping[int, bytes]) -> None:
        for stray in self.receipts.up_to(id):
            self._say("case", stray, 0, [RECEIPT_OF_NOTHING])
        for version, hash in self.receipts.take(id):
            if hashes.get(version) != hash:
                self._say(noun, id, version, [RECEIPT_OF_ANOTHER])

    def _leaves(self, noun: str, id: str, hashes: Mapping[int, bytes]) -> None:
        for stray in self.leaves.up_to(id):
            self._say("stream", stray, 0, [covered.MISSING])
        wrong = covered.of_a_stream(
            list(self.leaves.take(id)),
            hashes,
            self.moved.get(id, 0),
            begun=self.found.covered > 0,
        )
        for seq, what in wrong:
            self._say(noun, id, seq, [what])

    def _say(self, noun: str, stream: str, seq: int, told: list[str]) -> None:
        self.found.faults += [Fault(noun, stream, seq, what) for what in told]

    def _count(self, entry: Entry) -> None:
        self.found.entries += 1
        if entry.payload is None:
            self.gone[entry.stream, entry.seq] = entry.noun
        if self.found.entries % TELL_EVERY == 0:
            self.progress(self.found.entries)


class _Beside:
    """Rows by id, in its order, walked along with the streams."""

    def __init__(self, rows: Iterator[tuple[str, Row]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def up_to(self, id: str | None) -> Iterator[str]:
        """The ids that come before `id` and belong to no stream; all that are left for None."""
        while self._next is not None and (id is None or self._next[0] < id):
            yield self._taken()[0]

    def take(self, id: str) -> Iterator[Row]:
        """The rows of `id`."""
        while self._next is not None and self._next[0] == id:
            yield self._taken()[1]

    def _taken(self) -> tuple[str, Row]:
        assert self._next is not None, "asked for only while there is one"
        taken, self._next = self._next, next(self._rows, None)
        return taken


def _differences(columns: Sequence[str], stored: Row, wanted: Row) -> list[str]:
    return [
        f"its {name} {NOT_GIVEN}"
        for name, one, other in zip(columns, stored, wanted, strict=True)
        if not _same(one, other)
    ]


def _same(one: object, other: object) -> bool:
    """Whether two values are the same.  A moment in the hour that comes twice, when summer time
    ends, is equal to none in another zone (PEP 495): moments are compared in UTC."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.astimezone(UTC) == other.astimezone(UTC)
    return one == other
