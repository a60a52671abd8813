"""What a file is, told by its bytes and never by its name, and whether it may be kept.

Kept are PDF, JPEG, PNG, HEIC, WebP and plain text.  Everything else is refused as a kind: there is
then no archive to unpack, no XML to expand and no macro to run.  Nothing of a document is changed:
a file is kept as it came or refused.  Of a picture, the picture is kept, and not what phones write
beside it (samrum.channels.bare).
"""

from __future__ import annotations

import re
from typing import Literal

from samrum.channels import bare, pdf, picture
from samrum.core.refusal import Refused

MediaType = Literal[
    "application/pdf", "image/jpeg", "image/png", "image/heic", "image/webp", "text/plain"
]
MOST_PIXELS = 100_000_000  # a picture of 10,000 by 10,000; phones make up to 50 million

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis"})
_AS_PDF = "Save or print it as a PDF and send that."
_AS_PICTURE = "Save it as JPEG or PNG and send that, or take a screenshot of it."
# What people send by mistake, so that the refusal can name it: how it begins, and what to say.
_WRITTEN_BY_PROGRAMS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "It is an RTF file.", _AS_PDF),
    (b"%!PS", "It is a PostScript file.", _AS_PDF),
    (b"GIF8", "It is a GIF picture.", _AS_PICTURE),
    (b"#!", "It is a program.", "Send a document or a picture."),
)
_NOT_TEXT: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "It is a Word or Excel file or a ZIP archive.", _AS_PDF),
    (b"PK\x05\x06", "It is a ZIP archive.", "Send the files in it one by one."),
    (b"\xd0\xcf\x11\xe0", "It is an older Word, Excel or Outlook file.", _AS_PDF),
    (b"\x1f\x8b", "It is a compressed archive.", "Send the files in it one by one."),
    (b"Rar!", "It is a RAR archive.", "Send the files in it one by one."),
    (b"7z\xbc\xaf", "It is a 7-Zip archive.", "Send the files in it one by one."),
    (b"GIF8", "It is a GIF picture.", _AS_PICTURE),
    (b"BM", "It is a BMP picture.", _AS_PICTURE),
    (b"II*\x00", "It is a TIFF picture.", _AS_PICTURE),
    (b"MM\x00*", "It is a TIFF picture.", _AS_PICTURE),
    (b"MZ", "It is a program.", "Send a document or a picture."),
    (b"\x7fELF", "It is a program.", "Send a document or a picture."),
)
_MARKUP = re.compile(rb"\s*<[a-z!?/]", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PDF_FAULTS: dict[pdf.Fault, tuple[str, str]] = {
    "script": ("It holds a program that runs when it is opened.", "Print it as a PDF again."),
    "launch": ("It can start programs when it is opened.", "Print it as a PDF again."),
    "dynamic": ("It is a form that is filled by a program.", "Print the form as a PDF."),
    "files": ("Other files lie inside it.", "Send each file by itself."),
    "locked": ("It is locked, so the caseworker could not read it.", "Save it without a password."),
    "damaged": ("It is damaged and cannot be read.", "Save it again, or send a picture of it."),
    "tangled": ("It is built in a way that cannot be checked.", "Print it as a PDF again."),
    "empty": ("It has no pages.", "Check that you chose the right file."),
}


def media_type_of(content: bytes) -> MediaType:
    """The kind of a file that may be kept.  Raises Refused for every other."""
    kind = _kind(content)
    if kind == "application/pdf":
        fault = pdf.fault_in(content)
        if fault is not None:
            because, instead = _PDF_FAULTS[fault]
            raise Refused("The PDF cannot be received.", because=because, instead=instead)
    elif kind.startswith("image/"):
        _check_picture(content, kind)
    return kind


def without_place(content: bytes, kind: MediaType) -> bytes:
    """The file without where, when and with what a picture was taken.  Raises Refused."""
    try:
        return bare.bare(content, kind)
    except picture.Damaged:
        raise _damaged() from None


def _kind(content: bytes) -> MediaType:
    if not content:
        raise _refused("It is empty.", "Check that you chose the right file.")
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and _HEIC & _brands(content):
        return "image/heic"
    return _text(content)


def _brands(content: bytes) -> set[bytes]:
    """The kinds of file that an ISO media file says it is (ISO/IEC 14496-12, 4.3)."""
    length = min(int.from_bytes(content[:4], "big"), 1024)
    others = {content[at : at + 4] for at in range(16, length, 4)}
    return {content[8:12]} | others


def _text(content: bytes) -> MediaType:
    plain = content.removeprefix(b"\xef\xbb\xbf")
    readable = _is_readable(plain)
    for start, because, instead in _WRITTEN_BY_PROGRAMS if readable else _NOT_TEXT:
        if plain.startswith(start):
            raise _refused(because, instead)
    if _MARKUP.match(plain):
        raise _refused("It is a web page or an XML file.", _AS_PDF)
    if not readable:
        raise _refused(
            "We receive PDF, JPEG, PNG, HEIC and WebP files and plain text in UTF-8, and it is "
            "none of these.",
            _AS_PDF,
        )
    return "text/plain"


def _is_readable(content: bytes) -> bool:
    try:
        return not _CONTROL.search(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _check_picture(content: bytes, kind: MediaType) -> None:
    try:
        declared = picture.pixels(content, kind)
    except picture.Damaged:
        raise _damaged() from None
    if declared > MOST_PIXELS:
        raise Refused(
            "The picture cannot be received.",
            because="It declares {pixels} million pixels; at most {most} million can be shown.",
            instead="Make the picture smaller and send it again.",
            pixels=round(declared / 1e6),
            most=MOST_PIXELS // 1_000_000,
        )


def _refused(because: str, instead: str) -> Refused:
    return Refused("The file cannot be received.", because=because, instead=instead)


def _damaged() -> Refused:
    return _refused(
        "The picture is damaged.", "Open it to see that it works, save it again and send that."
    )
