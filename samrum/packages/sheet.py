"""A TOML file of a package, read key by key: what is missing, wrong or unknown becomes a fault.

Every method gives something usable even where it noted a fault, so that one reading finds all
faults of a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from samrum.packages.fault import Fault, perhaps
from samrum.packages.lines import Path, lines_of

_KINDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    date: "a date",
}


def read_sheet(file: str, text: str, faults: list[Fault]) -> Sheet:
    """Return the sheet of a TOML text; one that is no TOML is a fault and an empty sheet."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        faults.append(
            Fault(
                file,
                _line_in(str(error)),
                "The file cannot be read as TOML.",
                f"The reader says: {error}.",
                "Mend the line; a text stands between quotation marks, a table in brackets.",
            )
        )
        return Sheet(file, {}, {}, (), faults)
    return Sheet(file, values, lines_of(text), (), faults)


class Sheet:
    """One table of a TOML file; `at` is the path that leads to it."""

    def __init__(
        self,
        file: str,
        values: Mapping[str, Any],
        lines: Mapping[Path, int],
        at: Path,
        faults: list[Fault],
    ) -> None:
        self.file = file
        self.values = values
        self.at = at
        self._lines = lines
        self._faults = faults
        self._asked: set[str] = set()

    def fault(self, key: str | int, what: str, because: str, instead: str) -> None:
        """Note a fault at the line of `key`, or of the table when the key is not there."""
        self._faults.append(Fault(self.file, self.line(key), what, because, instead))

    def line(self, *keys: str | int) -> int:
        """Return the line of a key below this table, or the nearest one above it."""
        path = (*self.at, *keys)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def place(self, *keys: str | int) -> str:
        return f"{self.file}:{self.line(*keys)}"

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there and not be empty."""
        value = self._value(key, str, default)
        if default is None and key in self.values and isinstance(value, str) and not value.strip():
            self.fault(key, f"{key} is empty.", "Somebody will read it.", "Write the text.")
        return value if isinstance(value, str) else default or ""

    def maybe_text(self, key: str) -> str | None:
        self._asked.add(key)
        return self.text(key) if self.has(key) else None

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        value = self._value(key, int, default)
        if isinstance(value, int) and value < least:
            self.fault(
                key,
                f"{key} is {value}.",
                f"It cannot be less than {least}.",
                "Write a larger number.",
            )
        return value if isinstance(value, int) else default or 0

    def maybe_whole(self, key: str, *, least: int = 0) -> int | None:
        self._asked.add(key)
        return self.whole(key, least=least) if self.has(key) else None

    def flag(self, key: str, default: bool) -> bool:
        value = self._value(key, bool, default)
        return value if isinstance(value, bool) else default

    def maybe_day(self, key: str) -> date | None:
        """Return a day, None when there is none."""
        if not self.has(key):
            self._asked.add(key)
            return None
        value = self._value(key, date, None)
        return value if isinstance(value, date) else None

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return one of the known words."""
        words = tuple(known)
        value = self.text(key, default)
        if value and value not in words and key in self.values:
            self.fault(
                key,
                f"{key} is {value!r}.",
                "It is not one of the words that can stand here.",
                perhaps(value, words, "Use one of:"),
            )
        return value

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._value(key, list, default)
        if not isinstance(value, list | tuple):
            return ()
        for number, item in enumerate(value):
            if not isinstance(item, str):
                self._wrong_kind(key, item, str, number)
        return tuple(item for item in value if isinstance(item, str))

    def words(self, key: str, languages: Sequence[str], *, needed: bool = True) -> dict[str, str]:
        """Return a text in each language: `key.sv = "..."`, `key.en = "..."`."""
        if not self.has(key) and not needed:
            self._asked.add(key)
            return {}
        value = self._value(key, dict, None)
        if not isinstance(value, dict):
            return dict.fromkeys(languages, "")
        words = Sheet(self.file, value, self._lines, (*self.at, key), self._faults)
        for language in languages:
            if language not in value:
                self.fault(
                    key,
                    f"{key} has no text in {language}.",
                    "The package says that it speaks this language.",
                    f'Write {key}.{language} = "...", or take the language out of package.toml.',
                )
        said = {language: words.text(language) for language in languages if words.has(language)}
        words.finish("a language of the package")
        return {language: said.get(language, "") for language in languages}

    def tables(self, key: str) -> list[Sheet]:
        """Return the tables of `[[key]]`."""
        value = self._value(key, list, ())
        found = []
        for number, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, dict):
                found.append(
                    Sheet(self.file, item, self._lines, (*self.at, key, number), self._faults)
                )
            else:
                self._wrong_kind(key, item, dict, number)
        return found

    def table(self, key: str) -> Sheet:
        """Return the table of `[key]`, empty when it is not there."""
        value = self._value(key, dict, {})
        inside = value if isinstance(value, dict) else {}
        return Sheet(self.file, inside, self._lines, (*self.at, key), self._faults)

    def anything(self, key: str) -> Any:
        """Return whatever stands there, None when nothing does."""
        self._asked.add(key)
        return self.values.get(key)

    def names(self) -> tuple[str, ...]:
        """Return the keys that are written here."""
        return tuple(self.values)

    def finish(self, what: str = "a key that is read here") -> None:
        """Note a fault for each key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                self.fault(
                    key,
                    f"{key} is not known here.",
                    f"It is not {what}, so it would be passed over.",
                    perhaps(key, self._asked - set(self.values), "Take it out."),
                )

    def _value(self, key: str, kind: type, default: object) -> object:
        self._asked.add(key)
        if key not in self.values:
            if default is None:
                self.fault(
                    key,
                    f"{key} is missing.",
                    "Without it the package cannot be used.",
                    f"Add {key}: {_KINDS[kind]}.",
                )
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._wrong_kind(key, value, kind)
            return default
        return value

    def _wrong_kind(self, key: str, value: object, kind: type, *below: int) -> None:
        self._faults.append(
            Fault(
                self.file,
                self.line(key, *below),
                f"{key} is {value!r}."[:200],
                f"It must be {_KINDS[kind]}.",
                f"Write {_KINDS[kind]}.",
            )
        )


def _line_in(error: str) -> int:
    """Return the line that tomllib names at the end of its message, 0 when it names none."""
    _, _, after = error.rpartition("(at line ")
    number = after.partition(",")[0]
    return int(number) if number.isdigit() else 0
