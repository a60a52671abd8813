"""The database as a file and back: PostgreSQL's own pg_dump and pg_restore, at one moment.

A dump holds everything that was committed at that moment, while others go on writing; with it come
the newest checkpoints of the same moment, so that what is restored can be held against them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from samrum.core.refusal import Refused
from samrum.journal.checkpoint import GIVEN_OUT
from samrum.journal.cluster import Cluster

_NAMES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def dump(cluster: Cluster, file: Path) -> dict[int, str]:
    """Write the whole database to a file; the newest checkpoint of each municipality in it.

    Raises Refused.
    """
    with psycopg.connect(cluster.superuser_dsn) as snapshot:
        snapshot.execute("set transaction isolation level repeatable read, read only")
        row = snapshot.execute("select pg_export_snapshot()").fetchone()
        assert row is not None, "a function has a row"
        notes = snapshot.execute(
            f"select distinct on (tenant) tenant, note from ({GIVEN_OUT}) as c"
            " order by tenant, size desc"
        ).fetchall()
        words = ("--format=custom", "--compress=1", f"--snapshot={row[0]}", f"--file={file}")
        _run(cluster, "pg_dump", words)
    return dict(notes)


def restore(cluster: Cluster, file: Path) -> None:
    """Fill the empty database of a cluster, whole or not at all.  Raises Refused."""
    words = ("--exit-on-error", "--single-transaction", "--dbname=samrum", str(file))
    _run(cluster, "pg_restore", words)
    with psycopg.connect(cluster.superuser_dsn, autocommit=True) as superuser:
        superuser.execute("analyze")


def _run(cluster: Cluster, program: str, words: Sequence[str]) -> None:
    """The password goes by the environment: a command line can be read by anybody here."""
    address = conninfo_to_dict(cluster.superuser_dsn)
    told = {_NAMES[name]: str(value) for name, value in address.items() if name in _NAMES}
    done = subprocess.run(
        [cluster.programs() / program, "--no-password", *words],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise Refused(
            "{program} did not do what was asked.",
            because="It said: {said}",
            instead="Put that right and begin again; nothing was changed that was there.",
            program=program,
            said=done.stderr.strip()[-600:],
        )
