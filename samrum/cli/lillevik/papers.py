"""The papers that residents hand in: a medical certificate as a PDF, a photo as a PNG.

Real files that the file store takes, made here, and plainly marked as examples.
"""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from samrum.channels.letter import Fact as Line
from samrum.channels.letter import Facts, Letter, Paragraph, Sender, write_letter
from samrum.channels.store import Store
from samrum.core.document import Upload
from samrum.office import uploads

SIDE = 160  # pixels


def certificate(walks: str, day: date) -> Upload:
    """A doctor's certificate that says how somebody walks."""
    return _kept(*_certificate(walks, day))


def photo(tone: int) -> Upload:
    """A picture of nobody: a head and shoulders in one of 256 tones."""
    return _kept(*_photo(tone))


def _kept(paper: Upload, content: bytes) -> Upload:
    """Made and checked once, and put where this paper was erased or the file store is another."""
    Store(Path(settings.FILES)).keep(content)
    return paper


@lru_cache(maxsize=1024)
def _certificate(walks: str, day: date) -> tuple[Upload, bytes]:
    letter = Letter(
        language="sv",
        sender=Sender("Vårdcentralen Lillevik (exempel)"),
        recipient=None,
        date=day,
        case_number="-",
        title="Läkarintyg: förflyttning",
        blocks=(
            Paragraph("Det här är ett exempel som hör till demonstrationen. Ingen är undersökt."),
            Facts((Line("Gångförmåga med bästa hjälpmedel", walks), Line("Läkare", "Exempel"))),
        ),
    )
    pdf = write_letter(letter).pdf
    kind, name = "document.medical_certificate", "intyg.pdf"
    return uploads.receive(io.BytesIO(pdf), kind=kind, name=name), pdf


@lru_cache(maxsize=1024)
def _photo(tone: int) -> tuple[Upload, bytes]:
    rows = b"".join(b"\0" + bytes(_shade(x, y, tone) for x in range(SIDE)) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )
    return uploads.receive(io.BytesIO(png), kind="document.photo", name="foto.png"), png


def _shade(x: int, y: int, tone: int) -> int:
    middle = SIDE / 2
    head = (x - middle) ** 2 + (y - 0.38 * SIDE) ** 2 < (0.2 * SIDE) ** 2
    shoulders = (x - middle) ** 2 / 2 + (y - 1.02 * SIDE) ** 2 < (0.36 * SIDE) ** 2
    return tone if head or shoulders else 235


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
