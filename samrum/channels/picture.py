"""How large a picture says it is, read from its header without decoding it.

A small file can declare a picture of billions of pixels and fill the memory of whoever opens it.
Sources: JPEG ITU-T T.81 B.2, PNG W3C 11.2.2, WebP RFC 9649, HEIF ISO/IEC 23008-12 (`ispe`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MOST_PARTS = 10_000  # of a header, before it counts as damaged
_BOXES_WITH_BOXES = (b"iprp", b"ipco")


class Damaged(ValueError):
    """The header does not say how large the picture is."""


def pixels(content: bytes, media_type: str) -> int:
    """Width times height of the largest picture declared in `content`.  Raises Damaged."""
    measure = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/webp": _webp,
        "image/heic": _heic,
    }[media_type]
    try:
        found = [width * height for width, height in measure(content)]
    except (struct.error, IndexError) as error:
        raise Damaged("the header is cut off") from error
    if not found or min(found) == 0:
        raise Damaged("no size is declared")
    return max(found)


def _png(content: bytes) -> Iterator[tuple[int, int]]:
    if content[12:16] != b"IHDR":
        raise Damaged("the first part is not the header")
    yield struct.unpack_from(">LL", content, 16)


def _jpeg(content: bytes) -> Iterator[tuple[int, int]]:
    """The sizes in all frame headers (SOF0-15) up to where the picture itself begins."""
    at = 2
    for _ in range(MOST_PARTS):
        if content[at] != 0xFF:
            raise Damaged("a marker is missing")
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker in (0xDA, 0xD9):  # start of scan, end of image
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # markers that stand alone
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            raise Damaged("a segment has no length")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            yield width, height
        at += 2 + length
    raise Damaged("there are too many parts")


def _webp(content: bytes) -> Iterator[tuple[int, int]]:
    kind = content[12:16]
    if kind == b"VP8X":
        width, height = content[24:27], content[27:30]
        if len(height) < 3:
            raise Damaged("the header is cut off")
        yield 1 + int.from_bytes(width, "little"), 1 + int.from_bytes(height, "little")
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<L", content, 21)
        yield 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        if content[23:26] != b"\x9d\x01\x2a":
            raise Damaged("the start code is missing")
        width, height = struct.unpack_from("<HH", content, 26)
        yield width & 0x3FFF, height & 0x3FFF


def _heic(content: bytes) -> Iterator[tuple[int, int]]:
    """The sizes of all items: the tiles and the whole that they make."""
    waiting = [(0, len(content))]
    seen = 0
    while waiting:
        at, end = waiting.pop()
        while at + 8 <= end:
            seen += 1
            kind, start, after = box(content, at, end)
            if seen > MOST_PARTS:
                raise Damaged("there are too many parts")
            if kind == b"meta":
                waiting.append((start + 4, after))
            elif kind in _BOXES_WITH_BOXES:
                waiting.append((start, after))
            elif kind == b"ispe":
                yield struct.unpack_from(">LL", content, start + 4)
            at = after


def box(content: bytes, at: int, end: int) -> tuple[bytes, int, int]:
    """Kind, start of what it holds, and end of the box at `at`, in bytes (ISO/IEC 14496-12, 4.2).

    Raises Damaged.
    """
    length, kind = struct.unpack_from(">L4s", content, at)
    start = at + 8
    if length == 1:
        (length,) = struct.unpack_from(">Q", content, start)
        start += 8
    elif length == 0:
        length = end - at
    if at + length > end or at + length < start:
        raise Damaged("a part is longer than the file")
    return kind, start, at + length
