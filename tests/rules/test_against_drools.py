"""Where Apache Drools answers otherwise, and what Samrum answers, by the standard.

The trial R-drools compares tens of thousands of generated tables with Drools. Every kind of
difference it met is one of these; each test says what holds here, and why. None needs Drools.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from samrum.rules import read_model
from samrum.rules.evaluate import Outcome
from samrum.rules.value import Value
from tests.rules.dmn import decision, definitions, fact, knowledge, literal, table


def decide(drawn: str, *facts: tuple[str, Value], policy: str = "UNIQUE", by: str = "") -> Outcome:
    """The outcome of a table with these facts; by: how COLLECT aggregates."""
    names = tuple(name for name, _ in facts)
    one = decision("D", table(drawn, policy=policy, aggregation=by), facts=names)
    model = read_model(definitions(*map(fact, names), one))
    return model.evaluate("D", dict(facts))


# ---- a test that is null: a rule matches when its tests are true, and null is not true -----------


@pytest.mark.parametrize("test", ["? > 2", "? <= 2", "? < 1, ? > 2", "? = 2"])
def test_a_test_of_an_unknown_fact_does_not_match_and_the_other_rules_stand(test: str) -> None:
    """Drools gives null for the whole table as soon as one cell is null."""
    drawn = f"""
        x      || out
        {test} || 1
        -      || 2
        """
    assert decide(drawn, ("x", None), policy="FIRST").value == 2


@pytest.mark.parametrize("test", ['< "b"', '["a".."b"]', '? < "b"'])
def test_a_fact_that_cannot_be_compared_does_not_match_and_is_told(test: str) -> None:
    drawn = f"""
        x      || out
        {test} || 1
        -      || 2
        """
    outcome = decide(drawn, ("x", Decimal(1)), policy="FIRST")

    assert outcome.value == 2
    assert {finding.code for finding in outcome.findings} == {"not-comparable"}


def test_one_true_test_of_several_is_enough_though_another_is_null() -> None:
    """In three-valued logic null or true is true."""
    drawn = """
        x             || out
        ? <= 1, null  || 1
        -             || 2
        """
    assert decide(drawn, ("x", None), policy="FIRST").value == 1


# ---- not() of null: in three-valued logic the negation of null is null ---------------------------


@pytest.mark.parametrize("test", ["not(< 10)", "not([1..3])", "not(< 1, > 5)"])
def test_what_is_not_known_is_not_outside_a_range_either(test: str) -> None:
    """Drools takes a comparison with null for false, and so its negation for true."""
    drawn = f"""
        x      || out
        {test} || 1
        -      || 2
        """
    assert decide(drawn, ("x", None), policy="FIRST").value == 2


def test_null_is_not_equal_to_a_value_so_its_negation_holds() -> None:
    """Unlike an order, equality with null is known: it is false."""
    drawn = """
        x        || out
        not("a") || 1
        -        || 2
        """
    assert decide(drawn, ("x", None), policy="FIRST").value == 1


# ---- allowed values and null ---------------------------------------------------------------------


def test_a_fact_that_is_not_known_may_stand_before_allowed_values() -> None:
    """Null is of every type (10.3.2.9), and a rule may look at other facts while this one is not
    known. Drools refuses the table. No case of the kit asks."""
    drawn = """
        x       | y  || out
        in "a"  | ·  || ·
        -       | 1  || "by y"
        "a"     | 2  || "by x"
        """

    assert decide(drawn, ("x", None), ("y", Decimal(1))).value == "by y"


def test_a_value_that_is_not_allowed_is_refused_by_both() -> None:
    drawn = """
        x       || out
        in "a"  || ·
        -       || 1
        """
    outcome = decide(drawn, ("x", "z"))

    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["not-allowed"]


# ---- outputs in an order ------------------------------------------------------------------------


def test_an_output_of_null_comes_after_those_that_are_listed() -> None:
    """8.2.8 orders by the list of output values; Drools gives null when one is not in it."""
    drawn = """
        x                || out
        in ·             || "b", "a"
        -                || "a"
        -                || null
        -                || "b"
        """
    assert decide(drawn, ("x", None), policy="OUTPUT ORDER").value == ["b", "a", None]
    assert decide(drawn, ("x", None), policy="PRIORITY").value == "b"


def test_an_output_that_is_not_listed_becomes_null_and_is_told() -> None:
    drawn = """
        x                || out
        in ·             || "b", "a"
        -                || x
        -                || "a"
        """
    outcome = decide(drawn, ("x", "z"), policy="OUTPUT ORDER")

    assert outcome.value == ["a", None]
    assert {finding.code for finding in outcome.findings} == {"not-allowed"}


# ---- counting -----------------------------------------------------------------------------------


def test_equal_outputs_are_counted_each() -> None:
    """DMN 1.1 counted different outputs, as Drools still does; since 1.2 the function count is
    applied to all of them (8.2.8)."""
    drawn = """
        x || out
        - || 1
        - || 1
        - || 2
        """
    assert decide(drawn, ("x", None), policy="COLLECT", by="COUNT").value == 3


# ---- arguments of another type ------------------------------------------------------------------

ANY_CASE = """
    x   || out
    "a" || 1
    -   || 2
    """


def test_a_function_called_with_another_type_gives_null() -> None:
    """10.3.2.13.5: an argument that does not conform makes the call null. Drools goes on."""
    model = read_model(
        definitions(
            knowledge("K", table(ANY_CASE, policy="FIRST"), "x: string"),
            decision("D", literal("K(5)"), calls=("K",)),
        )
    )
    outcome = model.evaluate("D", {})

    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["not-of-type"]


def test_an_entry_of_another_type_is_null_and_the_context_goes_on() -> None:
    """10.3.2.9.4: a value that does not conform becomes null. Drools gives up the context."""
    logic = (
        '<context><contextEntry><variable name="x" typeRef="string"/>'
        f"{literal('5')}</contextEntry><contextEntry>{table(ANY_CASE, policy='FIRST')}"
        "</contextEntry></context>"
    )
    outcome = read_model(definitions(decision("D", logic))).evaluate("D", {})

    assert outcome.value == 2
    assert [finding.code for finding in outcome.findings] == ["not-of-type"]


def test_an_output_of_another_type_is_null_and_is_told() -> None:
    """10.3.2.9.4 again: Drools lets a table give what its output column does not declare."""
    drawn = table("x || out\n- || x", policy="FIRST")
    typed = drawn.replace('<output name="out">', '<output name="out" typeRef="number">')
    model = read_model(definitions(fact("x"), decision("D", typed, facts=("x",))))
    outcome = model.evaluate("D", {"x": "many"})

    assert typed != drawn
    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["not-of-type"]
