"""The trials of hostile input, small, each with a planted defect that it must catch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.database import RunDatabase
from trials.frame import Asked, Trial, carry_out
from trials.hostile import parser_checks, parsers
from trials.hostile.archives import I4
from trials.hostile.expressions import I8
from trials.hostile.markup import I5
from trials.hostile.patterns import I3
from trials.hostile.pictures import I6
from trials.hostile.reaching_out import I7
from trials.hostile.sorting import I9
from trials.rules.fuzz_target import check_of

# Trial, how many, and a defect that shows quickly.
SMALL = [
    pytest.param(I3, 60, "python-runs-them", marks=pytest.mark.slow),
    (I4, 4, "takes-archives"),
    (I5, 4, "document-types"),
    (I6, 90, "as-it-came"),
    (I7, 40, "formulas-stay"),
    pytest.param(I8, 32, "without-end", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("trial", "n", "defect"), SMALL, ids=["I3", "I4", "I5", "I6", "I7", "I8"])
def test_what_strangers_send_does_no_harm_and_a_planted_defect_shows(
    trial: Trial, n: int, defect: str
) -> None:
    line, examples = carry_out(trial, Asked(seed=1, n=n))
    assert line["pass"], examples

    line, _examples = carry_out(trial, Asked(seed=1, n=n), defect)
    assert not line["pass"]


@pytest.mark.slow
def test_no_address_becomes_part_of_a_statement(lasting_db: RunDatabase) -> None:
    line, examples = carry_out(I9, Asked(seed=1, n=45))
    assert line["pass"], examples

    line, _examples = carry_out(I9, Asked(seed=1, n=90), "put-together")
    assert not line["pass"]


@pytest.mark.parametrize("target", parsers.TARGETS)
def test_what_a_reader_is_fuzzed_with_first_is_read_or_refused_in_words(
    target: str, tmp_path: Path
) -> None:
    parsers.write_seeds(tmp_path)
    seeds = sorted((tmp_path / target).iterdir())
    assert seeds

    check = check_of(target)
    for seed in [b"", b"\xff[[", *(file.read_bytes() for file in seeds)]:
        check(seed)


@pytest.mark.parametrize("target", parsers.TARGETS)
def test_a_reader_that_fails_otherwise_is_seen(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(text: str) -> str:
        raise ZeroDivisionError(text)

    monkeypatch.setattr(parser_checks, "as_text", crash)

    with pytest.raises(ZeroDivisionError):
        check_of(target)(b"[[")
