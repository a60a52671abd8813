"""Decision tables: hit policies, defaults, priorities, allowed values, and cells of every kind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samrum.rules import Outcome, read_model
from samrum.rules.temporal import parse_at
from samrum.rules.value import Value
from tests.rules.dmn import decision, definitions, fact, table


def asked(
    text: str, facts: dict[str, Value], *, policy: str = "UNIQUE", sum_up: str = ""
) -> Outcome:
    """The outcome of a table that is drawn as text, for facts of any type."""
    names = tuple(facts)
    drawn = table(text, policy=policy, aggregation=sum_up)
    model = read_model(
        definitions(*(fact(name) for name in names), decision("D", drawn, facts=names))
    )
    return model.evaluate("D", facts, trace=True)


def n(number: int | str) -> Decimal:
    return Decimal(number)


STEPS = """
    x      || y
    >= 1   || 10
    >= 2   || 20
    >= 3   || 5
"""

# Policy and aggregation; x; what the table gives.
POLICIES: list[tuple[str, str, int, Value]] = [
    ("UNIQUE", "", 0, None),
    ("UNIQUE", "", 1, n(10)),
    ("UNIQUE", "", 2, None),
    ("FIRST", "", 3, n(10)),
    ("FIRST", "", 0, None),
    ("ANY", "", 1, n(10)),
    ("ANY", "", 2, None),
    ("RULE ORDER", "", 3, [n(10), n(20), n(5)]),
    ("RULE ORDER", "", 0, None),
    ("COLLECT", "", 2, [n(10), n(20)]),
    ("COLLECT", "", 0, []),
    ("COLLECT", "SUM", 3, n(35)),
    ("COLLECT", "MIN", 3, n(5)),
    ("COLLECT", "MAX", 3, n(20)),
    ("COLLECT", "COUNT", 3, n(3)),
    ("COLLECT", "COUNT", 0, n(0)),
    ("COLLECT", "SUM", 0, None),
]


@pytest.mark.parametrize(("policy", "sum_up", "x", "value"), POLICIES)
def test_the_hit_policy_makes_one_value_of_the_rules_that_match(
    policy: str, sum_up: str, x: int, value: Value
) -> None:
    assert asked(STEPS, {"x": n(x)}, policy=policy, sum_up=sum_up).value == value


@pytest.mark.parametrize(
    ("policy", "code"), [("UNIQUE", "rules-overlap"), ("ANY", "rules-disagree")]
)
def test_rules_that_break_the_hit_policy_leave_a_finding(policy: str, code: str) -> None:
    outcome = asked(STEPS, {"x": n(2)}, policy=policy)

    assert [finding.code for finding in outcome.findings] == [code]
    assert "1, 2" in outcome.findings[0].what


def test_no_rule_is_an_answer_and_not_a_fault() -> None:
    assert asked(STEPS, {"x": n(0)}).findings == ()


PRIORITIES = """
    x    || risk   | colour
    in   - || "high", "low" | "red", "green"
    > 0  || "low"  | "red"
    > 1  || "high" | "green"
    > 2  || "high" | "red"
"""


def test_priority_follows_the_order_of_the_output_values_from_the_left() -> None:
    assert asked(PRIORITIES, {"x": n(2)}, policy="PRIORITY").value == {
        "risk": "high",
        "colour": "green",
    }
    assert asked(PRIORITIES, {"x": n(3)}, policy="PRIORITY").value == {
        "risk": "high",
        "colour": "red",
    }


def test_output_order_lists_by_priority() -> None:
    value = asked(PRIORITIES, {"x": n(3)}, policy="OUTPUT ORDER").value

    assert isinstance(value, list)
    assert [row["risk"] + " " + row["colour"] for row in value] == [
        "high red",
        "high green",
        "low red",
    ]


def test_the_default_is_given_when_no_rule_matches() -> None:
    drawn = """
        x   || y    | z
        default   || "no" | 0
        > 9 || "yes" | 1
    """

    assert asked(drawn, {"x": n(1)}).value == {"y": "no", "z": n(0)}
    assert asked(drawn, {"x": n(10)}).value == {"y": "yes", "z": n(1)}


ALLOWED = """
    colour || y
    in     "red", "green" || "warm", "cold"
    "red"  || "warm"
    -      || "blue"
"""


def test_an_input_outside_its_allowed_values_gives_null_and_a_finding() -> None:
    outcome = asked(ALLOWED, {"colour": "pink"})

    assert outcome.value is None
    assert [finding.what for finding in outcome.findings] == [
        'pink is not among the allowed values "red", "green"'
    ]


def test_an_input_that_is_not_known_is_left_to_the_rules() -> None:
    assert [f.code for f in asked(ALLOWED, {"colour": None}).findings] == ["not-allowed"]
    assert "blue" in asked(ALLOWED, {"colour": None}).findings[0].what


def test_an_output_outside_its_allowed_values_gives_null_and_a_finding() -> None:
    outcome = asked(ALLOWED, {"colour": "green"})

    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["not-allowed"]


# Cell; subjects for which it holds; subjects for which it does not.
CELLS: list[tuple[str, list[Value], list[Value]]] = [
    ("-", [n(1), "a", None, [], True], []),
    ("", [n(1), None], []),
    ("5", [n(5), n("5.0")], [n(4), None, "5"]),
    ("< 5", [n(4), n("-1e9")], [n(5), None]),
    ("<= 5", [n(5)], [n("5.01")]),
    ("[1..5]", [n(1), n(5)], [n(0), n(6)]),
    ("(1..5)", [n(2)], [n(1), n(5)]),
    ("]1..5]", [n(5)], [n(1)]),
    ("1, [3..4], > 9", [n(1), n(3), n(10)], [n(2), n(5), n(9)]),
    ("not(1, [3..4])", [n(2), n(5)], [n(1), n(4), None]),
    ('"a", "b"', ["a", "b"], ["c", None, n(1)]),
    ('not("a")', ["b", None], ["a"]),
    ("true", [True], [False, None]),
    ("null", [None], [n(1)]),
    ("not(null)", [n(1), "a"], [None]),
    ('["a".."c"]', ["a", "bb"], ["d"]),
    ('> date("2024-02-29")', [parse_at("2024-03-01")], [parse_at("2024-02-29")]),
    ('@"P1D"', [parse_at("PT24H")], [parse_at("P2D")]),
    ('< @"P2Y"', [parse_at("P23M")], [parse_at("P24M")]),
    ('> @"10:00:00Z"', [parse_at("10:00:01Z")], [parse_at("10:00:00Z")]),
    ("? > 3 and ? < 5", [n(4)], [n(3), n(5)]),
    ('list contains(?, "a")', [["a", "b"]], [["b"]]),
    ("limit", [n(7)], [n(6)]),
    ("> limit", [n(8)], [n(7)]),
    ("not(> limit)", [n(7)], [n(8)]),
    ("even(?)", [n(2)], [n(3)]),
]


@pytest.mark.parametrize(
    ("cell", "holds", "fails"), CELLS, ids=[row[0] or "empty" for row in CELLS]
)
def test_a_cell_holds_for_what_it_says(cell: str, holds: list[Value], fails: list[Value]) -> None:
    # Two rules, so that the second cell's index is tried beside the first.
    drawn = f"x || y\n{cell or '·'} || 1\n-     || 2".replace("limit", "lim")
    for subject, expected in [(s, [n(1), n(2)]) for s in holds] + [(s, [n(2)]) for s in fails]:
        outcome = asked(drawn, {"x": subject, "lim": n(7)}, policy="COLLECT")

        assert outcome.value == expected, subject


def test_a_subject_of_a_wrong_type_leaves_a_finding() -> None:
    outcome = asked("x || y\n> 5 || 1", {"x": "many"})

    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["not-comparable"]


def test_a_cell_that_is_no_feel_never_matches_and_says_so() -> None:
    outcome = asked("x || y\n> > || 1\n- || 2", {"x": n(1)})

    assert outcome.value == n(2)
    assert [finding.code for finding in outcome.findings] == ["bad-syntax"]


def test_a_table_without_inputs_always_matches() -> None:
    assert asked("|| y\n|| 1", {}).value == n(1)


def test_the_same_mask_gives_the_same_value_the_second_time() -> None:
    model = read_model(
        definitions(fact("x"), decision("D", table("x || y\n> 5 || x + 1\n5 || 3"), facts=("x",)))
    )

    assert [model.evaluate("D", {"x": n(x)}).value for x in (6, 7, 5, 5, 6)] == [
        n(7),
        n(8),
        n(3),
        n(3),
        n(7),
    ]


def test_the_trace_names_the_rules_that_matched_and_those_passed_over() -> None:
    drawn = """
        x    || y   # reason     | provision
        >= 1 || 1   # big enough | 3 §
        >= 2 || 2   # bigger     | 4 §
    """

    outcome = asked(drawn, {"x": n(2)}, policy="FIRST")

    assert outcome.trace is not None
    made = outcome.trace.decisions[0]
    assert [(rule.id, rule.number, rule.used) for rule in made.rules] == [
        ("r1", 1, True),
        ("r2", 2, False),
    ]
    assert made.rules[0].annotations == {"reason": "big enough", "provision": "3 §"}
    assert made.facts_used == {"x": n(2)}


def test_facts_of_any_kind_are_decided_alike_with_and_without_a_trace() -> None:
    drawn = """
        x        | y   || z
        in -     | "a", "b", "c" || ·
        [1..5]   | "a" || 1
        >= 5     | -   || x * 2
        not(3)   | "b" || 3
        null     | -   || 4
    """
    typed = decision("D", table(drawn, policy="FIRST"), facts=("x", "y"), type_ref="number")
    model = read_model(definitions(fact("x", "number"), fact("y", "string"), typed))
    numbers = [n(1), n("1.50"), n(5), n(3), n("7e30"), n("-0"), None, "5", [n(2)], True]
    for x in [*numbers, *numbers]:
        for y in ("a", "b", "z", None, n(1)):
            quick, traced = (
                model.evaluate("D", {"x": x, "y": y}, trace=trace) for trace in (False, True)
            )

            assert (quick.value, quick.findings) == (traced.value, traced.findings), (x, y)
