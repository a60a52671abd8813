"""A picture without what it tells beside itself: where and when it was taken, and with what.

Phones write the place into every picture they take.  A resident who photographs a paper at her
kitchen table has not meant to hand in where she lives, so it is taken out before the picture is
kept.  The picture itself is not touched, bit for bit: parts of the file are left out, nothing is
coded anew, and what comes after its end (often a second file) goes too.  Kept are its colours and
which side is up.

Sources: JPEG ITU-T T.81 B.1, Exif 2.32, PNG W3C 11.3, WebP RFC 9649, HEIF ISO/IEC 23008-12 and
ISO/IEC 14496-12 (`iinf`, `iloc`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from samrum.channels.picture import MOST_PARTS, Damaged, box

# JPEG: JFIF, colours and Adobe's transform; every other APPn and comment tells about the picture.
_JPEG_KEPT = (0xE0, 0xE2, 0xEE)
_ICC, _JFIF = b"ICC_PROFILE\x00", b"JFIF\x00"
_ORIENTATION = 0x0112
_PNG_LEFT_OUT = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_LEFT_OUT = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04  # that there is Exif, that there is XMP
_HEIC_TOLD = frozenset({b"Exif", b"mime"})


def bare(content: bytes, media_type: str) -> bytes:
    """The picture alone; any other file as it is.  Raises Damaged."""
    way = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/webp": _webp,
        "image/heic": _heic,
    }.get(media_type)
    if way is None:
        return content
    try:
        return way(content)
    except (struct.error, IndexError, OverflowError) as error:
        raise Damaged("a part is cut off") from error


def _jpeg(content: bytes) -> bytes:
    parts, up = [content[:2]], b""
    at = 2
    for _ in range(MOST_PARTS):
        start = at
        while content[at : at + 2] == b"\xff\xff":  # filling
            at += 1
        marker, after = _segment(content, at)
        body = content[at + 4 : after]
        if marker == 0xE1 and body.startswith(b"Exif\x00"):
            up = up or _upright(body[6:])
        elif marker == 0xD9:
            # Which side is up goes first, where readers look for it.
            return parts[0] + up + b"".join(parts[1:]) + b"\xff\xd9"
        elif _belongs(marker, body):
            parts.append(content[start:after])
        if marker == 0xDA:
            at, after = after, _scanned(content, after)
            parts.append(content[at:after])
        at = after
    raise Damaged("there are too many parts")


def _belongs(marker: int, body: bytes) -> bool:
    if marker == 0xE2:
        return body.startswith(_ICC)
    if marker == 0xE0:
        return body.startswith(_JFIF)
    return marker in _JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, and where its segment ends."""
    if content[at] != 0xFF:
        raise Damaged("a marker is missing")
    marker = content[at + 1]
    if marker == 0xD9 or marker == 0x01 or 0xD0 <= marker <= 0xD8:  # they stand alone
        return marker, at + 2
    (length,) = struct.unpack_from(">H", content, at + 2)
    if length < 2 or at + 2 + length > len(content):
        raise Damaged("a segment is longer than the file")
    return marker, at + 2 + length


def _scanned(content: bytes, at: int) -> int:
    """Where the coded picture that begins at `at` ends: at the next marker of another part."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Damaged("the picture does not end")
        if content[at + 1] != 0x00 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _upright(tiff: bytes) -> bytes:
    """An Exif part that says which side is up and nothing else; none where it is upright anyway."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    try:
        (start,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for row in range(min(count, 500)):
            tag, _kind, _many, value = struct.unpack_from(
                f"{order}HHLH", tiff, start + 2 + row * 12
            )
            if tag == _ORIENTATION and 2 <= value <= 8:
                said = struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, tag, 3, 1, value, 0, 0)
                return b"\xff\xe1" + struct.pack(">H", len(said) + 8) + b"Exif\x00\x00" + said
    except struct.error:  # told in a way that nobody can read
        pass
    return b""


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    for _ in range(MOST_PARTS):
        length, kind = struct.unpack_from(">L4s", content, at)
        after = at + 12 + length
        if after > len(content):
            raise Damaged("a part is longer than the file")
        if kind not in _PNG_LEFT_OUT:
            kept.append(content[at:after])
        if kind == b"IEND":
            return b"".join(kept)
        at = after
    raise Damaged("there are too many parts")


def _webp(content: bytes) -> bytes:
    end = min(len(content), 8 + struct.unpack_from("<L", content, 4)[0])
    kept, at = [], 12
    for _ in range(MOST_PARTS):
        if at + 8 > end:
            whole = b"WEBP" + b"".join(kept)
            return b"RIFF" + struct.pack("<L", len(whole)) + whole
        kind, length = struct.unpack_from("<4sL", content, at)
        after = at + 8 + length + length % 2
        if at + 8 + length > end:
            raise Damaged("a part is longer than the file")
        if kind == b"VP8X":
            flags = content[at + 8] & ~_WEBP_FLAGS
            kept.append(content[at : at + 8] + bytes((flags,)) + content[at + 9 : after])
        elif kind not in _WEBP_LEFT_OUT:
            kept.append(content[at:after])
        at = after
    raise Damaged("there are too many parts")


def _heic(content: bytes) -> bytes:
    """What its items tell about the picture is written over with zeros, so that nothing moves."""
    made = bytearray(content)
    told: set[int] = set()
    places: dict[int, list[tuple[int, int]]] = {}
    for kind, start, end in _boxes(content, 0, len(content)):
        if kind == b"meta":
            for inner, at, after in _boxes(content, start + 4, end):
                if inner == b"iinf":
                    told |= set(_telling(content, at, after))
                elif inner == b"iloc":
                    places |= _places(content, at)
        elif kind == b"uuid" or kind in (b"udta", b"free", b"skip"):
            made[start:end] = bytes(end - start)
    for item in told:
        if item not in places:
            raise Damaged("what it tells lies where we cannot find it")
        for at, length in places[item]:
            if at + length > len(content):
                raise Damaged("a part is longer than the file")
            made[at : at + length] = bytes(length)
    return bytes(made)


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    for _ in range(MOST_PARTS):
        if at + 8 > end:
            return
        kind, start, at = box(content, at, end)
        yield kind, start, at
    raise Damaged("there are too many parts")


def _telling(content: bytes, at: int, end: int) -> Iterator[int]:
    """The items that tell about the picture: Exif, and XMP in a MIME item."""
    first = at + (6 if content[at] == 0 else 8)
    for kind, start, _after in _boxes(content, first, end):
        if kind == b"infe" and content[start] >= 2:
            wide = content[start] == 3
            form, after = (">L", start + 8) if wide else (">H", start + 6)
            (item,) = struct.unpack_from(form, content, start + 4)
            if content[after + 2 : after + 6] in _HEIC_TOLD:
                yield item


def _places(content: bytes, at: int) -> dict[int, list[tuple[int, int]]]:
    """Where the bytes of each item lie in the file (`iloc`, construction by file offset)."""
    version = content[at]
    sizes = content[at + 4], content[at + 5]
    of_offset, of_length, of_base, of_index = (
        sizes[0] >> 4,
        sizes[0] & 15,
        sizes[1] >> 4,
        sizes[1] & 15 if version in (1, 2) else 0,
    )
    wide = 4 if version == 2 else 2
    at += 6
    count, at = _number(content, at, wide)
    found: dict[int, list[tuple[int, int]]] = {}
    for _ in range(min(count, MOST_PARTS)):
        item, at = _number(content, at, wide)
        method = 0
        if version in (1, 2):
            method, at = _number(content, at, 2)
        at += 2
        base, at = _number(content, at, of_base)
        extents, at = _number(content, at, 2)
        found[item] = []
        for _extent in range(min(extents, MOST_PARTS)):
            at += of_index
            offset, at = _number(content, at, of_offset)
            length, at = _number(content, at, of_length)
            if method & 15 == 0:
                found[item].append((base + offset, length or len(content) - base - offset))
        if method & 15:
            del found[item]
    return found


def _number(content: bytes, at: int, size: int) -> tuple[int, int]:
    if at + size > len(content):
        raise Damaged("a part is cut off")
    return int.from_bytes(content[at : at + size], "big"), at + size
