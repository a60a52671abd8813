"""What can be printed: makes any text safe to set in the letter's own fonts.

A tagged archive PDF may hold no character that its fonts cannot draw, and a letter may hold no
character whose only work is to change what the reader sees (a right-to-left override turns
"refused" round).  So before a text is set:

- line ends become newline, at most one line in a row is empty, other white space is a space;
- control characters, direction overrides and other invisible formatters are dropped;
- a character that none of the fonts draws becomes a box, ``UNKNOWN``, and is reported;
- a word too long for any line gets invisible places to break.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

# Source Sans 3 was drawn for reading on screens and forms; it has the letters of every Nordic
# language, Sámi and Greenlandic among them, and of Greek and Cyrillic.
FONT_FAMILIES = ("Source Sans 3", "Noto Sans Arabic")
FONT_PACKAGES = ("fontpkg_source_sans_3", "fontpkg_noto_sans_arabic")
UNKNOWN = "□"
BREAK = "\N{ZERO WIDTH SPACE}"
JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
LONGEST_WORD = 30

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")


def printable(text: str) -> str:
    """`text` as it will be printed: composed (NFC), drawable, with newlines as its line ends."""
    lines = _EMPTY_LINES.sub("\n\n", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
    drawn = "".join(_drawn(character) for character in lines)
    return _LONG_WORD.sub(lambda word: _breakable(word.group()), drawn)


def unprintable(text: str) -> frozenset[str]:
    """The characters of `text` that `printable` replaces by a box."""
    composed = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    return frozenset(c for c in composed if _drawn(c) == UNKNOWN != c)


def font_folders() -> list[Path]:
    """Where the letter's fonts lie on this machine (Open Font Licence, from their wheels)."""
    return [Path(str(files(package))) / "files" for package in FONT_PACKAGES]


def _drawn(character: str) -> str:
    if character == "\n" or character in JOINERS:
        return character
    if character.isspace():
        return " " if character != "\N{NO-BREAK SPACE}" else character
    # Cc control, Cf formatter, Cs half a surrogate pair: nothing to see, so nothing to print.
    if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return ""
    if ord(character) in _covered():
        return character
    return "" if unicodedata.combining(character) else UNKNOWN


def _breakable(word: str) -> str:
    """`word` with a place to break before every letter, never inside a letter and its marks."""
    pieces: list[str] = []
    for before, character in zip(" " + word, word, strict=False):
        apart = not unicodedata.combining(character) and not JOINERS & {before, character}
        pieces.append(BREAK + character if apart and pieces else character)
    return "".join(pieces)


@cache
def _covered() -> frozenset[int]:
    fonts = (font for folder in font_folders() for font in sorted(folder.glob("*.ttf")))
    return frozenset().union(*(code_points(font.read_bytes()) for font in fonts))


def code_points(font: bytes) -> frozenset[int]:
    """The characters a TrueType or OpenType font draws (OpenType `cmap`, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    found: set[int] = set()
    for entry in range(tables):
        tag, _checksum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * entry)
        if tag == b"cmap":
            for subtable in _subtables(font, offset):
                found.update(_characters(font, subtable))
    return frozenset(found)


def _subtables(font: bytes, cmap: int) -> Iterable[int]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for entry in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * entry)
        if platform in (0, 3):
            yield cmap + offset


def _characters(font: bytes, at: int) -> Iterable[int]:
    (kind,) = struct.unpack_from(">H", font, at)
    if kind == 12:
        (groups,) = struct.unpack_from(">L", font, at + 12)
        for group in range(groups):
            first, last, _glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * group)
            yield from range(first, last + 1)
    elif kind == 4:
        (doubled,) = struct.unpack_from(">H", font, at + 6)
        lasts = struct.unpack_from(f">{doubled // 2}H", font, at + 14)
        firsts = struct.unpack_from(f">{doubled // 2}H", font, at + 16 + doubled)
        for first, last in zip(firsts, lasts, strict=True):
            yield from (c for c in range(first, last + 1) if c != 0xFFFF)
