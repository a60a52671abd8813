"""docs/rules.md says what the commands say, and leaves no code out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from samrum.cli.main import main
from samrum.rules.check.remark import SAID

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"
EXAMPLES = re.findall(r"^```\n\$ samrum (.*)\n((?:.*\n)*?)```$", PAGE.read_text("utf-8"), re.M)


@pytest.mark.parametrize(("words", "printed"), EXAMPLES, ids=[words for words, _ in EXAMPLES])
def test_an_example_prints_what_the_page_says(
    words: str, printed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    main(words.split())

    assert capsys.readouterr().out == printed


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 4


def test_every_code_stands_on_the_page() -> None:
    told = set(re.findall(r"`([a-z-]+)`", PAGE.read_text("utf-8")))
    assert set(SAID) - told == set()


def rules(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["rules", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_what_is_wrong_ends_with_one_and_what_is_right_with_nought(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert rules("check", str(ROOT / "docs/rules/draft.dmn"), capsys=capsys)[0] == 1
    assert rules("check", str(ROOT / "docs/rules/permit.dmn"), capsys=capsys)[0] == 0


def test_machines_get_the_remarks_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = rules("check", str(ROOT / "docs/rules/draft.dmn"), "--json", capsys=capsys)
    told = json.loads(out)

    assert told["counts"] == {"wrong": 3, "doubtful": 3, "unchecked": 0}
    gap = next(remark for remark in told["remarks"] if remark["code"] == "gap")
    assert gap["element"] == "permit"
    assert gap["example"] == {
        "given": {"capacity": "passenger", "distance": 100},
        "shown": {"capacity": "passenger", "distance": 100},
        "by_facts": True,
    }


def test_a_file_that_is_no_model_is_told_in_three_sentences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = rules("check", str(ROOT / "docs/rules/anna.json"), capsys=capsys)

    assert code == 1
    assert "Give a DMN file as a modeller saved it." in out


def test_a_decision_that_is_misspelt_is_suggested(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    model = str(ROOT / "docs/rules/permit.dmn")
    facts = tmp_path / "facts.json"
    facts.write_text("{}")
    code, _, err = rules("explain", model, "permitt", str(facts), capsys=capsys)

    assert code == 1
    assert err.splitlines()[-1] == "Did you mean permit?"


def test_facts_that_are_not_asked_for_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"capacity": "driver", "distanse": 5}')
    code, out, err = rules(
        "explain", str(ROOT / "docs/rules/permit.dmn"), "permit", str(facts), capsys=capsys
    )

    assert (code, err) == (0, "Not asked for by permit: distanse.\n")
    assert out.startswith("permit: human.")
