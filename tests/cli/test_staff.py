"""Who works here is said on the machine: her number is asked and stays nowhere."""

from __future__ import annotations

import io

import pytest

from samrum.cli.main import main
from samrum.office import identity, persons
from samrum.office.persons import Identity
from tests.database import RunDatabase

BO = "19850505-2384"


@pytest.fixture
def staff(
    db: RunDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> object:
    """Runs the command as somebody types it; what it printed."""

    def run(*words: str, number: str = BO) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        main(["staff", *words])
        said = capsys.readouterr()
        return said.out + said.err

    return run


APPOINT = ("appoint", "--unit", "permits", "--title", "handläggare", "--name", "Bo Lind")


def test_somebody_works_here_when_it_is_said_and_no_more_when_she_has_left(staff) -> None:
    assert "Bo Lind works in permits" in staff(*APPOINT)
    known = persons.by_number(BO)
    assert known is not None and known.post is not None and not known.post.cleared
    assert known.post.agency == "Samhällsbyggnadsnämnden"
    said = staff("list")
    assert said == "permits: Bo Lind, handläggare\n", "names and no numbers"
    token = identity.begin_session(known)

    assert "Sessions that ended: 1" in staff("left")

    assert identity.session(token) is None and staff("list") == ""
    assert persons.by_number(BO).post is None


def test_who_has_logged_in_keeps_her_name_and_may_be_cleared(staff) -> None:
    persons.register(Identity(BO, "Bo Lind"))

    staff("appoint", "--unit", "permits", "--title", "enhetschef", "--cleared")

    assert staff("list") == "permits: Bo Lind, enhetschef, cleared for protected residents\n"


@pytest.mark.parametrize(
    "words",
    [
        ("appoint", "--unit", "nowhere", "--title", "x", "--name", "Bo Lind"),
        ("appoint", "--unit", "permits", "--name", "Bo Lind"),
        ("appoint", "--unit", "permits", "--title", "x"),
        ("left",),
        ("log-out",),
        ("list", "--tenant", "99"),
    ],
)
def test_what_is_not_whole_does_nothing_and_says_why(staff, words: tuple[str, ...]) -> None:
    said = staff(*words)

    assert said.startswith(("Nobody is appointed.", "Nothing is done.", "National number: N"))
    assert staff("list") == "" and persons.by_number(BO) is None


def test_who_works_here_can_be_named_where_nobody_knows_her_number(staff) -> None:
    staff(*APPOINT)
    identity.begin_session(persons.by_number(BO))

    assert "Sessions that ended: 1" in staff("log-out", "--name", "Bo Lind", number="")
    assert "0 who work in Lillevik are called that." in staff("left", "--name", "Bo", number="")
    staff(*APPOINT, number="19640823-3234")
    assert "2 who work in Lillevik are called that." in staff("left", "--name", "Bo Lind")
    staff("left")
    assert "does not work in Lillevik any more" in staff("left", "--name", "Bo Lind", number="")
    assert staff("list") == ""


def test_a_neighbours_staff_are_not_ours(staff) -> None:
    staff(*APPOINT)

    assert staff("list", "--tenant", "2") == ""
    assert "Nobody with that number is known" in staff("left", "--tenant", "2")
