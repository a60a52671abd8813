"""What a stranger wrote ends within about a second and 200 MiB, whatever it asks for.

Each text here once took longer: for some, what a step stands for was not bounded; for others, a
look-up by hash could be made to search through everything.
"""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from samrum.rules.compile import compile_expression
from samrum.rules.parse import parse_expression
from samrum.rules.reference import evaluate
from samrum.rules.run import SIZE, Exhausted, Run
from samrum.rules.scan import Scope
from samrum.rules.temporal import parse_at

SCOPE = Scope(["s", "numbers", "born"])
ENV = {
    "s": "a" * 200_000,
    "numbers": [Decimal(i) for i in range(50_000)],
    "born": parse_at("1985-04-30T10:00:00@Europe/Stockholm"),
}

MANY = ", ".join(f"i + {number}" for number in range(2_000))
TIMES = ", ".join(f'born + duration("PT{number}S") * i' for number in range(500))
CLASSES = "[\\\\w-[a]]"


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..5000000 return i",
        f"for i in 1..100000 return [{MANY}]",
        f"for i in 1..100000 return [{TIMES}]",
        f"{{f: function(i) count([{MANY}]), all: for i in 1..100000 return f(i)}}.all",
        f"some i in 1..100000 satisfies count([{MANY}]) = 0",
        "for i in 1..100000 return numbers instance of list<number>",
        "for i in 1..100000 return (function(l: list<number>) 1)(numbers)",
        "for i in 1..100000 return substring(s, 2)",
        'for i in 1..1000000 return substring after(s, "a")',
        'for i in 1..1000000 return contains(s, "b")',
        f'for i in 1..100000 return matches(string(i), "{CLASSES}{{" + string(i) + "}}", "i")',
        'for i in 1..100000 return matches(s, "[ab]*a[ab]{1,500}c")',
    ],
)
def test_a_hostile_expression_ends_by_its_budget(text: str) -> None:
    started = time.process_time()
    with pytest.raises(Exhausted):
        compile_expression(text, SCOPE)(ENV, Run())

    assert time.process_time() - started < 5


def test_a_context_takes_up_more_room_than_its_entries() -> None:
    for evaluated in (
        lambda run: compile_expression("{a: 1 + n, b: n}", Scope(["n"]))({"n": None}, run),
        lambda run: evaluate(parse_expression("{a: 1, b: 2}"), {}, run, ""),
    ):
        run = Run()
        evaluated(run)

        assert run.size == SIZE - 4


@pytest.mark.parametrize("function", ["count(distinct values(", "count(union(", "count(mode("])
def test_numbers_with_one_hash_are_looked_up_as_fast_as_others(function: str) -> None:
    """Python's hash of a number is its remainder by 2**61 - 1."""
    started = time.process_time()
    run = Run()
    text = f"{function}for i in 1..20000 return i * 2305843009213693951))"

    assert compile_expression(text, SCOPE)(ENV, run) == Decimal(20_000)
    assert time.process_time() - started < 2


def test_equal_numbers_are_one_however_they_are_written() -> None:
    text = 'distinct values([1, 1.0, 0, 0 * -1, @"P1D", @"PT24H", @"P1Y", @"P12M", "1", true])'

    distinct = compile_expression(text)({}, Run())

    assert isinstance(distinct, list) and len(distinct) == 6


def test_a_pattern_of_too_many_large_classes_is_refused() -> None:
    run = Run()

    assert compile_expression(f'matches("a", "{CLASSES * 41}")')({}, run) is None
    assert [finding.code for finding in run.findings] == ["bad-pattern"]
