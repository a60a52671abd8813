"""Figures: what was measured, its floor, what is wanted of it, and whether that was reached."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`floor` is what nothing can beat, in the same unit; `wanted` is said in words."""

    about: str
    name: str
    value: float
    unit: str
    floor: float | None = None
    wanted: str = ""
    reached: bool | None = None


def at_most(
    about: str, name: str, value: float, unit: str, most: float, floor: float | None = None
) -> Figure:
    return Figure(about, name, value, unit, floor, f"<= {most:g}", value <= most)


def at_least(
    about: str, name: str, value: float, unit: str, least: float, floor: float | None = None
) -> Figure:
    return Figure(about, name, value, unit, floor, f">= {least:g}", value >= least)


def share_of_floor(about: str, name: str, value: float, unit: str, floor: float) -> Figure:
    """Half of the floor is wanted."""
    return Figure(about, name, value, unit, floor, ">= 50 % of floor", value >= floor / 2)


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table in Markdown, in the order they were measured."""
    lines = ["| what | figure | measured | floor | wanted | |", "|---|---|---|---|---|---|"]
    for one in figures:
        floor = "" if one.floor is None else f"{_number(one.floor)} {one.unit}"
        if one.floor and one.unit == "/s":
            floor += f" ({one.value / one.floor:.0%})"
        said = {None: "", True: "reached", False: "**not reached**"}[one.reached]
        measured = f"{_number(one.value)} {one.unit}"
        lines.append(f"| {one.about} | {one.name} | {measured} | {floor} | {one.wanted} | {said} |")
    return "\n".join(lines)


def one_line(figures: Sequence[Figure], seconds: float) -> str:
    """All of it as one line of JSON."""
    told = {
        "benchmark": "main-job",
        "machine": machine(),
        "seconds": round(seconds),
        "figures": [asdict(one) for one in figures],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def machine() -> dict[str, object]:
    """What it was measured on, and how busy that was with other things just now."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
