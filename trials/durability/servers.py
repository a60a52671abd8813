"""PostgreSQL servers beside an installation's own: copies of it that follow one another.

They are made with the embedded PostgreSQL's own programs, listen on loopback, lie in folders of
their own, and are ended by process id.
"""

from __future__ import annotations

import atexit
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from samrum.journal.account import Account, ground_for
from samrum.journal.cluster import APP, DATABASE, SUPERUSER, secret_in
from trials.installation import PATIENCE, Installation, wait_until

STANDBY = "samrum_standby"


@dataclass(frozen=True)
class Server:
    """A server with its data in `data`, that listens on a port of this machine."""

    here: Installation
    data: Path
    port: int

    @classmethod
    def copy(cls, here: Installation, of: str, port: int, follows: bool) -> Server:
        """A copy of the server at `of`, started: it follows that one, or stands alone."""
        account = Account.of_the_database()
        name = f"copy-{secrets.token_hex(4)}"
        data = ground_for(account, here.folder / name)
        made = cls(here, data, port)
        atexit.register(made.remove)
        data.mkdir(mode=0o700)
        account.take(data, 0o700)
        words = ["--checkpoint=fast", f"--pgdata={data}", f"--dbname={of}"]
        made._run(account, "pg_basebackup", *words)
        lines = ["listen_addresses = '127.0.0.1'", f"port = {port}", "unix_socket_directories = ''"]
        if follows:
            lines.append(f"primary_conninfo = '{of}&application_name={STANDBY}'")
            (data / "standby.signal").touch()
            account.take(data / "standby.signal", 0o600)
        with (data / "postgresql.auto.conf").open("a") as settings:
            settings.write("\n".join(lines) + "\n")
        made.start()
        return made

    def start(self) -> None:
        """Begins to serve; waits until it does."""
        log = f"--log={self.data / 'server.log'}"
        words = ["start", "--wait", "--silent", f"--pgdata={self.data}", log]
        self._run(Account.of_the_database(), "pg_ctl", *words)

    def promote(self) -> None:
        """Follows no more and takes writes; waits until it does."""
        words = ["promote", "--wait", "--silent", f"--pgdata={self.data}"]
        self._run(Account.of_the_database(), "pg_ctl", *words)

    def kill(self) -> None:
        """Ends every process of this server at once, as when its machine loses power."""
        for one in processes_in(self.data):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        wait_until(lambda: not processes_in(self.data))

    def remove(self) -> None:
        """Kills it and takes its data away."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)

    def address(self, role: str = SUPERUSER, *others: Server) -> str:
        """The address for a role; with `others`, of whichever of them takes writes."""
        password = quote(secret_in(self.here.cluster.var / "secrets" / role), safe="")
        hosts = ",".join(f"127.0.0.1:{one.port}" for one in (self, *others))
        more = "&target_session_attrs=read-write" if others else ""
        return f"postgresql://{role}:{password}@{hosts}/{DATABASE}?connect_timeout=5{more}"

    def superuser(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address(), autocommit=True)

    def _run(self, account: Account, program: str, *words: str) -> None:
        programs = self.here.cluster.programs()
        code, said = account.run([programs / program, *words], PATIENCE)
        if code:
            log = self.data / "server.log"
            raise RuntimeError(said + (log.read_text()[-600:] if log.exists() else ""))


def between(one: Server, other: Server) -> str:
    """The address for the product of the one of two servers that takes writes."""
    return one.address(APP, other)


def processes_in(data: Path) -> list[psutil.Process]:
    """The processes of the server that works in a data directory."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if one.cwd() == str(data) and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
    return found
