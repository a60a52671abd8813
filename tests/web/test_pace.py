"""Who presses faster than anybody can is asked to wait; a whole library is not."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from samrum.web.shared import pace
from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.lillevik import settle, text


def request(path: str = "/", token: str = "", address: str = "10.0.0.1") -> object:
    made = RequestFactory().get(path, REMOTE_ADDR=address)
    made.COOKIES[COOKIE] = token
    return made


def test_a_library_of_a_hundred_people_is_let_through_and_one_machine_is_not() -> None:
    counts = pace.Counts(now=lambda: 60.0)
    people = [
        counts.too_many(pace.limits(request(token=f"person-{one}")))  # type: ignore[arg-type]
        for one in range(100)
        for _press in range(20)
    ]
    assert not any(people)

    machine = [
        counts.too_many(pace.limits(request(token="one")))  # type: ignore[arg-type]
        for _press in range(pace.OF_A_SESSION + 1)
    ]
    assert machine.index(True) == pace.OF_A_SESSION


def test_the_next_minute_begins_anew() -> None:
    clock = [60.0]
    counts = pace.Counts(now=lambda: clock[0])
    one = {"session one": 2}
    assert [counts.too_many(one) for _press in range(3)] == [False, False, True]
    assert counts.seconds_left() == 60

    clock[0] = 121.0
    assert not counts.too_many(one)


def test_many_who_begin_to_log_in_are_let_through_and_a_flood_is_not() -> None:
    counts = pace.Counts(now=lambda: 60.0)
    begun = [
        counts.too_many(pace.limits(request(pace.LOGIN)))  # type: ignore[arg-type]
        for _press in range(pace.LOGINS_OF_AN_ADDRESS + 1)
    ]
    assert begun.index(True) == pace.LOGINS_OF_AN_ADDRESS


@pytest.mark.parametrize(("behind", "address"), [(True, "192.0.2.7"), (False, "10.0.0.1")])
def test_the_address_is_what_our_own_proxy_saw(behind: bool, address: str) -> None:
    asked = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    )
    with override_settings(BEHIND_TLS=behind):
        assert pace.address_of(asked) == address


def test_the_page_says_to_wait_and_loses_nothing(
    db: RunDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = settle().browser("anna")
    monkeypatch.setattr(pace, "OF_A_SESSION", 1)
    with override_settings(PACE=True):
        assert anna.get("/cases/").status_code == 200
        answer = anna.get("/cases/")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "What you have typed is still on the page." in text(answer)
    assert answer["Cache-Control"] == "no-store"
