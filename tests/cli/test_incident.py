"""An incident on the machine: the clock first, then the drafts, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from samrum.cli.main import main
from samrum.office import persons
from samrum.office.persons import Identity
from samrum.site import checkpoints
from tests.database import RunDatabase

WRITTEN = ["1-early-warning.md", "2-notification.md", "3-breach.md", "4-final-report.md"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    """In which no other test has given out a checkpoint."""
    with override_settings(VAR=tmp_path / "var"):
        yield


@pytest.fixture
def file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new file, with when it began and that it is about everything."""
    new = tmp_path / "incident.toml"
    assert main(["incident", "--new", str(new)]) == 0
    fill(new, 'began = ""', 'began = "2026-01-02 03:04"')
    fill(new, "everything = false", "everything = true")
    capsys.readouterr()
    return new


def fill(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_file_is_for_its_owner_and_is_not_written_over(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(["incident", "--new", str(file)]) == 1
    assert "nothing is written over" in capsys.readouterr().err


def test_without_a_folder_it_says_what_is_due_and_asks_no_database(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samrum.site.ground.stand", lambda: pytest.fail("no database is needed"))
    fill(file, "found_out = ", 'found_out = "2026-01-05 08:00" #')

    assert main(["incident", str(file)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("Lillevik found it out on Mon 05 Jan 2026 08:00. To be sent:")
    assert "OVERDUE by" in said and "(to be verified)" in said and "Nothing is counted" in said


def test_the_drafts_are_for_the_owner_and_name_nobody(
    file: Path, tmp_path: Path, db: RunDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = persons.register(Identity("19800101-2380", "Anna Berg"))
    hidden = persons.register(Identity("19610708-9804", "Hidden Person", protected=True))
    folder = tmp_path / "drafts"

    assert main(["incident", str(file), "--to", str(folder)]) == 0

    said = capsys.readouterr().out
    assert "Persons   2; under 18: 0; protected: 1" in said and "Anna" not in said
    assert "The journal that was counted ends on " in said
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
    assert sorted(one.name for one in folder.iterdir()) == [
        *WRITTEN,
        "5-persons.md",
        "persons.csv",
    ]
    assert (folder / "persons.csv").read_text() == (
        f"person,cases,rooms,readings,acts\n{anna.id},0,0,0,0\n"
    )
    assert main(["incident", str(file), "--protected"]) == 0
    assert capsys.readouterr().out.endswith(f"\n{hidden.id}\n")
    assert main(["incident", str(file), "--to", str(folder)]) == 1
    assert "Something lies there already." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ('began = "2026-01-02 03:04"', 'began = "yesterday"', "began is no time"),
        ('began = "2026-01-02 03:04"', 'began = ""', "found_out and began have to be said"),
        ('began = "2026-01-02 03:04"', 'began = "2999-01-02 03:04"', "before it began"),
        ("everything = true", "everything = false", "does not say what it is about"),
        ("everything = true", 'everything = "yes"', "everything is not written as in a new file"),
        ("everything = true", "everyone = true", "nothing is called everyone"),
        ('contact = ""', "contact = ", "Invalid value"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    file: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, because: str
) -> None:
    fill(file, old, new)

    assert main(["incident", str(file)]) == 1
    assert because in capsys.readouterr().err


def test_times_of_the_log_and_of_toml_are_understood(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(file, "found_out = ", 'found_out = "2026-01-05T07:00:00Z" #')
    fill(file, 'ended = ""', "ended = 2026-01-04T12:00:00")

    assert main(["incident", str(file)]) == 0
    assert "Mon 05 Jan 2026 08:00" in capsys.readouterr().out


def test_a_journal_that_is_older_than_its_checkpoint_is_not_counted(
    file: Path, tmp_path: Path, db: RunDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    persons.register(Identity("19800101-2380", "Anna Berg"))
    newest = checkpoints.given_out(1)
    checkpoints.cover(1)
    kept = newest.read_text(encoding="utf-8")
    size = kept.splitlines()[1]
    try:
        newest.write_text(
            kept.replace(f"\n{size}\n", f"\n{int(size) + 100}\n", 1), encoding="utf-8"
        )
        assert main(["incident", str(file), "--to", str(tmp_path / "drafts")]) == 1
    finally:
        newest.unlink()
    said = capsys.readouterr()
    assert said.out.startswith("Lillevik found it out on"), "the clock is told all the same"
    assert "a part of the journal may be missing" in said.err


def test_a_municipality_that_is_not_here_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["incident", str(file), "--tenant", "99"]) == 1
    assert "No municipality has number 99." in capsys.readouterr().err
