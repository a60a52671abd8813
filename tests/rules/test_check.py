"""The check for authors: what it says about small tables and models, and that it says it truly."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from samrum.rules import ModelFault, read_model
from samrum.rules.check import Possible, Remark, answers_of, check_model, remark_on_fault
from samrum.rules.check.remark import SAID
from samrum.rules.check.words import told_as
from samrum.rules.value import Value
from tests.rules.dmn import decision, definitions, fact, knowledge, literal, table

CAPACITY = (
    '<itemDefinition name="tCapacity"><typeRef>string</typeRef>'
    '<allowedValues><text>"driver", "passenger"</text></allowedValues></itemDefinition>'
)
PERSON = (
    '<itemDefinition name="tPerson">'
    '<itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="walks"><typeRef>boolean</typeRef></itemComponent></itemDefinition>'
)
FACTS = {
    "distance": "number",
    "limit": "number",
    "capacity": "tCapacity",
    "kind": "string",
    "walks": "boolean",
    "until": "date",
    "person": "tPerson",
    "papers": "",
}


def checked(
    text: str, *, policy: str = "UNIQUE", sum_up: str = "", type_ref: str = ""
) -> tuple[Remark, ...]:
    """The remarks about a decision that is a table drawn as text."""
    drawn = table(text, policy=policy, aggregation=sum_up)
    words = set(re.findall(r"\w+", text))
    names = tuple(name for name in FACTS if name in words)
    written = definitions(
        CAPACITY,
        PERSON,
        *(fact(name, FACTS[name]) for name in names),
        decision("D", drawn, facts=names, type_ref=type_ref),
    )
    return check_model(read_model(written))


def said(remarks: tuple[Remark, ...]) -> list[str]:
    """Code and rules of each remark, in order."""
    return [f"{r.code} {' '.join(map(str, r.where.rules))}".strip() for r in remarks]


def shown(remark: Remark) -> str:
    """The example of a remark, as it is told."""
    assert remark.example is not None
    return ", ".join(told_as(name, value) for name, value in remark.example.shown)


def only(remarks: tuple[Remark, ...], code: str) -> Remark:
    """The one remark of a code."""
    found = [remark for remark in remarks if remark.code == code]
    assert len(found) == 1, said(remarks)
    return found[0]


# --- a table that is right


def test_a_table_that_is_whole_has_nothing_to_be_told() -> None:
    remarks = checked(
        """
        distance | capacity    || y
        null     | -           || "unknown"
        -        | null        || "unknown"
        <= 500   | "driver"    || "yes"
        > 500    | "driver"    || "no"
        <= 100   | "passenger" || "yes"
        > 100    | "passenger" || "no"
        """,
        policy="FIRST",
    )

    assert said(remarks) == []


# --- rules beside each other: table, hit policy, what is said, and the example


RULES: list[tuple[str, str, list[str], str]] = [
    (
        """
        capacity    | distance || y
        "driver"    | <= 500   || "yes"
        "passenger" | -        || "no"
        null        | -        || "unknown"
        -           | null     || "unknown"
        """,
        "FIRST",
        ["gap"],
        'capacity = "driver", distance = 501',
    ),
    (
        # Between whole numbers there are others.
        "distance || y\n<= 500 || 1\n>= 501 || 2\nnull || 3",
        "UNIQUE",
        ["gap"],
        "distance = 500.5",
    ),
    ("until || y\n<= @\"2025-06-30\" || 1\n>= @\"2025-07-01\" || 2\nnull || 3", "UNIQUE", [], ""),
    ("until || y\n< @\"2025-06-30\" || 1\n> @\"2025-06-30\" || 2\nnull || 3", "UNIQUE", ["gap"],
     'until = @"2025-06-30"'),
    ("kind || y\n\"a\" || 1\n\"b\" || 2\nnull || 3", "UNIQUE", ["gap-other-text"],
     "kind = another text"),
    ("capacity || y\n\"driver\" || 1\n\"passenger\" || 2\nnull || 3", "UNIQUE", [], ""),
    ("walks || y\ntrue || 1\nnull || 3", "UNIQUE", ["gap"], "walks = false"),
    ("walks || y\ntrue || 1\nfalse || 2", "UNIQUE", ["unknown-unhandled"], "walks is not known"),
    (
        "distance | limit || y\n<= limit | - || 1\n> limit | - || 2\nnull | - || 3\n- | null || 4",
        "FIRST",
        [],
        "",
    ),
    (
        "distance | limit || y\n< limit | - || 1\n> limit | - || 2\nnull | - || 3\n- | null || 4",
        "FIRST",
        ["gap"],
        "distance = 1, limit = 1",
    ),
    (
        "walks | distance || y\ntrue | - || 1\n- | < 5 || 2\nfalse | >= 5 || 3\nnull | >= 5 || 4"
        "\nfalse | null || 5\nnull | null || 6",
        "UNIQUE",
        ["overlap 1 2"],
        "walks = true, distance = 4",
    ),
    (
        "walks | distance || y\ntrue | - || 1\n- | < 5 || 2\n- | >= 5 || 1\n- | null || 1",
        "ANY",
        ["disagreement 1 2"],
        "walks = true, distance = 4",
    ),
    ('distance || y\n< 10 || 1\n- || "human"\n> 20 || 3', "FIRST", ["unreachable 3"], ""),
    ("distance || y\n< 10 || 1\n>= 5 || 2\n[2..12] || 3\nnull || 4", "FIRST",
     ["unreachable 3"], ""),
    ("distance | distance || y\n< 10 | > 10 || 1\n- | - || 2", "FIRST", ["never-matches 1"], ""),
    ("distance || y\n[9..5] || 1\n- || 2", "FIRST", ["cell-never-holds 1"], ""),
    ("capacity || y\n\"bus\" || 1\n- || 2", "FIRST", ["cell-never-holds 1"], ""),
    ("capacity || y\n\"bus\", \"driver\" || 1\n- || \"unknown\"", "FIRST",
     ["value-never-possible 1"], ""),
    ("distance || y\n\"far\" || 1\n- || 2", "FIRST", ["cell-other-type 1"], ""),
    ("walks || y\n> 5 || 1\n- || 2", "FIRST", ["cell-other-type 1"], ""),
    ("walks || y\n- || 1", "FIRST", ["unused-column"], ""),
    (
        # What is not known falls to the same rule as everything else.
        "distance || y\n<= 100 || \"yes\"\n- || \"no\"",
        "FIRST",
        ["unknown-as-known 2"],
        "distance is not known",
    ),
    ("distance || y\n<= 100 || \"yes\"\n- || \"human\"", "FIRST", [], ""),
    ("capacity || y\n\"driver\" || 1\nnot(\"driver\") || 2", "UNIQUE", ["unknown-as-known 2"],
     "capacity is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "policy", "expected", "example"), RULES)
def test_what_rules_do_to_each_other_is_remarked_on(
    text: str, policy: str, expected: list[str], example: str
) -> None:
    remarks = checked(text, policy=policy)

    assert said(remarks) == expected
    if example:
        assert shown(remarks[0]) == example
    else:
        assert all(remark.example is None for remark in remarks)


def test_a_gap_is_told_in_words_with_an_example_that_was_tried() -> None:
    (remark,) = checked(RULES[0][0], policy="FIRST")

    assert remark.level == "wrong"
    assert remark.what == (
        'No rule says what holds when capacity = "driver" and distance is more than 500.'
    )
    assert remark.because == "The table then gives no answer."
    assert remark.instead == "Add a rule for this, or widen one that is there."
    assert remark.example is not None and remark.example.by_facts
    assert remark.example.given == {"capacity": "driver", "distance": Decimal(501)}


def test_a_rule_that_is_never_used_is_told_with_those_that_take_its_place() -> None:
    (remark,) = checked(RULES[13][0], policy="FIRST")

    assert remark.what == "Rule 3 is never used."
    assert remark.because == (
        "Everything that it would match is taken before it, by rules 1 and 2."
    )


def test_what_is_unknown_must_not_be_no() -> None:
    (remark,) = checked('distance || y\n<= 100 || "yes"\n- || "no"', policy="FIRST")

    assert remark.what == 'When distance is not known, the answer can be "no", by rule 2.'
    assert remark.because.startswith('Were it known, the answer could be "yes", by rule 1')


def test_a_default_speaks_for_gaps_but_not_for_what_is_unknown() -> None:
    remarks = checked('walks || y\ndefault || "no"\ntrue || "yes"')

    assert said(remarks) == ["unknown-unhandled"]
    assert remarks[0].because.endswith('the table then gives the default "no".')
    assert said(checked('walks || y\ndefault || "human"\ntrue || "yes"')) == []


def test_collecting_nothing_is_no_gap() -> None:
    assert said(checked('walks || y\ntrue || "a"\nfalse || "b"', policy="COLLECT")) == []


def test_many_gaps_are_not_all_told() -> None:
    rules = "\n".join(f"[{n}..{n}.5] || {n}" for n in range(0, 40, 2))
    remarks = checked(f"distance || y\n{rules}\nnull || 0")

    (gap,) = remarks
    assert gap.what.endswith("or somewhere else that no rule asks for.")


# --- the hit policy, answers and annotations


def test_priority_needs_an_order() -> None:
    text = "walks || y\ntrue || 1\n- || 2"
    assert said(checked(text, policy="PRIORITY"))[0] == "no-priorities"


def test_the_lowest_priority_may_never_be_used() -> None:
    text = 'walks || y\nin - || "high", "low"\n- || "high"\ntrue || "low"'
    assert said(checked(text, policy="PRIORITY")) == ["unreachable 2"]


def test_only_numbers_are_summed_up() -> None:
    remarks = checked('walks || y\ntrue || "a"\nfalse || 2', policy="COLLECT", sum_up="SUM")
    assert said(remarks) == ["sum-of-no-numbers 1"]
    assert (
        remarks[0].what == "Rule 1 answers a text, and the hit policy Collect takes the sum of it."
    )


def test_only_one_output_is_summed_up() -> None:
    remarks = checked("walks || y | z\ntrue || 1 | 2", policy="COLLECT", sum_up="MAX")
    assert said(remarks) == ["several-reckoned"]


def test_outputs_are_told_apart_by_their_names() -> None:
    assert said(checked("walks || y | y\n- || 1 | 2"))[0] == "output-names"


def test_answers_are_among_the_output_values() -> None:
    text = 'walks || y\nin - || "grant", "refuse"\ntrue || "grnt"\n- || "refuse"'
    remark = only(checked(text, policy="FIRST"), "answer-not-allowed")

    assert remark.where.rules == (1,)
    assert remark.instead == 'Did you mean "grant"?'


def test_answers_are_of_the_type_of_the_decision() -> None:
    remarks = checked('walks || y\ntrue || "a"\n- || 2', policy="FIRST", type_ref="number")
    assert said(remarks)[0] == "answer-other-type 1"


def test_the_same_rule_twice_collects_twice() -> None:
    text = 'walks || y\ntrue || "a"\nfalse || "b"\ntrue || "a"'
    assert said(checked(text, policy="COLLECT")) == ["duplicate-rule 1 3"]


def test_a_rule_says_where_it_comes_from_if_the_table_asks_for_it() -> None:
    remarks = checked(
        """
        walks || y   # provision | source_kind
        true  || "a" # 8 §       | law
        false || "b" #           | guidance
        null  || "c" #           | law
        -     || "d" # 9 §       |
        """,
        policy="COLLECT",
    )

    assert said(remarks) == ["missing-annotation 3", "missing-annotation 4"]
    assert [remark.where.column for remark in remarks] == ["provision", "source_kind"]


def test_a_table_without_rules_is_told() -> None:
    written = table("walks || y\n- || 1").replace("<rule", "<!--").replace("</rule>", "-->")
    model = read_model(definitions(fact("walks"), decision("D", written, facts=("walks",))))

    assert "no-rules" in said(check_model(model))


# --- names, types and texts of FEEL


def about(expression: str, *elements: str, facts: tuple[str, ...] = ()) -> tuple[Remark, ...]:
    """The remarks about a decision that is one expression."""
    return check_model(
        read_model(
            definitions(
                PERSON,
                *elements,
                *(fact(name, FACTS[name]) for name in facts),
                decision("D", literal(expression), facts=facts),
            )
        )
    )


EXPRESSIONS: list[tuple[str, tuple[str, ...], str, str]] = [
    ("distanc + 1", ("distance",), "unknown-name", "Did you mean distance?"),
    ("person.agee", ("person",), "unknown-part", "Did you mean age?"),
    ("until.hour", ("until",), "unknown-part", ""),
    ('distance = "far"', ("distance",), "never-comparable", ""),
    ("until < distance", ("until", "distance"), "never-comparable", ""),
    ("distance in [true..false]", ("distance",), "never-comparable", ""),
    ('distance + "m"', ("distance",), "impossible-operation", "string()"),
    ("-kind", ("kind",), "impossible-operation", ""),
    ("if distance then 1 else 2", ("distance",), "impossible-operation", ""),
    ("walks and kind", ("walks", "kind"), "impossible-operation", ""),
    ("substring(kind)", ("kind",), "wrong-arguments", ""),
    ("distance +", ("distance",), "not-feel", ""),
]


@pytest.mark.parametrize(("text", "facts", "code", "instead"), EXPRESSIONS)
def test_an_expression_that_cannot_work_is_wrong_and_what_to_write_is_said(
    text: str, facts: tuple[str, ...], code: str, instead: str
) -> None:
    remark = only(about(text, facts=facts), code)

    assert remark.level == "wrong"
    assert instead in remark.instead


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("for x in papers return x.name", ("papers",)),
        ('papers[name = "a"]', ("papers",)),
        ("some x in papers satisfies x = distance", ("papers", "distance")),
        ("{a: distance, b: a + 1}.b", ("distance",)),
        ("(function(n) n + distance)(2)", ("distance",)),
        ('until + duration("P1D") > until', ("until",)),
        ("if walks then 1 else null", ("walks",)),
        ("string(distance) + kind", ("distance", "kind")),
        ("count(papers[item = kind])", ("papers", "kind")),
    ],
)
def test_expressions_that_work_are_left_alone(text: str, facts: tuple[str, ...]) -> None:
    assert said(about(text, facts=facts)) == []


def test_a_name_of_several_words_that_is_nearly_right_is_suggested() -> None:
    written = definitions(
        fact("Monthly income", "number"),
        decision("D", literal("Monthly incom e * 12"), facts=("Monthly income",)),
    )
    assert only(check_model(read_model(written)), "unknown-name").instead == (
        "Did you mean Monthly income?"
    )


def test_a_word_without_quotation_marks_is_taken_for_a_name() -> None:
    remarks = checked("kind || y\nnew || 1\n- || 2", policy="FIRST")

    assert 'write it in quotation marks: "new"' in only(remarks, "unknown-name").instead


def test_what_is_used_must_be_needed() -> None:
    written = definitions(
        fact("distance", "number"),
        decision("D", literal("distance + 1")),
        decision("E", literal("distance"), facts=("distance",)),
    )
    remark = only(check_model(read_model(written)), "missing-requirement")

    assert remark.instead == "Draw the arrow from distance to D."


def test_what_is_needed_must_be_used() -> None:
    remarks = about("1 + 1", facts=("distance",))
    assert said(remarks) == ["unused-requirement"]


def test_an_input_that_nobody_needs_is_told() -> None:
    written = definitions(fact("distance", "number"), decision("D", literal("1")))
    assert said(check_model(read_model(written))) == ["unused-input"]


def test_a_decision_without_expression_is_told() -> None:
    assert said(check_model(read_model(definitions(decision("D", ""))))) == ["no-expression"]


def test_a_type_that_nobody_declared_is_told() -> None:
    written = definitions(PERSON, fact("p", "tPersn"), decision("D", literal("p"), facts=("p",)))
    assert only(check_model(read_model(written)), "unknown-type").instead == "Did you mean tPerson?"


def test_decisions_in_a_circle_are_told_before_anything_else() -> None:
    written = definitions(
        decision("A", literal("B"), decisions=("B",)), decision("B", literal("A"), decisions=("A",))
    )
    with pytest.raises(ModelFault) as fault:
        read_model(written)

    remark = remark_on_fault(fault.value)
    assert (remark.code, remark.level) == ("unusable", "wrong")
    assert "circle" in remark.what


# --- decisions below decisions


def layered(below: str, above: str) -> tuple[Remark, ...]:
    written = definitions(
        fact("walks", "boolean"),
        decision("ability", below, facts=("walks",)),
        decision("D", above, decisions=("ability",)),
    )
    return check_model(read_model(written))


BELOW = table('walks || y\ntrue || "good"\nfalse || "poor"\nnull || "unknown"')


def test_a_table_need_only_speak_of_answers_that_the_decision_below_gives() -> None:
    above = table('ability || z\n"good" || 1\n"poor" || 2\n"unknown" || 3')
    assert said(layered(BELOW, above)) == []


def test_an_answer_that_the_decision_below_never_gives_is_told() -> None:
    above = table('ability || z\n"goood" || 1\n- || 2', policy="FIRST")
    remark = only(layered(BELOW, above), "cell-never-holds")

    assert remark.instead == 'Did you mean "good"?'


def test_an_answer_of_an_expression_counts_too() -> None:
    below = literal('if walks = null then "unknown" else if walks then "good" else "poor"')
    above = table('ability || z\n"good" || 1\n"poor" || 2')
    remark = only(layered(below, above), "gap")

    assert shown(remark) == 'ability = "unknown"'
    assert remark.example is not None and not remark.example.by_facts


def test_the_answers_of_a_decision_can_be_asked_for() -> None:
    model = read_model(
        definitions(fact("walks", "boolean"), decision("D", BELOW, facts=("walks",)))
    )
    answers = answers_of(model, "D")[""]

    assert answers.values == ("good", "poor", "unknown")
    assert answers.may_be_null is False


def test_tables_inside_functions_are_checked() -> None:
    written = definitions(
        fact("distance", "number"),
        knowledge("Group", table("metres || g\n< 10 || 1\n> 10 || 2\nnull || 3"), "metres: number"),
        decision("D", literal("Group(distance)"), facts=("distance",), calls=("Group",)),
    )
    remark = only(check_model(read_model(written)), "gap")

    assert (remark.where.element, shown(remark)) == ("Group", "metres = 10")


# --- what is reckoned


def test_a_column_that_is_reckoned_is_settled_when_its_cells_speak_of_everything() -> None:
    text = "distance * 2 || y\n< 10 || 1\n>= 10 || 2\nnull || 3"
    assert said(checked(text)) == []


def test_a_gap_in_what_is_reckoned_is_told_with_facts_that_lead_there() -> None:
    remark = only(checked("distance * 2 || y\n< 10 || 1\nnull || 3"), "gap")

    assert remark.what == "No rule says what holds when distance * 2 = 200."
    assert shown(remark) == "distance = 100"
    assert remark.example is not None
    assert remark.example.given["distance"] * 2 >= 10  # type: ignore[operator]


def test_what_cannot_be_settled_is_said_to_be() -> None:
    text = "distance * distance || y\n>= 0 || 1\nnull || 2"
    remark = only(checked(text), "not-settled")

    assert remark.level == "unchecked"
    assert remark.what == "Whether some rule always holds could not be settled."
    assert "distance * distance" in remark.because


def test_columns_that_depend_on_each_other_are_looked_at_together() -> None:
    text = """
        distance > 100 | distance || y
        true           | > 100    || 1
        false          | <= 100   || 2
        -              | null     || 3
    """
    assert said(checked(text, policy="FIRST")) == []


# --- what somebody knows beside the model


def test_somebody_may_know_more_than_the_model() -> None:
    text = 'kind || y\n"new" || 1\n"lost" || 2'
    written = definitions(fact("kind", "string"), decision("D", table(text), facts=("kind",)))
    model = read_model(written)

    def codes(**possible: Possible) -> list[str]:
        return said(check_model(model, possible=possible))

    assert codes() == ["gap-other-text", "unknown-unhandled"]
    assert codes(kind=Possible('"new", "lost"')) == ["unknown-unhandled"]
    assert codes(kind=Possible('"new", "lost"', unknown=False)) == []
    assert codes(kind=Possible('"new", "lost", "change"', unknown=False)) == ["gap"]


# --- every sentence


def test_every_remark_is_three_sentences() -> None:
    for code, sentences in SAID.items():
        assert sentences.level in ("wrong", "doubtful", "unchecked"), code
        for sentence in sentences[1:]:
            assert sentence.endswith((".", "}")), (code, sentence)


def test_a_table_beyond_all_bounds_is_said_to_be_unsettled() -> None:
    wide = [f"x{n}" for n in range(120)]
    for names, rules in ((wide, 2), (["a", "b"], 1_000)):
        rows = [
            " | ".join(f"> {n + m}" for n in range(len(names))) + f" || {m}" for m in range(rules)
        ]
        drawn = table(" | ".join(names) + " || y\n" + "\n".join(rows), policy="FIRST")
        facts = [fact(name, "number") for name in names]
        written = definitions(*facts, decision("D", drawn, facts=tuple(names)))

        assert said(check_model(read_model(written))) == ["not-settled"]


def test_a_hostile_table_is_left_in_time() -> None:
    names = [f"x{n}" for n in range(40)]
    rules = "\n".join(
        " | ".join(f"{'<' if (n + m) % 3 else '>='} x{(n + 1) % 40}" for n in range(40))
        + f" || {m}"
        for m in range(40)
    )
    drawn = table(" | ".join(names) + " || y\n" + rules)
    facts: list[Value] = [fact(name, "number") for name in names]
    written = definitions(*map(str, facts), decision("D", drawn, facts=tuple(names)))

    assert "not-settled" in {remark.code for remark in check_model(read_model(written))}
