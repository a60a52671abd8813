"""A figure that was measured, what was wanted of it, and the page that tells them all."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "bench-rules.md"
_HEAD = """<!-- Written by ./do bench rules --record; measure again, do not edit. -->

# How fast the rule language is

Measured with `./do bench rules`, in one run on one machine ({when}). The table has 30 rules (or
300) and 8 inputs; the numbers are decimals and the answer names the rule it rests on. Each figure
is the least of several rounds, and ours and the peers' rounds take turns. The peers answer the same
cases, and their answers are compared with ours before a time counts.

SpiffWorkflow's table is asked directly, without the workflow that usually stands around it. feelin
parses an expression each time, as its interface does; ours is compiled once. pyDMNrules is under
the GPL: it is run here as a program of its own and is no part of Samrum.

Models are remembered in a process and not on the disk. It was tried, on a busier machine: of the
21 ms that a new process needed for the five models, 15 would have been saved by an own format in a
folder of the installation, keyed by the hash of the model and of our own code; 3 ms go into
building what evaluates, and 5 into reading the 195 kB that were kept. That is once for each
process, beside the 2.9 s of processor time that a worker took to start there, and it would be one
more file to keep safe from others.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `wanted` is a bound, in words; reached: None where nothing is wanted."""

    name: str
    value: float | None
    unit: str
    wanted: str = ""
    is_reached: bool | None = None
    note: str = ""


def at_least(name: str, value: float, wanted: float, unit: str = "x", note: str = "") -> Figure:
    """A figure that should be large."""
    return Figure(name, value, unit, f"at least {wanted:g}", value >= wanted, note)


def at_most(name: str, value: float, wanted: float, unit: str = "x", note: str = "") -> Figure:
    """A figure that should be small."""
    return Figure(name, value, unit, f"at most {wanted:g}", value <= wanted, note)


def missing(name: str, why: str) -> Figure:
    """A figure that could not be measured here."""
    return Figure(name, None, "", note=f"not measured: {why}")


def as_line(figure: Figure) -> str:
    """The figure as a line of JSON."""
    return json.dumps(asdict(figure), ensure_ascii=False)


def as_table(figures: Sequence[Figure]) -> str:
    """All figures as a table in Markdown, which is readable as it is."""
    rows = [("figure", "measured", "wanted", "reached", "note")]
    rows += [
        (
            figure.name,
            "-" if figure.value is None else f"{figure.value:,.3g} {figure.unit}".strip(),
            figure.wanted,
            {True: "yes", False: "NO", None: ""}[figure.is_reached],
            figure.note,
        )
        for figure in figures
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    model = platform.processor()
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": load,
    }


def write_page(figures: Sequence[Figure], versions: dict[str, str]) -> None:
    """Writes docs/bench-rules.md."""
    told = ", ".join(f"{name} {value}" for name, value in machine().items())
    peers = ", ".join(f"{name} {version}" for name, version in versions.items())
    head = _HEAD.format(when=datetime.now(UTC).strftime("%Y-%m-%d"))
    page = f"{head}\n{as_table(figures)}\n\nMeasured on: {told}.\n\nThe peers: {peers}.\n"
    PAGE.write_text(page, encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.is_file() else []
