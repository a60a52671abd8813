"""One figure at one size, and what is wanted of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FLATTEST: Final = 1.5  # times the median of the smallest size
EACH_MILLION: Final = "processor time for a million entries"
PARTS: Final = {"verify": "checked (samrum verify)", "rebuild": "rebuilt from its entries alone"}
MOST_SECONDS: Final = 600.0  # of processor time, for a million entries


@dataclass(frozen=True)
class Measured:
    """`note` says what the number alone does not."""

    size: int
    about: str
    name: str
    value: float
    unit: str
    note: str = ""


def wanted(measured: Sequence[Measured]) -> list[tuple[str, bool]]:
    """What is wanted, in words with the number, and whether it is so."""
    found = []
    for about in dict.fromkeys(one.about for one in measured if one.name == "median"):
        times = _values(measured, about, "median")
        if len(times) > 1:
            most = max(times) / times[0]
            sentence = f"{about}: at no size {FLATTEST} times as slow as at the smallest"
            found.append((f"{sentence} ({most:.2f})", most <= FLATTEST))
    for about in PARTS.values():
        costs = _values(measured, about, EACH_MILLION)
        if costs:
            sentence = f"a million entries {about} within {MOST_SECONDS:g} s"
            found.append((f"{sentence} ({max(costs):.0f})", max(costs) <= MOST_SECONDS))
    faults = [one.value for one in measured if one.name == "faults"]
    if faults:
        found.append((f"no fault in the journal ({sum(faults):.0f})", not any(faults)))
    return found


def _values(measured: Sequence[Measured], about: str, name: str) -> list[float]:
    return [one.value for one in measured if (one.about, one.name) == (about, name)]
