"""I6: what an upload is, is told by its bytes; what runs in it is refused; where it was taken goes.

Names that lie, SVG with scripts, PDFs with programs, pictures of billions of pixels, files that are
two things at once, and photos that say where they were taken. Pictures are not coded anew: parts of
the file are left out, so nothing is decoded, and nothing of what was beside the picture is kept.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Final

from trials.frame import Asked, Result, Trial, replaced

PLACE: Final = b"59.32938N,18.06871E"
SCRIPT: Final = b"<script>ran(1)</script>"
NAMES: Final = (
    "a.jpg",
    "a.pdf.exe",
    "a.svg",
    "a.html",
    "../../a.png",
    "a\u202egpj.html",
    "a.php",
    "",
)
SAFE: Final = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".txt")


def pictures(asked: Asked) -> Result:
    """n uploads of every kind."""
    from samrum.core.refusal import Refused

    chance = Random(asked.seed)
    faults: list[str] = []
    kept = refused = 0
    with tempfile.TemporaryDirectory(prefix="samrum-trial-") as folder:
        for number in range(asked.n):
            what, content, wanted = _made(chance, number)
            name = chance.choice(NAMES)
            try:
                found, stored = _handed_in(Path(folder), content, name)
            except Refused:
                refused += 1
                if wanted is not None:
                    faults.append(f"{what}: an honest {wanted} was refused")
                continue
            kept += 1
            faults += [f"{what} as {name!r}: {one}" for one in judged(found, stored, wanted)]
    figures = {"uploads": asked.n, "kept": kept, "refused": refused, "faults": len(faults)}
    return Result(not faults and kept > 0 and refused > 0, figures, faults)


def _handed_in(folder: Path, content: bytes, name: str) -> tuple[tuple[str, str], bytes]:
    from samrum.channels.store import Store
    from samrum.office.uploads import plain_name, true_name

    store = Store(folder)
    stored = store.put(io.BytesIO(content))
    with store.open(stored.sha256) as file:
        return (true_name(plain_name(name), stored.media_type), stored.media_type), file.read()


def judged(found: tuple[str, str], stored: bytes, wanted: str | None) -> Iterator[str]:
    """What is wrong with how an upload is kept."""
    name, kind = found
    if wanted is None:
        yield f"it was kept as {kind}"
    elif kind != wanted:
        yield f"it was taken for {kind}"
    if not name.lower().endswith(SAFE) or "/" in name or "\u202e" in name:
        yield f"its name is {name!r}"
    if kind.startswith("image/") and PLACE in stored:
        yield "it still says where it was taken"
    if kind.startswith("image/") and (SCRIPT in stored or b"PK\x03\x04" in stored):
        yield "it is still two things at once"


def _made(chance: Random, number: int) -> tuple[str, bytes, str | None]:
    """A kind of upload, its bytes, and as what it is to be kept (None: refused)."""
    makers = (_photo, _png, _webp, _heic, _svg, _flood, _pdf, _document, _not_what_it_says)
    return makers[number % len(makers)](chance)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def _jpeg(inside: bytes, after: bytes) -> bytes:
    frame = _segment(0xC0, struct.pack(">BHHB", 8, 2, 2, 1) + b"\x01\x11\x00")
    jfif = _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    scan = _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34\xff\x00\x56"
    return b"\xff\xd8" + jfif + inside + frame + scan + b"\xff\xd9" + after


def _photo(chance: Random) -> tuple[str, bytes, str | None]:
    place = chance.choice(
        (
            _segment(0xE1, b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00" + PLACE),
            _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + PLACE),
            _segment(0xED, b"Photoshop 3.0\x008BIM" + PLACE),
            _segment(0xFE, PLACE + SCRIPT),
            _segment(0xE4, PLACE),
            _segment(0xE2, b"MPF\x00" + PLACE),
        )
    )
    after = chance.choice((b"", b"PK\x03\x04" + SCRIPT, PLACE, SCRIPT, b"%PDF-1.7"))
    return "a photo with its place", _jpeg(place * chance.randint(1, 4), after), "image/jpeg"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def _png(chance: Random) -> tuple[str, bytes, str | None]:
    header = _chunk(b"IHDR", struct.pack(">LLBBBBB", 2, 2, 8, 0, 0, 0, 0))
    rows = _chunk(b"IDAT", zlib.compress(b"\x00\x00\x00" * 2))
    told = _chunk(chance.choice((b"eXIf", b"tEXt", b"iTXt", b"zTXt")), b"Comment\x00" + PLACE)
    after = chance.choice((b"", SCRIPT, b"PK\x03\x04", PLACE))
    parts = [header, told, rows] if chance.random() < 0.5 else [header, rows, told]
    whole = b"\x89PNG\r\n\x1a\n" + b"".join(parts) + _chunk(b"IEND", b"") + after
    return "a picture with its place", whole, "image/png"


def _webp(chance: Random) -> tuple[str, bytes, str | None]:
    def part(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<L", len(body)) + body + b"\0" * (len(body) % 2)

    header = part(b"VP8X", bytes((0x0C, 0, 0, 0)) + b"\x01\0\0\x01\0\0")
    body = header + part(chance.choice((b"EXIF", b"XMP ")), PLACE)
    whole = b"RIFF" + struct.pack("<L", 4 + len(body)) + b"WEBP" + body
    return "a WebP with its place", whole + chance.choice((b"", SCRIPT)), "image/webp"


def _heic(chance: Random) -> tuple[str, bytes, str | None]:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", 8 + len(body)) + kind + body

    size = box(b"iprp", box(b"ipco", box(b"ispe", struct.pack(">LLL", 0, 2, 2))))
    kind = chance.choice((b"Exif", b"mime"))
    entry = box(b"infe", b"\x02\0\0\0" + struct.pack(">HH", 2, 0) + kind + b"\0")
    row = struct.pack(">HHHLL", 2, 0, 1, 0xABABABAB, len(PLACE))
    names = box(b"iinf", b"\0\0\0\0\0\x01" + entry)
    meta = box(b"meta", b"\0\0\0\0" + size + names + box(b"iloc", b"\0\0\0\0\x44\0\0\x01" + row))
    whole = box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta
    at = struct.pack(">L", len(whole) + 8)
    whole = whole.replace(b"\xab\xab\xab\xab", at) + box(b"mdat", PLACE)
    return "a HEIC with its place", whole, "image/heic"


def _svg(chance: Random) -> tuple[str, bytes, str | None]:
    begin = chance.choice(
        (b"<svg", b"<?xml version='1.0'?><svg", b"\xef\xbb\xbf<svg", b"  \n<svg", b"<!-- x --><svg")
    )
    return "an SVG with a script", begin + b" onload='ran(1)'>" + SCRIPT + b"</svg>", None


def _flood(chance: Random) -> tuple[str, bytes, str | None]:
    width, height = chance.choice(((60_000, 60_000), (2**31 - 1, 2), (20_000, 5_001)))
    header = _chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    whole = b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")
    return "a flood of pixels", whole, None


def _pdf(chance: Random) -> tuple[str, bytes, str | None]:
    action = chance.choice(
        (
            b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
            b"/OpenAction<</S/Launch/F(cmd.exe)>>",
            b"/AA<</O<</S/JavaScript/JS(x)>>>>",
            b"/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>",
            b"/AcroForm<</XFA(x)/Fields[]>>",
            b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>",
            b"/OpenAction<</S/J#61vaScript/JS(x)>>",
        )
    )
    return "a PDF with a program", _plain_pdf(action), None


def _document(chance: Random) -> tuple[str, bytes, str | None]:
    return "an honest PDF", _plain_pdf(b""), "application/pdf"


def _plain_pdf(more: bytes) -> bytes:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R" + more + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 4\n0000000000 65535 f \n" + rows
    return made + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)


def _not_what_it_says(chance: Random) -> tuple[str, bytes, str | None]:
    content = chance.choice(
        (
            b"GIF89a/*" + SCRIPT,
            b"MZ\x90\x00" + bytes(60),
            b"<!DOCTYPE html>" + SCRIPT,
            b"\xff\xd8\xff" + SCRIPT,
            b"\x89PNG\r\n\x1a\n" + SCRIPT,
            b"RIFF\x20\x00\x00\x00WEBP" + SCRIPT,
            b"%!PS\n" + SCRIPT,
            b"\x00\x00\x00\x18ftypheic" + SCRIPT,
        )
    )
    return "something else under its first bytes", content, None


def _as_it_came() -> AbstractContextManager[None]:
    """A picture is kept as it came."""
    from samrum.channels import store

    return replaced(store, "without_place", lambda content, kind: content)


def _by_its_name() -> AbstractContextManager[None]:
    """Markup counts as text."""
    import re

    from samrum.channels import content

    return replaced(content, "_MARKUP", re.compile(rb"(?!)"))


I6 = Trial(
    id="I6",
    claim="An upload is what its bytes say, under a name that says the same; what runs is refused; "
    "a picture is kept without where it was taken and without what follows its end.",
    unit="uploads",
    full=20_000,
    quick=900,
    run=pictures,
    defects={"as-it-came": _as_it_came, "markup-is-text": _by_its_name},
)
