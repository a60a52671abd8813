"""Checkpoints: what was given out once can neither be taken back nor told otherwise."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.test import override_settings

from samrum.cli.main import main
from samrum.core.case import HandInDocument
from samrum.core.document import Upload
from samrum.core.refusal import Refused
from samrum.journal import checkpoint, entries
from samrum.journal.database import one_moment
from samrum.journal.export import export
from samrum.journal.exported import Checked, check
from samrum.office import see
from samrum.office.act import act
from samrum.site import checkpoints
from tests.database import RunDatabase
from tests.office.town import Cast, applies

CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
Lines = list[bytes]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path):
        yield


@pytest.fixture
def case(lasting_cast: Cast) -> str:
    """A case that was covered, moved on, and was covered again."""
    receipt = applies(lasting_cast.reads("anna"))
    checkpoints.cover(1)
    act(lasting_cast.reads("anna"), HandInDocument(CERTIFICATE), case=receipt.case, key="k2")
    see.case(lasting_cast.reads("bo"), receipt.case)
    checkpoints.cover(1)
    return receipt.case


def told(lasting_db: RunDatabase, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What verify says of the first municipality, 0 faults or some."""
    capsys.readouterr()
    code = main(["verify", "--tenant", "1", *words])
    said = capsys.readouterr().out
    assert (code == 0) == (": 0 faults" in said)
    return said


def changed(lasting_db: RunDatabase, *statements: str) -> None:
    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        for statement in statements:
            assert superuser.execute(statement).rowcount > 0


def exported() -> tuple[Lines, str]:
    file = io.BytesIO()
    _, note = export(1, file)
    return file.getvalue().splitlines(keepends=True), note


def checked(lines: Lines, *notes: str) -> Checked:
    return check(lines, notes, checkpoints.our_public_key(1))


def test_each_stream_that_moved_is_covered_once_a_checkpoint(
    lasting_db: RunDatabase, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = checkpoint.newest(1)
    with one_moment(1):
        leaves = list(checkpoint.leaves(1))
    mine = [leaf for leaf in leaves if leaf.stream == case]

    assert newest is not None and newest.tree.size == len(leaves)
    assert [leaf.number for leaf in leaves] == list(range(len(leaves)))
    assert [leaf.seq for leaf in mine] == sorted({leaf.seq for leaf in mine})
    assert len(mine) == 2 and mine[-1].hash == entries.head(1, case).hash
    assert checkpoints.cover(1) is None
    assert "0 streams waiting" in told(lasting_db, capsys)


def test_what_came_after_the_checkpoint_waits_for_the_next(
    lasting_db: RunDatabase, case: str, lasting_cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    applies(lasting_cast.reads("anna"), key="another")

    assert checkpoint.waiting_since(1) is not None
    assert "1 streams waiting" in told(lasting_db, capsys)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "delete from journal_entry where stream = '{case}' and seq > 3",
            "a checkpoint covers it, and it is not here",
        ),
        ("delete from journal_entry where noun = 'reads'", "a checkpoint covers it"),
        (
            "insert into journal_entry select tenant, stream, seq + 1000, noun, agency, kind, at,"
            " actor, role, via, on_behalf_of, mandate, payload, salt, commitment, hash, prev_kind,"
            " prev_agency, gap, path_hash from journal_entry where stream = '{case}'",
            "no checkpoint covers what comes after it",
        ),
        ("delete from journal_leaf where stream = '{case}'", "is missing: the next one is"),
        ("update journal_leaf set hash = '\\x00' where number = 0", "covers other heads than"),
        ("delete from journal_checkpoint", "and the newest checkpoint covers 0"),
        ("update journal_checkpoint set root = '\\x00'", "is not what its note says"),
        ("update journal_checkpoint set note = 'x'", "cannot be used: this is no signed"),
    ],
)
def test_what_the_databases_owner_changes_is_found(
    lasting_db: RunDatabase,
    case: str,
    change: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    changed(lasting_db, change.format(case=case))

    assert said in told(lasting_db, capsys)


def test_a_journal_and_its_checkpoints_cut_back_together_are_found_by_the_one_given_out(
    lasting_db: RunDatabase, lasting_cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """As if an old backup stood here: everything in it holds, and the file outside says more."""
    applies(lasting_cast.reads("anna"))
    checkpoints.cover(1)
    tables = ("entry", "case", "receipt", "outbox", "leaf", "checkpoint", "moved")
    changed(lasting_db, *(f"create table old_{t} as table journal_{t}" for t in tables[:-1]))
    try:
        applies(lasting_cast.reads("anna"), key="lost")
        checkpoints.cover(1)
        with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
            for t in tables:
                superuser.execute(f"delete from journal_{t}")
        changed(
            lasting_db, *(f"insert into journal_{t} select * from old_{t}" for t in tables[:-1])
        )
        assert "a checkpoint from outside covers" in told(lasting_db, capsys)
        with pytest.raises(Refused, match="does not hold what was given out"):
            checkpoints.cover(1)
    finally:
        with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
            for t in tables[:-1]:
                superuser.execute(f"drop table old_{t}")


def test_the_pages_can_neither_change_nor_remove_a_checkpoint(
    lasting_db: RunDatabase, case: str
) -> None:
    for change in (
        "update journal_leaf set seq = 1",
        "delete from journal_leaf",
        "update journal_checkpoint set note = ''",
        "delete from journal_checkpoint",
    ):
        with psycopg.connect(lasting_db.app_dsn, autocommit=True) as pages:
            pages.execute("select set_config('app.tenant', '1', false)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                pages.execute(change)


def test_an_export_holds_alone_and_against_every_earlier_checkpoint(
    lasting_db: RunDatabase, case: str, lasting_cast: Cast
) -> None:
    lines, earlier = exported()
    applies(lasting_cast.reads("anna"), key="another")
    assert exported() == (lines, earlier)

    checkpoints.cover(1)
    later, newest = exported()

    assert checked(lines, earlier).faults == []
    assert checked(later, newest).faults == []
    assert checked(later, newest, earlier).faults == []
    assert [f.line for f in checked(later, earlier).faults] == [1, len(later)]
    assert [f.line for f in checked(lines, newest).faults] == [1, len(lines)]


def test_whatever_is_done_to_a_line_of_an_export_is_said_with_its_number(
    lasting_db: RunDatabase, case: str
) -> None:
    lines, note = exported()
    for number, line in enumerate(lines):
        damaged = [*lines[:number], line.replace(b"1", b"2", 1), *lines[number + 1 :]]
        assert b"1" in line
        assert checked(damaged, note).faults[0].line == number + 1
        assert checked([*lines[:number], *lines[number + 1 :]], note).faults
        assert checked([*lines[:number], line, *lines[number:]], note).faults


def test_the_command_checks_an_export_without_the_database(
    lasting_db: RunDatabase, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "out"
    assert main(["journal", "export", str(there)]) == 0
    name = str(there / "lillevik")
    words = ["--export", f"{name}.jsonl", "--checkpoint", f"{name}.checkpoint"]

    assert told(lasting_db, capsys, *words, "--key", f"{name}.key").endswith(": 0 faults\n")
    assert main(["verify", *words]) == 1
    assert "Only a checkpoint and the key" in capsys.readouterr().err
    assert main(["journal", "export", str(there)]) == 1


def test_a_checkpoint_of_another_journal_is_not_passed_over(
    lasting_db: RunDatabase, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = tmp_path / "stranger.checkpoint"
    stranger.write_text("elsewhere.example/journal/7\n1\nAAAA\n", encoding="utf-8")

    assert main(["verify", "--tenant", "1", "--checkpoint", str(stranger)]) == 1
    assert "nothing was checked against it" in capsys.readouterr().out


def test_nothing_more_is_acknowledged_when_no_checkpoint_is_made(
    lasting_db: RunDatabase, case: str, lasting_cast: Cast
) -> None:
    applies(lasting_cast.reads("anna"), key="waits")
    with override_settings(UNCOVERED=timedelta(microseconds=1)):
        with pytest.raises(Refused, match="Nothing can be received right now."):
            applies(lasting_cast.reads("anna"), key="too-late")
        checkpoints.cover(1)
        applies(lasting_cast.reads("anna"), key="comes-after")

    with override_settings(UNCOVERED=timedelta(minutes=15)):
        applies(lasting_cast.reads("anna"), key="in-good-time")


def test_each_municipality_has_a_tree_of_its_own(lasting_db: RunDatabase, case: str) -> None:
    assert checkpoint.newest(2) is None
    assert checkpoints.cover(2) is None
    with pytest.raises(Refused, match="There is nothing to export."):
        export(2, io.BytesIO())
