"""FEEL inside a package: a condition of a step, a placeholder of a letter.

An expression is compiled when it is first used and kept by its text, so that the same text is
compiled once for all cases and packages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from samrum.packages.feel import Names, from_feel, names_of
from samrum.packages.markup import as_text
from samrum.packages.vocabulary import Term
from samrum.packages.wording import said, said_plainly
from samrum.rules.compile import Compiled, compile_expression
from samrum.rules.run import Exhausted, Run
from samrum.rules.value import Value

# What a condition or a placeholder may use: it asks about one case, and a page waits for it. Less
# than a fifth of a second, whatever it says; those of our services take some hundred steps.
STEPS: Final = 30_000
SIZE: Final = 60_000
KEPT: Final = 1_024  # compiled texts; our services have 220, a hostile one takes 100 kB each


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL expression with the place it stands at (`file:line`)."""

    text: str
    place: str

    def value(self, around: Mapping[str, object]) -> object:
        """Return what the expression gives for `around`, as plain Python; null on any error."""
        return from_feel(_given(self.text, names_of(around)))

    def holds(self, around: Mapping[str, object]) -> bool:
        """Return whether the expression is true; null and errors are not true."""
        return _given(self.text, names_of(around)) is True


def _given(text: str, names: Names) -> Value:
    compiled = _compiled(text)
    try:
        return compiled.function(names.converted(compiled.names), Run(steps=STEPS, size=SIZE))
    except Exhausted:
        return None


@lru_cache(maxsize=KEPT)
def _compiled(text: str) -> Compiled:
    return compile_expression(text)


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """A text with {FEEL} placeholders, each within one line; `{{` and `}}` stand for braces.

    A placeholder that names a fact is said as its term says it; dates and numbers as people write
    them in `language`.  In a list, `- {placeholder}` becomes one item for each item it gives, and
    the id of a fact is said by its name.  What is filled in is only text: nothing in it becomes a
    heading or a list of the letter (see samrum.packages.markup).
    """

    text: str
    place: str
    language: str = "en"
    terms: Mapping[str, Term] = field(default_factory=dict, repr=False, compare=False)

    def fill(self, around: Mapping[str, object]) -> str:
        """Return the text for a letter, with every placeholder filled in; null gives nothing."""
        names = names_of(around)
        return "\n".join(self._line(line, names) for line in lines_of_template(self.text))

    def plain(self, around: Mapping[str, object]) -> str:
        """Return the text as it is read where nothing is marked up: a reason, a title."""
        if "{" not in self.text and "}" not in self.text:
            return self.text
        names = names_of(around)
        return "\n".join(
            "".join(self._say(piece, names) for piece in line)
            for line in lines_of_template(self.text)
        )

    def holes(self, around: Mapping[str, object]) -> tuple[str, ...]:
        """Return the placeholders that give null: a letter with a hole is not fit to send."""
        names = names_of(around)
        return tuple(
            placeholder.text
            for placeholder in placeholders(self.text)
            if _given(placeholder.text, names) is None
        )

    def _line(self, line: tuple[Piece, ...], names: Names) -> str:
        match line:
            case ():
                return ""
            case (str(alone),):
                return alone
            case (str(before), Placeholder(text)) if before.strip() == "-":
                items = from_feel(_given(text, names))
                if isinstance(items, tuple):
                    return "\n".join(before + as_text(self._item(item)) for item in items)
            case (Placeholder() as only,):
                paragraphs = self._say(only, names).replace("\r\n", "\n").split("\n\n")
                return "\n\n".join(as_text(paragraph.strip("\n")) for paragraph in paragraphs)
        return "".join(
            piece if isinstance(piece, str) else as_text(self._say(piece, names)) for piece in line
        )

    def _say(self, piece: Piece, names: Names) -> str:
        if isinstance(piece, str):
            return piece
        value = from_feel(_given(piece.text, names))
        term = self.terms.get(piece.text)
        if term is not None and value is not None:
            return said(term, value, self.language)
        return said_plainly(value, self.language)

    def _item(self, item: object) -> str:
        term = self.terms.get(item) if isinstance(item, str) else None
        return said_plainly(item, self.language) if term is None else term.words[self.language]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A {FEEL} in a template; `line` counts from 1 within the text."""

    text: str
    line: int = 1


Piece = str | Placeholder


class TemplateFault(ValueError):
    """A text that is no template: `because`, in which `line` of it."""

    def __init__(self, because: str, line: int) -> None:
        super().__init__(because)
        self.because = because
        self.line = line


@lru_cache(maxsize=KEPT)
def lines_of_template(text: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the lines of a template, each as its pieces; raises TemplateFault."""
    lines = text.replace("\r\n", "\n").split("\n")
    return tuple(tuple(_pieces(line, number)) for number, line in enumerate(lines, start=1))


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of a template in their order; raises TemplateFault."""
    return tuple(
        piece for line in lines_of_template(text) for piece in line if not isinstance(piece, str)
    )


def _pieces(line: str, number: int) -> Iterator[Piece]:
    """Yield the plain text and the placeholders of a line, no piece empty."""
    plain, at = "", 0
    while at < len(line):
        if line[at : at + 2] in ("{{", "}}"):
            plain += line[at]
            at += 2
        elif line[at] == "}":
            raise TemplateFault("A brace is closed that was never opened.", number)
        elif line[at] == "{":
            if plain:
                yield plain
            end = _closing(line, at, number)
            yield Placeholder(line[at + 1 : end].strip(), number)
            plain, at = "", end + 1
        else:
            plain += line[at]
            at += 1
    if plain:
        yield plain


def _closing(line: str, opening: int, number: int) -> int:
    """Return where the placeholder ends; braces and texts of FEEL inside it are passed over."""
    depth, in_text, at = 0, False, opening
    while at < len(line):
        sign = line[at]
        if in_text and sign == "\\":
            at += 1
        elif sign == '"':
            in_text = not in_text
        elif not in_text and sign in "{}":
            depth += 1 if sign == "{" else -1
            if depth == 0:
                return at
        at += 1
    raise TemplateFault("A brace is opened and not closed in the same line.", number)
