"""The results that were kept, and the page made of them: docs/trials.md.

Every recorded run stays in trials/results.jsonl, also those that failed; the page shows the last
run of each trial at its largest size and what failed before.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from trials.answered import table
from trials.frame import ROOT, Trial, as_line

RESULTS = Path(__file__).parent / "results.jsonl"
PAGE = ROOT / "docs" / "trials.md"
MADE = "<!-- Made from recorded runs by ./do trials ... --record; do not change by hand. -->"

BY_LINE = (
    "The programme was set up before the product was built. Line by line, with the names that its "
    "lines had then: what answers each, and what nothing does."
)

Line = dict[str, Any]


def keep(line: Line) -> None:
    """Adds a line, with today's date."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(as_line({"day": day, **line}) + "\n")


def kept() -> list[Line]:
    """The recorded lines, the oldest first."""
    if not RESULTS.exists():
        return []
    return [json.loads(text) for text in RESULTS.read_text(encoding="utf-8").splitlines()]


def write_page(trials: Iterable[Trial]) -> None:
    """Writes docs/trials.md."""
    PAGE.write_text(page(trials, kept()), encoding="utf-8")


def page(trials: Iterable[Trial], lines: Sequence[Line]) -> str:
    """The page about these trials and lines."""
    parts = [
        MADE,
        "# Trials",
        "Each trial is one command that prints one line of JSON. A trial counts only while every "
        "defect that is planted in what it tests makes it fail. No failure in n cases bounds the "
        "rate of failures at 3/n, with 95 % confidence. Runs that failed stay listed. First all "
        "trials at a glance: where the full size has not been run, the largest that was.",
    ]
    of = [(trial, [line for line in lines if line["id"] == trial.id]) for trial in trials]
    parts += [_at_a_glance(of), BY_LINE, table()]
    for trial, about in of:
        parts += _section(trial, about)
    return "\n\n".join(parts) + "\n"


def _at_a_glance(of: Sequence[tuple[Trial, Sequence[Line]]]) -> str:
    """Of each trial: what a size could not reach yet, and which defects are seen to be caught."""
    head = ["| trial | full size | largest that passed | last run | defects caught |"]
    return "\n".join([*head, "|---|---|---|---|---|", *(_glance(*one) for one in of)])


def _glance(trial: Trial, lines: Sequence[Line]) -> str:
    runs = [line for line in lines if "break" not in line and "not here" not in line]
    largest = max((line["n"] for line in runs if line["pass"]), default=0)
    reached = "full" if largest >= trial.full else f"{largest:,}" if largest else "none"
    last = "not recorded" if not runs else "passed" if runs[-1]["pass"] else "**failed**"
    caught = sum(not found["pass"] for found in _last_of_each_defect(trial, lines).values())
    return (
        f"| {trial.id} | {trial.full:,} | {reached} | {last} | {caught} of {len(trial.defects)} |"
    )


def _section(trial: Trial, lines: Sequence[Line]) -> list[str]:
    runs = [line for line in lines if "break" not in line]
    parts = [
        f"## {trial.id}",
        trial.claim,
        f"`./do trials {trial.id}`: {trial.full:,} {trial.unit}; with `--quick`, {trial.quick:,}.",
    ]
    if runs:
        head = ["| day | version | seed | n | result | figures |", "|---|---|---|---|---|---|"]
        parts.append("\n".join([*head, *map(_row, runs)]))
    else:
        parts.append("Not recorded yet.")
    parts.append(_controls(trial, lines))
    return parts


def _row(line: Line) -> str:
    result = "passed" if line["pass"] else "**failed**"
    if "not here" in line:
        return f"| {line['day']} | | | | not run | {' '.join(line['not here'])} |"
    figures = ", ".join(_told(name, value) for name, value in line["figures"].items())
    return (
        f"| {line['day']} | {line['version']} | {line['seed']} | {line['n']:,} | {result} "
        f"| {figures} |"
    )


def _told(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return f"{name} ({', '.join(_told(k, v) for k, v in value.items())})"
    if isinstance(value, list):
        return f"{name}: {'; '.join(map(str, value)) or 'none'}"
    return f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"


def _controls(trial: Trial, lines: Sequence[Line]) -> str:
    last = _last_of_each_defect(trial, lines)
    told = [
        f"`{name}` "
        + ("not recorded" if name not in last else "**missed**" if last[name]["pass"] else "caught")
        for name in trial.defects
    ]
    return "Planted defects: " + ", ".join(told) + "."


def _last_of_each_defect(trial: Trial, lines: Sequence[Line]) -> dict[str, Line]:
    """The last line of each defect that the trial still has."""
    return {line["break"]: line for line in lines if line.get("break") in trial.defects}
