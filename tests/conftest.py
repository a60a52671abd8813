"""What the tests of every layer share: the settings they run under, and a real database."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import RunDatabase

RUN = RunDatabase()


def pytest_configure(config: pytest.Config) -> None:
    """Sets Django up for models and pages. The database itself is made when a test asks for it."""
    os.environ.update(
        SAMRUM_ENV="test",
        SAMRUM_VAR=str(RUN.cluster.var),
        DATABASE_URL=RUN.app_dsn,
        DATABASE_OWNER_URL=RUN.owner_dsn,
    )
    from samrum.site import ground

    ground.set_up()


@pytest.fixture(scope="session")
def database() -> Iterator[RunDatabase]:
    """The database of this run, with all tables. Use `db` or `lasting_db` to leave it clean."""
    from django.db import connections

    with RUN.made():
        yield RUN
        connections.close_all()


@pytest.fixture
def db(database: RunDatabase) -> Iterator[RunDatabase]:
    """The database inside one transaction that is undone after the test: quick, and alone."""
    from django.db import connection, transaction

    with transaction.atomic():
        yield database
        transaction.set_rollback(True)
    connection.close_if_unusable_or_obsolete()


@pytest.fixture
def lasting_db(database: RunDatabase) -> Iterator[RunDatabase]:
    """The database with real commits, for several connections or processes; emptied afterwards."""
    from django.db import connections

    yield database
    connections.close_all()
    database.empty()


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty folder for an installation's data, open to the account that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="samrum-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
