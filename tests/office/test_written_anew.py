"""`samrum rebuild`: rows that an older version has written become what the entries give today."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings

from samrum.cli import restore
from samrum.cli.main import main
from samrum.journal.rebuild import rebuild
from samrum.journal.verify import verify
from samrum.office import persons
from samrum.site.backup import Manifest
from samrum.site.checkpoints import cover, given_out, our_public_key
from tests.database import RunDatabase
from tests.office.town import Cast, applies

ZONE = ZoneInfo("Europe/Stockholm")
# As a version wrote it that knew nothing yet of who may hide what, nor of support.
OLDER = (
    "update {table} set state = (state::jsonb - 'hidings' - 'support' - 'notice')::text"
    " where id = '{id}'"
)
TAMPERED = "update journal_case set lane = 'd--' where id = '{case}'"
OPEN = (
    "update journal_case set resident_protected = false, lane = left(lane, 2) || '-'"
    " where id = '{id}'"
)


@pytest.fixture
def case(lasting_cast: Cast) -> str:
    applies(lasting_cast.reads("erik"), key="other")
    return applies(lasting_cast.reads("anna")).case


def resident_of(db: RunDatabase, case: str) -> str:
    with psycopg.connect(db.superuser_dsn) as superuser:
        row = superuser.execute(
            "select resident::text from journal_case where id = %s", [case]
        ).fetchone()
    assert row is not None
    return str(row[0])


def change(db: RunDatabase, statement: str) -> None:
    with psycopg.connect(db.superuser_dsn, autocommit=True) as superuser:
        assert superuser.execute(statement).rowcount == 1


def test_a_row_of_an_older_version_is_written_anew_and_then_everything_holds(
    lasting_db: RunDatabase, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(lasting_db, OLDER.format(table="journal_case", id=case))
    assert [str(one) for one in verify(1, ZONE).faults] == [
        f"case {case}: its state is not what the entries give"
    ]

    assert main(["rebuild", "--check", "--tenant", "1"]) == 1
    assert "1 rows would be written anew" in capsys.readouterr().out
    assert main(["rebuild", "--tenant", "1"]) == 0
    assert verify(1, ZONE).faults == []
    assert rebuild(1, ZONE).older == ()


def test_a_backup_from_before_the_upgrade_is_restored_and_one_that_was_tampered_with_is_not(
    lasting_db: RunDatabase,
    case: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What `samrum restore` says of the rows, once they are back."""
    monkeypatch.setattr(settings, "VAR", tmp_path)
    cover(1)
    note = given_out(1).read_text()
    (tmp_path / "key").write_text(f"{our_public_key(1)}\n")
    (tmp_path / "note").write_text(note)
    asked = Namespace(key=[tmp_path / "key"], checkpoint=[tmp_path / "note"], accept_loss=False)
    manifest = Manifest("2026-11-29", "0.0.9", {1: note}, "")
    change(lasting_db, OLDER.format(table="journal_case", id=case))

    assert restore._what_does_not_hold(asked, manifest) == []
    assert "1 rows of an older version were written anew." in capsys.readouterr().out

    change(lasting_db, TAMPERED.format(case=case))
    (said,) = restore._what_does_not_hold(asked, manifest)
    assert "its lane is not what the entries give" in said


def test_a_case_that_0003_left_open_is_marked_as_its_resident_is(
    lasting_db: RunDatabase, case: str
) -> None:
    anna = resident_of(lasting_db, case)
    persons.protect(anna, tenant=1)
    change(lasting_db, OPEN.format(id=case))
    assert [str(one) for one in verify(1, ZONE).faults] == [
        f"case {case}: its lane is not what the entries give",
        f"case {case}: its resident_protected is not what the entries give",
    ]

    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        for statement in import_module("samrum.journal.migrations.0016_protected_before").MARK:
            superuser.execute(statement)

    assert verify(1, ZONE).faults == []


@pytest.mark.parametrize(
    "tampered",
    [
        "update journal_entry set payload = replace(payload, '300', '301')"
        " where stream = '{case}' and seq = 2",
        TAMPERED,
        "update journal_case set version = version + 1 where id = '{case}'",
        "delete from journal_entry where stream = '{case}' and seq = 2",
    ],
)
def test_what_is_wrong_otherwise_is_left_as_it_is_and_told(
    lasting_db: RunDatabase, case: str, tampered: str
) -> None:
    change(lasting_db, OLDER.format(table="journal_case", id=case))
    change(lasting_db, tampered.format(case=case))
    before = verify(1, ZONE).faults

    made = rebuild(1, ZONE)

    assert made.older == ()
    assert list(made.faults) == before and before
    assert verify(1, ZONE).faults == before
