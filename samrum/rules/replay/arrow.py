"""Columns of Arrow tables and Parquet files. pyarrow is needed for this alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from samrum.rules.replay.columns import FURTHEST, Array, Coded, Column, Truths
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.raw import (
    TICKS,
    days,
    floats,
    moment,
    objects,
    ticks,
    time_of_day,
    truths,
    unreadable,
    whole_numbers,
)
from samrum.rules.temporal import DaysTime

Batches: TypeAlias = Iterator[tuple[int, dict[str, Column]]]

_WORDS = np.dtype([("low", "<i8"), ("high", "<i8")])
_UTC = ("UTC", "Etc/UTC", "+00:00", "Z")


def pyarrow() -> Any:
    """The library, or a refusal that says how to get it."""
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise ReplayFault(
            "Arrow tables and Parquet files cannot be read here.",
            "The package pyarrow is not installed.",
            "Install pyarrow.",
        ) from None
    return pyarrow


def names_of(schema: Any) -> tuple[str, ...]:
    """The names of the columns; a member of a struct is named with the struct, `person.age`."""
    return tuple(name for field in schema for name in _names(field.name, field.type))


def table_batches(table: Any, names: Sequence[str], rows: int) -> Batches:
    """The columns of a table, so many rows at a time."""
    for batch in table.select(_tops(table.schema, names)).to_batches(max_chunksize=rows):
        yield batch.num_rows, _columns(batch, names)


def parquet_batches(path: Path, names: Sequence[str], rows: int) -> Batches:
    """The columns of a Parquet file, so many rows at a time; nothing else of it is read."""
    parquet = pyarrow().parquet
    with parquet.ParquetFile(path) as file:
        texts = [name for name in names if _is_text(file.schema_arrow, name)]
    with parquet.ParquetFile(path, read_dictionary=texts) as file:
        for batch in file.iter_batches(batch_size=rows, columns=list(names)):
            yield batch.num_rows, _columns(batch, names)


def parquet_head(path: Path) -> tuple[tuple[str, ...], int]:
    """The names of the columns of a Parquet file, and its rows. Raises ReplayFault."""
    arrow = pyarrow()
    try:
        with arrow.parquet.ParquetFile(path) as file:
            return names_of(file.schema_arrow), file.metadata.num_rows
    except (OSError, arrow.ArrowInvalid) as fault:
        raise ReplayFault(
            f"The file {path.name} cannot be read.",
            f"It is no Parquet file, or not a whole one: {fault}",
            "Give a Parquet file with one column for each fact.",
        ) from None


def from_arrow(name: str, array: Any) -> Column:
    """An Arrow array. Raises ReplayFault for a type that rules have no exact meaning for."""
    types = pyarrow().types
    kind = array.type
    unknown = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    if types.is_dictionary(kind):
        return _dictionary(array, unknown)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return _dictionary(array.dictionary_encode(), unknown)
    if types.is_boolean(kind):
        return truths(_plain(array, False), unknown)
    if types.is_integer(kind):
        return whole_numbers(_plain(array, 0), 0, unknown)
    if types.is_float64(kind):
        return floats(name, _plain(array, 0.0), unknown)
    if types.is_decimal(kind):
        return _decimals(array, unknown)
    if types.is_date(kind):
        return days(_plain(array.cast("date32").cast("int32"), 0), unknown)
    if types.is_timestamp(kind) or types.is_time(kind) or types.is_duration(kind):
        return _times(name, array, unknown)
    if types.is_null(kind) or types.is_list(kind) or types.is_large_list(kind):
        return objects(array.to_pylist())
    raise unreadable(name, f"the type {kind}")


def _columns(batch: Any, names: Sequence[str]) -> dict[str, Column]:
    wanted = set(names)
    columns: dict[str, Column] = {}
    pending = [(field.name, batch.column(i)) for i, field in enumerate(batch.schema)]
    while pending:
        name, array = pending.pop()
        if pyarrow().types.is_struct(array.type):
            if array.null_count:
                raise ReplayFault(
                    f"The column {name} is empty as a whole for some cases.",
                    "Its members are what the rules look at.",
                    "Leave the members empty, each by itself.",
                )
            fields = [array.type.field(i).name for i in range(array.type.num_fields)]
            pending += zip([f"{name}.{f}" for f in fields], array.flatten(), strict=True)
        elif name in wanted:
            columns[name] = from_arrow(name, array)
    return columns


def _names(name: str, kind: Any) -> Iterator[str]:
    if not pyarrow().types.is_struct(kind):
        yield name
        return
    for number in range(kind.num_fields):
        field = kind.field(number)
        yield from _names(f"{name}.{field.name}", field.type)


def _tops(schema: Any, names: Sequence[str]) -> list[str]:
    """The columns of a table that the named ones stand in."""
    return [field.name for field in schema if set(_names(field.name, field.type)) & set(names)]


def _is_text(schema: Any, name: str) -> bool:
    index = schema.get_field_index(name)
    return index >= 0 and bool(pyarrow().types.is_string(schema.field(index).type))


def _plain(array: Any, filler: object) -> Array:
    filled = array.fill_null(filler) if array.null_count else array
    numbers: Array = filled.to_numpy(zero_copy_only=False)
    return numbers


def _dictionary(array: Any, unknown: Truths | None) -> Coded:
    words = array.dictionary.to_pylist()
    codes = _plain(array.indices, 0)
    if unknown is not None:
        codes = np.where(unknown, len(words), codes)
        words.append(None)
    return Coded(codes, words)


def _decimals(array: Any, unknown: Truths | None) -> Column:
    """Decimals of 128 bits whose upper half only repeats the sign are whole numbers of units."""
    kind = array.type
    if kind.bit_width < 128:
        array = array.cast(pyarrow().decimal128(kind.precision, kind.scale))
    if kind.bit_width > 128 or kind.scale < 0:
        return objects(array.to_pylist())
    words = np.frombuffer(array.buffers()[1], _WORDS)[array.offset :][: len(array)]
    low = words["low"] if unknown is None else np.where(unknown, 0, words["low"])
    high = words["high"] if unknown is None else np.where(unknown, 0, words["high"])
    if (low >> 63 == high).all() and (np.abs(low) < FURTHEST).all():
        return whole_numbers(np.ascontiguousarray(low), kind.scale, unknown)
    return objects(array.to_pylist())


def _times(name: str, array: Any, unknown: Truths | None) -> Coded:
    types = pyarrow().types
    kind = array.type
    tick = TICKS[kind.unit]
    width = "int32" if kind.bit_width == 32 else "int64"
    counts = _plain(array.cast(width), 0)
    if types.is_time(kind):
        return ticks(counts, lambda count: time_of_day(count * tick), unknown)
    if types.is_duration(kind):
        return ticks(counts, lambda count: DaysTime(count * tick), unknown)
    if kind.tz is not None and kind.tz not in _UTC:
        raise unreadable(name, f"moments of the zone {kind.tz}: they are kept in UTC")
    offset = None if kind.tz is None else 0
    return ticks(counts, lambda count: moment(count * tick, offset), unknown)
