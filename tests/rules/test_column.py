"""The index of a column gives what the plain interpreter says of each cell."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from samrum.rules.column import Column
from samrum.rules.compile import cell_shape
from samrum.rules.parse import parse_unary_tests
from samrum.rules.reference import evaluate_tests
from samrum.rules.run import Run
from samrum.rules.temporal import parse_at
from samrum.rules.value import Value

NUMBERS = ["0", "1", "1.5", "2", "2.0", "-3", "10", "1e30", "0.1"]
STRINGS = ['""', '"a"', '"b"', '"å"', '"10"']
DAYS = ['@"2024-02-28"', '@"2024-02-29"', 'date("2024-03-01")']
SPANS = ['@"P1D"', '@"PT24H"', 'duration("P2D")']
MONTHS = ['@"P1Y"', '@"P12M"', '@"P13M"']
OTHERS = ["true", "false", "null", '@"10:00:00Z"', '@"2024-01-01T00:00:00"']

ordered = st.sampled_from([NUMBERS, STRINGS, DAYS, SPANS, MONTHS])
constants = st.sampled_from([*NUMBERS, *STRINGS, *DAYS, *SPANS, *MONTHS, *OTHERS])


@st.composite
def intervals(draw: st.DrawFn) -> str:
    low, high = (draw(st.sampled_from(draw(ordered))) for _ in range(2))
    return f"{draw(st.sampled_from('[(]'))}{low}..{high}{draw(st.sampled_from('])['))}"


comparisons = st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), constants)
tests = st.lists(st.one_of(constants, comparisons, intervals()), min_size=1, max_size=3)
cells = st.one_of(
    st.just("-"),
    tests.map(", ".join),
    tests.map(lambda inside: f"not({', '.join(inside)})"),
)
subjects = st.one_of(
    constants.map(lambda text: value_of(text)),
    st.decimals(-5, 15, places=1),
    st.text("aåb", max_size=2),
    st.sampled_from([None, [], [Decimal(1)], {"a": Decimal(1)}]),
)


def value_of(text: str) -> Value:
    if "@" in text or "(" in text:
        return parse_at(text.split('"')[1])
    words = {"true": True, "false": False, "null": None}
    return words[text] if text in words else text[1:-1] if '"' in text else Decimal(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(cells, min_size=1, max_size=6), subjects)
def test_the_index_of_a_column_agrees_with_the_plain_interpreter(
    texts: list[str], subject: Value
) -> None:
    nodes = [parse_unary_tests(text) for text in texts]

    def holds(number: int, value: Value) -> bool:
        return evaluate_tests(nodes[number], value, {}, Run(), texts[number]) is True

    column = Column([cell_shape(node) for node in nodes], lambda i, v, env, run: holds(i, v))
    mask = column.lookup(subject, {}, Run())

    indexed = [
        bool(mask >> i & 1) and (i not in column.open or holds(i, subject))
        for i in range(len(texts))
    ]
    assert indexed == [holds(i, subject) for i in range(len(texts))]
