"""What the tests of every layer share: the settings they run under, and a real database."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from samrum.channels import egress
from tests.database import RunDatabase

RUN = RunDatabase()
# Files, registers and post of this run, so that two runs side by side erase nothing of each other.
VAR = RUN.cluster.var / RUN.name
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
LEFT_OUT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Sets Django up for models and pages. The database itself is made when a test asks for it."""
    VAR.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        SAMRUM_ENV="test",
        SAMRUM_VAR=str(VAR),
        DATABASE_URL=RUN.app_dsn,
        DATABASE_OWNER_URL=RUN.owner_dsn,
    )
    from samrum.site import ground

    ground.set_up()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leaves no files behind."""
    shutil.rmtree(VAR, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the browser tests out where there is no browser."""
    if CHROMIUM is not None:
        return
    in_a_browser = [item for item in items if item.get_closest_marker("browser")]
    for item in in_a_browser:
        item.add_marker(pytest.mark.skip(reason="there is no Chromium"))
    config.stash[LEFT_OUT] = len(in_a_browser)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Says how many browser tests were left out, and how to get them."""
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{left_out} browser tests were left out, because there is no Chromium here."
            " To run them, install it (on Debian and Ubuntu: apt-get install chromium)."
        )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; a test that uses it is marked `browser`."""
    assert CHROMIUM is not None, "a test that uses the browser carries the marker browser"
    return CHROMIUM


@pytest.fixture(scope="session")
def database() -> Iterator[RunDatabase]:
    """The database of this run, with all tables. Use `db` or `lasting_db` to leave it clean."""
    from django.db import connections

    with RUN.made():
        yield RUN
        connections.close_all()


@pytest.fixture(autouse=True)
def egress_list_open() -> Iterator[None]:
    """What one test closes is open to the next: who works in this process closes it for good."""
    yield
    egress.reopen()


@pytest.fixture
def db(database: RunDatabase) -> Iterator[RunDatabase]:
    """The database inside one transaction that is undone after the test: quick, and alone."""
    from django.db import connection, transaction

    with transaction.atomic():
        yield database
        transaction.set_rollback(True)
    connection.close_if_unusable_or_obsolete()
    _forget_what_was_given_out()


@pytest.fixture
def lasting_db(database: RunDatabase) -> Iterator[RunDatabase]:
    """The database with real commits, for several connections or processes; emptied afterwards."""
    from django.db import connections

    yield database
    connections.close_all()
    database.empty()
    _forget_what_was_given_out()


def _forget_what_was_given_out() -> None:
    """The checkpoints of a journal that is there no more."""
    shutil.rmtree(VAR / "checkpoints", ignore_errors=True)


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty folder for an installation's data, open to the account that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="samrum-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
