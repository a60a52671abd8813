"""The words of a letter, part by part, as they can be shown before it is set on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from samrum.channels.letter import Bullets, Callout, Heading, Paragraph
from samrum.channels.text import read_blocks
from samrum.core.case import Letter
from samrum.core.room import RoomLetter


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter, with its texts: several in a list or a callout, else one."""

    kind: Literal["heading", "paragraph", "list", "callout"]
    texts: tuple[str, ...]


def parts(letter: Letter | RoomLetter) -> tuple[Part, ...]:
    """The very words of a letter.  Raises Refused for a text that cannot be set either."""
    return tuple(_parts(letter))


def _parts(letter: Letter | RoomLetter) -> Iterator[Part]:
    for block in read_blocks(letter.text, letter.template):
        match block:
            case Heading(text=text):
                yield Part("heading", (text,))
            case Paragraph(text=text):
                yield Part("paragraph", (text,))
            case Bullets(items=items):
                yield Part("list", items)
            case Callout(text=text):
                yield Part("callout", tuple(text.split("\n\n")))
