"""The compiler and the plain interpreter give the same values and findings, whatever is asked.

Expressions are made as text, so the parser takes part. SAMRUM_FUZZ_EXAMPLES sets how many are made
for each test (a few by default; 20000 takes some minutes).
"""

from __future__ import annotations

import os
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samrum.rules.compile import compile_expression, compile_unary_tests
from samrum.rules.finding import NOWHERE
from samrum.rules.parse import FeelSyntaxError, Scope, parse_expression, parse_unary_tests
from samrum.rules.reference import evaluate, evaluate_tests
from samrum.rules.run import Exhausted, Run
from samrum.rules.temporal import Date, parse_at
from samrum.rules.value import Function, Value, same, to_text

EXAMPLES = int(os.environ.get("SAMRUM_FUZZ_EXAMPLES", "150"))
FUZZ = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)

ENV: dict[str, Value] = {
    "x": Decimal(2),
    "n": None,
    "Full Name": "Anna",
    "is adult": True,
    "born": Date(1985, 4, 30),
    "wait": parse_at("P2D"),
    "list": [Decimal(1), Decimal(2), None, "a"],
    "people": [
        {"name": "Bo", "age": Decimal(40), "active": True},
        {"name": "Elis", "age": None, "item": Decimal(1)},
        {"name": "Maj", "age": Decimal(71), "x": Decimal(5), "active": False},
    ],
    "a-b": Decimal(7),
    "a": Decimal(9),
    "b": Decimal(4),
}
SCOPE = Scope(ENV)
SUBJECTS: list[Value] = [
    None,
    True,
    False,
    Decimal(2),
    Decimal("-1.5"),
    "a",
    "Bo",
    Date(1985, 4, 30),
    parse_at("P2D"),
    [Decimal(1)],
    {"a": Decimal(1)},
]

ATOMS = st.sampled_from(
    [
        *("0", "1", "2", "-1", "1.5", "10", '"a"', '"b"', '""', "true", "false", "null", "[]"),
        *("x", "n", "Full Name", "is adult", "born", "wait", "list", "people", "a-b", "a", "b"),
        *('@"2025-02-28"', '@"P1Y"', '@"P1D"', '@"10:00:00"', '@"no"', 'date("2020-02-30")', "{}"),
        *("nobody", "item", "partial", "age", "active", "?", "[1..5]", "(< 3)", "]1..3[", "(= 2)"),
    ]
)
INFIX = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
FORMS = [
    *(f"({{}} {operator} {{}})" for operator in INFIX),
    "-{}",
    "({} between {} and {})",
    "({} in ({}, < {}, [{}..{}]))",
    "({} in (? > {}, != {}))",
    "(if {} then {} else {})",
    "(if {} then {} else if {} then {} else {})",
    "(for i in {} return {})",
    "(for i in 1..3 return i + {})",
    "(for i in {}..{} return [i, partial[-1]])",
    "(for i in {}, age in {} return [i, age, partial])",
    "(some i in {} satisfies {})",
    "(every i in {}, x in [i] satisfies ({} and x = {}))",
    "(({})[{}])",
    "people[age > {}]",
    "people[{}].name",
    "list[item = {}]",
    "[{}, {}, {}]",
    "{{a: {}, b c: {}, d: b c}}",
    "{{a: {}, a: {}}}",
    "{}.name",
    "({}.days)",
    "({} instance of number)",
    "({} instance of list<number>)",
    "({} instance of tUnknown)",
    "(function(i, x: number) [i, x, {}])({}, {})",
    "(function(i) {})(i: {})",
    "[{}..{}]",
    "(> {})",
    "{}({})",
    "count({})",
    "sum({}, {})",
    "not({})",
    "abs(n: {})",
    "string({})",
    "sort({}, function(i, x) i < x)",
    "({} and {} and {} and {})",
    "({} or {} or {})",
    "count(list[{}])",
]


def fill(form: str, parts: list[str]) -> str:
    return form.format(*parts)


def forms(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(FORMS).flatmap(
        lambda form: st.lists(inside, min_size=5, max_size=5).map(lambda parts: fill(form, parts))
    )


EXPRESSIONS = st.recursive(ATOMS, forms, max_leaves=25)
TESTS = st.one_of(
    EXPRESSIONS,
    st.sampled_from(["< {}", ">= {}", "[{}..{}]", "({}..{}[", "= {}", "!= {}", "? < {}"]).flatmap(
        lambda form: st.lists(EXPRESSIONS, min_size=2, max_size=2).map(lambda p: fill(form, p))
    ),
)
CELLS = st.one_of(
    st.lists(TESTS, min_size=1, max_size=4).map(", ".join),
    st.lists(TESTS, min_size=1, max_size=3).map(lambda tests: f"not({', '.join(tests)})"),
)


def told(result: Value) -> str:
    """The value as text; functions are told apart by nothing but being functions."""
    return "a function" if isinstance(result, Function) else to_text(result)


def agree(one: Value, other: Value) -> bool:
    return same(one, other) or told(one) == told(other)


@FUZZ
@given(EXPRESSIONS)
def test_an_expression_has_one_meaning(text: str) -> None:
    tree = parse_expression(text, SCOPE)
    compiled, slow = Run(), Run()
    env = {**ENV, "?": Decimal(3)}

    fast_value = compile_expression(tree, SCOPE, text)(env, compiled)
    slow_value = evaluate(tree, env, slow, text)

    assert agree(fast_value, slow_value), (told(fast_value), told(slow_value))
    assert [f.code for f in compiled.findings] == [f.code for f in slow.findings]
    assert [f.where.offset for f in compiled.findings] == [f.where.offset for f in slow.findings]


@FUZZ
@given(CELLS, st.sampled_from(SUBJECTS))
def test_a_cell_has_one_meaning(text: str, subject: Value) -> None:
    tree = parse_unary_tests(text, SCOPE)
    compiled, slow = Run(), Run()

    fast_value = compile_unary_tests(tree, SCOPE, text)(subject, ENV, compiled)
    slow_value = evaluate_tests(tree, subject, ENV, slow, text)

    assert fast_value is slow_value
    assert fast_value in (True, False, None)
    assert [f.code for f in compiled.findings] == [f.code for f in slow.findings]


@FUZZ
@given(st.text(alphabet='abx1.,:()[]{}"\\@<>=!-+*/ ?\n\u00a0éifornt', max_size=60))
def test_any_text_is_feel_or_is_told_why_not(text: str) -> None:
    for parse, run in ((parse_expression, evaluate), (parse_unary_tests, evaluate_tests)):
        try:
            tree = parse(text, SCOPE)
        except FeelSyntaxError as error:
            assert 0 <= error.offset <= len(text)
            assert error.what and error.because and error.instead
        else:
            assert NOWHERE.offset <= tree.at <= len(text)
            assert run is not None


@pytest.mark.parametrize("steps", [0, 1, 5, 50])
def test_a_small_budget_ends_both(steps: int) -> None:
    text = "for i in 1..1000 return for j in 1..1000 return i * j"
    tree = parse_expression(text)

    with pytest.raises(Exhausted):
        compile_expression(tree, None, text)({}, Run(steps=steps))
    with pytest.raises(Exhausted):
        evaluate(tree, {}, Run(steps=steps), text)


@pytest.mark.parametrize(
    "text",
    [
        # Found by coverage-guided fuzzing (the trial R-fuzz).
        "list[99999999999999999999999999999]",
        "list[-9999999999999999999999999999999999]",
        "list[1.5e40]",
        "some i in 99999999999999999999999999999..99999999999999999999999999999 satisfies null",
    ],
)
def test_a_number_of_any_size_counts_the_same_both_ways(text: str) -> None:
    tree = parse_expression(text, SCOPE)

    assert compile_expression(tree, SCOPE, text)(ENV, Run()) is None
    assert evaluate(tree, ENV, Run(), text) is None
