"""Characters of FEEL: white space, comments, names, numbers and strings.

A FEEL name may hold spaces, operators and keywords ("date and time", "profit/loss ratio"), so a
name can only be read against the names that are known: the longest known one wins. White space
between the parts of a name does not count.
Source: DMN 1.5, 10.3.1.2 (grammar), 10.3.1.4 (names and white space), 10.3.1.6 (ambiguity).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from samrum.rules.syntax_error import FeelSyntaxError

WHITE = "\\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d"
    "\u180f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe"
    "\uff00-\ufffd\U00010000-\U000effff"
)
PART = START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"

_BLANK = re.compile(rf"(?:[{WHITE}]++|//[^\n\r]*+|/\*.*?\*/)*+", re.DOTALL)
_LEXEME = re.compile(rf"[{PART}]++|[^{WHITE}]")
_TOKEN = re.compile(
    rf"""
      (?P<number>(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+)
    | (?P<word>[{START}][{PART}]*+)
    | (?P<string>"(?:[^"\\]|\\.)*+")
    | (?P<symbol>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=()\[\]{{}},.:@])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:([\"'\\nrt])|[uU]([dD][89abAB][0-9a-fA-F]{2})\\[uU]([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6}))"
)
_SIMPLE_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_NAME_SYMBOLS = frozenset("./-+*'’")

Kind: TypeAlias = Literal["number", "word", "string", "symbol", "end"]


class Names:
    """Declared names, found by longest prefix: a tree of their parts."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._root: dict[str, object] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        branch = self._root
        for part in _LEXEME.findall(name):
            branch = branch.setdefault(part, {})  # type: ignore[assignment]
        if branch is not self._root:
            branch[""] = name

    def longest(self, text: str, at: int) -> tuple[int, str] | None:
        """Where the longest name that starts at this offset ends, and the name as declared."""
        branch, found, end = self._root, None, at
        while True:
            lexeme = _LEXEME.match(text, end)
            below = branch.get(lexeme.group()) if lexeme else None
            if not isinstance(below, dict) or lexeme is None:
                return found
            branch = below
            end = lexeme.end()
            if "" in branch:
                found = (end, str(branch[""]))
            end = skip_blank(text, end)


@dataclass(frozen=True, slots=True)
class Token:
    """at and end are offsets; `text` is the token as written."""

    kind: Kind
    at: int
    end: int
    text: str


def skip_blank(text: str, at: int) -> int:
    """The offset of the next character that is neither white space nor comment."""
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def token_at(text: str, at: int) -> Token:
    """The token that starts at or after this offset. Raises FeelSyntaxError."""
    at = skip_blank(text, at)
    if at >= len(text):
        return Token("end", at, at, "")
    found = _TOKEN.match(text, at)
    if text.startswith("/*", at):
        raise FeelSyntaxError(
            "A comment is not closed.",
            "It begins with /* and the text ends before its */.",
            "Write */ where the comment ends.",
            at,
            text,
        )
    if found is None:
        raise _no_token(text, at)
    kind: Kind = found.lastgroup  # type: ignore[assignment]
    return Token(kind, at, found.end(), found.group())


def string_value(text: str, token: Token) -> str:
    """The characters that a string token stands for. Raises FeelSyntaxError."""
    inside = token.text[1:-1]
    if "\\" not in inside:
        return inside

    def character(escape: re.Match[str]) -> str:
        simple, high, low, four, six = escape.groups()
        if simple:
            return _SIMPLE_ESCAPES[str(simple)]
        if high:
            return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
        code = int(four or six, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise FeelSyntaxError(
                f"{escape.group()} is no character.",
                "Unicode has no character with this code, or it is half of a pair.",
                "Write both halves, or the six digits after \\U.",
                token.at + 1 + escape.start(),
                text,
            )
        return chr(code)

    return _ESCAPE.sub(character, inside)


def words_end(text: str, at: int, reserved: frozenset[str]) -> int:
    """Where a run of words ends that starts at this offset; reserved words end it, save the first.

    This is how far a name reaches that nobody has declared: two words side by side can be nothing
    else than one name.
    """
    end = at
    for start, lexeme, lexeme_end in _lexemes(text, at):
        is_word = lexeme[0] not in _NAME_SYMBOLS and _is_part(lexeme)
        if not is_word or (start > at and lexeme in reserved):
            break
        end = lexeme_end
    return end


def key_end(text: str, at: int) -> int | None:
    """Where a name ends that starts at this offset and is followed by a colon, else None."""
    end = at
    for _, lexeme, lexeme_end in _lexemes(text, at):
        if lexeme == ":":
            return end if end > at else None
        if lexeme not in _NAME_SYMBOLS and not _is_part(lexeme):
            return None
        end = lexeme_end
    return None


def name_text(text: str, at: int, end: int) -> str:
    """The name between two offsets, with single spaces and no comments."""
    pieces: list[str] = []
    last = at
    for start, lexeme, lexeme_end in _lexemes(text, at):
        if start >= end:
            break
        pieces.append(" " + lexeme if start > last else lexeme)
        last = lexeme_end
    return "".join(pieces)


def _lexemes(text: str, at: int) -> Iterator[tuple[int, str, int]]:
    """The parts of a name from this offset on: where each starts, itself, where it ends."""
    at = skip_blank(text, at)
    while lexeme := _LEXEME.match(text, at):
        yield at, lexeme.group(), lexeme.end()
        at = skip_blank(text, lexeme.end())


def _is_part(lexeme: str) -> bool:
    return len(lexeme) > 1 or _PART.match(lexeme) is not None


_PART = re.compile(rf"[{PART}]")


def _no_token(text: str, at: int) -> FeelSyntaxError:
    if text[at] == '"':
        return FeelSyntaxError(
            "A string is not closed.",
            'It begins with " and the text ends before the next ".',
            'Write " where the string ends, and \\" for a quotation mark inside it.',
            at,
            text,
        )
    return FeelSyntaxError(
        f"The character {text[at]} does not belong here.",
        "FEEL has no such sign outside of strings.",
        "Leave it out, or put the text between quotation marks.",
        at,
        text,
    )
