"""Records the statements that are sent to the database, so that a floor can send the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connection

Values = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """`numbered` when its places are written $1, $2; `together` when inside a transaction;
    `binary` when its rows are asked for in binary."""

    text: str
    values: Values
    numbered: bool
    together: bool
    binary: bool

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.text.lstrip().split(None, 1)[0].lower() in ("insert", "update", "delete")


@dataclass
class Record:
    """The statements in order."""

    statements: list[Statement] = field(default_factory=list)

    @property
    def commits(self) -> int:
        """How often something was made to last: transactions that write, and single writes."""
        return sum(any(one.writes for one in group) for group in self.groups())

    def groups(self) -> list[list[Statement]]:
        """The statements as they are sent: those of one transaction together, others alone."""
        found: list[list[Statement]] = []
        for one in self.statements:
            if one.together and found and found[-1][0].together:
                found[-1].append(one)
            else:
                found.append([one])
        return found


@contextmanager
def recorded() -> Iterator[Record]:
    """What this thread sends inside the block.  Two transactions that follow on each other
    directly are taken for one."""
    record = Record()
    send = psycopg.Cursor.execute

    def remembering(
        cursor: psycopg.Cursor[Any], text: Any, values: Values | None = None, **more: Any
    ) -> psycopg.Cursor[Any]:
        numbered = isinstance(cursor, psycopg.RawCursor)
        together = connection.in_atomic_block
        binary = bool(more.get("binary"))
        record.statements.append(Statement(str(text), values or (), numbered, together, binary))
        return send(cursor, text, values, **more)

    with patch.object(psycopg.Cursor, "execute", remembering):
        yield record
