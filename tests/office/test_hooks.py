"""Other systems are told what happens: in order, at least once, and nothing of any person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from samrum.channels import webhook
from samrum.channels.webhook import NotDelivered
from samrum.core.case import SendMessage
from samrum.journal import checkpoint
from samrum.office import clock, hooks, municipality
from samrum.office.act import act
from samrum.office.municipality import now
from samrum.site.checkpoints import our_key
from tests.office.town import Cast, applies


class Receiver:
    """A system with a webhook; while it is `down`, it says no."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.down = False

    def deliver(self, hook: Any, event: dict[str, Any], key: Any) -> None:
        if self.down:
            raise NotDelivered("status 500")
        self.heard.append(event)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    made, here = Receiver(), municipality.municipality(1)
    known = replace(here.systems["statistics"], webhook="https://hooks.example/")
    with_hook = replace(here, systems={**here.systems, "statistics": known})
    monkeypatch.setattr(webhook, "deliver", made.deliver)
    monkeypatch.setattr(hooks, "municipality", lambda tenant: with_hook)
    return made


def cover() -> None:
    checkpoint.make(1, "lillevik.example", our_key(), now(1))


def test_it_is_told_what_happens_from_the_day_it_is_named(cast: Cast, receiver: Receiver) -> None:
    before = applies(cast.reads("anna")).case
    cover()
    assert hooks.tell_waiting(1) == 0
    case = applies(cast.reads("maj"), key="k2").case
    assert hooks.tell_waiting(1) == 0, "no checkpoint covers it yet"
    cover()

    told = hooks.tell_waiting(1)

    assert told == len(receiver.heard) > 0
    assert receiver.heard[0]["type"] == "org.samrum.case.CaseOpened"
    assert {one["subject"] for one in receiver.heard} == {case} != {before}
    assert hooks.tell_waiting(1) == 0


def test_nothing_is_told_of_any_person(cast: Cast, receiver: Receiver) -> None:
    hooks.tell_waiting(1)
    case = applies(cast.reads("anna")).case
    act(cast.reads("anna"), SendMessage("I am ill."), case=case, key="m")
    cover()
    hooks.tell_waiting(1)

    allowed = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
    assert all(set(one) == allowed for one in receiver.heard)
    assert all(set(one["data"]) == {"case", "version", "link"} for one in receiver.heard)
    assert not any(word in str(receiver.heard) for word in ("ill", "Anna", cast.anna.id))


def test_who_does_not_answer_is_waited_for_and_then_told_everything_in_order(
    cast: Cast, receiver: Receiver
) -> None:
    hooks.tell_waiting(1)
    receiver.down = True
    cases = [applies(cast.reads("anna"), key="k1").case]
    cover()
    assert hooks.tell_waiting(1) == 0
    cases.append(applies(cast.reads("maj"), key="k2").case)
    cover()
    receiver.down = False
    assert hooks.tell_waiting(1) == 0, "it is left in peace for a while"

    with clock.held_at(clock.moment() + timedelta(hours=2)):
        hooks.tell_waiting(1)

    assert list(dict.fromkeys(one["subject"] for one in receiver.heard)) == cases
    ids = [one["id"] for one in receiver.heard]
    assert len(ids) == len(set(ids))


def test_two_who_tell_at_once_do_not_both_tell(cast: Cast, receiver: Receiver) -> None:
    hooks.tell_waiting(1)
    applies(cast.reads("anna"))
    cover()
    seen = receiver.deliver

    def deliver_while_another_tries(*told: Any) -> None:
        assert hooks.tell_waiting(1) == 0
        seen(*told)

    receiver.deliver = deliver_while_another_tries  # type: ignore[method-assign]
    hooks.tell_waiting(1)

    ids = [one["id"] for one in receiver.heard]
    assert len(ids) == len(set(ids)) > 0
