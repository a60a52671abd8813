"""The key of the checkpoints is changed: what it signed holds, and it signs nothing more."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.test import override_settings

from samrum.cli.main import main
from samrum.core.refusal import Refused
from samrum.journal import checkpoint, note
from samrum.journal.checkpoint import Kept
from samrum.journal.note import Checkpoint, NotANote
from samrum.office import persons
from samrum.site import checkpoints, doctor
from tests.database import RunDatabase


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path / "var"):
        yield


def happen(number: str) -> Kept:
    persons.register(persons.Identity(number, "Anna Berg"), tenant=1)
    made = checkpoints.cover(1)
    assert made is not None
    return made


def newest() -> Kept:
    kept = checkpoint.newest(1)
    assert kept is not None
    return kept


def changed(lasting_db: RunDatabase, statement: str, *values: object) -> None:
    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        assert superuser.execute(statement, values).rowcount == 1


def verified(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    code = main(["verify", "--tenant", "1", *words])
    said = capsys.readouterr().out
    assert (code == 0) == (": 0 faults" in said)
    return said


def test_both_keys_open_the_bridge_the_former_what_was_before_and_the_new_what_comes(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, former = happen("1").note, checkpoints.our_public_key(1)

    assert main(["checkpoint", "--new-key", str(tmp_path / "new")]) == 0

    new, bridge = checkpoints.our_public_key(1), newest().note
    assert new != former and f"{new}\n  signs after 1 heads." in capsys.readouterr().out
    assert note.opened(bridge, new) == note.opened(bridge, former) == note.opened(before, former)
    folder = checkpoints.given_out(1).parent
    assert {file.name for file in folder.iterdir()} == {
        "lillevik.checkpoint", "lillevik.handover", "lillevik.key",
    }  # fmt: skip
    assert (folder / "lillevik.handover").read_text() == bridge
    assert (folder / "lillevik.key").read_text() == f"{new}\n"
    after = happen("2").note
    note.opened(after, new)
    with pytest.raises(NotANote, match="this key has not signed it"):
        note.opened(after, former)
    with pytest.raises(NotANote, match="this key has not signed it"):
        note.opened(before, new)


def test_verify_takes_each_checkpoint_by_the_key_of_its_time(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = happen("1").note
    (tmp_path / "first").write_text(first)
    main(["checkpoint", "--new-key", str(tmp_path / "second-key")])
    assert main(["checkpoint", "--new-key", str(tmp_path / "third-key")]) == 1, "one would be lost"
    checkpoints.former_key_file().unlink()
    assert main(["checkpoint", "--new-key", str(tmp_path / "third-key")]) == 0
    happen("2")

    assert ": 0 faults" in verified(capsys)
    assert ": 0 faults" in verified(capsys, "--checkpoint", str(tmp_path / "first"))


def test_what_a_former_key_signs_after_its_time_does_not_hold(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    happen("1")
    stolen = checkpoints.our_key()
    main(["checkpoint", "--new-key", str(tmp_path / "new")])
    kept = happen("2")
    forged = note.signed(Checkpoint(checkpoints.origin(1), 2, kept.root), stolen)
    (tmp_path / "forged").write_text(forged)

    assert "from outside cannot be used: this key has not signed it" in verified(
        capsys, "--checkpoint", str(tmp_path / "forged")
    )
    changed(lasting_db, "update journal_checkpoint set note = %s where size = 2", forged)
    assert "the checkpoint of 2 heads cannot be used: this key has not" in verified(capsys)


def test_a_change_that_the_databases_owner_made_up_is_found(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """She wants a checkpoint of her own to count, signed by a key that she says was ours once."""
    kept = happen("1")
    hers = note.private_key(checkpoints.made())
    forged = note.signed(Checkpoint(checkpoints.origin(1), 1, kept.root), hers)
    changed(
        lasting_db, "insert into journal_handover values (1, 1, 1, %s, %s, now())",
        str(note.public_key(checkpoints.origin(1), hers)), forged,
    )  # fmt: skip

    assert "the change of the key at 1 heads cannot be used: this key has not" in verified(capsys)


def test_a_change_that_nobody_can_read_stops_the_checkpoint_in_words(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The worker says it and goes on with the letters."""
    happen("1")
    main(["checkpoint", "--new-key", str(tmp_path / "new")])
    checkpoints.given_out(1).unlink()
    changed(lasting_db, "update journal_handover set former = 'x' where tenant = 1")

    with pytest.raises(Refused, match="the last change of the key cannot be read"):
        checkpoints.cover(1)
    assert "the change of the key at 1 heads cannot be used" in verified(capsys)


def test_a_change_that_is_taken_out_of_the_database_is_found(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    happen("1")
    main(["checkpoint", "--new-key", str(tmp_path / "new")])
    changed(lasting_db, "delete from journal_handover")

    assert "the checkpoint of 1 heads cannot be used: this key has not" in verified(capsys)


def test_the_pages_can_neither_change_nor_remove_it(lasting_db: RunDatabase) -> None:
    for change in ("update journal_handover set note = ''", "delete from journal_handover"):
        with psycopg.connect(lasting_db.app_dsn, autocommit=True) as pages:
            pages.execute("select set_config('app.tenant', '1', false)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                pages.execute(change)


def test_a_worker_with_the_former_key_signs_nothing_more_and_the_doctor_says_so(
    lasting_db: RunDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SAMRUM_CHECKPOINT_KEY", checkpoints.made())
    happen("1")
    main(["checkpoint", "--new-key", str(tmp_path / "new")])
    assert "Now set SAMRUM_CHECKPOINT_KEY to what" in capsys.readouterr().out

    persons.register(persons.Identity("2", "Bo Lind"), tenant=1)
    with pytest.raises(Refused, match="another key signs now"):
        checkpoints.cover(1)
    still_set = "The key that signs Lillevik's checkpoints was changed, and the former one is set."
    assert still_set in [danger.what for danger in doctor.of_the_checkpoints()]
    assert newest().tree.size == 1

    monkeypatch.setenv("SAMRUM_CHECKPOINT_KEY", (tmp_path / "new").read_text())
    assert checkpoints.cover(1) is not None
    assert still_set not in [danger.what for danger in doctor.of_the_checkpoints()]


def test_a_change_that_was_interrupted_goes_on_with_the_same_key_and_with_no_other(
    lasting_db: RunDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen("1")
    former = checkpoints.our_public_key(1)

    def dies(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(checkpoints, "_give_out", dies)
        with pytest.raises(RuntimeError):
            main(["checkpoint", "--new-key", str(tmp_path / "new")])
    assert checkpoints.our_public_key(1) == former

    assert main(["checkpoint", "--new-key", str(tmp_path / "another")]) == 1
    assert main(["checkpoint", "--new-key", str(tmp_path / "new")]) == 0

    assert note.opened(newest().note, checkpoints.our_public_key(1)).size == 1
    happen("2")


def test_keys_lie_for_their_owner_alone_and_the_former_is_not_lost(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    happen("1")
    secrets = tmp_path / "var" / "secrets"
    former = (secrets / "checkpoint").read_text()

    main(["checkpoint", "--new-key", str(tmp_path / "new")])

    assert (secrets / "checkpoint.former").read_text() == former
    lies = "A key that signed checkpoints before still lies on this machine."
    assert lies in [danger.what for danger in doctor.of_the_checkpoints()]
    assert (secrets / "checkpoint").read_text() == (tmp_path / "new").read_text()
    for file in (tmp_path / "new", secrets / "checkpoint", secrets / "checkpoint.former"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    capsys.readouterr()
    assert main(["checkpoint", "--new-key", str(tmp_path / "new")]) == 1
    assert "It is the key that signs already." in capsys.readouterr().err


def test_a_key_that_is_gone_is_never_replaced_in_silence(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a new one signs would not hold; and a copy of the old one is kept elsewhere."""
    happen("1")
    (tmp_path / "var" / "secrets" / "checkpoint").rename(tmp_path / "copy")
    persons.register(persons.Identity("2", "Bo Lind"), tenant=1)

    for command in (["checkpoint"], ["checkpoint", "--key"], ["verify", "--tenant", "1"]):
        assert main(command) == 1
        assert "The key that signs checkpoints is not here." in capsys.readouterr().err
    gone = "The key that signs checkpoints is not here."
    assert gone in [danger.what for danger in doctor.of_the_checkpoints()]
    assert list((tmp_path / "var" / "secrets").iterdir()) == []

    (tmp_path / "copy").rename(tmp_path / "var" / "secrets" / "checkpoint")
    assert main(["checkpoint"]) == 0
    assert ": 0 faults" in verified(capsys)


def test_where_nobody_has_the_key_any_more_what_it_signed_last_is_the_bridge(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside").write_text(happen("1").note)
    public = checkpoints.given_out(1).with_suffix(".key")
    former = public.read_text()
    (tmp_path / "former").write_text(former)
    (tmp_path / "var" / "secrets" / "checkpoint").unlink()
    persons.register(persons.Identity("2", "Bo Lind"), tenant=1)

    new = ["checkpoint", "--new-key", str(tmp_path / "new"), "--lost", str(tmp_path / "former")]
    assert main(new) == 0

    assert "in person" in capsys.readouterr().out
    assert public.read_text() != former
    assert not checkpoints.former_key_file().exists()
    assert checkpoints.cover(1) is not None
    assert ": 0 faults" in verified(capsys, "--checkpoint", str(tmp_path / "outside"))


def test_another_key_than_the_one_that_is_lost_is_not_taken_for_it(
    lasting_db: RunDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    happen("1")
    ours = (tmp_path / "var" / "secrets" / "checkpoint").rename(tmp_path / "copy")
    another = note.public_key(checkpoints.origin(1), note.private_key(checkpoints.made()))
    neighbours = note.public_key(checkpoints.origin(2), note.private_key(ours.read_text()))
    for key, because in (
        (another, "this key has not signed it"),
        (neighbours, "are of other municipalities"),
    ):
        (tmp_path / "public").write_text(f"{key}\n")
        lost = ["--lost", str(tmp_path / "public")]
        assert main(["checkpoint", "--new-key", str(tmp_path / "new"), *lost]) == 1
        assert because in capsys.readouterr().err
    assert main(["checkpoint", "--lost", str(tmp_path / "public")]) == 1
    assert "It takes --new-key too." in capsys.readouterr().err
    ours.rename(tmp_path / "var" / "secrets" / "checkpoint")
    assert ": 0 faults" in verified(capsys)
