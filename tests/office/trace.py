"""What goes over the wire to the database, so that a test can count it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection


@contextmanager
def statements(folder: Path) -> Iterator[list[str]]:
    """What goes over the wire, as libpq itself traces it: the first words of each statement."""
    told: list[str] = []
    connection.ensure_connection()
    raw: psycopg.Connection = connection.connection
    with (folder / "trace").open("w+") as file:
        raw.pgconn.trace(file.fileno())
        yield told
        raw.pgconn.untrace()
    for line in (folder / "trace").read_text().splitlines():
        if "\tF\t" in line and ("\tExecute\t" in line or "\tQuery\t" in line):
            told.append(line.rsplit("\t", 1)[1].strip(' "'))
