"""Which line of the programme is answered by what: programme.txt, read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "programme.txt"
NOT: Final = "not:"


@dataclass(frozen=True, slots=True)
class Line:
    """What the programme asks for; `by` are trials, tests and pages, `open` what nothing does."""

    id: str
    about: str
    by: tuple[str, ...]
    open: str = ""

    @property
    def tests(self) -> tuple[str, ...]:
        return tuple(one for one in self.by if one.startswith("tests/"))

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(one for one in self.by if one.startswith("docs/"))

    @property
    def trials(self) -> tuple[str, ...]:
        return tuple(one for one in self.by if "/" not in one)


def lines() -> list[Line]:
    """Every line of the programme, in its order.  Raises ValueError for one that is not whole."""
    text = TABLE.read_text(encoding="utf-8").splitlines()
    return [_line(one) for one in text if one and not one.startswith("#")]


def _line(text: str) -> Line:
    id, about, answers = (part.strip() for part in text.split(" | "))
    answered, _, left = answers.partition(NOT)
    by = tuple(one.strip() for one in answered.split(",") if one.strip())
    return Line(id, about, by, left.strip())


def table() -> str:
    """The same for docs/trials.md."""
    head = ["| line | asks for | answered by |", "|---|---|---|"]
    return "\n".join([*head, *(f"| {one.id} | {one.about} | {_told(one)} |" for one in lines())])


def _told(line: Line) -> str:
    trials = [f"[{one}](#{one.lower()})" for one in line.trials]
    pages = [f"[{one.removeprefix('docs/')}]({one.removeprefix('docs/')})" for one in line.pages]
    tests = [f"`{one.removesuffix('::*')}`" for one in line.tests]
    left = [f"**not**: {line.open}"] if line.open else []
    return ", ".join([*trials, *pages, *tests]) + ("; " if left and line.by else "") + "".join(left)
