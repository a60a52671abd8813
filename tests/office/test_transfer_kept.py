"""A request from another municipality: hers to read, and destroyed when its time is over."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from pypdf import PdfReader

from samrum.core.access import Reader
from samrum.core.case import CloseCase, Withdraw
from samrum.core.incident import Incident
from samrum.journal.database import transaction
from samrum.office import act, extract, persons, retention, transfer
from samrum.office.incident import count
from samrum.office.municipality import now
from samrum.office.persons import Identity
from tests.office.test_transfer import (
    GROUNDS,
    HERE,
    THERE,
    WHY,
    Towns,
    towns,
    under_the_law,
    whole,
)

__all__ = ["towns", "under_the_law"]
KEPT = 1826  # days, by the service of the request


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "FILES", str(tmp_path / "files"))
    monkeypatch.setattr(settings, "VAR", tmp_path)


def everything(tenant: int) -> str:
    """All that a municipality's tables hold, as text."""
    with transaction(tenant), connection.cursor() as cursor:
        told = []
        for table in ("entry", "transfer", "case", "receipt"):
            named = f"journal_{table}"
            cursor.execute(f"select one::text from {named} one where tenant = %s", [tenant])
            told += [row[0] for row in cursor.fetchall()]
    return "\n".join(told)


def paper_of(packed: zipfile.ZipFile) -> str:
    """The first paper, as one line of words."""
    pages = PdfReader(BytesIO(packed.read("0.pdf"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_request_that_became_no_case_is_kept_as_long_as_a_case_and_then_destroyed(
    towns: Towns,
) -> None:
    towns.asks()
    towns.answers(yes=False, text="She is registered with you.")
    id, today = towns.request().request.id, now(THERE)
    vera = towns.reads("vera", THERE)
    assert GROUNDS.connection in everything(THERE)

    with time_machine.travel(today + timedelta(days=KEPT - 1)):
        assert retention.proposed(vera) == ()
    with time_machine.travel(today + timedelta(days=KEPT + 1)):
        (due,) = retention.proposed(vera)
        assert (due.id, due.is_request, due.name) == (id, True, "Anna Berg")
        assert retention.confirm(vera, [id]) == 1
        assert retention.proposed(vera) == () and retention.how_many_due(THERE) == 0

    assert GROUNDS.connection not in everything(THERE)
    assert transfer.requests(vera) == ()
    whole(HERE), whole(THERE)


def test_a_request_that_waits_is_never_due(towns: Towns) -> None:
    towns.asks()
    with time_machine.travel(now(THERE) + timedelta(days=365 * 30)):
        assert retention.proposed(towns.reads("vera", THERE)) == ()


def test_the_request_goes_with_the_case_that_it_became(towns: Towns) -> None:
    towns.asks(facts=(WHY,))
    taken, vera = towns.answers(yes=True), towns.reads("vera", THERE)
    anna = persons.log_in(Identity("19840614-9800", "Anna Berg"), tenant=THERE)
    there = Reader(anna, {}, THERE)
    act.act(there, Withdraw("I need it no longer."), case=taken.case, key="anna-withdraws")
    act.act(vera, CloseCase(), case=taken.case, key="vera-closes", via="desk")
    assert "It is hard." in everything(THERE)

    with time_machine.travel(now(THERE) + timedelta(days=6 * 365)):
        (due,) = retention.proposed(vera)
        assert retention.confirm(vera, [due.id]) == 1

    left = everything(THERE)
    assert "It is hard." not in left and GROUNDS.connection not in left
    whole(THERE)


def test_everything_about_her_holds_what_another_municipality_wrote(towns: Towns) -> None:
    towns.asks()
    towns.answers(yes=False, text="She is registered with you.")
    anna = persons.log_in(Identity("19840614-9800", "Anna Berg"), tenant=THERE)

    packed = zipfile.ZipFile(BytesIO(extract.everything(THERE, anna.id, "en")))
    (told,) = json.loads(packed.read("data.json"))["requests"]
    paper = paper_of(packed)

    assert (told["request"]["connection"], told["answer"]) == (
        *(GROUNDS.connection, "She is registered with you."),
    )
    assert GROUNDS.connection in paper and "Lillevik asked us to take over your case" in paper
    erik = towns.reads("erik", THERE)
    others = zipfile.ZipFile(BytesIO(extract.everything(THERE, erik.id, "en")))
    assert json.loads(others.read("data.json"))["requests"] == []


def test_an_account_that_read_a_request_has_seen_whom_it_is_about(towns: Towns) -> None:
    towns.asks()
    vera = towns.reads("vera", THERE)
    transfer.read(vera, towns.request().request.id)

    at = now(THERE)
    found = count(THERE, Incident(at, at - timedelta(hours=1), None, readers=(vera.id,)), at)

    assert (found.extent.requests, found.extent.cases, found.extent.gone) == (1, 0, 0)
    assert found.extent.persons + found.extent.strangers == 1
