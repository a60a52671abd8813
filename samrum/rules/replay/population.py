"""A population: the facts of many cases, one column for each fact, read a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samrum.rules.replay.arrow import (
    Batches,
    names_of,
    parquet_batches,
    parquet_head,
    table_batches,
)
from samrum.rules.replay.columns import Array, Coded, Column, Measured, length, part
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.raw import from_numpy

# Cases read at a time: some tens of megabytes.
BATCH = 1 << 19


@dataclass(frozen=True, slots=True)
class Population:
    """`rows` cases and the names of their columns. The member of a fact that is a context has the
    name of both: `person.age`. `read(names, rows)` gives these columns, batch by batch."""

    names: tuple[str, ...]
    rows: int
    read: Callable[[Sequence[str], int], Batches]

    def batches(self, names: Sequence[str]) -> Batches:
        """The columns of these names, a batch at a time. Raises ReplayFault."""
        if names:
            yield from self.read(names, BATCH)
            return
        for first in range(0, self.rows, BATCH):
            yield min(BATCH, self.rows - first), {}


def population_of_arrays(columns: Mapping[str, Array | Column]) -> Population:
    """Facts in memory: NumPy arrays of one length (masked, None, NaN and NaT are unknown), or
    columns of our own, such as Measured(Decimal, ore, scale=2) for amounts of money."""
    sizes = {name: _size(column) for name, column in columns.items()}
    if len(set(sizes.values())) > 1:
        raise ReplayFault(
            "The columns do not have the same length.",
            ", ".join(f"{name} has {size}" for name, size in sizes.items()) + ".",
            "Give each fact one value for each case.",
        )
    rows = next(iter(sizes.values()), 0)

    def read(names: Sequence[str], size: int) -> Batches:
        for first in range(0, rows, size):
            here = slice(first, min(first + size, rows))
            yield here.stop - first, {name: _batch(name, columns[name], here) for name in names}

    return Population(tuple(columns), rows, read)


def population_of_table(table: Any) -> Population:
    """Facts in an Arrow table."""
    return Population(
        names_of(table.schema),
        table.num_rows,
        lambda names, size: table_batches(table, names, size),
    )


def population_of_parquet(path: Path) -> Population:
    """Facts in a Parquet file; of it, only the columns that the rules look at are read."""
    names, rows = parquet_head(path)
    return Population(names, rows, lambda wanted, size: parquet_batches(path, wanted, size))


def _size(column: Array | Column) -> int:
    return length(column) if isinstance(column, Measured | Coded) else len(column)


def _batch(name: str, column: Array | Column, here: slice) -> Column:
    if isinstance(column, Measured | Coded):
        return part(column, here)
    return from_numpy(name, column[here])
