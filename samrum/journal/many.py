"""Many rows in one statement: they travel as one JSON document, and the table says what they are.

The driver prepares one value instead of thousands, and the database makes one plan and one trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from samrum.journal.database import Row


def as_json(names: Sequence[str], rows: Iterable[Row]) -> str:
    """Return rows as `json_populate_recordset` reads them: columns by name, bytes as PostgreSQL
    writes them, moments with their zone."""
    told = [{name: _told(value) for name, value in zip(names, row, strict=True)} for row in rows]
    return msgspec.json.encode(told).decode()


def _told(value: object) -> object:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
