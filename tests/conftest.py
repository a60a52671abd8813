"""What the tests of every layer share."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty folder for an installation's data, open to the account that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="samrum-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
