"""One column made of pieces, each for some of the cases: numbers together where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from samrum.rules.number import CONTEXT, is_whole
from samrum.rules.replay.columns import (
    FURTHEST,
    Array,
    Coded,
    Column,
    Measured,
    coded,
    key_of,
    length,
)
from samrum.rules.value import Value


class Piece(NamedTuple):
    """The values of the cases in these rows."""

    rows: Array
    column: Column


def joined(columns: Sequence[Column]) -> Column:
    """The cases of one column after those of another."""
    measured = [column for column in columns if isinstance(column, Measured)]
    if measured:
        if all(_goes_with(measured[0], column) for column in columns):
            return _joined_measured(measured)
        return assembled(sum(map(length, columns)), _pieces(columns))
    told = [column if isinstance(column, Coded) else coded(column) for column in columns]
    if all(column.values is told[0].values for column in told):
        return Coded(np.concatenate([column.codes for column in told]), told[0].values)
    values: list[Value] = []
    places: dict[object, int] = {}
    codes: list[Array] = []
    for column in told:
        own = np.empty(len(column.values), np.int32)
        for number, value in enumerate(column.values):
            own[number] = places.setdefault(key_of(value), len(values))
            if own[number] == len(values):
                values.append(value)
        codes.append(own[column.codes])
    return Coded(np.concatenate(codes), values)


def assembled(size: int, pieces: Sequence[Piece]) -> Column:
    """The column of all cases: measured where a piece is, if the others can go with it."""
    measured = [piece.column for piece in pieces if isinstance(piece.column, Measured)]
    if measured:
        together = _measured(size, pieces, measured)
        if together is not None:
            return together
    codes = np.empty(size, np.int64)
    values: list[Value] = []
    for rows, column in pieces:
        told = coded(column)
        codes[rows] = told.codes + len(values)
        values += told.values
    return Coded(codes, values)


def _measured(size: int, pieces: Sequence[Piece], measured: Sequence[Measured]) -> Measured | None:
    """None where a piece has something else than nulls and numbers that whole units can tell."""
    kind, scale = measured[0].kind, max(column.scale for column in measured)
    units = np.zeros(size, np.int64)
    unknown = np.zeros(size, np.bool_)
    for rows, column in pieces:
        found = _units(column, kind, scale)
        if found is None:
            return None
        units[rows], unknown[rows] = found
    return Measured(kind, units, scale, unknown if unknown.any() else None)


def _units(column: Column, kind: type, scale: int) -> tuple[Array, Array] | None:
    if isinstance(column, Coded):
        told = coded(column)
        found = [_unit(value, kind, scale) for value in told.values]
        if None in found:
            return None
        gone = np.array([value is None for value in told.values], np.bool_)
        return np.array(found, np.int64)[told.codes], gone[told.codes]
    factor = 10 ** (scale - column.scale)
    units = column.units
    if column.kind is not kind or units.dtype.kind == "f":
        return None
    if len(units) and max(abs(int(units.min())), abs(int(units.max()))) * factor >= FURTHEST:
        return None
    gone = np.zeros(len(units), np.bool_) if column.unknown is None else column.unknown
    return units.astype(np.int64) * factor, gone


def _unit(value: Value, kind: type, scale: int) -> int | None:
    """The units of a number, any for null; None for what has none."""
    if value is None:
        return 0
    if not isinstance(value, Decimal) or kind is not Decimal or value.adjusted() > 18:
        return None
    unit = CONTEXT.scaleb(value, scale)
    return int(unit) if is_whole(unit) and abs(unit) < FURTHEST else None


def _goes_with(one: Measured, other: Column) -> bool:
    return isinstance(other, Measured) and (
        (one.kind, one.scale, one.units.dtype) == (other.kind, other.scale, other.units.dtype)
    )


def _pieces(columns: Sequence[Column]) -> list[Piece]:
    pieces: list[Piece] = []
    start = 0
    for column in columns:
        pieces.append(Piece(np.arange(start, start + length(column)), column))
        start += length(column)
    return pieces


def _joined_measured(columns: Sequence[Measured]) -> Measured:
    unknown = None
    if any(column.unknown is not None for column in columns):
        marks = (
            np.zeros(len(column.units), np.bool_) if column.unknown is None else column.unknown
            for column in columns
        )
        unknown = np.concatenate(list(marks))
    units = np.concatenate([column.units for column in columns])
    return Measured(columns[0].kind, units, columns[0].scale, unknown)
