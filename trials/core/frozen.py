"""Frozen journals: what a released version wrote, which every later one must read.

    python -m trials.core.frozen        writes the one of this version, once

Lillevik is played, put under a checkpoint and exported; beside the file lies what it comes to in
words.  tests/journal/test_frozen.py reads all of them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import samrum
from samrum.core.case import Case
from samrum.core.person import Person
from samrum.core.room import Room
from samrum.journal import codec
from samrum.journal.state import after
from trials.core.rebuilt import ZONE, entries_in
from trials.frame import ROOT
from trials.installation import TENANT, installation

FOLDER = ROOT / "tests" / "journal" / "frozen"
JOURNAL, NOTE, KEY, TOLD = "journal.jsonl.gz", "journal.checkpoint", "journal.key", "told.json"


def freeze(folder: Path) -> None:
    """Writes the journal of this version into a folder."""
    from samrum.journal.export import export
    from samrum.site.checkpoints import cover, our_public_key

    installation()
    cover(TENANT)
    folder.mkdir(parents=True)
    with (folder / JOURNAL).open("wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as file:
        _, note = export(TENANT, file)
    (folder / NOTE).write_text(note, encoding="utf-8")
    (folder / KEY).write_text(f"{our_public_key(TENANT)}\n", encoding="utf-8")
    with gzip.open(folder / JOURNAL) as lines:
        told = told_of(lines)
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / TOLD).write_text(text + "\n", encoding="utf-8")


def told_of(lines: Iterable[bytes]) -> dict[str, Any]:
    """What an export comes to, in words that stay: of each case, person and room by its id."""
    found: dict[str, Any] = {}
    for stream, made in groupby(entries_in(lines), key=lambda entry: entry.stream):
        state: Any = None
        for entry in made:
            if entry.payload is not None:
                state = after(state, entry, codec.event(entry.kind, entry.payload), ZONE)
        if isinstance(state, Case | Person | Room):
            found[stream] = _told(state)
    return found


def _told(state: Case | Person | Room) -> dict[str, Any]:
    if isinstance(state, Case):
        return {
            "number": state.number,
            "stage": state.stage,
            "outcome": state.decision.outcome if state.decision else None,
            "reasons": state.decision.reasons if state.decision else None,
            "expected by": str(state.expected_by),
            "facts": sorted(state.facts),
            "documents": [one.sha256 for one in state.documents],
            "steps": sorted(state.steps),
            "messages": [one.text for one in state.messages],
            "letters": [one.title for one in state.letters],
            "appeals": [one.standing for one in state.appeals],
        }
    if isinstance(state, Person):
        return {"name": state.name, "number": state.number, "protected": state.protected}
    return {
        "number": state.number,
        "members": [one.person for one in state.members],
        "facts": [one.fact for one in state.cards],
        "consents": [[one.to, *one.kinds, *one.facts] for one in state.consents],
        "goals": [one.text for one in state.plan.goals],
    }


if __name__ == "__main__":
    freeze(FOLDER / samrum.__version__)
