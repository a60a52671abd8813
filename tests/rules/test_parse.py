"""Reading FEEL text: names by scope, brackets, what is refused and how."""

from __future__ import annotations

import re
import time

import pytest

from samrum.rules import tree
from samrum.rules.lex import name_text, string_value, token_at
from samrum.rules.parse import FeelSyntaxError, Scope, parse_expression, parse_unary_tests


def names_in(text: str, *names: str) -> list[str]:
    nodes = tree.walk(parse_expression(text, Scope(names)))
    return sorted(node.name for node in nodes if isinstance(node, tree.Name))


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("Full Name", ["Full Name"], ["Full Name"]),
        ("Full   Name /* of whom? */", ["Full Name"], ["Full Name"]),
        ("a-b", ["a", "b"], ["a", "b"]),
        ("a - b", ["a", "b", "a-b"], ["a-b"]),
        ("(a)-(b)", ["a", "b", "a-b"], ["a", "b"]),
        ("profit and loss", ["profit", "loss"], ["loss", "profit"]),
        ("profit and loss", ["profit", "loss", "profit and loss"], ["profit and loss"]),
        ("decision A 2.1 + 1", ["decision A 2.1"], ["decision A 2.1"]),
        ("if condition then a else a", ["if condition", "a"], []),
        ("ålder + ålder i år", ["ålder", "ålder i år"], ["ålder", "ålder i år"]),
        ("date + 1", ["date"], ["date"]),
        ("declared nowhere", [], ["declared nowhere"]),
        ("date of birth", [], ["date of birth"]),
    ],
)
def test_the_longest_name_in_scope_wins(text: str, scope: list[str], expected: list[str]) -> None:
    if not expected:
        with pytest.raises(FeelSyntaxError):
            parse_expression(text, Scope(scope))
    else:
        assert names_in(text, *scope) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for my item in [1] return my item", ["my item"]),
        ("some a b in [1], c in a b satisfies c = 1", ["a b", "c"]),
        ("function(first name, age: number) first name", ["first name"]),
        ("{my key: 1, next: my key + 1}.next", ["my key"]),
        ("[{x-y: 1}][x-y = 1]", ["x-y"]),
        ("[1][item > 0]", ["item"]),
        ("for i in [1] return partial", ["partial"]),
    ],
)
def test_loops_functions_contexts_and_filters_make_names(text: str, expected: list[str]) -> None:
    assert names_in(text) == expected


def test_members_with_symbols_are_known_from_item_definitions() -> None:
    node = parse_expression("person.date-of-birth", Scope(["person"], ["date-of-birth"]))

    assert node == tree.Path(6, tree.Name(0, "person"), "date-of-birth")


def test_a_name_that_hides_a_built_in_function_is_the_name() -> None:
    assert isinstance(parse_expression("count"), tree.BuiltIn)
    assert isinstance(parse_expression("count", Scope(["count"])), tree.Name)


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("-4 ** 2", "(-4) ** 2"),
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("-2 * -3", "(-2) * (-3)"),
        ("1 < 2 and 3 = 3 or false", "((1 < 2) and (3 = 3)) or false"),
        ("true = 1 < 2", "true = (1 < 2)"),
        ("1 between 0 and 2 and true", "(1 between 0 and 2) and true"),
        ("1 in [1, 2] and true", "(1 in [1, 2]) and true"),
        ("1 + 1 instance of number", "(1 + 1) instance of number"),
        ("if true then 1 else 2 + 3", "if true then 1 else (2 + 3)"),
        ("[1..2[ = ]1..2[", "([1..2)) = ((1..2))"),
        ("-f(1).x[1]", "-(((f(1)).x)[1])"),
    ],
)
def test_operators_bind_as_the_standard_says(text: str, same_as: str) -> None:
    assert plain(parse_expression(text)) == plain(parse_expression(same_as))


def plain(node: tree.Node) -> str:
    """The tree without its offsets."""
    return re.sub(r"at=\d+, ", "", repr(node))


@pytest.mark.parametrize(
    "text",
    [
        "[1..5[",
        "]1..5]",
        "(1..5)",
        "[n..n[ and true",
        "[n..n[1]]",
        "[[1..2[, ]3..4]]",
        "[]1..2]]",
        "1 in [1..n[",
        "for i in [1..n[ return i",
        "{r: [1..n[}",
    ],
)
def test_a_range_may_be_closed_by_either_bracket(text: str) -> None:
    nodes = tree.walk(parse_expression(text, Scope(["n"])))

    assert any(isinstance(node, tree.RangeOf) for node in nodes)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", tree.Anything(0)),
        (" - ", tree.Anything(1)),
        ("-1", tree.UnaryTests(0, (tree.Negate(0, tree.Literal(1, None)),), False)),
        ("not(null)", tree.UnaryTests(0, (tree.Literal(4, None),), True)),
        ("null", tree.UnaryTests(0, (tree.Literal(0, None),), False)),
    ],
)
def test_a_cell_is_a_dash_tests_or_their_negation(cell: str, expected: tree.Node) -> None:
    found = parse_unary_tests(cell)

    if cell == "-1":
        assert isinstance(found, tree.UnaryTests)
        assert isinstance(found.tests[0], tree.Negate)
    else:
        assert found == expected


def test_not_is_a_function_where_more_follows() -> None:
    found = parse_unary_tests("not(a) and b", Scope(["a", "b"]))

    assert isinstance(found, tree.UnaryTests)
    assert not found.negated
    assert isinstance(found.tests[0], tree.Conjunction)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"a\"b"', 'a"b'),
        (r'"\u0041\t\n"', "A\t\n"),
        (r'"\\u0041"', r"\u0041"),
        (r'"\U01F40E"', "\U0001f40e"),
        (r'"\ud83d\udca9"', "\U0001f4a9"),
        (r'"\s and \d"', r"\s and \d"),
        ('"åäö 🐎"', "åäö 🐎"),
    ],
)
def test_strings_know_their_escapes(written: str, meant: str) -> None:
    assert string_value(written, token_at(written, 0)) == meant


def test_a_name_is_told_with_single_spaces() -> None:
    text = "  first \n /* which? */ name+x "

    assert name_text(text, 2, len(text)) == "first name+x"


@pytest.mark.parametrize(
    ("text", "offset", "what"),
    [
        ("", 0, "The text ends too early."),
        ("1 +", 3, "The text ends too early."),
        ("1 2", 2, "2 is misplaced."),
        ("[1, 2", 5, "The text ends too early."),
        ('"open', 0, "A string is not closed."),
        ("1 /* open", 2, "A comment is not closed."),
        ("1 # 2", 2, "The character # does not belong here."),
        ("if a then b", 11, "The text ends too early."),
        ("{a 1}", 1, "a is misplaced."),
        ("1e9999", 0, "This number is too large or too small."),
        (r'"\ud83d"', 1, r"\ud83d is no character."),
        ("x instance of list<>", 19, "A type is missing."),
        ("for x in [1] satisfies x", 13, "satisfies is misplaced."),
    ],
)
def test_what_is_no_feel_is_told_in_three_sentences_and_a_place(
    text: str, offset: int, what: str
) -> None:
    with pytest.raises(FeelSyntaxError) as told:
        parse_expression(text)

    assert (told.value.offset, told.value.what) == (offset, what)
    assert told.value.because.endswith(".")
    assert told.value.instead.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 90_000,
        "[" * 90_000,
        "-" * 90_000,
        "{a:" * 30_000,
        "if a then " * 9_000,
        "f(" * 40_000,
        "a." * 40_000 + "a",
        "1+" * 49_000 + "1",
        "[1..a[" * 15_000,
        "a instance of " + "list<" * 15_000,
        '"' + "\\" * 90_000,
        "/*" * 45_000,
        "not(" * 20_000,
        "x" * 1_000_000,
        "for x in 1 return " * 5_000,
        "for " + ", ".join(f"x{i} in 1" for i in range(500)) + " return 1",
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_fails_fast(text: str) -> None:
    started = time.process_time()  # what a busy neighbour takes is not ours

    for parse in (parse_expression, parse_unary_tests):
        with pytest.raises(FeelSyntaxError):
            parse(text, Scope(["a", "a-a", "x"]))

    assert time.process_time() - started < 4


def test_long_chains_are_not_deep() -> None:
    parse_expression(" + ".join(["1"] * 3_000))
    parse_expression("if a then 1 else " * 2_000 + "0")
    parse_expression(" and ".join(["a"] * 3_000))
