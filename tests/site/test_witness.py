"""Somebody outside watches: she fetches, checks and signs, and we keep what she has signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client, override_settings

from samrum.channels import fetched
from samrum.channels.fetched import text_from
from samrum.cli.main import main
from samrum.core.refusal import Refused
from samrum.journal import note
from samrum.journal.note import COSIGNED, Checkpoint, PublicKey
from samrum.journal.witness import Growth
from samrum.office import growth, persons
from samrum.office.relation import NotHere
from samrum.site import checkpoints
from tests.database import RunDatabase

Capture = pytest.CaptureFixture[str]
HERE = "https://samrum.lillevik.example/api/v1/checkpoint"


@pytest.fixture(autouse=True)
def over_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a witness asks for is answered by the pages, as from another machine."""

    def answered(address: str) -> str:
        parts = urlsplit(address)
        answer = Client(SERVER_NAME="localhost").get(f"{parts.path}?{parts.query}")
        if answer.status_code != 200:
            raise ValueError(f"the status is {answer.status_code}")
        return answer.content.decode()

    monkeypatch.setattr(fetched, "_fetched", answered)
    with override_settings(VAR=tmp_path / "var"):
        yield


def happen(number: str) -> None:
    persons.register(persons.Identity(number, "Anna Berg"), tenant=1)
    checkpoints.cover(1)


class Auditor:
    """A witness with a folder of her own."""

    def __init__(self, folder: Path, capsys: Capture) -> None:
        self.folder = folder
        folder.mkdir()
        words = ["--new-key", str(folder / "key"), "--name", "audit.example/samrum"]
        assert main(["witness", *words]) == 0
        (folder / "public").write_text(capsys.readouterr().out.splitlines()[-1])
        (folder / "log").write_text(f"{checkpoints.our_public_key(1)}\n")

    def looks(self, growth: str = HERE, logs: Sequence[str] = ("log",)) -> int:
        words = ["--key", str(self.folder / "key"), "--growth", growth]
        words += [word for log in logs for word in ("--log", str(self.folder / log))]
        return main(["witness", str(self.folder), *words])

    @property
    def kept(self) -> Path:
        return next(self.folder.glob("*.checkpoint"))

    @property
    def key(self) -> PublicKey:
        return PublicKey.read((self.folder / "public").read_text(), COSIGNED)


@pytest.fixture
def auditor(db: RunDatabase, tmp_path: Path, capsys: Capture) -> Auditor:
    happen("1")
    return Auditor(tmp_path / "auditor", capsys)


def test_she_follows_what_grows_however_far_she_is_behind(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert auditor.looks() == 0
    first = note.read(auditor.kept.read_text())
    for number in range(2, 9):
        happen(str(number))
    monkeypatch.setattr(growth, "AT_ONCE", 2)

    assert auditor.looks() == 0

    told = note.opened(auditor.kept.read_text(), checkpoints.our_public_key(1))
    assert told.size == first.size + 7
    assert note.cosigned_at(auditor.kept.read_text(), auditor.key) > 1_700_000_000


def test_she_goes_on_when_the_key_was_changed_whether_she_had_seen_the_bridge_or_not(
    auditor: Auditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert auditor.looks() == 0
    happen("2")
    happen("3")
    main(["checkpoint", "--new-key", str(tmp_path / "new")])
    (auditor.folder / "new").write_text(f"{checkpoints.our_public_key(1)}\n")
    happen("4")
    monkeypatch.setattr(growth, "AT_ONCE", 1)

    assert auditor.looks(logs=("new",)) == 1
    assert "this key has not signed it" in capsys.readouterr().err
    assert auditor.looks(logs=("new", "log")) == 0

    assert note.opened(auditor.kept.read_text(), checkpoints.our_public_key(1)).size == 4
    assert auditor.looks(logs=("new",)) == 0, "the former one can be taken out"


def test_a_checkpoint_that_she_has_not_signed_is_not_what_she_knows(
    auditor: Auditor, capsys: Capture
) -> None:
    assert auditor.looks() == 0
    auditor.kept.write_text(checkpoints.given_out(1).read_text())

    assert auditor.looks() == 1
    assert "audit.example/samrum has not signed it" in capsys.readouterr().err


def test_a_journal_that_was_written_anew_gets_no_signature(
    auditor: Auditor, tmp_path: Path, capsys: Capture
) -> None:
    happen("2")
    assert auditor.looks() == 0
    before = auditor.kept.read_text()
    anew = Checkpoint(checkpoints.origin(1), 3, bytes(32))
    forged = Growth(note.read(before).size, (), note.signed(anew, checkpoints.our_key()))
    (tmp_path / "forged").write_text(forged.text)

    assert auditor.looks(str(tmp_path / "forged")) == 1

    said = capsys.readouterr().err
    assert "do not begin with the 2 that I know" in said and "ask another witness" in said
    assert auditor.kept.read_text() == before


def test_the_installation_keeps_what_she_has_signed_and_nothing_else(
    auditor: Auditor, tmp_path: Path
) -> None:
    auditor.looks()
    signed, key = auditor.kept.read_text(), (auditor.folder / "public").read_text()

    _at, size, file = checkpoints.keep_cosigned(signed, key)

    assert size == 1 and file.read_text() == signed
    assert file.name == "lillevik.audit.example_samrum.cosigned"
    happen("2")
    plain = checkpoints.given_out(1).read_text()
    stranger = note.signed(
        Checkpoint("storvik.example/journal/1", 1, bytes(32)), checkpoints.our_key()
    )
    split = note.signed(Checkpoint(checkpoints.origin(1), 2, bytes(32)), checkpoints.our_key())
    hers = note.private_key((auditor.folder / "key").read_text().split()[1])
    forged = note.cosigned(split, auditor.key.name, hers, 1)
    for wrong in (plain, stranger, forged, signed.replace("\n1\n", "\n2\n"), ""):
        with pytest.raises(Refused):
            checkpoints.keep_cosigned(wrong, key)
    assert file.read_text() == signed


def test_an_older_one_does_not_take_the_place_of_a_newer_one(auditor: Auditor) -> None:
    auditor.looks()
    older, key = auditor.kept.read_text(), (auditor.folder / "public").read_text()
    happen("2")
    auditor.looks()
    newer = auditor.kept.read_text()

    checkpoints.keep_cosigned(newer, key)
    *_, file = checkpoints.keep_cosigned(older, key)

    assert file.read_text() == newer


def test_from_where_nobody_has_been_nothing_can_be_proven(db: RunDatabase) -> None:
    with pytest.raises(NotHere):
        growth.since(1, 0)
    happen("1")
    with pytest.raises(NotHere):
        growth.since(1, 17)
    client = Client(SERVER_NAME="localhost")
    assert client.get("/api/v1/checkpoint?since=17").status_code == 404
    assert client.get("/api/v1/checkpoint?since=-1").status_code == 400
    assert client.get("/api/v1/checkpoint")["Content-Type"] == "text/plain; charset=utf-8"


def test_the_door_gives_nothing_but_hashes_and_numbers(db: RunDatabase) -> None:
    happen("19800101-2380")
    said = growth.since(1, 0)

    assert "Anna" not in said and "19800101" not in said
    assert said.splitlines()[:4] == ["old 0", "", checkpoints.origin(1), "1"]


@pytest.mark.parametrize("where", ["http://example.com/x", "ftp://example.com/x", "/no/such/file"])
def test_what_somebody_on_the_way_could_change_is_not_read(where: str) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        text_from(where)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    assert Path(settings.VAR) != tmp_path
    words = ["witness", "--new-key", str(tmp_path / "key")]

    assert main([*words, "--name", "two words"]) == 1 and not (tmp_path / "key").exists()
    assert main([*words, "--name", "w.example"]) == 0
    before = (tmp_path / "key").read_text()
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert main([*words, "--name", "w.example"]) == 1
    assert (tmp_path / "key").read_text() == before
