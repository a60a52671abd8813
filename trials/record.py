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

from trials.frame import ROOT, Trial, as_line

RESULTS = Path(__file__).parent / "results.jsonl"
PAGE = ROOT / "docs" / "trials.md"
MADE = "<!-- Made from recorded runs by ./do trials ... --record; do not change by hand. -->"

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
        "rate of failures at 3/n, with 95 % confidence. Runs that failed stay listed.",
    ]
    for trial in trials:
        parts += _section(trial, [line for line in lines if line["id"] == trial.id])
    return "\n\n".join(parts) + "\n"


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
    last = {line["break"]: line for line in lines if "break" in line}
    told = [
        f"`{name}` "
        + ("not recorded" if name not in last else "**missed**" if last[name]["pass"] else "caught")
        for name in trial.defects
    ]
    return "Planted defects: " + ", ".join(told) + "."
