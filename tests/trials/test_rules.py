"""The trials of the rule language: their seeds are good, and the page is of the recorded runs."""

from __future__ import annotations

import ast
from pathlib import Path
from random import Random

import pytest

from samrum.rules import read_model
from samrum.rules.parse import parse_expression, parse_unary_tests
from trials import record
from trials.__main__ import everything
from trials.rules import fuzz_checks, fuzz_seeds
from trials.rules.drools import alike
from trials.rules.explained import explanation
from trials.rules.facts import facts_for
from trials.rules.fuzz_checks import SCOPE
from trials.rules.mutants import mutants
from trials.rules.tables import POLICIES, Column, GeneratedTable, model, tables


def test_the_page_tells_the_recorded_runs() -> None:
    assert record.PAGE.read_text(encoding="utf-8") == record.page(everything(), record.kept())


def test_every_trial_has_planted_defects() -> None:
    assert [trial.id for trial in everything() if not trial.defects] == []


@pytest.mark.parametrize("text", fuzz_seeds.EXPRESSIONS)
def test_a_seed_of_an_expression_is_feel(text: str) -> None:
    parse_expression(text, SCOPE)
    fuzz_checks.check_expression(text.encode())


@pytest.mark.parametrize("text", fuzz_seeds.CELLS)
def test_a_seed_of_a_cell_is_feel(text: str) -> None:
    parse_unary_tests(text, SCOPE)
    fuzz_checks.check_cell(b"\0" + text.encode())


@pytest.mark.parametrize("text", fuzz_seeds.models())
def test_a_seed_of_a_model_is_read_decided_and_written(text: str) -> None:
    read_model(text)
    fuzz_checks.check_model(text.encode())


def test_seeds_are_written_for_each_target(tmp_path: Path) -> None:
    fuzz_seeds.write_seeds(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {
        *("expression", "cell", "model"),
        *("expression.dict", "cell.dict", "model.dict"),
    }


def test_generated_tables_are_models_with_every_hit_policy() -> None:
    some = tables(Random(1), 22)
    read = read_model(model(some))

    assert {table.policy for table in some} == set(POLICIES)
    assert len(read.definitions.decisions) == sum(len(table.calls) for table in some)
    for decision in read.definitions.decisions:
        read.evaluate(decision.id, {})


def test_a_difference_is_explained_only_by_what_drools_then_says() -> None:
    """The table says 2 of null; of 10, nothing explains that it should be 1."""
    drawn = GeneratedTable(
        "T1",
        "FIRST",
        (Column("x", "number", True),),
        (Column("out 0", "string", False),),
        (("? > 2", '"a"'), ("-", '"b"')),
        (("null",), ("1",)),
    )

    assert explanation(drawn, 0, "b", None, alike) == "a test that is null"
    assert explanation(drawn, 1, "b", None, alike) == ""
    assert explanation(drawn, 0, "b", "a", alike) == ""
    assert explanation(drawn, 0, "a", None, alike) == ""


def test_facts_are_made_from_the_types_and_the_texts_of_a_model() -> None:
    text = fuzz_seeds.model(fuzz_seeds.table("UNIQUE"))
    read = read_model(text)
    random = Random(1)

    values = {repr(facts_for(random, read, "D").get("x")) for _ in range(200)}

    assert {"None", "Decimal('5')", "Decimal('4')", "Decimal('6')"} <= values


def test_a_mutant_is_one_small_change_of_a_module() -> None:
    source = "def f(a, b):\n    if a < b and not a:\n        return a & b\n    return a is b\n"

    told = {what: ast.unparse(tree) for what, tree in mutants(source)}

    assert sorted(told) == [
        "line 2: And to Or",
        "line 2: Lt to LtE",
        "line 2: if turned round",
        "line 2: not taken away",
        "line 3: BitAnd to BitOr",
        "line 4: Is to IsNot",
    ]
    assert "a <= b" in told["line 2: Lt to LtE"]
    assert len(set(told.values())) == len(told)
