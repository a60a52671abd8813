"""What another version of the rules changes, held against the same question asked case by case."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samrum.rules import Model, Outcome, read_model
from samrum.rules.replay import Difference, Measured, difference, population_of_arrays
from samrum.rules.replay.difference import Answer, Cell
from samrum.rules.value import literal
from tests.rules.dmn import decision, definitions, fact, table
from tests.rules.dmn import literal as expression
from tests.rules.populations import Case, columns_of


def model(support: str, *, policy: str = "FIRST", adult: str = "age >= 18") -> Model:
    """Support by income and whether somebody is an adult, which another decision says."""
    return read_model(
        definitions(
            fact("age", "number"),
            fact("income", "number"),
            decision("Adult", expression(adult), facts=("age",)),
            decision(
                "Support", table(support, policy=policy), facts=("income",), decisions=("Adult",)
            ),
        )
    )


OLD = """
    Adult | income  || support # reason
    true  | < 1000  || "full"  # little income
    true  | < 2000  || "half"  # some income
    false | -       || "none"  # a child
"""
NEW = """
    Adult | income  || support # reason
    true  | < 1500  || "full"  # little income
    true  | < 2000  || "half"  # some income
    -     | -       || "none"  # whoever is left
"""


def compared(old: Model, new: Model, cases: list[Case]) -> Difference:
    return difference(old, new, "Support", population_of_arrays(columns_of(cases)))


def people(*pairs: tuple[int | None, int | None]) -> list[Case]:
    return [
        {
            "age": None if age is None else Decimal(age),
            "income": None if income is None else Decimal(income),
        }
        for age, income in pairs
    ]


def told(found: Difference) -> list[str]:
    """The changes as lines."""
    return [
        f"{change.cases}: {literal(change.before.value)} -> {literal(change.after.value)}"
        f" because of {', '.join(_reason(b) for b in change.because)}; {list(change.sample)}"
        for change in found.changes
    ]


def _reason(because: object) -> str:
    name = because.decision  # type: ignore[attr-defined]
    before, after = (
        "+".join(str(rule.number) for rule in rules) or "-"
        for rules in (because.before, because.after)  # type: ignore[attr-defined]
    )
    return f"{name} {before}>{after}"


def test_it_says_who_changes_from_what_to_what_because_of_which_rule() -> None:
    cases = people((30, 500), (30, 1200), (30, 1200), (40, 3000), (10, 0), (30, 1600))

    found = compared(model(OLD), model(NEW), cases)

    assert told(found) == [
        '2: "half" -> "full" because of Support 2>1; [1, 2]',
        '1: null -> "none" because of Support ->3; [3]',
    ]
    assert (found.cases, found.changed) == (6, 3)


def test_the_decision_below_is_the_reason_when_it_comes_out_otherwise() -> None:
    found = compared(model(OLD), model(OLD, adult="age >= 20"), people((19, 500), (30, 500)))

    assert told(found) == ['1: "full" -> "none" because of Adult ->-; [0]']


def test_the_same_answer_by_another_rule_is_told_apart() -> None:
    found = compared(model(OLD), model(NEW), people((10, 99), (10, 5000)))

    assert found.changes == ()
    assert [(c.cases, _reason(c.because[0])) for c in found.regrounded] == []

    other = NEW.replace('true  | < 1500  || "full"', 'true  | < 10    || "full"')
    swapped = other.replace('|| "half"', '|| "full"')
    found = compared(model(OLD), model(swapped), people((30, 500), (30, 600)))

    assert found.changes == ()
    assert [(c.cases, _reason(c.because[0])) for c in found.regrounded] == [(2, "Support 1>2")]


def test_a_null_that_is_an_error_is_not_the_null_that_the_rules_give() -> None:
    overlap = OLD.replace("< 2000", "< 1001")
    cases = people((30, 500), (30, 5000))

    found = compared(model(OLD), model(overlap, policy="UNIQUE"), cases)

    assert set(found.matrix) == {
        Cell(Answer("full"), Answer(None, ("rules-overlap",)), 1),
        Cell(Answer(None), Answer(None), 1),
    }


def test_rules_that_no_case_comes_to_are_named() -> None:
    found = compared(model(OLD), model(NEW), people((30, 500), (None, None)))

    assert [(use.rule, use.cases) for use in found.rules_before] == [
        ("r1", 1),
        ("r2", 0),
        ("r3", 0),
    ]
    assert [(use.rule, use.cases) for use in found.rules_after] == [("r1", 1), ("r2", 0), ("r3", 1)]


def fee(text: str) -> Model:
    return read_model(
        definitions(fact("income", "number"), decision("Fee", expression(text), facts=("income",)))
    )


def test_amounts_go_up_or_down_and_are_summed_up_exactly() -> None:
    rows = 200_000
    cents = np.arange(rows, dtype=np.int64)
    unknown = cents == 7
    population = population_of_arrays({"income": Measured(Decimal, cents, 2, unknown)})
    new = "if income < 100 then income else if income > 1000 then income * 1.1 - 1 else income + 1"

    found = difference(fee("income"), fee(new), "Fee", population)

    amount, fault = Answer(None, (), "amount"), ("null-operand",)
    lower, higher = 10_000 - 1, rows - 10_000
    assert set(found.matrix) == {
        Cell(amount, Answer(None, (), "more"), higher),
        Cell(amount, Answer(None, (), "same"), lower),
        Cell(Answer(None), Answer(None, fault), 1),
    }
    assert found.amounts is not None
    assert found.amounts.cases == rows - 1
    assert found.amounts.before == Decimal(sum(range(rows)) - 7) / 100
    expected = sum(
        Decimal(c)
        if c < 10_000
        else Decimal(c) * 11 / 10 - 100
        if c > 100_000
        else Decimal(c + 100)
        for c in range(rows)
        if c != 7
    )
    assert found.amounts.after == expected / 100


def test_amounts_of_34_digits_are_compared_too() -> None:
    cases = [{"income": Decimal(c) / 100} for c in range(150)]
    population = population_of_arrays(columns_of(cases))

    found = difference(fee("income / 3"), fee("income / 7"), "Fee", population)

    assert found.amounts is not None
    assert (found.amounts.less, found.amounts.more) == (149, 0)


number = st.one_of(st.none(), st.integers(0, 40).map(lambda i: Decimal(i) * 50))
case_lists = st.lists(
    st.fixed_dictionaries(
        {"age": st.sampled_from([None, Decimal(9), Decimal(18)]), "income": number}
    ),
    min_size=1,
    max_size=30,
)
cell = st.sampled_from(["-", "< 500", ">= 500", "[300..900]", "null", "1000"])
adult = st.sampled_from(["-", "true", "false", "null"])
output = st.sampled_from(['"full"', '"half"', "income", "null"])
drawn_tables = st.lists(
    st.builds("{} | {} || {}".format, adult, cell, output), min_size=1, max_size=4
)
policies = st.sampled_from(["FIRST", "UNIQUE", "ANY", "COLLECT"])


@settings(max_examples=40, deadline=None)
@given(drawn_tables, drawn_tables, policies, policies, case_lists)
def test_it_counts_what_single_evaluations_count(
    old: list[str], new: list[str], policy: str, other: str, cases: list[Case]
) -> None:
    head = "Adult | income || support"
    models = [
        model("\n".join([head, *rows]), policy=hit) for rows, hit in ((old, policy), (new, other))
    ]

    found = compared(models[0], models[1], cases)

    expected: Counter[tuple[str, str]] = Counter()
    for each in cases:
        before, after = (_shown(m.evaluate("Support", each)) for m in models)
        expected[before, after] += 1
    assert {(_answer(c.before), _answer(c.after)): c.cases for c in found.matrix} == expected
    assert found.changed == sum(c for (b, a), c in expected.items() if b != a)
    for change in found.changes:
        for row in change.sample:
            assert _shown(models[0].evaluate("Support", cases[row])) == _answer(change.before)
            assert _shown(models[1].evaluate("Support", cases[row])) == _answer(change.after)


def _shown(outcome: Outcome) -> str:
    return f"{literal(outcome.value)} {sorted({finding.code for finding in outcome.findings})}"


def _answer(answer: Answer) -> str:
    return f"{literal(answer.value)} {sorted(answer.findings)}"
