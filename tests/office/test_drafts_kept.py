"""A draft is hers for a time, and what she throws away is gone: the paper too."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from samrum.channels.store import Missing, Store
from samrum.core.access import Reader
from samrum.core.case import HandInDocument
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.office import act, clock, drafts, uploads
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.office.town import Cast, applies, settle

KEY = "apply:parking-permit"


@pytest.fixture
def cast(db: RunDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cast]:
    monkeypatch.setattr(settings, "FILES", str(tmp_path / "files"))
    yield settle()


def certificate(text: str = "Cannot walk far.") -> Upload:
    """A paper that was handed in two hours ago: not just now."""
    paper = uploads.receive(BytesIO(text.encode()), kind="other", name="certificate.txt")
    ago = time.time() - 7_200
    os.utime(Path(settings.FILES) / paper.sha256[:2] / paper.sha256[2:], (ago, ago))
    return paper


def types(anna: Reader, *papers: Upload, expected: int = 0) -> None:
    answers = {"mobility.walks": Answer(True)}
    drafts.keep(anna, anna.id, KEY, answers=answers, uploads=papers, expected=expected)


def is_here(paper: Upload) -> bool:
    try:
        Store(Path(settings.FILES)).open(paper.sha256).close()
    except Missing:
        return False
    return True


def a_night_passes(monkeypatch: pytest.MonkeyPatch, days: int = 1) -> None:
    """By the clock on the wall, which may be changed on the way."""
    moment = now(1) + timedelta(days=days)
    monkeypatch.setattr(clock, "moment", lambda: moment)
    drafts.forget_old(1)
    drafts.remove_let_go(1)


def test_what_is_thrown_away_is_gone_with_its_paper_after_the_night(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, paper = cast.reads("anna"), certificate()
    types(anna, paper)
    drafts.throw_away(anna, anna.id, KEY)
    assert drafts.draft(anna, anna.id, KEY).version == 0 and is_here(paper)

    a_night_passes(monkeypatch)

    assert not is_here(paper)


def test_a_paper_that_a_case_or_another_draft_names_stays(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, maj = cast.reads("anna"), cast.reads("maj")
    case = applies(anna).case
    handed_in, shared = certificate(), certificate("A photo of both.")
    act.act(anna, HandInDocument(handed_in), case=case, key="handed-in-1")
    types(anna, handed_in, shared)
    types(maj, shared)
    drafts.throw_away(anna, anna.id, KEY)

    a_night_passes(monkeypatch)

    assert is_here(handed_in) and is_here(shared)


def test_a_paper_that_is_handed_in_anew_in_the_same_hour_stays(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = cast.reads("anna")
    types(anna, certificate())
    drafts.throw_away(anna, anna.id, KEY)
    again = uploads.receive(BytesIO(b"Cannot walk far."), kind="other", name="certificate.txt")

    a_night_passes(monkeypatch)

    assert is_here(again)


def test_a_draft_that_nobody_goes_on_with_is_kept_until_the_day_her_page_says(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, paper = cast.reads("anna"), certificate()
    types(anna, paper)
    begun = drafts.begun(anna, anna.id, [KEY])[KEY]
    last = drafts.kept_until(1, begun)

    a_night_passes(monkeypatch, days=90)
    assert now(1).date() == last and drafts.draft(anna, anna.id, KEY).uploads == (paper,)

    a_night_passes(monkeypatch)
    assert drafts.draft(anna, anna.id, KEY).version == 0
    a_night_passes(monkeypatch)
    assert not is_here(paper)
