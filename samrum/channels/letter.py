"""Letters: one PDF that is fit for the archive, for a screen reader and for a window envelope.

A letter is data; `letter.typ` is its layout and `letter_words.toml` the words printed around it.
The text reaches the layout as JSON and is set as text, so nothing in it can be read as markup.
The file is PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) at once: tagged, with title,
language and embedded fonts.  The same letter gives the same bytes, always.

The address stands for a left-hand window; the measures and the reason are in `letter.typ`.
"""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst
from babel.dates import format_date
from pypdf import PdfReader

from samrum.channels.printable import FONT_FAMILIES, font_folders, printable, unprintable
from samrum.core.refusal import Refused

Language = Literal["sv", "da", "en"]
LONGEST_LETTER = 200_000  # characters in all: about ninety pages
MOST_LINES = 4_000  # paragraphs, items, cells and line ends
MOST_COLUMNS = 6  # that can be read on the width of a letter
LONGEST_ADDRESS = 5  # lines that fit the window


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1  # 1 or 2; the letter's title stands above both


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """What the reader must not miss: the decision itself.  A blank line parts its paragraphs."""

    text: str


Block = Heading | Paragraph | Bullets | Facts | Table | Callout


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    unit: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    web: str = ""
    organisation_number: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose name stands in the window; `spoken_for`: a child, whose guardian opens the letter."""

    name: str
    address: tuple[str, ...] = ()
    spoken_for: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is set.

    `recipient` is None when the person's address is protected: then neither name nor address is
    printed in the window.  `reference` is a caseworker's name or function.
    """

    language: Language
    sender: Sender
    recipient: Recipient | None
    date: date
    case_number: str
    title: str
    blocks: tuple[Block, ...]
    reference: str = ""
    how_to_appeal: tuple[Block, ...] = ()
    closing: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """`sha256` is of the PDF, in hex; `unprintable` holds characters that became a box."""

    pdf: bytes
    sha256: str
    pages: int
    unprintable: frozenset[str] = frozenset()


def write_letter(letter: Letter) -> WrittenLetter:
    """The letter as a PDF.  Raises Refused when it cannot be set as it stands."""
    _check(letter)
    content = _content(letter)
    pdf = typst.Compiler(
        files("samrum.channels").joinpath("letter.typ").read_bytes(), font_paths=_fonts()
    ).compile(
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(letter.date, time(), UTC),
        sys_inputs={"letter": json.dumps(_printable(content), ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    boxes = unprintable("".join(_strings(content)))
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    return WrittenLetter(pdf, hashlib.sha256(pdf).hexdigest(), pages, boxes)


def _check(letter: Letter) -> None:
    if letter.language not in _words():
        raise Refused(
            "The letter cannot be written in the language “{language}”.",
            because="Its printed words exist in: {languages}.",
            instead="Choose one of them, or add the language to letter_words.toml.",
            language=letter.language,
            languages=", ".join(_words()),
        )
    if not letter.title.strip():
        raise Refused(
            "The letter has no title.",
            because="A screen reader announces a letter by its title.",
            instead="Give it a title that says what the letter decides or asks.",
        )
    _check_address(letter)
    _check_tables(letter)
    _check_size(letter)


def _check_address(letter: Letter) -> None:
    if letter.recipient and 1 + len(letter.recipient.address) > LONGEST_ADDRESS:
        raise Refused(
            "The address does not fit the window of the envelope.",
            because="It has {lines} lines and the window shows {most}.",
            instead="Write the address in at most {most} lines, the name included.",
            lines=1 + len(letter.recipient.address),
            most=LONGEST_ADDRESS,
        )


def _check_tables(letter: Letter) -> None:
    for block in letter.blocks + letter.how_to_appeal:
        if not isinstance(block, Table):
            continue
        columns = len(block.headings)
        if not 1 <= columns <= MOST_COLUMNS or {len(row) for row in block.rows} - {columns}:
            raise Refused(
                "A table in the letter cannot be set.",
                because="It has {columns} headings; a letter takes 1 to {most}, and every row "
                "must have as many cells.",
                instead="Give every row as many cells as there are headings, or make two tables.",
                columns=columns,
                most=MOST_COLUMNS,
            )


def _check_size(letter: Letter) -> None:
    texts = list(_strings(_content(letter)))
    characters = sum(len(text) for text in texts)
    lines = sum(1 + text.count("\n") for text in texts)
    if characters > LONGEST_LETTER or lines > MOST_LINES:
        raise Refused(
            "The letter is too long.",
            because="It holds {characters} characters on {lines} lines; a letter may hold "
            "{most_characters} characters on {most_lines} lines.",
            instead="Send the longest parts as an attachment of their own.",
            characters=characters,
            lines=lines,
            most_characters=LONGEST_LETTER,
            most_lines=MOST_LINES,
        )


def _name(to: Recipient, words: Mapping[str, str]) -> str:
    return words["guardian"].format(name=to.name) if to.spoken_for else to.name


def _content(letter: Letter) -> dict[str, Any]:
    """Everything that `letter.typ` sets, and nothing it decides."""
    words = _words_of(letter.language, letter.sender.country)
    about = [
        (words["date"], format_date(letter.date, "long", words["locale"])),
        (words["case_number"], letter.case_number),
        (words["reference"], letter.reference),
    ]
    to = letter.recipient
    return {
        "language": letter.language,
        "words": words,
        "fonts": list(FONT_FAMILIES),
        "date": {"year": letter.date.year, "month": letter.date.month, "day": letter.date.day},
        "sender": _sender(letter.sender, words),
        "recipient": [_name(to, words), *to.address] if to else [],
        "about": [[label, value] for label, value in about if value],
        "case_number": letter.case_number,
        "title": letter.title,
        "title_short": letter.title if len(letter.title) <= 80 else letter.title[:79] + "…",
        "blocks": _blocks(letter.blocks),
        "appeal": _blocks(letter.how_to_appeal),
        "closing": letter.closing,
        "attachments": list(letter.attachments),
    }


def _sender(sender: Sender, words: dict[str, str]) -> dict[str, Any]:
    contact = {
        "phone": sender.phone,
        "email": sender.email,
        "web": sender.web,
        "address": ", ".join(sender.address),
        "organisation_number": sender.organisation_number,
    }
    return {
        "name": sender.name,
        "unit": sender.unit,
        "name_and_unit": ", ".join(part for part in (sender.name, sender.unit) if part),
        "contact": [[words[word], value] for word, value in contact.items() if value],
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The blocks, with headings that never skip a level below the title (PDF/UA-1, 7.4.2)."""
    highest = min((one.level for one in blocks if isinstance(one, Heading)), default=1)
    before, told = 0, []
    for block in blocks:
        if isinstance(block, Heading):
            before = min(block.level - highest + 1, before + 1)
            block = replace(block, level=before)
        told.append(_block(block))
    return told


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": min(max(level, 1), 2)}
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Callout(text):
            return {"kind": "callout", "text": text}
        case Bullets(items):
            return {"kind": "bullets", "items": list(items)}
        case Facts(rows):
            cells = [[row.label, row.value, row.source] for row in rows]
            return {"kind": "facts", "rows": cells}
        case Table(headings, table_rows):
            cells = [list(row) for row in table_rows]
            return {"kind": "table", "headings": list(headings), "rows": cells}


def _printable(content: Any) -> Any:
    match content:
        case str():
            return printable(content)
        case list():
            return [_printable(part) for part in content]
        case dict():
            return {name: _printable(part) for name, part in content.items()}
        case _:
            return content


def _strings(content: Any) -> Iterator[str]:
    match content:
        case str():
            yield content
        case list():
            for part in content:
                yield from _strings(part)
        case dict():
            for part in content.values():
                yield from _strings(part)


def _words_of(language: str, country: str) -> dict[str, str]:
    """The words of a language, as the country says them: its own stand in a table of its own."""
    words: dict[str, Any] = _words()[language]
    said = {**words, **words.get(country, {})}
    return {name: word for name, word in said.items() if isinstance(word, str)}


@cache
def _words() -> dict[str, dict[str, Any]]:
    text = files("samrum.channels").joinpath("letter_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders()
    )
