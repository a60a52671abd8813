"""A letter is a PDF that lasts, that can be read aloud, and that holds only what it was given."""

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from samrum.channels.letter import (
    Bullets,
    Callout,
    Fact,
    Facts,
    Heading,
    Letter,
    Paragraph,
    Recipient,
    Sender,
    Table,
    write_letter,
)
from samrum.core.refusal import Refused

LILLEVIK = Sender(
    name="Lillevik kommun",
    unit="Stadsbyggnadsförvaltningen",
    address=("Storgatan 1", "812 34 Lillevik"),
    phone="0700-12 34 56",
    email="kontakt@lillevik.example",
    web="lillevik.example",
    organisation_number="212000-0000",
)
GRANT = Letter(
    language="sv",
    sender=LILLEVIK,
    recipient=Recipient("Anna Lind", ("Björkvägen 12 lgh 1102", "812 36 Lillevik")),
    date=date(2026, 11, 22),
    case_number="BYGG 2026-000417",
    reference="Bo Ek",
    title="Du får parkeringstillstånd",
    blocks=(
        Callout("Tillståndet gäller till 30 november 2029."),
        Heading("Skälen för beslutet"),
        Paragraph("Du kan inte gå längre än 120 meter."),
        Facts((Fact("Hur långt du kan gå", "120 meter", "Läkarintyg"),)),
        Bullets(("Lägg kortet bakom vindrutan.",)),
        Heading("Var du får stå", level=2),
        Table(("Plats", "Tid"), (("Gågata", "3 timmar"),)),
    ),
    how_to_appeal=(Paragraph("Skriv till oss inom tre veckor."),),
    closing="Vänliga hälsningar\nBo Ek",
    attachments=("Läkarintyg",),
)


def read(letter: Letter) -> PdfReader:
    return PdfReader(io.BytesIO(write_letter(letter).pdf))


def text_of(letter: Letter) -> str:
    """The text as a reader copies it, without the invisible places to break a long word."""
    pages = "\n".join(page.extract_text() for page in read(letter).pages)
    return pages.replace("\u200b", "")


def tags(pdf: PdfReader) -> list[str]:
    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            return [tag for child in node for tag in walk(child)]
        if not isinstance(node, dict):
            return []
        own = [str(node["/S"])] if "/S" in node else []
        return own + (walk(node["/K"]) if "/K" in node else [])

    return walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])


def test_the_same_letter_is_the_same_bytes():
    assert write_letter(GRANT) == write_letter(GRANT)


def test_a_letter_is_an_archive_file_and_an_accessible_file_at_once():
    metadata = read(GRANT).trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_a_letter_says_its_language_and_its_title(language):
    root = read(replace(GRANT, language=language)).trailer["/Root"]

    assert root["/Lang"].lower().startswith(language)
    assert read(GRANT).metadata.title == GRANT.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_font_travels_with_the_letter():
    fonts = [font for page in read(GRANT).pages for font in page["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"]


def test_headings_lists_and_tables_are_tagged_in_the_order_one_reads():
    found = tags(read(GRANT))

    assert found.count("/H1") == 1
    assert [tag for tag in found if tag in ("/H1", "/H2", "/H3", "/Table", "/L")] == [
        *("/H1", "/H2", "/Table", "/L", "/H3", "/Table"),
        *("/H2", "/H2", "/L", "/H2"),
    ]
    assert found.count("/TH") == 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", ["22 november 2026", "Ärendenummer", "Så här överklagar du", "Sida 1 av"]),
        ("da", ["22. november 2026", "Sagsnummer", "Sådan klager du", "Side 1 af"]),
        ("en", ["22 November 2026", "Case number", "How to appeal", "Page 1 of"]),
    ],
)
def test_the_words_around_a_letter_are_in_its_language(language, words):
    text = text_of(replace(GRANT, language=language))

    assert [word for word in words if word not in text] == []


def test_a_letter_holds_everything_it_was_given():
    text = text_of(GRANT)

    for said in ("Anna Lind", "Bo Ek", "120 meter", "Gågata", "tre veckor", "0700-12 34 56"):
        assert said in text


def test_a_protected_address_leaves_the_window_empty():
    text = text_of(replace(GRANT, recipient=None))

    assert "Anna" not in text
    assert "Björkvägen" not in text


def test_the_address_stands_where_every_left_hand_window_shows_it():
    found = []

    def seen(text, cm, tm, _font, _size):
        if "Björkvägen" in text or text.startswith("Anna"):
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x / 72 * 25.4, 297 - y / 72 * 25.4))

    read(GRANT).pages[0].extract_text(visitor_text=seen)

    assert found
    assert all(20 <= x <= 100 and 46 <= y <= 70 for x, y in found)


def test_letters_written_at_the_same_time_do_not_disturb_each_other():
    letters = [replace(GRANT, title=f"Brev {number}") for number in range(8)]
    alone = [write_letter(letter) for letter in letters]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(write_letter, letters)) == alone


def test_pages_are_counted():
    long = replace(GRANT, blocks=(Paragraph("En rad till.\n" * 200),))
    written = write_letter(long)

    assert written.pages == len(PdfReader(io.BytesIO(written.pdf)).pages) > 3
    assert f"Sida 2 av {written.pages}" in text_of(long)


HOSTILE = [
    '#import "@preview/evil:1.0.0": *',
    '#read("/etc/passwd") $x^2$ *bold* _it_ `raw` <label> @ref = heading \\ // note',
    '#panic("stop") ]#[ } { " \' \\u{41}',
    "{{ case.secret }} ${7*7} %s {page} {pages}",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_is_only_text(text):
    everywhere = replace(
        GRANT,
        title=text,
        blocks=(Paragraph(text), Bullets((text,)), Facts((Fact(text, text, text),))),
        recipient=Recipient(text, (text,)),
        closing=text,
    )

    assert re.sub(r"\s", "", text) in re.sub(r"\s", "", text_of(everywhere))


def test_a_word_longer_than_the_line_is_broken_and_not_cut():
    word = "".join(chr(ord("a") + i % 26) for i in range(150))
    table = Table(("A", "B", "C", "D"), ((word, "", "", ""),))
    lines = text_of(replace(GRANT, title=word, blocks=(table,))).splitlines()

    assert "".join(lines).count(word) == 2
    assert max(len(line) for line in lines) < 110


def test_what_cannot_be_drawn_becomes_a_box_and_is_reported():
    written = write_letter(replace(GRANT, blocks=(Paragraph("Tack \N{THUMBS UP SIGN} 中"),)))

    assert written.unprintable == {"\N{THUMBS UP SIGN}", "中"}
    assert "Tack □ □" in PdfReader(io.BytesIO(written.pdf)).pages[0].extract_text()


@pytest.mark.parametrize("text", ["Đặng Ŋ ŧ ł ș ž þ ð", "Αθήνα", "Олена Коваль"])
def test_names_of_the_country_s_people_can_be_written(text):
    assert write_letter(replace(GRANT, blocks=(Paragraph(text),))).unprintable == frozenset()
    assert text in text_of(replace(GRANT, blocks=(Paragraph(text),)))


def test_arabic_and_persian_are_drawn():
    letter = replace(GRANT, blocks=(Paragraph("مرحبا بكم، پناهنده"),))

    assert write_letter(letter).unprintable == frozenset()


def test_controls_and_direction_overrides_are_dropped():
    hidden = "av\x00sl\x1bag \u202eegalfeb\u202c \u2066x\u2069\ud800"

    text = text_of(replace(GRANT, blocks=(Paragraph(hidden),)))

    assert "avslag egalfeb x" in text


@pytest.mark.parametrize(
    "block",
    [Paragraph("x" * 200_001), Paragraph("\n" * 4_000), Table(("A",), (("1",),) * 4_000)],
    ids=["characters", "lines", "cells"],
)
def test_a_letter_too_long_to_be_read_is_refused(block):
    with pytest.raises(Refused, match="too long"):
        write_letter(replace(GRANT, blocks=(block,)))


def test_a_letter_at_the_limit_is_set_in_a_moment():
    words = replace(GRANT, blocks=(Paragraph("Ett ord till. " * 14_000),))
    cells = replace(GRANT, blocks=(Table(("A", "B"), (("1", "2"),) * 1_900),))

    started = time.process_time()

    assert write_letter(words).pages < 60
    assert write_letter(cells).pages < 80
    assert time.process_time() - started < 20


def test_a_letter_needs_a_title():
    with pytest.raises(Refused, match="no title"):
        write_letter(replace(GRANT, title=" \n"))


@pytest.mark.parametrize(
    "table",
    [Table(("A", "B"), (("1",),)), Table((), ()), Table(("A",) * 7, ())],
    ids=["a cell missing", "no column", "too many columns"],
)
def test_a_table_that_cannot_be_read_is_refused(table):
    with pytest.raises(Refused, match="table"):
        write_letter(replace(GRANT, blocks=(table,)))


def test_an_address_too_long_for_the_window_is_refused():
    with pytest.raises(Refused, match="window"):
        write_letter(replace(GRANT, recipient=Recipient("Anna", ("a", "b", "c", "d", "e"))))


def test_a_letter_in_an_unknown_language_is_refused():
    with pytest.raises(Refused, match="language"):
        write_letter(replace(GRANT, language="fi"))


@pytest.mark.parametrize(
    "levels", [(2,), (2, 2), (2, 1), (1, 2, 1), (2, 2, 1, 2)], ids=lambda levels: f"{levels}"
)
def test_headings_that_skip_a_level_are_lifted_and_never_stop_a_letter(levels):
    headings = tuple(Heading(f"Del {place}", level) for place, level in enumerate(levels))

    assert write_letter(replace(GRANT, blocks=headings)).pages == 1


def test_whom_to_ask_stands_together_on_one_page_and_the_number_of_the_case_on_one_line():
    part = Paragraph("Vi har läst allt som du har skickat till oss i BYGG 2026-000417 om bygget.")
    for many in range(17, 26):
        letter = replace(GRANT, blocks=(part,) * many, how_to_appeal=(), closing="", attachments=())
        pages = [page.extract_text() for page in read(letter).pages]
        (asked,) = [page for page in pages if "Kontakta oss" in page]
        assert "212000-0000" in asked and "0700-12 34 56" in asked, many
    assert "BYGG\n2026" not in text_of(letter) and len(pages) == 2
