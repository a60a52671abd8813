"""A backup is sealed, whole and never written over; what must not be restored is refused."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from samrum.channels.age import Sealing, new_identity, recipient_of
from samrum.cli.main import main
from samrum.cli.restore import _lost
from samrum.core.refusal import Refused
from samrum.journal import note
from samrum.site import backup, checkpoints, ground

IDENTITY = new_identity()


def sealed(file: Path, members: dict[str, bytes], recipient: str = "") -> Path:
    with file.open("wb") as out:
        sealing = Sealing(out, recipient or recipient_of(IDENTITY))
        with tarfile.open(fileobj=sealing, mode="w|") as archive:  # type: ignore[call-overload]
            for name, content in members.items():
                told = tarfile.TarInfo(name)
                told.size = len(content)
                archive.addfile(told, io.BytesIO(content))
        sealing.close()
    return file


def manifest(database: bytes = b"dump", **other: str) -> bytes:
    import hashlib

    told = {
        "format": backup.FORMAT,
        "made_at": "2026-11-29T12:00:00+00:00",
        "version": "0.1.0",
        "checkpoints": {"1": "note"},
        "database": hashlib.sha256(database).hexdigest(),
    }
    return json.dumps({**told, **other}).encode()


def refused(file: Path, var: Path, identity: str = IDENTITY) -> str:
    with pytest.raises(Refused) as refusal, backup.opened(file, identity, var):
        pass
    assert list(var.iterdir()) == []
    return str(refusal.value)


def test_what_was_sealed_is_unpacked_and_gone_afterwards(tmp_path: Path) -> None:
    members = {"manifest.json": manifest(), "database.dump": b"dump", "files/ab/cd": b"x"}
    file, var = sealed(tmp_path / "one.age", members), tmp_path / "var"
    with backup.opened(file, IDENTITY, var) as (told, folder):
        assert told.checkpoints == {1: "note"}
        assert (folder / "files" / "ab" / "cd").read_bytes() == b"x"
    assert list(var.iterdir()) == []


def test_what_is_not_a_whole_backup_of_ours_is_refused(tmp_path: Path) -> None:
    var = tmp_path / "var"
    whole = sealed(
        tmp_path / "one.age", {"manifest.json": manifest(), "database.dump": b"dump" * 50_000}
    )
    cut = tmp_path / "cut.age"
    cut.write_bytes(whole.read_bytes()[:-70_000])
    strange = {"manifest.json": manifest(format="other 1"), "database.dump": b"dump"}
    outside = {"manifest.json": manifest(), "../out": b"x", "database.dump": b"dump"}

    assert "cut off or changed" in refused(cut, var)
    assert "sealed for another key" in refused(whole, var, new_identity())
    assert "one private key is expected" in refused(whole, var, "")
    assert "not the one that was written down" in refused(whole, var)
    assert "it is of another kind" in refused(sealed(tmp_path / "2.age", strange), var)
    assert "cannot be read" in refused(sealed(tmp_path / "3.age", outside), var)
    assert not (tmp_path / "out").exists()


def test_nothing_is_restored_over_what_stands(tmp_path: Path) -> None:
    backup.must_be_empty(tmp_path)
    (tmp_path / "files").mkdir()

    with pytest.raises(Refused, match="nothing is ever written over"):
        backup.must_be_empty(tmp_path)


def test_a_document_that_is_not_what_its_name_says_is_told(tmp_path: Path) -> None:
    from samrum.channels.store import Store

    store = Store(tmp_path / "files")
    whole, damaged = store.keep(b"whole"), store.keep(b"to be damaged")
    path = tmp_path / "files" / damaged[:2] / damaged[2:]
    path.write_bytes(b"damaged")

    assert whole != damaged
    assert backup.damaged_files(tmp_path) == [str(path)]


def test_without_a_checkpoint_from_outside_nothing_is_restored_by_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    words = ["restore", "b.age", "--identity", "key", "--key", "lillevik.key"]

    assert main(words) == 1
    assert "nobody can see that a backup is old" in capsys.readouterr().err


def test_what_is_broken_is_backed_up_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is evidence; no checkpoint can be made of it first."""

    def refuses(tenant: int) -> None:
        raise Refused("No checkpoint can be made.", because="It is torn.", instead="Read on.")

    def made(_var: Path, file: Path, _recipient: str) -> backup.Manifest:
        file.write_bytes(b"sealed")
        return backup.Manifest("now", "0", {1: "a note"}, "sum")

    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(ground, "stand", lambda: None)
    monkeypatch.setattr(checkpoints, "cover", refuses)
    monkeypatch.setattr(backup, "make", made)

    assert main(["backup", str(tmp_path)]) == 0

    said = capsys.readouterr()
    assert "Lillevik: backed up as it stands. No checkpoint can be made. It is torn." in said.err
    assert "0.0 MB, made at now" in said.out and "a note" in said.out


def test_where_there_is_no_room_it_says_so_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(ground, "stand", lambda: None)
    monkeypatch.setattr(checkpoints, "cover", lambda tenant: None)
    monkeypatch.setattr(backup, "make", full)

    assert main(["backup", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said and f"room in {tmp_path}" in said


def test_a_restore_that_accepts_a_loss_says_what_is_lost() -> None:
    key = note.private_key(checkpoints.made())
    public = note.public_key("x/journal/1", key)

    def of(size: int, signer: Ed25519PrivateKey = key) -> str:
        return note.signed(note.Checkpoint("x/journal/1", size, bytes(32)), signer)

    later = note.private_key(checkpoints.made())
    keys = [public, note.public_key("x/journal/1", later)]

    def lost(*outside: str) -> str:
        return _lost(of(188), outside, keys)

    lacks = "LOST: a checkpoint from outside covers 189 heads, and there are 188"
    assert lost(of(189), of(3)) == lost(of(189, later)) == lacks
    assert lost(of(188)) == "nothing is lost that the checkpoint from outside covers"
    assert "nobody can see what is lost" in lost()
    assert "none of the keys" in lost(of(189, note.private_key(checkpoints.made())))


def test_a_database_elsewhere_is_backed_up_by_its_own_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path)]) == 1
    assert "use its own backups" in capsys.readouterr().err
    assert main(["journal", "write-over"]) == 1
    assert "whose owner we are not" in capsys.readouterr().err


def test_the_key_that_opens_backups_is_made_once_for_its_owners_eyes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "backup.key"
    assert main(["backup", "--new-key", str(key)]) == 0

    assert recipient_of(key.read_text()) in capsys.readouterr().out
    assert key.stat().st_mode & 0o777 == 0o600
    assert main(["backup", "--new-key", str(key)]) == 1
    assert "may open backups that exist" in capsys.readouterr().err
