"""Storvik beside Lillevik in the demo: both ends of moving a case can be pressed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from samrum.cli import door
from samrum.cli.lillevik import seed as lillevik
from samrum.cli.lillevik.people import ERIK, SIV
from samrum.cli.storvik import seed as storvik
from samrum.cli.storvik.people import OLLE, SARA, VERA
from samrum.core.transfer import ReferTransfer
from samrum.journal.verify import verify
from samrum.office import act, persons, see, transfer
from samrum.office.municipality import municipality
from samrum.office.relation import NotHere
from tests.database import RunDatabase


@pytest.fixture
def neighbours(db: RunDatabase, tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path, FILES=tmp_path / "files"):
        for one in (SIV, ERIK):
            lillevik.register(one)
        persons.appoint(lillevik.register(SIV).id, lillevik.POSTS[SIV.number], tenant=1)
        storvik.seed()
        yield


def test_vera_has_a_request_that_has_waited_and_takes_the_case(neighbours: None) -> None:
    vera = lillevik.log_in(VERA, storvik.TENANT)
    (waiting,) = transfer.requests(vera)
    assert waiting.transfer.late and waiting.transfer.request.name == "Sara Nyberg"

    id = waiting.transfer.request.id
    transfer.answer(vera, id, accepted=True, text="Välkommen hit.", key="vera-takes-it")

    (hers,) = see.my_cases(lillevik.log_in(SARA, storvik.TENANT))
    assert hers.service == storvik.SERVICE
    (before,) = see.my_cases(lillevik.log_in(SARA))
    assert before.stage == "closed"
    assert [verify(one, municipality(one).zone).faults for one in (1, 2)] == [[], []]


def test_siv_can_put_one_to_the_examiner_and_ask_about_the_other(neighbours: None) -> None:
    siv = lillevik.log_in(SIV)
    (saras,), (olles,) = (see.my_cases(lillevik.log_in(one)) for one in (SARA, OLLE))

    refer = ReferTransfer("Storvik har inte svarat på en månad.")
    act.act(siv, refer, case=saras.id, key="siv-applies", via="desk")
    asking = transfer.asking(siv, see.case(siv, olles.id))

    assert [one.id for one in asking.neighbours] == ["storvik"]
    assert storvik.WHY in asking.facts
    for erik in (lillevik.log_in(ERIK), lillevik.log_in(ERIK, storvik.TENANT)):
        assert see.my_cases(erik) == () and transfer.about_me(erik) == ()
        with pytest.raises(NotHere):
            transfer.requests(erik)


def test_the_log_in_page_offers_each_where_she_has_something_to_press() -> None:
    offered = {
        host: {one.name for one in door.cast() if one.is_offered(host)}
        for host in ("localhost", "storvik.localhost", "soelund.localhost")
    }

    assert {"Sara Nyberg", "Olle Sand", "Siv Nyman"} < offered["localhost"]
    assert offered["storvik.localhost"] == {"Vera Dahl", "Sara Nyberg", "Olle Sand", "Erik Holm"}
    assert not offered["soelund.localhost"] & {"Vera Dahl", "Sara Nyberg"}
