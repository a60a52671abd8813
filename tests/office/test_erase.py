"""What is erased by law is gone, its ground is told, and the chain and the checkpoints hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.test import override_settings

from samrum.core.party import RULES
from samrum.core.refusal import Refused
from samrum.journal import entries
from samrum.journal.erase import erase, stream_of
from samrum.journal.export import export
from samrum.journal.exported import check
from samrum.journal.verify import Erased, verify
from samrum.office.municipality import now
from samrum.site import checkpoints
from tests.database import RunDatabase
from tests.office.town import Cast, applies

ZONE = ZoneInfo("Europe/Stockholm")
PROVISION = "Arkivlagen (1990:782) 10 §"
GROUND = "Kept two years after the permit ended; resolution SBN 2026-14"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path):
        yield


@pytest.fixture
def case(lasting_cast: Cast) -> str:
    receipt = applies(lasting_cast.reads("anna"))
    applies(lasting_cast.reads("erik"), key="another")
    checkpoints.cover(1)
    return receipt.case


def erased(stream: str, *only: int) -> int:
    said = {"provision": PROVISION, "ground": GROUND}
    return erase(1, stream, **said, by=RULES, at=now(1), only=only or None)


def test_a_whole_case_is_erased_and_everything_still_holds(
    lasting_db: RunDatabase, case: str
) -> None:
    stood = len(entries.read(1, case))
    assert erased(case) == stood
    assert erased(case) == 0
    checkpoints.cover(1)

    found = verify(1, ZONE)
    assert found.faults == []
    assert found.erased == [Erased(case, seq, PROVISION, GROUND) for seq in range(1, stood + 1)]
    assert {one.payload for one in entries.read(1, case)} == {None}


def test_a_single_entry_is_erased_and_the_others_stand(lasting_db: RunDatabase, case: str) -> None:
    assert erased(case, 2) == 1

    found = verify(1, ZONE)
    assert found.faults == []
    assert [(one.stream, one.seq) for one in found.erased] == [(case, 2)]


def test_an_export_tells_what_was_erased_and_on_what_ground(
    lasting_db: RunDatabase, case: str
) -> None:
    erased(case, 2, 3)
    checkpoints.cover(1)
    file = io.BytesIO()
    _, note = export(1, file)
    found = check(io.BytesIO(file.getvalue()), [note], checkpoints.our_public_key(1))

    assert found.faults == []
    told = [(one.seq, one.provision, one.ground) for one in found.erased]
    assert told == [(2, PROVISION, GROUND), (3, PROVISION, GROUND)]


def test_what_an_erasure_names_must_be_gone(lasting_db: RunDatabase, case: str) -> None:
    stood = entries.read(1, case)[1]
    erased(case, 2)
    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        superuser.execute(
            "update journal_entry set payload = %s, salt = %s where stream = %s and seq = 2",
            (stood.payload, stood.salt, case),
        )

    told = [str(fault) for fault in verify(1, ZONE).faults]
    assert told == [f"stream {case}, entry 2: an erasure names it, and what it said still stands"]


def test_nothing_is_erased_without_a_ground_and_no_erasure_is_erased(
    lasting_db: RunDatabase, case: str
) -> None:
    with pytest.raises(Refused, match="must say which law"):
        erase(1, case, provision=PROVISION, ground=" ", by=RULES, at=now(1))
    erased(case, 2)
    with pytest.raises(Refused, match="An erasure cannot be erased."):
        erased(stream_of(1, case).id)
    assert len(verify(1, ZONE).erased) == 1


def test_the_pages_erase_only_what_an_erasure_names(lasting_db: RunDatabase, case: str) -> None:
    with psycopg.connect(lasting_db.app_dsn, autocommit=True) as pages:
        pages.execute("select set_config('app.tenant', '1', false)")
        row = pages.execute("select journal_erase(%s, 1)", [case]).fetchone()
        assert row == (0,)
        erased(case, 2)
        why = stream_of(1, case).id
        pages.execute("select set_config('app.tenant', '2', false)")
        assert pages.execute("select journal_erase(%s, 1)", [why]).fetchone() == (0,)
    assert entries.read(1, case)[0].payload is not None


def test_a_person_who_is_erased_leaves_no_name_behind(
    lasting_db: RunDatabase, lasting_cast: Cast
) -> None:
    erased(lasting_cast.erik.id)

    assert verify(1, ZONE).faults == []
    with psycopg.connect(lasting_db.superuser_dsn) as superuser:
        rows = superuser.execute("select 1 from journal_person where name = 'Erik Holm'")
        words = superuser.execute("select 1 from journal_person_word where word like 'erik%'")
        assert (rows.fetchall(), words.fetchall()) == ([], [])
