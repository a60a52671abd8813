"""Whose data are protected is said on the machine, where no register says it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from samrum.cli.main import main
from samrum.office import persons
from samrum.office.municipality import municipality
from samrum.office.persons import Identity
from tests.database import RunDatabase

PETRA = "19790302-2389"


@pytest.fixture
def protect(
    db: RunDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> object:
    """Runs the command as somebody types it; what it printed.  No register is connected."""
    here = replace(municipality(1), registers={})
    monkeypatch.setattr(persons, "municipality", lambda tenant: here)

    def run(*words: str, number: str = PETRA) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        main(["protect", *words])
        said = capsys.readouterr()
        assert "Petra" not in said.out and number not in said.out
        return said.out + said.err

    return run


def test_who_is_known_is_protected_from_now_on_and_at_her_next_log_in(protect) -> None:
    persons.register(Identity(PETRA, "Petra Hult", address=("Björkvägen 12",), email="p@x.example"))

    assert "Her data are protected" in protect()

    for known in (persons.by_number(PETRA), persons.log_in(Identity(PETRA, "Petra Hult"))):
        assert known is not None and known.protected
        assert (known.address, known.email) == ((), "")


def test_who_has_never_been_here_is_protected_before_she_comes(protect) -> None:
    assert "Whoever has never logged in takes --name." in protect()

    protect("--name", "Petra Hult")

    assert persons.log_in(Identity("197903022389", "Petra Hult")).protected


def test_it_is_lifted_for_somebody_who_is_known(protect) -> None:
    assert "Nobody with that number is known in Lillevik." in protect("--lift", "--name", "Petra")
    protect("--name", "Petra Hult")

    assert "not protected any more" in protect("--lift")

    known = persons.by_number(PETRA)
    assert known is not None and not known.protected
