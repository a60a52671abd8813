"""The chain of entries: the bytes that docs/journal-format.md promises."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samrum.core.case import MessageSent, NoteWritten
from samrum.core.party import RULES, Party
from samrum.journal import codec
from samrum.journal.chain import Entry, Head, Stream, extend, faults, head_at

DOCS = Path(__file__).parents[2] / "docs" / "journal-format.md"
AT = datetime(2026, 11, 22, 3, 58, 59, 123456, tzinfo=UTC)
STREAM = Stream(1, "01234567-89ab-7def-8123-456789abcdef", "case")
ANNA = Party("anna", "representative", "", "maj", 2)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def chain_of(texts: list[str]) -> list[Entry]:
    head, made = Head(), []
    for number, text in enumerate(texts):
        event = NoteWritten(text) if number % 2 else MessageSent(text, True)
        head, more = extend(STREAM, head, [(event, ANNA)], AT + timedelta(seconds=number))
        made += more
    return made


def stranger() -> Any:
    """The verifier that the page prints, as a stranger would take it from there."""
    code = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    names: dict[str, Any] = {}
    exec(code[0], names)
    return names["check"]


@given(st.lists(TEXTS, max_size=6))
def test_a_stranger_with_the_page_in_hand_comes_to_the_same_hashes(texts: list[str]) -> None:
    made = chain_of(texts)

    assert stranger()([asdict(entry) for entry in made]) == (made[-1].hash if made else b"")


@pytest.mark.parametrize(
    "field",
    [
        "payload",
        "actor",
        "agency",
        "via",
        "mandate",
        "at",
        "kind",
        "on_behalf_of",
        "role",
        "stream",
        "tenant",
        "noun",
        "hash",
        "commitment",
        "salt",
        "gap",
        "prev_kind",
        "prev_agency",
        "path_hash",
        "seq",
    ],
)
def test_no_field_can_be_changed_unseen(field: str) -> None:
    first, second, third = chain_of(["one", "two", "three"])
    old = getattr(second, field)
    other: Any = (
        old + "x"
        if isinstance(old, str)
        else old + b"x"
        if isinstance(old, bytes)
        else (old + timedelta(microseconds=1) if isinstance(old, datetime) else old + 1)
    )
    changed = replace(second, **{field: other})

    assert faults(second, head_at(first)) == []
    assert faults(changed, head_at(first)) + faults(third, head_at(changed)) != []


def test_what_was_erased_still_fits() -> None:
    first, second, third = chain_of(["one", "two", "three"])
    erased = replace(second, payload=None, salt=None)

    assert faults(erased, head_at(first)) == faults(third, head_at(erased)) == []


def test_one_act_stands_at_one_moment_and_the_rules_follow_the_party() -> None:
    happened = [(MessageSent("Hej", True), ANNA), (NoteWritten("Seen"), RULES)]
    head, made = extend(STREAM, Head(), happened, AT)

    assert [(entry.seq, entry.actor, entry.gap) for entry in made] == [
        (1, "anna", 0),
        (2, "rules", 0),
    ]
    assert (made[1].prev_kind, made[0].party) == ("MessageSent", ANNA)
    assert head == head_at(made[-1])


@given(TEXTS)
def test_canonical_json_is_what_the_page_says_it_is(text: str) -> None:
    import json

    value = {"b": text, "a": {"é": 1, "z": None}, text: [True, 2]}
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    assert codec.written(value) == plain
