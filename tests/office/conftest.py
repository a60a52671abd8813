"""The office over a real database, with a small service in place of the shipped permit."""

from collections.abc import Iterator

import pytest

from samrum.office import act, municipality
from tests.database import RunDatabase
from tests.office.town import SMALL, Cast, settle
from tests.room import SIP


@pytest.fixture(autouse=True)
def small_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The parking permit is SMALL, and no law stands in the way."""
    monkeypatch.setattr(municipality, "packages", lambda: {SMALL.id: SMALL, SIP.id: SIP})
    monkeypatch.setattr(act, "keep", lambda service, digest: None)
    municipality.package.cache_clear()
    yield
    municipality.package.cache_clear()


@pytest.fixture
def cast(db: RunDatabase) -> Cast:
    return settle()


@pytest.fixture
def lasting_cast(lasting_db: RunDatabase) -> Cast:
    return settle()
