"""An installation of a trial's own: a folder, a database, Lillevik's people, and what ends it.

One for each process, because Django is set up once.  The database is the embedded PostgreSQL as
production has it: every commit waits for the disk.  Everything is ended by its process id.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import psutil
import psycopg

from samrum.journal.cluster import Cluster
from trials.frame import ROOT, VAR

TENANT = 1
SEED = 20261122
PATIENCE = 60.0  # seconds for a server to begin or end


class Installation:
    """The folder and its database, with Django set up over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = Cluster(folder)
        self.cluster.start()
        os.environ.update(
            SAMRUM_ENV="demo",
            SAMRUM_DEMO_LOGIN="1",
            SAMRUM_VAR=str(folder.absolute()),
            SAMRUM_ADDRESS="http://localhost:8000",
            DATABASE_URL=self.cluster.app_dsn,
            DATABASE_OWNER_URL=self.cluster.owner_dsn,
        )
        from samrum.site import ground

        ground.set_up()
        ground.make_tables()
        self.people()
        self._begun = self._written()

    def superuser(self) -> psycopg.Connection[Any]:
        """The database's owner of all rights, as an attacker or a janitor would be."""
        return psycopg.connect(self.cluster.superuser_dsn, autocommit=True)

    def people(self) -> None:
        """Lillevik's staff, a few residents, and the registers that know them."""
        from samrum.cli.lillevik.seed import seed

        seed(SEED, 8, lambda done, of: None)

    def empty(self) -> None:
        """Everything that has happened is gone, and Lillevik begins anew."""
        if self._written() == self._begun:
            return  # it has only just begun
        with self.superuser() as superuser:
            names = superuser.execute(
                "select string_agg(tablename, ', ') from pg_tables"
                " where schemaname = 'public' and tablename <> 'django_migrations'"
            ).fetchone()
            assert names is not None, "an aggregate has a row"
            superuser.execute(f"truncate {names[0]}".encode())
        shutil.rmtree(self.folder / "checkpoints", ignore_errors=True)
        self.people()

    def _written(self) -> str:
        """How far the log of the database has come: the same for as long as nothing is written."""
        with self.superuser() as superuser:
            row = superuser.execute("select pg_current_wal_insert_lsn()::text").fetchone()
        return str(row)


@cache
def installation() -> Installation:
    """The one of this process; it is gone when the process ends."""
    return _begun(VAR / f"installation-{os.getpid()}")


def begin() -> None:
    """Lillevik, newly begun, on ground of the trial's own; the tests bring a database, and the
    registers know those in it whom everybody knows."""
    if "DATABASE_URL" in os.environ and not installation.cache_info().currsize:
        from samrum.cli.lillevik.seed import write_registers

        write_registers((), Random(SEED))
    else:
        installation().empty()


def _begun(folder: Path) -> Installation:
    _sweep(folder.parent)
    atexit.register(remove, folder)
    return Installation(folder)


def remove(folder: Path) -> None:
    """Ends the server that works in a folder, and takes the folder away."""
    data = (folder / "postgres").resolve()
    Cluster(folder).stop()
    end_server(data)
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Takes away what trials that were killed left behind."""
    for left in folder.glob("installation-*"):
        pid = left.name.rpartition("-")[2]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            remove(left)


def postmaster(data: Path) -> psutil.Process | None:
    """The server that works in a data directory, None if none does."""
    with suppress(OSError, ValueError, psutil.NoSuchProcess):
        server = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
        return server if server.cwd() == str(data) else None
    return None


def end_server(data: Path) -> None:
    """Ends a PostgreSQL server at once, by its process id."""
    server = postmaster(data)
    if server is not None:
        server.send_signal(signal.SIGQUIT)
        with suppress(psutil.TimeoutExpired):
            server.wait(PATIENCE)


def product(
    *words: str, defect: str = "", environ: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """A command of the product, as a process of its own; with a planted defect if one is named."""
    told = {**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})}
    return subprocess.Popen(
        [sys.executable, "-m", "trials.durability.planted", defect, *words],
        env=told,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and all it has started, at once, as a power cut to them would."""
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(process.pid)
        for one in [first, *first.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
    process.wait(PATIENCE)


def wait_until(true: Any, seconds: float = PATIENCE) -> float:
    """Waits until `true()`; how many seconds it took.  Raises TimeoutError."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not so within {seconds:.0f} s")
        time.sleep(0.02)
    return time.monotonic() - began


def free_port() -> int:
    """A port that nobody listens on just now.

    It lies below those that the system gives to the near end of a connection: whoever calls one of
    those while nobody listens may be put through to herself, and then nobody else can listen.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def new_key() -> str:
    """The key of one press."""
    return secrets.token_urlsafe(18)
