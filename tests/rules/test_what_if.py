"""What if: the smallest change of one fact that would have changed the outcome."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from samrum.rules import read_model
from samrum.rules.temporal import parse_at
from samrum.rules.value import Value
from samrum.rules.what_if import Change, what_if
from tests.rules.dmn import decision, definitions, fact, knowledge, literal, table


def n(number: int | str) -> Decimal:
    return Decimal(number)


def changes(
    model_text: str, facts: dict[str, Value], name: str = "D"
) -> list[tuple[str, Value, Value]]:
    """Fact, its other value and the other outcome, for each change."""
    found = what_if(read_model(model_text), name, facts)
    return [(".".join([c.fact, *c.path]), c.after, c.outcome) for c in found.changes]


PERMIT = definitions(
    '<itemDefinition name="tAid"><typeRef>string</typeRef>'
    '<allowedValues><text>"none", "rollator", "wheelchair"</text></allowedValues></itemDefinition>',
    fact("Distance", "number"),
    fact("Driver", "boolean"),
    fact("Aid", "tAid"),
    fact("Until", "date"),
    decision(
        "D",
        table(
            """
            Distance | Driver | Aid          | Until                || Permit # reason
            <= 100   | -      | -            | >= date("2026-01-01") || "yes" # walks a little
            -        | true   | "wheelchair" | -                    || "yes" # drives
            -        | -      | -            | -                    || "ask"  # a person decides
            """,
            policy="FIRST",
        ),
        facts=("Distance", "Driver", "Aid", "Until"),
    ),
)


def test_the_nearest_other_value_of_each_fact_is_told() -> None:
    facts = {"Distance": n(250), "Driver": False, "Aid": "none", "Until": parse_at("2027-05-05")}

    assert changes(PERMIT, facts) == [("Distance", n(100), "yes")]


def test_a_fact_that_changes_nothing_alone_is_not_told() -> None:
    facts = {"Distance": n(250), "Driver": True, "Aid": "rollator", "Until": parse_at("2025-05-05")}

    assert changes(PERMIT, facts) == [("Aid", "wheelchair", "yes")]


def test_both_sides_of_a_boundary_are_tried() -> None:
    facts = {"Distance": n("99.5"), "Driver": False, "Aid": "none", "Until": parse_at("2026-02-01")}

    assert changes(PERMIT, facts) == [
        ("Distance", n("100.1"), "ask"),
        ("Until", parse_at("2025-12-31"), "ask"),
    ]


def test_the_change_tells_the_rule_that_would_match() -> None:
    facts = {"Distance": n(250), "Driver": False, "Aid": "none", "Until": parse_at("2027-05-05")}

    change = what_if(read_model(PERMIT), "D", facts).changes[0]

    assert isinstance(change, Change)
    assert [(rule.number, rule.annotations["reason"]) for rule in change.rules] == [
        (1, "walks a little")
    ]


def test_a_fact_that_is_not_known_is_tried_too() -> None:
    facts: dict[str, Value] = {
        "Distance": None,
        "Driver": True,
        "Aid": "none",
        "Until": parse_at("2026-02-01"),
    }

    assert ("Distance", n(100), "yes") in changes(PERMIT, facts)


def test_lines_are_found_through_other_decisions_functions_and_members() -> None:
    model = definitions(
        fact("Person"),
        knowledge("Group", table('age || g\n< 18 || "child"\n>= 18 || "grown"'), "age: number"),
        decision("group", literal("Group(Person.age)"), facts=("Person",), calls=("Group",)),
        decision("D", table('group || fee\n"child" || 0\n"grown" || 200'), decisions=("group",)),
    )

    assert changes(model, {"Person": {"age": n(40), "name": "Bo"}}) == [("Person.age", n(17), n(0))]
    assert what_if(read_model(model), "D", {"Person": {"age": n(40)}}).inexact == ()


def test_a_text_may_be_any_that_no_rule_names() -> None:
    model = definitions(
        fact("kind", "string"),
        decision("D", table('kind || y\n"a" || 1\nnot("a") || 2'), facts=("kind",)),
    )

    found = what_if(read_model(model), "D", {"kind": "a"}).changes

    assert [(change.other, change.outcome) for change in found] == [(True, n(2))]


def test_the_edge_of_a_formula_is_searched_for() -> None:
    model = definitions(
        fact("income", "number"),
        fact("rent", "number"),
        decision("left", literal("income * 0.7 - rent"), facts=("income", "rent")),
        decision(
            "D", table('left || y\n< 5000 || "support"\n>= 5000 || "none"'), decisions=("left",)
        ),
    )
    facts = {"income": n(20000), "rent": n(6000)}

    found = what_if(read_model(model), "D", facts)

    assert [(c.fact, c.after) for c in found.changes] == [("income", n(15714)), ("rent", n(9001))]
    assert found.inexact == ("income", "rent")


def test_an_item_more_or_less_in_a_list_is_tried() -> None:
    model = definitions(
        fact("papers"),
        decision(
            "D",
            table(
                'papers || y\nlist contains(?, "certificate") || "go on"\n- || "wait"',
                policy="FIRST",
            ),
            facts=("papers",),
        ),
    )

    assert changes(model, {"papers": ["form"]}) == [("papers", ["form", "certificate"], "go on")]


def test_a_question_that_costs_too_much_says_that_it_is_not_complete() -> None:
    facts = {"Distance": n(250), "Driver": False, "Aid": "none", "Until": parse_at("2027-05-05")}

    assert what_if(read_model(PERMIT), "D", facts, most=2).complete is False
    assert what_if(read_model(PERMIT), "D", facts).complete is True


WIDTH = range(-3, 14)


def random_table(dice: random.Random) -> str:
    def cell() -> str:
        low = dice.randint(0, 9)
        high = dice.randint(low, 10)
        shapes = [
            "-",
            f"[{low}..{high}]",
            f"({low}..{high + 1})",
            f"< {low}",
            f"not({low})",
            f"{low}, {high}",
        ]
        return dice.choice(shapes)

    rows = [f"{cell()} | {cell()} | {cell()} || {dice.randint(0, 3)}" for _ in range(6)]
    return "a | b | c || y\n" + "\n".join(rows)


@pytest.mark.parametrize("seed", range(12))
def test_for_tables_it_finds_exactly_what_trying_everything_finds(seed: int) -> None:
    dice = random.Random(seed)
    drawn = table(random_table(dice), policy="FIRST")
    names = ("a", "b", "c")
    model = read_model(
        definitions(*(fact(name, "number") for name in names), decision("D", drawn, facts=names))
    )
    facts: dict[str, Value] = {name: n(dice.randint(0, 10)) for name in names}
    present = model.evaluate("D", facts).value

    nearest: dict[tuple[str, Value], Decimal] = {}
    for name in names:
        for other in WIDTH:
            value = model.evaluate("D", {**facts, name: n(other)}).value
            distance = abs(n(other) - facts[name])  # type: ignore[operator]
            if value != present:
                key = (name, value)
                nearest[key] = min(nearest.get(key, distance), distance)

    found = what_if(model, "D", facts)
    assert found.inexact == ()
    assert {(c.fact, c.outcome): abs(c.after - c.before) for c in found.changes} == nearest  # type: ignore[operator]
