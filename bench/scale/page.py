"""The page that tells all figures of a run, docs/bench-scale.md, and its two pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.scale.figures import EACH_MILLION, PARTS, Measured, wanted
from bench.scale.picture import Line, picture

DOCS: Final = Path(__file__).parent.parent.parent / "docs"
DRAWN: Final = {
    "submit": "submit",
    "decide": "decide",
    "case page, caseworker": "case page",
    "worklist: the unit": "worklist",
    "worklist: search a name": "search a name",
    "worklist: search a case number": "search a number",
}
_HEAD: Final = """<!-- Written by ./do bench scale --record; measure again, do not edit. -->

# What it costs as the journal grows

Measured with `{command}`,
in one run on one machine ({when}). The pages, PostgreSQL with every commit waiting for the disk,
and what asks share its {cores} cores. {reached}

Every case is a copy of one that was really played, with all its entries, under its own hashes and
under checkpoints; a resident has two cases. Nothing here is left out of what `samrum verify` reads.

![The time of acts and pages beside the number of cases](pictures/scale-time.svg)

![Processor time for a million entries beside the number of cases](pictures/scale-reading.svg)

How to read it:

- **Acts and pages** go over HTTP, one after the other, each time for somebody else, as often as
  `--count` says. The times are what one person waits for, not what many at once get: that is
  [bench-main-job](bench-main-job.md).
- **Checked** is `samrum verify`: every hash, every checkpoint, and that the entries alone give
  every row of state. **Rebuilt** is the state from the entries alone, written as it would be kept,
  without any check. Where the note says "a part of the journal", the run was given `--part` and
  stopped after so many entries; cases and residents lie mixed, so they are a fair sample, but
  faults are then not told, and what is read at the end (checkpoints) is left out.
- **The load** below is that of the machine when the run began. Above the number of cores, times
  tell more of the neighbours than of Samrum.
"""


def write(
    measured: Sequence[Measured], machine: dict[str, object], command: str, ended: str = ""
) -> None:
    """Writes page and pictures; `ended` says why a run has not come to its end."""
    asked = wanted(measured)
    broken = f"\nThe run did not come to its end: {ended}.\n" if ended else ""
    head = _HEAD.format(
        command=command,
        when=datetime.now(UTC).strftime("%Y-%m-%d"),
        cores=machine["cores"],
        reached=f"Of {len(asked)} things that were wanted, {sum(so for _, so in asked)} were "
        "reached.",
    )
    told = ", ".join(f"{name} {value}" for name, value in machine.items())
    sentences = "\n".join(
        f"- {sentence}: {'reached' if so else '**not reached**'}" for sentence, so in asked
    )
    (DOCS / "bench-scale.md").write_text(
        f"{head}{broken}\n## What was wanted\n\n{sentences}\n\n## All figures\n\n{table(measured)}"
        f"\n\nMeasured on: {told} (load: when the run began).\n",
        encoding="utf-8",
    )
    _draw(measured)


def table(measured: Sequence[Measured]) -> str:
    """A row for each figure, a column for each size, the smallest first."""
    sizes = sorted({one.size for one in measured})
    rows = dict.fromkeys((one.about, one.name, one.unit) for one in measured)
    cells = {(one.about, one.name, one.unit, one.size): one for one in measured}
    lines = [
        f"| what | figure | {' | '.join(f'{size:,} cases' for size in sizes)} |",
        f"|---|---|{'---:|' * len(sizes)}",
    ]
    for row in rows:
        found = [cells.get((*row, size)) for size in sizes]
        lines.append(f"| {row[0]} | {row[1]} | {' | '.join(map(_cell, found))} |")
    return "\n".join(lines)


def _cell(one: Measured | None) -> str:
    if one is None:
        return ""
    value = one.value
    number = f"{value:,.0f}" if value >= 100 or not one.unit else f"{value:.3g}"
    note = f" ({one.note})" if one.note and one.name.startswith("processor") else ""
    return f"{number} {one.unit}".strip() + note


def _draw(measured: Sequence[Measured]) -> None:
    times = _lines(measured, DRAWN.items(), "median")
    again = _lines(
        measured,
        ((about, part) for part, about in PARTS.items()),
        EACH_MILLION,
    )
    for name, title, unit, lines in (
        ("scale-time.svg", "What one person waits, median", "ms", times),
        ("scale-reading.svg", "Reading a million entries, processor time", "s", again),
    ):
        if lines:
            (DOCS / "pictures" / name).write_text(picture(title, unit, lines), encoding="utf-8")


def _lines(
    measured: Sequence[Measured], named: Iterable[tuple[str, str]], figure: str
) -> dict[str, Line]:
    found = {
        name: [
            (one.size, one.value) for one in measured if (one.about, one.name) == (about, figure)
        ]
        for about, name in named
    }
    return {name: line for name, line in found.items() if line}
