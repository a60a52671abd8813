"""Rows of state: the statements that write one, and where each holds the head of its stream.

The columns of such a table begin with the tenant and the id.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

HEAD: Final = "version, head, last_kind, last_agency, changed_at, path_hash"
"""The columns of what the stream's next entry stands on, in the order of the fields of Head."""


def insert(table: str, columns: Sequence[str]) -> str:
    """Add a row; the values in the order of the columns."""
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})"


def update(table: str, columns: Sequence[str]) -> str:
    """Change a row that is held; the values in the order of the columns, but tenant and id last."""
    changed = ", ".join(f"{name} = %s" for name in columns[2:])
    return f"update {table} set {changed} where tenant = %s and id = %s"


def put(table: str, columns: Sequence[str]) -> str:
    """Add a row or change the one that is there; the values in the order of the columns."""
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns[2:])
    return f"{insert(table, columns)} on conflict (tenant, id) do update set {changed}"


def as_compared(columns: Sequence[str], ids: Collection[str] = ("id",)) -> str:
    """The columns as `samrum verify` compares them: with these ids as text."""
    return ", ".join(f"{name}::text" if name in ids else name for name in columns)
