"""The office over a real database, with a small service in place of the shipped ones."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from samrum.core.law import no_guard
from samrum.office import municipality
from tests.database import RunDatabase
from tests.office.town import SMALL, Cast, settle


@pytest.fixture(autouse=True)
def small_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The parking permit is SMALL, and no law stands in the way."""
    law = SimpleNamespace(guard=lambda package, today: no_guard)
    monkeypatch.setattr(municipality, "packages", lambda: {SMALL.id: SMALL})
    monkeypatch.setattr(municipality, "country", lambda id: law)
    municipality.package.cache_clear()
    yield
    municipality.package.cache_clear()


@pytest.fixture
def cast(db: RunDatabase) -> Cast:
    return settle()


@pytest.fixture
def lasting_cast(lasting_db: RunDatabase) -> Cast:
    return settle()
