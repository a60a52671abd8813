"""The floor: the same table by hand in NumPy, with nothing checked, explained or kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.rules.rows import CENTS, FACTS, HOMES, TOWNS

_CHUNK = 1 << 15
_WORDS: dict[str, tuple[Any, ...]] = {"town": TOWNS, "home": HOMES}


def floor(rules: list[dict[str, Any]], columns: dict[str, NDArray[Any]]) -> NDArray[Any]:
    """The amount of each case, -1 where no rule matches; for 31 rules or fewer."""
    tables = [_table(rules, number, name) for number, name in enumerate(FACTS)]
    amounts = np.array([-1, *(rule["support"] for rule in rules)])
    found = np.empty(len(columns["age"]), np.int64)
    for first in range(0, len(found), _CHUNK):
        rows = slice(first, first + _CHUNK)
        mask: Any = np.uint32(2**32 - 1)
        for (starts, masks), name in zip(tables, FACTS, strict=True):
            column = columns[name][rows]
            if starts is None:
                places = column.view(np.int8) if column.dtype == bool else column
            else:
                places = np.searchsorted(starts, column, side="right")
            mask = mask & masks.take(places)
        lowest = mask & (~mask + np.uint32(1))
        rule = np.bitwise_count(lowest - np.uint32(1)).astype(np.intp) + 1
        found[rows] = amounts.take(np.where(mask == 0, 0, rule))
    return found


def _table(
    rules: list[dict[str, Any]], number: int, name: str
) -> tuple[NDArray[Any] | None, NDArray[np.uint32]]:
    """Where the masks of a column begin (None: they go by place), and the masks."""
    cells = [rule["cells"][number] for rule in rules]
    if FACTS[name] != "number":
        words = _WORDS.get(name, (False, True))
        return None, np.array([_mask(cells, word, 1) for word in words], np.uint32)
    scale = 100 if name in CENTS else 1
    ends = [c[k] for c in cells if c for k in ("low", "high", "below") if c.get(k) is not None]
    starts = sorted({end * scale for end in ends})
    masks = [_mask(cells, start, scale) for start in (-1, *starts)]
    return np.array(starts), np.array(masks, np.uint32)


def _mask(cells: list[Any], value: Any, scale: int) -> int:
    return sum(1 << bit for bit, cell in enumerate(cells) if _holds(cell, value, scale))


def _holds(cell: Any, value: Any, scale: int) -> bool:
    match cell:
        case None:
            return True
        case {"not": values}:
            return value not in values
        case {"below": below}:
            return bool(value < below * scale)
        case {"low": low, "high": high}:
            return bool(value >= low * scale and (high is None or value < high * scale))
    return value in cell
