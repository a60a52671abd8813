"""A database for this run of the tests: real PostgreSQL, made from a template in a blink.

The server lies in var/test and is shared by all runs on the machine. The template holds the tables
and is made anew when a migration changes; each run copies it under its own name.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from samrum.journal.cluster import APP, OWNER, Cluster, divide_rights, make_database

ROOT = Path(__file__).parent.parent
# A test that lost power would be run again, so the disk need not be waited for.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ONE_MAKES_THE_TEMPLATE = 20260101


class RunDatabase:
    """The database of this run; SAMRUM_TEST_POSTGRES names the bin folder of another PostgreSQL."""

    def __init__(self) -> None:
        programs = os.environ.get("SAMRUM_TEST_POSTGRES")
        where = "test" if programs is None else "test-" + sha256(programs.encode()).hexdigest()[:8]
        other = None if programs is None else Path(programs)
        self.cluster = Cluster(ROOT / "var" / where, settings=HASTE, programs=other)
        self.name = f"run_{os.getpid()}"

    @property
    def app_dsn(self) -> str:
        return self.cluster.address(APP, self.name)

    @property
    def owner_dsn(self) -> str:
        return self.cluster.address(OWNER, self.name)

    @property
    def superuser_dsn(self) -> str:
        return self.cluster.address("postgres", self.name)

    @cached_property
    def template(self) -> str:
        migrations = sorted((ROOT / "samrum").glob("**/migrations/*"))
        text = b"".join(p.read_bytes() for p in migrations if p.is_file())
        return f"template_{sha256(text).hexdigest()[:16]}"

    @contextmanager
    def made(self) -> Iterator["RunDatabase"]:
        """The database exists inside this block."""
        with self.cluster, self._server() as server:
            server.execute("select pg_advisory_lock(%s)", [ONE_MAKES_THE_TEMPLATE])
            self._sweep(server)
            self._make_template(server)
            make_database(server, self.name, self.template)
            server.execute("select pg_advisory_unlock(%s)", [ONE_MAKES_THE_TEMPLATE])
            yield self
            self._drop(server, self.name)

    def empty(self) -> None:
        """Takes every row out of every table, past all guards, as nothing but a test may."""
        with psycopg.connect(self.superuser_dsn, autocommit=True) as superuser:
            tables = superuser.execute(
                "select tablename from pg_tables"
                " where schemaname = 'public' and tablename <> 'django_migrations'"
            ).fetchall()
            if tables:
                superuser.execute("set session_replication_role = replica")
                names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
                superuser.execute(sql.SQL("truncate {} cascade").format(names))

    def _server(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.cluster.address("postgres", "postgres"), autocommit=True)

    def _make_template(self, server: psycopg.Connection[Any]) -> None:
        known = "select 1 from pg_database where datname = %s and datistemplate"
        if server.execute(known, [self.template]).fetchone():
            return
        self._drop(server, self.template)
        make_database(server, self.template)
        with psycopg.connect(self.cluster.address("postgres", self.template)) as superuser:
            divide_rights(superuser)
        self._migrate()
        name = sql.Identifier(self.template)
        server.execute(sql.SQL("alter database {} is_template true").format(name))

    def _migrate(self) -> None:
        """As `samrum migrate` does, but in the template."""
        from django.db import connections

        from samrum.site import ground

        owner = connections["owner"]
        owner.close()
        owner.settings_dict["NAME"] = self.template
        try:
            ground.make_tables()
        finally:
            owner.close()
            owner.settings_dict["NAME"] = self.name

    def _sweep(self, server: psycopg.Connection[Any]) -> None:
        """Drops what runs that were killed left behind, and templates of other migrations."""
        rows = server.execute("select datname from pg_database").fetchall()
        for (name,) in rows:
            kind, _, rest = name.partition("_")
            if kind == "run" and not psutil.pid_exists(int(rest)):
                self._drop(server, name)
            if kind == "template" and rest and name != self.template:
                self._drop(server, name)

    def _drop(self, server: psycopg.Connection[Any], name: str) -> None:
        database = sql.Identifier(name)
        if server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            server.execute(sql.SQL("alter database {} is_template false").format(database))
            server.execute(sql.SQL("drop database {} with (force)").format(database))
