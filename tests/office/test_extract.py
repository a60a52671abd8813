"""Everything about somebody, as one file: all that is hers, and nothing of anybody else's."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from samrum.core.case import HandInDocument, SendMessage, WriteNote
from samrum.office import act, assisted, clock, extract, see, uploads
from samrum.office.relation import NotHere
from tests.office.town import Cast, applies

HERS, MAJS = "Anna skriver om sitt knä", "Maj skriver om sitt hjärta"


@pytest.fixture(autouse=True)
def own_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "FILES", str(tmp_path))


def two_lives(cast: Cast) -> str:
    """Anna's case and Maj's, in both of which Anna writes; Bo has read Anna's."""
    anna, bo = cast.reads("anna"), cast.reads("bo")
    id = applies(anna).case
    act.act(anna, SendMessage(HERS), case=id, key="m")
    paper = uploads.receive(io.BytesIO(b"x"), kind="other", name="intyg.txt")
    act.act(anna, HandInDocument(paper), case=id, key="d")
    act.act(bo, WriteNote("Bo har ringt."), case=id, key="n")
    other = applies(anna, key="k2", resident=cast.maj.id).case
    act.act(anna, SendMessage(MAJS), case=other, key="m2")
    see.case(bo, id)
    return id


def opened(content: bytes) -> tuple[dict[str, bytes], str, dict[str, object]]:
    """The files, all text of the papers, and the data."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    papers = [PdfReader(io.BytesIO(body)) for name, body in files.items() if name[-4:] == ".pdf"]
    text = " ".join(page.extract_text() for paper in papers for page in paper.pages)
    assert all(paper.trailer["/Root"]["/MarkInfo"]["/Marked"] for paper in papers)  # type: ignore[index]
    return files, " ".join(text.split()), json.loads(files["data.json"])


def test_it_is_asked_for_with_one_press_and_made_by_the_worker(cast: Cast) -> None:
    two_lives(cast)
    anna = cast.reads("anna")
    extract.ask(anna, "sv")
    extract.ask(anna, "sv")
    with pytest.raises(NotHere):
        extract.file(anna)

    assert extract.make_waiting(1) == 1
    assert extract.make_waiting(1) == 0

    found = extract.asked(anna)
    assert found is not None and found.ready_at is not None and found.done == found.total == 2
    assert extract.file(anna).read()[:2] == b"PK"


def test_all_that_is_hers_is_in_it_for_her_and_for_machines(cast: Cast) -> None:
    id = two_lives(cast)
    assisted.looked_up(cast.reads("bo"), cast.anna.id, "person")

    _files, text, data = opened(extract.everything(1, cast.anna.id, "sv"))

    for word in (HERS, "intyg.txt", "Bo har ringt.", "300 m", "Bo Lind", "Anna Berg"):
        assert word in text, word
    (case,) = data["cases"]  # type: ignore[misc]
    assert case["case"]["id"] == id and case["case"]["facts"]
    assert {one["name"] for one in case["read_by"]} == {"Bo Lind"}
    assert "CaseOpened" in {one["what"] for one in case["happened"]}
    assert data["person"]["number"] == cast.anna.number  # type: ignore[index]
    (looked_up,) = data["looked_up_by"]  # type: ignore[misc]
    assert (looked_up["name"], looked_up["what"]) == ("Bo Lind", "person")


def test_nothing_of_anybody_elses_is_in_it(cast: Cast) -> None:
    two_lives(cast)

    files, text, _data = opened(extract.everything(1, cast.anna.id, "sv"))

    assert MAJS not in text and MAJS not in files["data.json"].decode()
    assert "hjärta" in opened(extract.everything(1, cast.maj.id, "sv"))[1]
    erik = cast.reads("erik")
    extract.ask(cast.reads("anna"), "sv")
    extract.make_waiting(1)
    assert extract.asked(erik) is None
    with pytest.raises(NotHere):
        extract.file(erik)


def test_it_is_cleared_away_after_a_week(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = cast.reads("anna")
    extract.ask(anna, "da")
    extract.make_waiting(1)
    later = clock.moment() + timedelta(days=8)
    monkeypatch.setattr(clock, "moment", lambda: later)

    extract.make_waiting(1)

    assert extract.asked(anna) is None
    assert [one for one in Path(settings.FILES).rglob("*") if one.is_file()] == []


def test_a_case_of_any_length_becomes_as_many_papers_as_it_takes(cast: Cast) -> None:
    anna = cast.reads("anna")
    id = applies(anna).case
    for number in range(4):
        act.act(anna, SendMessage("ord " * 20_000), case=id, key=f"long{number}")

    files, text, _ = opened(extract.everything(1, cast.anna.id, "en"))

    assert len(files) > 3
    assert text.count("ord") >= 80_000
