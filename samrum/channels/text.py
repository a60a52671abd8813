"""The light markup of a service package's letters, read into the blocks of a letter.

    # Heading            ## Smaller heading
    A paragraph; its lines are joined.
    - an item of a list, whose next line is indented by two spaces
    > what the reader must not miss; a lone > parts its paragraphs

There is nothing else, and what looks like something else is refused rather than guessed at.  What
people wrote is put in with `samrum.packages.markup.as_text`, so that it can never become a heading
or a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from samrum.channels.letter import Block, Bullets, Callout, Heading, Paragraph
from samrum.core.refusal import Refused
from samrum.packages.markup import without_marks

_EMPTY, _INDENTED = "empty", "indented"

_UNKNOWN = (
    (re.compile(r"#{3,}"), "a heading below the second level", "Use # or ##."),
    (re.compile(r"#{1,2}(?![ #])"), "a heading without a space", "Write a space after the #."),
    (re.compile(r"\d+[.)] "), "a numbered list", "Use a list with -, or number headings in words."),
    (re.compile(r"[*+] "), "a list with another mark", "Begin each item with -."),
    (re.compile(r"(-{3,}|\*{3,}|_{3,}|={3,})\s*$"), "a rule across the page", "Use a heading."),
    (re.compile(r"\|"), "a table", "Write a list, or let the service show its facts."),
    (re.compile(r"```|~~~"), "a block of code", "Write a paragraph."),
    (re.compile(r"<[A-Za-z!/]"), "HTML", "Write the text without tags."),
)
_UNKNOWN_INSIDE = (
    (re.compile(r"\*\*|__"), "bold text", "Put what matters most in a > callout."),
    (re.compile(r"!?\[[^\]]*\]\("), "a link or a picture", "Write the address in full."),
    (re.compile(r"\{\{|\}\}"), "a placeholder that was not filled in", "Fill it in first."),
)


def read_blocks(text: str, source: str = "") -> tuple[Block, ...]:
    """The blocks of `text`; `source` names its file in a refusal.  Raises Refused."""
    return tuple(_block(part) for part in _parts(text, source))


@dataclass(slots=True)
class _Part:
    """What belongs together: `kind` is "#", "##", "-", ">" or "" for a paragraph."""

    kind: str
    lines: list[str]


def _parts(text: str, source: str) -> list[_Part]:
    parts: list[_Part] = []
    unfinished = False
    # Not splitlines: the soft line ends of `as_text` must stay inside their line.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        kind, said = _line(line, number, source)
        if kind == _INDENTED:
            if not (unfinished and parts[-1].kind == "-"):
                name, instead = "an indented line of no list", "Begin the line at the margin."
                raise _unreadable(name, instead, number, source)
            parts[-1].lines[-1] += f" {said}"
        elif unfinished and kind == parts[-1].kind and kind not in ("#", "##"):
            parts[-1].lines.append(said)
        elif kind != _EMPTY:
            parts.append(_Part(kind, [said]))
        unfinished = kind != _EMPTY
    return parts


def _line(line: str, number: int, source: str) -> tuple[str, str]:
    """The kind of a line and what it says without its mark."""
    line = line.expandtabs(4).rstrip(" ")
    inside = line.lstrip(" ")
    for pattern, name, instead in _UNKNOWN:
        if pattern.match(inside):
            raise _unreadable(name, instead, number, source)
    for pattern, name, instead in _UNKNOWN_INSIDE:
        if pattern.search(inside):
            raise _unreadable(name, instead, number, source)
    if not inside:
        return _EMPTY, ""
    if line.startswith("  "):
        return _INDENTED, inside
    for mark in ("##", "#", "-", ">"):
        if inside == mark or inside.startswith(mark + " "):
            return mark, inside[len(mark) :].strip(" ")
    return "", inside


def _block(part: _Part) -> Block:
    match part.kind:
        case "#" | "##":
            return Heading(_said(" ".join(part.lines)), level=len(part.kind))
        case "-":
            return Bullets(tuple(_said(item) for item in part.lines))
        case ">":
            paragraphs = "\n".join(part.lines).split("\n\n")
            return Callout("\n\n".join(_said(p.replace("\n", " ")) for p in paragraphs))
        case _:
            return Paragraph(_said(" ".join(part.lines)))


def _said(text: str) -> str:
    return without_marks(text).strip()


def _unreadable(name: str, instead: str, number: int, source: str) -> Refused:
    return Refused(
        "Line {line} of {source} cannot be read as a letter: it looks like {name}.",
        because="A letter is made of headings, paragraphs, lists and callouts, nothing else.",
        instead=instead,
        line=number,
        source=source or "the text",
        name=name,
    )
