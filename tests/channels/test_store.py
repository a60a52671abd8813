"""The file store keeps the very bytes, once, and knows a file by its content and not its name."""

import hashlib
import io
import os
import struct
import time
import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from samrum.channels import durable
from samrum.channels.store import LARGEST_FILE, Damaged, Missing, Store
from samrum.core.refusal import Refused


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2) -> bytes:
    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x00\x00" * 2)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def jpeg(width: int = 2, height: int = 2) -> bytes:
    app0 = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app0 + b"\xff\xff" + frame[1:] + b"\xff\xda\x00\x02\xff\xd9"


def webp(kind: bytes, body: bytes) -> bytes:
    chunked = kind + struct.pack("<L", len(body)) + body
    return b"RIFF" + struct.pack("<L", 4 + len(chunked)) + b"WEBP" + chunked


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", 8 + len(body)) + kind + body


def heic(width: int = 2, height: int = 2, brand: bytes = b"heic") -> bytes:
    size = box(b"ispe", struct.pack(">LLL", 0, width, height))
    tile = box(b"ispe", struct.pack(">LLL", 0, 2, 2))
    meta = box(b"meta", b"\0\0\0\0" + box(b"iprp", box(b"ipco", tile + size)))
    return box(b"ftyp", b"mif1\0\0\0\0mif1" + brand) + meta


def pdf(change=lambda writer: None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def in_catalog(**entries):
    def change(writer: PdfWriter):
        for key, value in entries.items():
            writer.root_object[NameObject("/" + key)] = value

    return change


def dictionary(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject("/" + key): value for key, value in entries.items()})


LAUNCH = dictionary(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))
SCRIPT = dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
WEBPS = {
    "lossy": webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 2, 2)),
    "lossless": webp(b"VP8L", b"\x2f" + struct.pack("<L", 1 | 1 << 14)),
    "extended": webp(b"VP8X", b"\0\0\0\0" + b"\x01\0\0" + b"\x01\0\0"),
}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def put(store: Store, content: bytes):
    return store.put(io.BytesIO(content))


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (pdf(), "application/pdf"),
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (heic(), "image/heic"),
        *[(content, "image/webp") for content in WEBPS.values()],
        ("Intyg: åäö\r\n<3\n".encode(), "text/plain"),
        (b"\xef\xbb\xbfmed BOM", "text/plain"),
    ],
)
def test_what_may_be_kept_is_kept_as_it_came(store, content, media_type):
    stored = put(store, content)

    assert (stored.media_type, stored.size) == (media_type, len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with store.open(stored.sha256) as file:
        assert file.read() == content


def test_the_same_file_is_kept_once(store, tmp_path):
    assert put(store, png()) == put(store, png())
    assert len(files(tmp_path)) == 1


def test_only_the_installation_itself_can_read_the_files(store, tmp_path):
    put(store, png())

    assert [os.stat(path).st_mode & 0o077 for path in files(tmp_path)] == [0]


def test_a_damaged_file_is_not_handed_out_and_a_new_copy_heals_it(store, tmp_path):
    stored = put(store, png())
    (path,) = files(tmp_path)
    path.write_bytes(b"something else")

    with pytest.raises(Damaged):
        store.open(stored.sha256)

    put(store, png())
    assert store.open(stored.sha256).read() == png()


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 64 + "\n"])
def test_what_is_not_kept_is_missing(store, name):
    with pytest.raises(Missing):
        store.open(name)


def test_an_erased_file_is_gone(store, tmp_path):
    stored = put(store, png())
    store.remove(stored.sha256)
    store.remove(stored.sha256)

    assert files(tmp_path) == []


def test_a_crash_before_the_end_leaves_nothing(store, tmp_path, monkeypatch):
    def crash(*_):
        raise OSError("no space left")

    monkeypatch.setattr(durable.os, "fsync", crash)
    with pytest.raises(OSError, match="no space"):
        put(store, png())

    assert files(tmp_path) == []


def test_names_are_on_the_disk_up_to_the_store_itself_also_for_who_comes_second(
    tmp_path, monkeypatch
):
    flushed = []
    right = durable._flush_folder
    monkeypatch.setattr(durable, "_flush_folder", lambda f: (flushed.append(f), right(f)))
    store = Store(tmp_path / "var" / "files")

    for _ in ("first", "second"):
        flushed.clear()
        kept = store.keep(b"the same")
        folders = {tmp_path / "var" / "files" / kept[:2], store.folder, tmp_path / "var"}
        assert folders <= set(flushed)
    assert tmp_path not in flushed, "what was there before is nobody's concern"


def test_a_file_that_is_too_large_is_refused_before_it_is_read_to_its_end(store, tmp_path):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(Refused, match="larger than 20 MB"):
        store.put(stream)

    assert stream.given <= LARGEST_FILE + 1024 * 1024
    assert files(tmp_path) == []


def empty() -> dict:
    return {NameObject("/Kids"): ArrayObject()}


REFUSED = {
    "nothing": (b"", "empty"),
    "a word file": (b"PK\x03\x04" + b"\0" * 40, "Word or Excel"),
    "a zip bomb": (b"PK\x03\x04" + zlib.compress(b"\0" * 10_000_000), "ZIP"),
    "an xml bomb": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa">]>', "XML"),
    "a drawing with a script": (b"<svg onload=alert(1)>", "XML"),
    "a web page": (b"\n <!doctype HTML><script>alert(1)</script>", "web page"),
    "a program": (b"MZ\x90\x00", "program"),
    "a shell script": (b"#!/bin/sh\nrm -rf /", "program"),
    "a gif": (b"GIF89a\1\0\1\0\0", "GIF"),
    "a film": (box(b"ftyp", b"isom\0\0\0\0mp42") + b"\0" * 99, "none of these"),
    "a picture in avif": (heic(brand=b"avif"), "none of these"),
    "text in latin-1": ("åäö".encode("latin-1"), "UTF-8"),
    "text with a terminal's escapes": (b"\x1b[2J", "none of these"),
    "noise": (bytes(range(256)), "none of these"),
    "a page after noise": (b"\0\0" + pdf(), "none of these"),
    "a jpeg of billions of pixels": (jpeg(65535, 65535), "4295 million"),
    "a png of billions of pixels": (png(2**31 - 1, 2**31 - 1), "million pixels"),
    "a heic of billions of pixels": (heic(100_000, 100_000), "million pixels"),
    "a webp of many pixels": (webp(b"VP8X", b"\0" * 4 + b"\xff" * 6), "million pixels"),
    "a picture of no size": (png(0, 5), "damaged"),
    "a jpeg that says nothing": (b"\xff\xd8\xff\xd9", "damaged"),
    "a jpeg cut off": (jpeg()[:24], "damaged"),
    "a jpeg of filling": (b"\xff\xd8" + b"\xff" * 1_000_000, "damaged"),
    "a png cut off": (png()[:18], "damaged"),
    "a png without its header": (b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"x" * 20), "damaged"),
    "a webp cut off": (WEBPS["extended"][:25], "damaged"),
    "a heic without a size": (box(b"ftyp", b"heic\0\0\0\0"), "damaged"),
    "a heic that lies about its parts": (heic()[:-4], "damaged"),
    "a heic of a million parts": (
        box(b"ftyp", b"heic\0\0\0\0") + box(b"free", b"") * 100_000,
        "damaged",
    ),
    "a pdf in name only": (b"%PDF-1.7\nhello", "damaged"),
    "a pdf cut off": (pdf()[:120], "damaged"),
    "a pdf without pages": (pdf(lambda w: w.root_object["/Pages"].update(empty())), "no pages"),
    "a pdf with a script": (pdf(in_catalog(OpenAction=SCRIPT)), "program that runs"),
    "a pdf with a script by name": (
        pdf(in_catalog(Names=dictionary(JavaScript=dictionary(Names=ArrayObject())))),
        "program that runs",
    ),
    "a pdf that starts programs": (pdf(in_catalog(OpenAction=LAUNCH)), "start programs"),
    "a pdf with a file inside": (pdf(lambda w: w.add_attachment("x.exe", b"MZ")), "lie inside"),
    "a pdf with a dynamic form": (
        pdf(in_catalog(AcroForm=dictionary(XFA=ArrayObject()))),
        "filled by a program",
    ),
    "a locked pdf": (pdf(lambda w: w.encrypt("secret", algorithm="AES-256")), "locked"),
}


@pytest.mark.parametrize(("content", "because"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_kept_is_refused_in_three_sentences(store, tmp_path, content, because):
    started = time.process_time()
    with pytest.raises(Refused, match=because) as refusal:
        put(store, content)

    assert all(sentence.endswith(".") for sentence in refusal.value.sentences)
    assert files(tmp_path) == []
    assert time.process_time() - started < 3


def test_a_script_is_found_under_a_disguised_name_and_behind_references(store):
    plain = pdf(in_catalog(OpenAction=SCRIPT))
    disguised = plain.replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/J#53")
    hidden = pdf(
        lambda w: w.root_object.update(
            {
                NameObject("/OpenAction"): w._add_object(
                    dictionary(S=w._add_object(NameObject("/Launch")))
                )
            }
        )
    ).replace(b"/Launch", b"/L#61unch")

    for content in (disguised, hidden):
        with pytest.raises(Refused):
            put(store, content)


PAGES = (
    b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 7 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
)


def packed(objects: bytes) -> bytes:
    """A PDF whose object 7 lies compressed in object 6 (ISO 32000-1, 7.5.7 and 7.5.8)."""
    stream = zlib.compress(objects)
    begun = b"6 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n"
    body = PAGES + begun % len(stream) + stream + b"\nendstream\nendobj\n"
    rows = [(0, 0, 255)]
    rows += [(1, body.index(b"%d 0 obj" % number), 0) for number in (1, 2, 3)]
    rows += [(0, 0, 0), (0, 0, 0), (1, body.index(b"6 0 obj"), 0), (2, 6, 0), (1, len(body), 0)]
    table = b"".join(struct.pack(">BLB", *row) for row in rows)
    begun = b"8 0 obj<</Type/XRef/Size 9/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return body + begun + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(body)


def test_a_script_is_found_in_a_compressed_part(store):
    content = packed(b"7 0 << /S /JavaScript /JS (app.alert(1)) >>")

    assert b"JavaScript" not in content
    with pytest.raises(Refused, match="program that runs"):
        put(store, content)
    assert put(store, packed(b"7 0 << /S /GoTo /D [3 0 R /Fit] >>")).media_type == "application/pdf"


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_in_a_moment(store):
    content = packed(b"7 0 " + b" " * 300_000_000)
    started = time.process_time()

    with pytest.raises(Refused, match="cannot be"):
        put(store, content)

    assert len(content) < 1_000_000
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", ["BMI 25, blodtryck 120/80", "MZ är en förkortning", "PK"])
def test_text_that_happens_to_begin_like_another_kind_is_text(store, text):
    assert put(store, text.encode()).media_type == "text/plain"
