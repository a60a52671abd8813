"""The night that lacks an hour and the night that has one twice: five minutes are five minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from samrum.journal import hooks as hooks_of
from samrum.journal import outbox
from samrum.office import clock, hooks, identity, post_room
from samrum.office.municipality import KnownSystem, now
from tests.office.town import Cast

# Twenty past three, and twenty minutes after it was three for the first time.
SUMMER = datetime(2027, 3, 28, 1, 20, tzinfo=UTC)
WINTER = datetime(2026, 10, 25, 1, 20, tzinfo=UTC)
NIGHTS = pytest.mark.parametrize("at", [SUMMER, WINTER], ids=["summer", "winter"])
Leased = list[timedelta]


@pytest.fixture
def leased(monkeypatch: pytest.MonkeyPatch) -> Leased:
    """For how long something was leased."""
    times: Leased = []

    def lease(*said: object) -> list[outbox.Waiting] | None:
        first, until = (one.astimezone(UTC) for one in said if isinstance(one, datetime))
        times.append(until - first)
        return []

    def hold(*said: object) -> None:
        lease(*said)

    monkeypatch.setattr(outbox, "lease", lease)
    monkeypatch.setattr(hooks_of, "hold", hold)
    return times


@NIGHTS
@pytest.mark.parametrize(
    ("send", "lasts"),
    [
        (post_room.send_waiting, post_room.LEASE),
        (lambda tenant: hooks._tell(tenant, KnownSystem("system:x", "X", "x", {})), hooks.LEASE),
    ],
    ids=["letters", "webhooks"],
)
def test_what_somebody_has_leased_is_hers_until_the_time_is_over(
    cast: Cast, leased: Leased, at: datetime, send: Callable[[int], int], lasts: timedelta
) -> None:
    with clock.held_at(at):
        send(1)

    assert leased == [lasts]


@NIGHTS
def test_nobody_is_logged_out_by_the_change_of_the_clock(cast: Cast, at: datetime) -> None:
    with clock.held_at(at - timedelta(minutes=25)):
        token = identity.begin_session(cast.anna)

    with clock.held_at(at):
        assert identity.forget_ended(1) == 0
        found = identity.session(token)
        assert found is not None and found.ends_at - at == identity.IDLE
        assert now(1).utcoffset() == timedelta(hours=2 if at is SUMMER else 1)
    with clock.held_at(at + timedelta(minutes=31)):
        assert identity.forget_ended(1) == 1
