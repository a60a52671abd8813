"""A population is decided exactly as its cases are, one by one."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samrum.rules import read_model
from samrum.rules.model import HIT_POLICIES
from samrum.rules.replay import Measured, population_of_arrays, replay
from samrum.rules.temporal import Date, parse_at
from samrum.rules.value import Value
from tests.rules.dmn import decision, definitions, fact, knowledge, literal, table
from tests.rules.populations import Case, assert_like_single_cases, columns_of

NUMBERS = ["0", "1", "2", "2.5", "3.0", "-1", "10", "0.1", "1e30"]
DAYS = ['date("2024-02-28")', '@"2024-02-29"', '@"2024-03-01"', '@"1969-12-31"']
TEXTS = ['"a"', '"b"', '"å"']
CONSTANTS = {"number": NUMBERS, "date": DAYS, "string": TEXTS, "boolean": ["true", "false"]}
ODD_CELLS = ["null", "not(null)", '"x", 7', "? != null", "> other", "even(?)", "> >"]
VALUES: dict[str, list[Value]] = {
    "number": [Decimal(n) for n in (*NUMBERS, "1.5", "9.99", "-7", "2.50")],
    "date": [parse_at(d) for d in ("2024-02-27", "2024-02-28", "2024-02-29", "2031-01-01")],
    "string": ["a", "b", "å", "ä", ""],
    "boolean": [True, False],
}


@st.composite
def cells(draw: st.DrawFn, kind: str) -> str:
    constants = st.sampled_from(CONSTANTS[kind])
    form = draw(st.integers(0, 9))
    if form <= 2:
        return "-"
    if form == 3:
        return draw(st.sampled_from(ODD_CELLS))
    tests = [draw(_tests(kind, constants)) for _ in range(draw(st.integers(1, 2)))]
    joined = ", ".join(tests)
    return f"not({joined})" if form == 4 else joined


def _tests(kind: str, constants: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    if kind in ("boolean", "string"):
        return constants
    signs = st.sampled_from(["<", "<=", ">", ">="])
    compared = st.builds("{} {}".format, signs, constants)
    between = st.builds(
        "{}{}..{}{}".format, st.sampled_from("[("), constants, constants, st.sampled_from("])")
    )
    return st.one_of(constants, compared, between)


OUTPUTS = st.sampled_from(["1", "2", "3", "3", "·", "other * 2", '"text"', "null"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, list[Case], bool]:
    """A table drawn as text, its hit policy, cases for it, and whether its facts have types."""
    kinds = draw(st.lists(st.sampled_from(sorted(CONSTANTS)), min_size=1, max_size=3))
    names = [f"{kind}{i}" for i, kind in enumerate(kinds)]
    policy = draw(st.sampled_from([*HIT_POLICIES, "SUM", "COUNT", "MIN", "MAX"]))
    lines = [" | ".join(names) + " || out"]
    if policy in ("PRIORITY", "OUTPUT ORDER") or draw(st.integers(0, 3)) == 0:
        allowed = [draw(st.sampled_from(["-", *CONSTANTS[kind]])) for kind in kinds]
        outputs = draw(st.sampled_from(["3, 2, 1", "1, 2", "·"]))
        lines.append(f"in {' | '.join('·' if a == '-' else a for a in allowed)} || {outputs}")
    if draw(st.booleans()):
        lines.append(f"default {' | '.join('·' for _ in kinds)} || {draw(OUTPUTS)}")
    for _ in range(draw(st.integers(1, 5))):
        drawn = " | ".join(draw(cells(kind)) for kind in kinds)
        lines.append(f"{drawn} || {draw(OUTPUTS)}")
    values = {n: [*VALUES[k], None] for n, k in zip(names, kinds, strict=True)}
    values["other"] = [*VALUES["number"], None]
    case = st.fixed_dictionaries({name: st.sampled_from(vs) for name, vs in values.items()})
    drawn_cases = draw(st.lists(case, min_size=1, max_size=12))
    return "\n".join(lines), policy, drawn_cases, draw(st.booleans())


@settings(max_examples=150, deadline=None)
@given(tables())
def test_a_table_over_columns_answers_as_it_does_for_each_case(
    drawn: tuple[str, str, list[Case], bool],
) -> None:
    text, policy, cases, is_typed = drawn
    names = tuple(cases[0])
    sums = {"SUM", "COUNT", "MIN", "MAX"}
    written = table(
        text,
        policy="COLLECT" if policy in sums else policy,
        aggregation=policy if policy in sums else "",
    )
    kinds = [name.rstrip("0123456789").replace("other", "number") for name in names]
    facts = [fact(n, k if is_typed else "") for n, k in zip(names, kinds, strict=True)]
    model = read_model(definitions(*facts, decision("D", written, facts=names)))

    assert_like_single_cases(model, "D", cases, columns_of(cases))


def n(number: int | str) -> Decimal:
    return Decimal(number)


GRAPH = definitions(
    fact("income", "number"),
    fact("members", "number"),
    fact("born", "date"),
    knowledge("Norm", literal("if heads > 2 then 3000 else heads * 1200.50"), "heads: number"),
    decision(
        "Need",
        literal("Norm(members) + 100"),
        facts=("members",),
        calls=("Norm",),
        type_ref="number",
    ),
    decision("Left", literal("income * 12 - 500.25 * members"), facts=("income", "members")),
    decision("Half", literal("income / 3"), facts=("income",)),
    decision("Adult", literal('born <= date("2007-01-01")'), facts=("born",)),
    decision(
        "Size",
        literal('if members > 4 and not(members = 6) then "large" else "small"'),
        facts=("members",),
    ),
    decision(
        "Support",
        table(
            """
            Left     | Need > 3000 | Adult | Size    | born.year || amount
            < 10000  | -           | true  | -       | -         || Need
            [0..1e5) | true        | -     | "large" | -         || 500
            -        | -           | false | -       | > 2010    || 1
            > 0      | -           | -     | not("x")| -         || 2
            """,
            policy="FIRST",
        ),
        decisions=("Left", "Need", "Adult", "Size", "Half"),
        facts=("born",),
        type_ref="number",
    ),
)

incomes = st.one_of(st.none(), st.decimals(-5, 20000, places=2))
graph_cases = st.fixed_dictionaries(
    {
        "income": incomes,
        "members": st.one_of(st.none(), st.integers(1, 7).map(Decimal)),
        "born": st.sampled_from(
            [None, *(parse_at(f"{y}-01-01") for y in (1980, 2007, 2008, 2015))]
        ),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(graph_cases, min_size=1, max_size=40))
def test_decisions_that_need_decisions_are_made_in_their_order(cases: list[Case]) -> None:
    model = read_model(GRAPH)

    for name in ("Need", "Left", "Half", "Adult", "Size", "Support"):
        assert_like_single_cases(model, name, cases, columns_of(cases))


PEOPLE = definitions(
    """<itemDefinition name="tPerson">
      <itemComponent name="age"><typeRef>number</typeRef>
        <allowedValues><text>[0..130]</text></allowedValues></itemComponent>
      <itemComponent name="job"><typeRef>string</typeRef></itemComponent>
      <itemComponent name="home"><itemComponent name="town"><typeRef>string</typeRef>
      </itemComponent></itemComponent>
      <itemComponent name="unread"><typeRef>number</typeRef></itemComponent>
    </itemDefinition>""",
    fact("person", "tPerson"),
    decision(
        "Fee",
        table(
            """
            person.age | person.home.town | string length(person.job) || fee
            < 18       | -                | -                         || 0
            >= 18      | "Lillevik"       | > 3                       || 100
            >= 18      | not("Lillevik")  | -                         || 200
            """
        ),
        facts=("person",),
    ),
    decision("All", literal("count(get entries(person))"), facts=("person",)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "person.age": st.sampled_from([n(5), n(18), n(40), n(-1), n(131), None]),
                "person.job": st.sampled_from(["nurse", "it", None]),
                "person.home.town": st.sampled_from(["Lillevik", "Storvik", None]),
            }
        ),
        min_size=1,
        max_size=20,
    )
)
def test_a_context_may_come_as_a_column_for_each_member(rows: list[Case]) -> None:
    model = read_model(PEOPLE)
    cases: list[Case] = [
        {
            "person": {
                "age": row["person.age"],
                "job": row["person.job"],
                "home": {"town": row["person.home.town"]},
                "unread": None,
            }
        }
        for row in rows
    ]

    assert_like_single_cases(model, "Fee", cases, columns_of(rows))
    assert_like_single_cases(model, "All", cases, columns_of(rows))


def test_an_argument_that_a_function_only_takes_for_its_type_is_read() -> None:
    model = read_model(
        definitions(
            fact("x"),
            knowledge("One", literal("1"), "p: number"),
            decision("D", literal("One(x)"), facts=("x",), calls=("One",)),
        )
    )

    cases: list[Case] = [{"x": "a"}, {"x": n(2)}, {"x": None}]
    assert_like_single_cases(model, "D", cases, columns_of(cases))


def test_many_different_numbers_are_reckoned_with_by_column() -> None:
    cents = np.arange(300_000, dtype=np.int64)
    population = population_of_arrays(
        {
            "income": Measured(Decimal, cents, 2),
            "members": cents % 7 + 1,
            "born": Measured(Date, cents % 20_000),
        }
    )

    answers = replay(read_model(GRAPH), "Left", population)

    assert isinstance(answers.column, Measured)
    assert answers.value(299_999) == n("2999.99") * 12 - n("500.25") * (299_999 % 7 + 1)


def test_more_than_sixty_four_rules_take_several_words() -> None:
    rows = "\n".join(f"[{i}..{i + 40}] | {'-' if i % 3 else 'true'} || {i % 5}" for i in range(150))
    for policy in ("COLLECT", "FIRST", "UNIQUE"):
        drawn = table(f"x | y || z\n{rows}", policy=policy)
        model = read_model(
            definitions(fact("x"), fact("y"), decision("D", drawn, facts=("x", "y")))
        )
        cases: list[Case] = [{"x": n(x), "y": x % 2 == 0} for x in range(-1, 192, 3)]

        assert_like_single_cases(model, "D", cases, columns_of(cases))


def test_outputs_that_are_sums_are_reckoned_with_by_column() -> None:
    drawn = table("x || y\n< 100 || 0\n[100..2000) || x * 0.25 - 5\n>= 2000 || x", policy="UNIQUE")
    model = read_model(
        definitions(fact("x", "number"), decision("D", drawn, facts=("x",), type_ref="number"))
    )
    cents = np.arange(300_000, dtype=np.int64)

    answers = replay(model, "D", population_of_arrays({"x": Measured(Decimal, cents, 2)}))

    assert isinstance(answers.column, Measured)
    for row in (0, 9_999, 10_000, 12_345, 199_999, 200_000, 299_999):
        case = {"x": Decimal(row) / 100}
        outcome = model.evaluate("D", case, trace=True)
        assert outcome.trace is not None
        assert answers.value(row) == outcome.value
        assert [r.number for r in answers.rules(row)] == [
            r.number for r in outcome.trace.decisions[0].rules
        ]
