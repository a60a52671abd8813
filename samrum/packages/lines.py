"""Where each value of a TOML text stands.

The standard library reads TOML without saying where a value stood.  This walks over a text that
`tomllib` has already read, so it may rely on the text being right, and notes the line of each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
"""The keys and, in arrays, the indices that lead to a value."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]+")
_STRINGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r'"""(?:[^\\]|\\.)*?"{3,5}',
        r"'''.*?'{3,5}",
        r'"(?:[^"\\]|\\.)*"',
        r"'[^']*'",
    )
)


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the line (from 1) of each key, table and item of a valid TOML text."""
    return dict(_Walk(text).tables())


class _Walk:
    """A place in the text that moves forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted = 0
        self.line = 1
        self.items: dict[Path, int] = {}

    def tables(self) -> Iterator[tuple[Path, int]]:
        here: Path = ()
        while not self._ended():
            line = self._line()
            if self.text.startswith("[", self.at):
                here = self._header()
                yield here, line
            else:
                yield from self._pair(here)

    def _header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]`; a table inside an array of tables is inside its last item."""
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        path: Path = ()
        keys = self._keys()
        for number, key in enumerate(keys, start=1):
            path = (*path, key)
            if number == len(keys) and brackets == 2:
                self.items[path] = self.items.get(path, -1) + 1
            if path in self.items:
                path = (*path, self.items[path])
        self.at += brackets
        return path

    def _pair(self, here: Path) -> Iterator[tuple[Path, int]]:
        line = self._line()
        path = here
        for key in self._keys():
            path = (*path, key)
            yield path, line
        self.at += 1
        self._space()
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        for string in _STRINGS:
            if found := string.match(self.text, self.at):
                self.at = found.end()
                return
        opening = self.text[self.at]
        if opening == "[":
            yield from self._array(path)
        elif opening == "{":
            yield from self._inline_table(path)
        else:
            found = _BARE_VALUE.match(self.text, self.at)
            self.at = found.end() if found else self.at + 1

    def _array(self, path: Path) -> Iterator[tuple[Path, int]]:
        self.at += 1
        number = 0
        while not self._closed("]"):
            yield (*path, number), self._line()
            yield from self._value((*path, number))
            number += 1

    def _inline_table(self, path: Path) -> Iterator[tuple[Path, int]]:
        self.at += 1
        while not self._closed("}"):
            yield from self._pair(path)

    def _closed(self, bracket: str) -> bool:
        """Pass over blanks and a comma; whether the bracket follows, which is passed over too."""
        self._ended()
        if self.text.startswith(",", self.at):
            self.at += 1
            self._ended()
        if self.text.startswith(bracket, self.at):
            self.at += 1
            return True
        return self.at >= len(self.text)

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self.text.startswith(".", self.at):
            self.at += 1
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._space()
        for string in (_BARE_KEY, *_STRINGS[2:]):
            if found := string.match(self.text, self.at):
                self.at = found.end()
                self._space()
                return found.group().strip("\"'")
        self.at += 1
        return ""

    def _space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _ended(self) -> bool:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at >= len(self.text)

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line
