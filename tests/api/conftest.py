"""Lillevik, with other systems at its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.database import RunDatabase

if TYPE_CHECKING:
    from tests.api.knocking import Knocking


@pytest.fixture
def knocking(db: RunDatabase, monkeypatch: pytest.MonkeyPatch) -> Knocking:
    from tests.api.knocking import knock

    return knock(monkeypatch)


@pytest.fixture
def lasting(lasting_db: RunDatabase, monkeypatch: pytest.MonkeyPatch) -> Knocking:
    """The same with real commits, for several systems at once."""
    from tests.api.knocking import knock

    return knock(monkeypatch)
