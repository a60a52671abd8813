"""What the tests of the pages share: the pages served to a real browser."""

from collections.abc import Iterator

import pytest

from tests.database import RunDatabase
from tests.web.browser import Pages, served


@pytest.fixture(scope="module")
def pages(
    database: RunDatabase, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pages]:
    """All that `samrum demo` serves, over the database of this run, and a browser at it."""
    with pytest.MonkeyPatch.context() as patch:
        # The browser is driven from an event loop, in which Django would not let us ask anything.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with served(chromium, tmp_path_factory.mktemp("lillevik")) as serving:
            yield serving
