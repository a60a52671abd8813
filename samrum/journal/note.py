"""Signed notes: a checkpoint as text that anybody can keep, and the keys that sign it.

The formats are C2SP's: signed-note and tlog-checkpoint, with Ed25519.  Everything must stand in
exactly one way: base64 that another text would stand for as well is not read.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = b"\x01"
COSIGNED: Final = b"\x04"
SEED_BYTES: Final = 32
ID_BYTES: Final = 4
TIME_BYTES: Final = 8
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_NAME: Final = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_LINE: Final = re.compile(r"— ([^\s+]+) (\S+)")


class NotANote(Exception):
    """A text that is no signed checkpoint, or not one of this key; says in words why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """So many heads, in order, make this root; `origin` says whose they are."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{_text(self.root)}\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What signatures of `name` are checked with; as text a verifier key of C2SP signed-note."""

    name: str
    key: bytes
    kind: bytes = ED25519

    @classmethod
    def read(cls, text: str, kind: bytes = ED25519) -> PublicKey:
        """A key of this kind: of who signs checkpoints, or COSIGNED of a witness.  Raises
        NotANote."""
        name, _, rest = text.strip().partition("+")
        id, _, key = rest.partition("+")
        told = _bytes(key, SEED_BYTES + 1) if _NAME.fullmatch(name) else b""
        known = cls(name, told[1:], kind)
        if told[:1] != kind or id != known.id.hex():
            of_whom = "a witness" if kind == COSIGNED else "a checkpoint"
            raise NotANote(f"this is no public key of {of_whom}")
        return known

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.kind + self.key).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(self.kind + self.key)}"


def private_key(seed: str) -> Ed25519PrivateKey:
    """The key of a seed: 32 bytes in base64.  Raises NotANote."""
    return Ed25519PrivateKey.from_private_bytes(_bytes(seed.strip(), SEED_BYTES))


def public_key(name: str, key: Ed25519PrivateKey, kind: bytes = ED25519) -> PublicKey:
    """What others check the signatures of this key with."""
    return PublicKey(name, key.public_key().public_bytes_raw(), kind)


def is_name(text: str) -> bool:
    """Whether somebody can sign under this name."""
    return _NAME.fullmatch(text) is not None


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a note, signed under its origin's name."""
    return also_signed(f"{checkpoint.body}\n", key)


def also_signed(note: str, key: Ed25519PrivateKey) -> str:
    """The note with another line under the others, by another key of the same origin."""
    checkpoint = read(note)
    id = public_key(checkpoint.origin, key).id
    return f"{note}— {checkpoint.origin} {_text(id + key.sign(checkpoint.body.encode()))}\n"


def cosigned(note: str, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """The note with a witness's signature under the others (C2SP tlog-cosignature); `at` in
    seconds since 1970."""
    id, time = public_key(name, key, COSIGNED).id, at.to_bytes(TIME_BYTES, "big")
    return f"{note}— {name} {_text(id + time + key.sign(_cosigned(note, at)))}\n"


def cosigned_at(note: str, witness: PublicKey) -> int:
    """When this witness signed a note, in seconds since 1970; the last time, if often.  Raises
    NotANote where she has not, or where a signature of hers does not hold."""
    found = []
    for name, signature in _signatures(note.partition("\n\n")[2]):
        if name == witness.name and signature[:ID_BYTES] == witness.id:
            at = int.from_bytes(signature[ID_BYTES : ID_BYTES + TIME_BYTES], "big")
            _hold(witness, signature[ID_BYTES + TIME_BYTES :], _cosigned(note, at))
            found.append(at)
    if not found:
        raise NotANote(f"{witness.name} has not signed it")
    return max(found)


def read(note: str) -> Checkpoint:
    """What a note says, whoever signed it.  Raises NotANote."""
    body, between, _ = note.partition("\n\n")
    lines = body.split("\n")
    if not between or len(lines) != 3 or not _NAME.fullmatch(lines[0]):
        raise NotANote("this is no signed checkpoint")
    if not _SIZE.fullmatch(lines[1]):
        raise NotANote("its size is no number")
    return Checkpoint(lines[0], int(lines[1]), _bytes(lines[2], 32))


def opened(note: str, key: PublicKey) -> Checkpoint:
    """What a note says, if this key has signed it.  Raises NotANote.

    Lines of other signers are let be, as the standard has it: witnesses sign under ours.
    """
    checkpoint = read(note)
    if checkpoint.origin != key.name:
        raise NotANote(f"it is of {checkpoint.origin}, and the key is of {key.name}")
    of_this_key = [
        signature
        for name, signature in _signatures(note.partition("\n\n")[2])
        if name == key.name and signature[:ID_BYTES] == key.id
    ]
    if not of_this_key:
        raise NotANote("this key has not signed it")
    for signature in of_this_key:
        _hold(key, signature[ID_BYTES:], checkpoint.body.encode())
    return checkpoint


def _hold(key: PublicKey, signature: bytes, signed: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, signed)
    except InvalidSignature:
        raise NotANote("its signature does not hold") from None


def _cosigned(note: str, at: int) -> bytes:
    """What a witness signs."""
    body = note.partition("\n\n")[0] + "\n"
    return f"cosignature/v1\ntime {at}\n{body}".encode()


def _signatures(lines: str) -> Sequence[tuple[str, bytes]]:
    if not lines.endswith("\n"):
        raise NotANote("its last line has no end")
    found = []
    for line in lines[:-1].split("\n"):
        told = _LINE.fullmatch(line)
        if told is None:
            raise NotANote("it has a line that is no signature")
        found.append((told[1], _bytes(told[2])))
    return found


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _bytes(text: str, length: int | None = None) -> bytes:
    """What base64 stands for, and nothing that would be written otherwise.  Raises NotANote."""
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        content = b""
    if _text(content) != text or not content or length not in (None, len(content)):
        raise NotANote("it holds base64 that cannot be read")
    return content
