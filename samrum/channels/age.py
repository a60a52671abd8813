"""Files for one reader: sealed for a public key in the format of age (C2SP, age-encryption.org/v1).

The key that reads them need not be where they are written, and the program `age` reads them without
us.  Each piece of 64 KiB is sealed with its place and with whether it is the last, so a file that
was cut off, put in another order or changed is not read as if it were whole.
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION: Final = b"age-encryption.org/v1"
RECIPIENT: Final = "age"
IDENTITY: Final = "age-secret-key-"
PIECE: Final = 64 * 1024
TAG: Final = 16
LONGEST_HEADER: Final = 64 * 1024
_NO_NONCE: Final = bytes(12)
_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # of bech32, BIP 173


class NotReadable(Exception):
    """A file or key that cannot be read; says in words why."""


def new_identity() -> str:
    """A new private key, as text."""
    return _bech32(IDENTITY, X25519PrivateKey.generate().private_bytes_raw()).upper()


def recipient_of(identity: str) -> str:
    """The public key of a private one.  Raises NotReadable."""
    return _bech32(RECIPIENT, _private(identity).public_key().public_bytes_raw())


class Sealing:
    """A file to write to; what is written is sealed for the recipient.  `close` ends it."""

    def __init__(self, file: IO[bytes], recipient: str) -> None:
        """Raises NotReadable for a recipient that is none."""
        public = X25519PublicKey.from_public_bytes(_unbech32(RECIPIENT, recipient))
        key, nonce = os.urandom(16), os.urandom(16)
        file.write(_header(key, public) + nonce)
        self._file = file
        self._cipher = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
        self._held = bytearray()
        self._count = 0

    def write(self, content: bytes) -> int:
        self._held += content
        while len(self._held) > PIECE:  # the last piece is never empty, unless it is the only one
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(content)

    def close(self) -> None:
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_place(self._count, last), piece, None))
        self._count += 1


def unsealed(file: IO[bytes], identity: str) -> Iterator[bytes]:
    """What a file holds, piece by piece.

    Raises NotReadable, also after some pieces: nothing may be believed before the end is reached.
    """
    private = _private(identity)
    key = _file_key(file, private)
    cipher = ChaCha20Poly1305(_derived(key, file.read(16), b"payload"))
    piece, count = file.read(PIECE + TAG), 0
    while True:
        following = file.read(PIECE + TAG)
        try:
            content = cipher.decrypt(_place(count, not following), piece, None)
        except InvalidTag:
            raise NotReadable("it was cut off or changed") from None
        if not content and count:
            raise NotReadable("its last piece is empty")
        yield content
        if not following:
            return
        piece, count = following, count + 1


def _header(key: bytes, recipient: X25519PublicKey) -> bytes:
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    wrapping = _wrapping_key(once.exchange(recipient), public, recipient.public_bytes_raw())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(_NO_NONCE, key, None)
    head = VERSION + b"\n-> X25519 " + _text(public) + b"\n" + _text(wrapped) + b"\n---"
    return head + b" " + _text(_mac(key, head)) + b"\n"


def _file_key(file: IO[bytes], private: X25519PrivateKey) -> bytes:
    """The key of the file, out of the stanza that is for us."""
    lines = [file.readline(LONGEST_HEADER)]
    if lines[0] != VERSION + b"\n":
        raise NotReadable("it is no age file")
    while not lines[-1].startswith(b"---") and len(lines) < 1_000:
        lines.append(file.readline(LONGEST_HEADER))
        if not lines[-1]:
            raise NotReadable("it was cut off in its header")
    head, told = b"".join(lines[:-1]) + b"---", lines[-1][4:].strip()
    for stanza, body in zip(lines[1:], lines[2:], strict=False):
        kind = stanza.split()
        if kind[:2] == [b"->", b"X25519"] and len(kind) == 3:
            key = _unwrapped(private, _bytes(kind[2]), _bytes(body.strip()))
            if key and hmac.compare_digest(_text(_mac(key, head)), told):
                return key
    raise NotReadable("it is sealed for another key, or its header was changed")


def _unwrapped(private: X25519PrivateKey, once: bytes, wrapped: bytes) -> bytes | None:
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(once))
        own = private.public_key().public_bytes_raw()
        cipher = ChaCha20Poly1305(_wrapping_key(shared, once, own))
        return cipher.decrypt(_NO_NONCE, wrapped, None)
    except (InvalidTag, ValueError):
        return None


def _wrapping_key(shared: bytes, once: bytes, recipient: bytes) -> bytes:
    return _derived(shared, once + recipient, VERSION + b"/X25519")


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _mac(key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(key, b"", b"header"), head, sha256)


def _place(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _private(identity: str) -> X25519PrivateKey:
    """Raises NotReadable.  Lines that begin with # are remarks, as in a file of age-keygen."""
    lines = [line.strip() for line in identity.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1:
        raise NotReadable("one private key is expected")
    return X25519PrivateKey.from_private_bytes(_unbech32(IDENTITY, keys[0].lower()))


def _text(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        return b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise NotReadable("its header cannot be read") from None


# ---- bech32 (BIP 173) ----------------------------------------------------------------------------


def _bech32(name: str, content: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in content)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[first : first + 5], 2) for first in range(0, len(bits), 5)]
    check = _sum([*_spread(name), *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{name}1{''.join(_LETTERS[value] for value in values)}"


def _unbech32(name: str, text: str) -> bytes:
    begin, _, rest = text.strip().rpartition("1")
    if begin != name or not set(rest) <= set(_LETTERS) or len(rest) < 6:
        raise NotReadable(f"a key that begins with {name}1 is expected")
    values = [_LETTERS.index(letter) for letter in rest]
    if _sum([*_spread(name), *values]) != 1:
        raise NotReadable("the key has a letter that is wrong")
    bits = "".join(f"{value:05b}" for value in values[:-6])
    content = bytes(int(bits[first : first + 8], 2) for first in range(0, len(bits) - 7, 8))
    if len(content) != 32:
        raise NotReadable("the key is too short or too long")
    return content


def _spread(name: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in name), 0, *(ord(letter) & 31 for letter in name)]


def _sum(values: list[int]) -> int:
    total = 1
    for value in values:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for place, by in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= by if top >> place & 1 else 0
    return total
