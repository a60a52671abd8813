"""What a released version wrote, every later one reads: the journal is for as long as the law says.

A frozen journal is never changed.  A release adds its own: python -m trials.core.frozen
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

import samrum
from samrum.journal.exported import check
from samrum.journal.note import PublicKey
from trials.core.frozen import FOLDER, JOURNAL, KEY, NOTE, TOLD, told_of

VERSIONS = sorted(folder.name for folder in FOLDER.iterdir())


def test_this_version_has_frozen_its_own() -> None:
    assert samrum.__version__ in VERSIONS, "run: python -m trials.core.frozen"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_it_wrote_is_whole_under_its_checkpoint(version: str) -> None:
    folder = FOLDER / version
    key = PublicKey.read((folder / KEY).read_text(encoding="utf-8"))
    with gzip.open(folder / JOURNAL) as lines:
        found = check(lines, [(folder / NOTE).read_text(encoding="utf-8")], key)

    assert [str(fault) for fault in found.faults] == []
    assert found.entries > 100


@pytest.mark.parametrize("version", VERSIONS)
def test_what_it_wrote_comes_to_the_same(version: str) -> None:
    told = json.loads((FOLDER / version / TOLD).read_text(encoding="utf-8"))
    with gzip.open(FOLDER / version / JOURNAL) as lines:
        assert told_of(lines) == told


def test_a_kind_of_entry_that_is_known_no_more_is_noticed(tmp_path: Path) -> None:
    with gzip.open(FOLDER / VERSIONS[0] / JOURNAL) as lines:
        changed = [line.replace(b'"kind":"FactGiven"', b'"kind":"FactSaid"') for line in lines]

    with pytest.raises(Exception, match="no event is called FactSaid"):
        told_of(changed)
