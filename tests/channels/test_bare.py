"""A picture is kept without where and when it was taken; the picture itself stays as it is."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from samrum.channels import picture
from samrum.channels.bare import bare
from samrum.channels.picture import Damaged
from samrum.channels.store import Store
from tests.channels.test_store import box, chunk, heic, jpeg, pdf, png, webp

PLACE = b"59.3293 N 18.0686 E"


def exif(up: int = 1) -> bytes:
    """Which side is up, and a place."""
    rows = struct.pack(">HHLHH", 0x0112, 3, 1, up, 0)
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", 1) + rows + b"\0\0\0\0" + PLACE


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def photo(*parts: bytes, after: bytes = b"") -> bytes:
    """A JPEG with these parts at its beginning, and something after its end."""
    plain = jpeg()
    return plain[:2] + b"".join(parts) + plain[2:] + after


def test_a_photo_loses_its_place_its_comment_and_what_comes_after_it() -> None:
    told = photo(
        segment(0xE1, b"Exif\0\0" + exif()),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
        segment(0xED, b"Photoshop 3.0\0" + PLACE),
        segment(0xFE, PLACE),
        after=b"PK\x03\x04" + PLACE,
    )
    made = bare(told, "image/jpeg")

    assert PLACE not in made and made.endswith(b"\xff\xd9")
    assert picture.pixels(made, "image/jpeg") == 4
    assert made == bare(made, "image/jpeg")


def test_which_side_is_up_and_the_colours_stay() -> None:
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")
    made = bare(photo(segment(0xE1, b"Exif\0\0" + exif(6)), colours), "image/jpeg")

    assert PLACE not in made and colours in made
    assert struct.pack(">HHLH", 0x0112, 3, 1, 6) in made
    assert made.index(b"Exif") < made.index(b"JFIF")


def test_a_scan_may_hold_anything_that_is_no_marker() -> None:
    coded = b"\x12\xff\x00\x34\xff\xd0\x56"
    told = jpeg().replace(b"\xff\xda\x00\x02", b"\xff\xda\x00\x02" + coded)

    assert coded in bare(told, "image/jpeg")


def test_a_png_a_webp_and_a_heic_lose_it_too() -> None:
    shot = png().replace(chunk(b"IEND", b""), chunk(b"eXIf", PLACE) + chunk(b"IEND", b""))
    assert bare(shot + PLACE, "image/png") == png()

    header = bytes((0x2C, 0, 0, 0)) + b"\x01\0\0\x01\0\0"
    web = webp(b"VP8X", header)
    told = web + b"EXIF" + struct.pack("<L", len(PLACE) + 1) + PLACE + b"\0"
    told += b"\0" * (len(PLACE) % 2 == 0)
    told = b"RIFF" + struct.pack("<L", len(told) - 8) + told[8:]
    made = bare(told, "image/webp")
    assert PLACE not in made and made[20] == 0x20
    assert picture.pixels(made, "image/webp") == 4

    phone = apple()
    made = bare(phone, "image/heic")
    assert PLACE in phone and PLACE not in made and len(made) == len(phone)
    assert picture.pixels(made, "image/heic") == 4


def apple() -> bytes:
    """A HEIC whose item 2 is Exif, as a phone writes it."""
    plain = heic()
    first, meta = plain[: plain.index(b"meta") - 4], plain[plain.index(b"meta") + 4 :]
    entries = b"".join(
        box(b"infe", b"\x02\0\0\0" + struct.pack(">HH", item, 0) + kind + b"\0")
        for item, kind in ((1, b"hvc1"), (2, b"Exif"))
    )
    names = box(b"iinf", b"\0\0\0\0\0\x02" + entries)
    row = struct.pack(">HHHLL", 2, 0, 1, 0, len(PLACE))
    place = box(b"iloc", b"\0\0\0\0\x44\x00\0\x01" + row)
    whole = first + box(b"meta", meta + names + place)
    at = len(whole) + 8
    return whole.replace(row, struct.pack(">HHHLL", 2, 0, 1, at, len(PLACE))) + box(b"mdat", PLACE)


def test_what_is_cut_off_anywhere_is_damaged_and_never_kept_with_its_place() -> None:
    whole = photo(segment(0xE1, b"Exif\0\0" + exif()))
    for end in range(4, len(whole)):
        with pytest.raises(Damaged):
            bare(whole[:end], "image/jpeg")
    for end in range(60, len(apple()), 7):
        try:
            assert PLACE not in bare(apple()[:end], "image/heic")
        except Damaged:
            continue


def test_a_document_is_kept_to_the_byte_and_a_photo_without_its_place(tmp_path: Path) -> None:
    store = Store(tmp_path)
    paper = store.put(io.BytesIO(pdf()))
    assert store.open(paper.sha256).read() == pdf()

    shot = store.put(io.BytesIO(photo(segment(0xE1, b"Exif\0\0" + exif()))))
    assert PLACE not in store.open(shot.sha256).read()
    assert shot.size == len(store.open(shot.sha256).read())
