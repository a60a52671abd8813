"""What is due is destroyed whole, by law, and the chain still holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from samrum.channels.store import Missing, Store
from samrum.cli.main import main
from samrum.core.case import CloseCase, Decide, HandInDocument, SendMessage, WriteNote
from samrum.journal import cases
from samrum.journal.verify import verify
from samrum.office import act, clock, municipality, retention, see, uploads
from samrum.office.post_room import send_waiting
from samrum.office.relation import NotHere
from tests.office.town import Cast, applies

SECRET = "Kanariefågeln Sixten"


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(settings, "FILES", str(tmp_path / "files"))
    monkeypatch.setattr(settings, "VAR", tmp_path)
    yield


def closed(cast: Cast, key: str = "a") -> str:
    """A case of Anna's that is full of words, decided and closed."""
    anna, bo = cast.reads("anna"), cast.reads("bo")
    id = applies(anna, key=f"{key}-apply").case
    paper = uploads.receive(BytesIO(SECRET.encode()), kind="other", name=f"{SECRET}.txt")
    act.act(anna, HandInDocument(paper), case=id, key=f"{key}-paper")
    act.act(anna, SendMessage(SECRET), case=id, key=f"{key}-message")
    act.act(bo, SendMessage("Tack."), case=id, key=f"{key}-answer")
    act.act(bo, WriteNote(SECRET), case=id, key=f"{key}-note")
    see.case(bo, id, reason=SECRET)
    act.act(bo, Decide("refuse", "Nej.", SECRET, ("TrF 13:8",)), case=id, key=f"{key}-decide")
    while send_waiting(1):
        pass
    act.act(bo, CloseCase(), case=id, key=f"{key}-close")
    return id


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    moment = clock.moment() + timedelta(days=days)
    monkeypatch.setattr(clock, "moment", lambda: moment)


def everything(cast: Cast) -> str:
    """All that the database and the folders hold, as text."""
    told = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select one::text from "{table}" one')
            told += [row[0] for row in cursor.fetchall()]
    files = [one for one in Path(settings.VAR).rglob("*") if one.is_file()]
    return "\n".join([*told, *(one.read_bytes().decode("utf-8", "replace") for one in files)])


def test_nothing_is_proposed_before_its_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    id = closed(cast)
    later(monkeypatch, 729)
    assert retention.proposed(cast.reads("bo")) == ()

    later(monkeypatch, 2)

    (one,) = retention.proposed(cast.reads("bo"))
    assert one.id == id
    for stranger in ("cecilia", "erik"):
        with pytest.raises(NotHere):
            retention.proposed(cast.reads(stranger))


def test_what_is_destroyed_is_gone_everywhere_and_the_chain_holds(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, anna, bo = closed(cast), cast.reads("anna"), cast.reads("bo")
    file = see.case(bo, id).case.documents[0].sha256
    assert SECRET in everything(cast)
    later(monkeypatch, 800)

    assert retention.confirm(bo, [id]) == 1

    assert SECRET not in everything(cast)
    with pytest.raises(NotHere):
        see.case(anna, id)
    with pytest.raises(Missing):
        Store(Path(settings.FILES)).open(file)
    found = verify(1, municipality.municipality(1).zone)
    assert found.faults == []
    assert {one.provision for one in found.erased} == {retention.PLAN}
    (line,) = [one for one in retention.latest(bo) if one.stream == id]
    assert line.number.startswith("PRH ") and "Retention ended" in line.ground


def test_a_file_that_another_case_has_too_stays(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = closed(cast)
    later(monkeypatch, 800)
    second = closed(cast, "b")
    number = see.case(cast.reads("bo"), second).case.documents[0].number

    assert retention.confirm(cast.reads("bo"), [first, second]) == 1

    kept = see.document(cast.reads("anna"), second, number).open().read()
    assert kept == SECRET.encode()


def test_nobody_destroys_what_is_not_due_or_not_hers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = closed(cast)
    assert retention.confirm(cast.reads("bo"), [id]) == 0
    later(monkeypatch, 800)
    for stranger in ("anna", "erik", "cecilia"):
        with pytest.raises(NotHere):
            retention.confirm(cast.reads(stranger), [id])
    assert see.case(cast.reads("anna"), id)


def test_the_nightly_run_destroys_only_where_the_board_has_resolved_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast)
    later(monkeypatch, 800)
    assert retention.by_rule(1) == 0

    here = municipality.municipality(1)
    object.__setattr__(here, "destroys_by", "KS 2026-11-02 § 7")
    try:
        assert retention.by_rule(1) == 1
    finally:
        object.__setattr__(here, "destroys_by", "")
    assert retention.latest(cast.reads("bo"))[0].ground.endswith("KS 2026-11-02 § 7")


def test_whoever_runs_it_can_say_when_a_case_may_be_destroyed(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = cases.load(1, closed(cast))
    assert kept is not None
    number, day = kept.case.number, retention.when(1, kept).day

    assert main(["retention", "--case", number]) == 0
    assert capsys.readouterr().out == f"{number}: may be destroyed from {day}.\n"
    running = cases.load(1, applies(cast.reads("maj"), key="k2").case)
    assert running is not None
    assert main(["retention", "--case", running.case.number]) == 0
    assert "it is not over" in capsys.readouterr().out
    assert main(["retention", "--case", "PRH 2026-999999"]) == 1
    assert main(["retention", "--case", number, "--tenant", "2"]) == 1


def test_without_the_list_nobody_says_that_nothing_came_back(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(settings.VAR) / "destroyed.jsonl").unlink(missing_ok=True)

    assert main(["retention", "--again"]) == 1
    assert "Put the newest copy of it there." in capsys.readouterr().err


def test_a_line_of_the_list_that_lacks_something_is_told(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(settings.VAR) / "destroyed.jsonl").write_text('{"tenant": 1, "case": "x"}\n', "utf-8")

    assert main(["retention", "--again"]) == 1
    said = capsys.readouterr().err
    (Path(settings.VAR) / "destroyed.jsonl").unlink()
    assert "a line does not name agency, by, case" in said


def test_what_a_backup_brings_back_is_destroyed_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list outside the database names it; here the case was never destroyed, as in a backup."""
    id, bo = closed(cast), cast.reads("bo")
    line = {
        "provision": retention.PLAN,
        "ground": "Retention ended",
        "tenant": 1,
        "case": id,
        "by": bo.id,
        "role": "caseworker",
        "agency": "",
        "at": "2026-01-01",
        "files": [],
    }
    (Path(settings.VAR) / "destroyed.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")

    assert retention.again(1) == 1
    assert retention.again(1) == 0
    with pytest.raises(NotHere):
        see.case(bo, id)
    assert verify(1, municipality.municipality(1).zone).faults == []
