"""A journal on its own: what an exported file holds, and whether it is what a checkpoint covers.

The file's format and the order of the checks are in docs/journal-format.md, from which anybody can
write this anew.  Each line must stand in exactly one way, so that no bit can change unseen; what is
wrong is said with the number of its line.  Nothing here needs a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

import msgspec

from samrum.journal.chain import commit, link
from samrum.journal.checkpoint import HASH_BYTES, Leaf, leaf_hash
from samrum.journal.note import Checkpoint, NotANote, PublicKey, opened
from samrum.journal.tree import Tree
from samrum.packages.refusal import Refused

FORMAT: Final = "samrum export 1"


class Header(msgspec.Struct, forbid_unknown_fields=True):
    """The first line: whose journal it is, and how many heads the checkpoint covers."""

    export: Literal["samrum export 1"]
    origin: str
    size: int
    tenant: int


class EntryLine(msgspec.Struct, forbid_unknown_fields=True):
    """One entry, in the order of stream and seq; payload and salt are null once erased."""

    actor: str
    agency: str
    at: str
    commitment: str
    hash: str
    kind: str
    mandate: int
    noun: str
    on_behalf_of: str
    payload: str | None
    role: str
    salt: str | None
    seq: int
    stream: str
    via: str


class HeadLine(msgspec.Struct, forbid_unknown_fields=True):
    """One leaf of the tree, in the order of the tree."""

    hash: str
    leaf: int
    seq: int
    stream: str


class EndLine(msgspec.Struct, forbid_unknown_fields=True):
    """The last line: how many lines of each kind there are."""

    end: Literal["samrum export 1"]
    entries: int
    heads: int


class ErasureTold(msgspec.Struct):
    """What an entry of erasure says (samrum.journal.happened.EntriesErased)."""

    stream: str
    entries: list[int]
    provision: str
    ground: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """Something that does not hold, with the number of its line, 0 for the checkpoint."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}" if self.line else self.what


@dataclass(frozen=True, slots=True)
class ErasedEntry:
    """An entry whose payload was lawfully erased, and why."""

    stream: str
    seq: int
    provision: str
    ground: str


@dataclass(slots=True)
class Checked:
    """What was found in an export, in the order of its lines."""

    entries: int = 0
    streams: int = 0
    heads: int = 0
    erased: list[ErasedEntry] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)


Line = TypeVar("Line", Header, EntryLine, HeadLine, EndLine)
_HEX: Final = re.compile(r"[0-9a-f]*")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_AT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_MOST: Final = 2**53  # the largest number that every reader of JSON holds exactly
_HEX_LENGTHS: Final = {"commitment": 64, "hash": 64, "salt": 32}
_ENCODER: Final = msgspec.json.Encoder()
_DECODERS: Final[Mapping[type, msgspec.json.Decoder[Any]]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Header, EntryLine, HeadLine, EndLine)
}
_ERASURE: Final = msgspec.json.Decoder(ErasureTold)


def check(lines: Iterable[bytes], notes: Sequence[str], key: PublicKey) -> Checked:
    """Check an export against the checkpoint it was made at and, if given, earlier ones.

    `lines` are the file's, each with its end.  Raises Refused when no note is given.
    """
    found = Checked()
    try:
        marks = sorted((opened(text, key) for text in notes), key=lambda mark: mark.size)
    except NotANote as fault:
        found.faults.append(LineFault(0, f"the checkpoint cannot be used: {fault}"))
        return found
    if not marks:
        raise Refused(
            "The export cannot be checked alone.",
            because="Only a checkpoint shows that nothing was cut off or written anew.",
            instead="Give the checkpoint that came with it.",
        )
    _Check(found, marks).run(lines)
    return found


class _Unlike(Exception):
    """A line that is not what must stand there."""


class _Check:
    """One pass; after a line that cannot be read, what follows cannot be judged."""

    def __init__(self, found: Checked, marks: Sequence[Checkpoint]) -> None:
        self.found = found
        self.mark = marks[-1]
        self.roots: dict[int, set[bytes]] = {}
        for mark in marks:
            self.roots.setdefault(mark.size, set()).add(mark.root)
        self.tenant = 0
        self.stream, self.seq, self.before, self.at = "", 0, "", ""
        self.hashes: dict[str, bytearray] = {}
        self.tree = Tree()
        self.last_head: dict[str, int] = {}
        self.gone: dict[tuple[str, int], None] = {}
        self.why: dict[tuple[str, int], ErasureTold] = {}

    def run(self, lines: Iterable[bytes]) -> None:
        number, numbered = 0, iter(enumerate(lines, start=1))
        try:
            for number, line in numbered:
                if self._line(number, line):
                    break
            else:
                number += 1
                raise _Unlike("the file ends before its last line")
            if next(numbered, None):
                number += 1
                raise _Unlike("it stands after the last line")
        except _Unlike as unlike:
            self._say(number, str(unlike))

    def _line(self, number: int, line: bytes) -> bool:
        """Check one line; whether it is the last.  Raises _Unlike when it cannot be read."""
        if number == 1:
            self._header(_read(line, Header))
        elif line.startswith(b'{"actor":'):
            if self.tree.size:
                raise _Unlike("an entry stands after the heads")
            self._entry(number, _read(line, EntryLine))
        elif line.startswith(b'{"hash":'):
            self._head(number, _read(line, HeadLine))
        else:
            self._end(number, _read(line, EndLine))
            return True
        return False

    def _header(self, header: Header) -> None:
        if header.origin != self.mark.origin:
            self._say(1, "it is the journal of another")
        if not header.origin.endswith(f"/journal/{header.tenant}"):
            self._say(1, "its tenant is not its origin's")
        if header.size != self.mark.size:
            self._say(1, "it was not made at this checkpoint")
        self.tenant = header.tenant

    def _entry(self, number: int, entry: EntryLine) -> None:
        if entry.stream != self.stream:
            if entry.stream < self.stream:
                self._say(number, "its stream is out of order")
            self.stream, self.seq, self.before, self.at = entry.stream, 0, "", ""
        if entry.seq != self.seq + 1:
            self._say(number, f"entry {self.seq + 1} of the stream is missing or out of order")
        if entry.at < self.at:
            self._say(number, "it happened before the entry before it")
        self._payload(number, entry)
        if _hash(self.tenant, entry, self.before) != entry.hash:
            self._say(number, "its hash does not follow from its fields and the entry before")
        self.seq, self.before, self.at = entry.seq, entry.hash, entry.at
        self.hashes.setdefault(entry.stream, bytearray()).extend(bytes.fromhex(entry.hash))
        self.found.entries += 1

    def _payload(self, number: int, entry: EntryLine) -> None:
        if entry.payload is None and entry.salt is None:
            self.gone[entry.stream, entry.seq] = None
            return
        if entry.payload is None or entry.salt is None:
            self._say(number, "payload and salt go together: one of them is gone")
            return
        if commit(bytes.fromhex(entry.salt), entry.payload).hex() != entry.commitment:
            self._say(number, "its payload is not what was committed to")
        elif entry.noun == "erasure":
            self._erasure(number, entry.payload)

    def _erasure(self, number: int, payload: str) -> None:
        try:
            told = _ERASURE.decode(payload)
        except msgspec.DecodeError:
            self._say(number, "an erasure that cannot be read")
            return
        self.why |= {(told.stream, seq): told for seq in told.entries}

    def _head(self, number: int, head: HeadLine) -> None:
        if head.leaf != self.tree.size:
            self._say(number, f"head {self.tree.size} is missing or out of order")
        if head.seq <= self.last_head.get(head.stream, 0):
            self._say(number, "a later head of its stream stands before it")
        hashes, end = self.hashes.get(head.stream, b""), head.seq * HASH_BYTES
        if end > len(hashes):
            self._say(number, f"entry {head.seq} of {head.stream} is missing: it is covered")
        elif hashes[end - HASH_BYTES : end].hex() != head.hash:
            self._say(number, f"entry {head.seq} of {head.stream} is not the one that is covered")
        self.last_head[head.stream] = max(head.seq, self.last_head.get(head.stream, 0))
        leaf = Leaf(head.leaf, head.stream, head.seq, bytes.fromhex(head.hash))
        self.tree = self.tree.grown([leaf_hash(self.tenant, leaf)])
        if self.roots.get(self.tree.size, {self.tree.root}) != {self.tree.root}:
            self._say(number, f"the checkpoint of {self.tree.size} heads covers others")
        self.found.heads += 1

    def _end(self, number: int, end: EndLine) -> None:
        if (end.entries, end.heads) != (self.found.entries, self.found.heads):
            self._say(number, "it counts other lines than there are")
        if self.tree.size != self.mark.size:
            told = f"there are {self.tree.size} heads, and the checkpoint covers {self.mark.size}"
            self._say(number, told)
        self.found.streams = len(self.hashes)
        for stream, hashes in self.hashes.items():
            covered = self.last_head.get(stream, 0)
            if covered < len(hashes) // HASH_BYTES:
                self._say(number, f"no head covers what comes after entry {covered} of {stream}")
        self._erasures(number)

    def _erasures(self, number: int) -> None:
        for stream, seq in self.gone:
            why = self.why.get((stream, seq))
            if why is None:
                told = f"entry {seq} of {stream} says nothing, and no erasure says why"
                self._say(number, told)
            else:
                self.found.erased.append(ErasedEntry(stream, seq, why.provision, why.ground))
        for stream, seq in sorted(self.why.keys() - self.gone.keys()):
            self._say(number, f"an erasure names entry {seq} of {stream}, which still stands")

    def _say(self, line: int, what: str) -> None:
        self.found.faults.append(LineFault(line, what))


def written(line: Header | EntryLine | HeadLine | EndLine) -> bytes:
    """The one way in which a line stands."""
    return _ENCODER.encode(line) + b"\n"


def _read(line: bytes, kind: type[Line]) -> Line:
    """Raises _Unlike."""
    try:
        read: Line = _DECODERS[kind].decode(line)
    except (msgspec.DecodeError, UnicodeError):
        raise _Unlike("it cannot be read") from None
    if written(read) != line:
        raise _Unlike("it is not written as it must be")
    if not all(_is_well_formed(name, getattr(read, name)) for name in kind.__struct_fields__):
        raise _Unlike("it holds what cannot be")
    return read


def _is_well_formed(name: str, value: object) -> bool:
    if isinstance(value, int):
        return 0 <= value < _MOST
    if value is None:
        return True
    text = str(value)
    if length := _HEX_LENGTHS.get(name):
        return len(text) == length and _HEX.fullmatch(text) is not None
    if name == "stream":
        return _UUID.fullmatch(text) is not None
    return name != "at" or _AT.fullmatch(text) is not None


def _hash(tenant: int, entry: EntryLine, before: str) -> str:
    told = (
        *(tenant, entry.stream, entry.seq, entry.noun, entry.agency, entry.kind, entry.at),
        *(entry.actor, entry.role, entry.via, entry.on_behalf_of, entry.mandate),
    )
    return link(told, bytes.fromhex(entry.commitment), bytes.fromhex(before)).hex()
