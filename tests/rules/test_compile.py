"""What FEEL expressions and cells mean, how faults show, and what the Emitter writes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samrum.rules import tree
from samrum.rules.compile import Emitter, cell_shape, compile_expression, compile_unary_tests
from samrum.rules.parse import Scope, parse_expression, parse_unary_tests
from samrum.rules.run import Exhausted, Run
from samrum.rules.value import Range, Value, same, to_text

ENV: dict[str, Value] = {
    "Age": Decimal(17),
    "unknown age": None,
    "people": [
        {"name": "Bo", "age": Decimal(40)},
        {"name": "Elis", "age": None},
        {"name": "Maj", "age": Decimal(71), "item": "x"},
    ],
    "index": Decimal(2),
    "name": "outer",
    "double": None,
}

MEANINGS = """
Age + 1                                              -> 18
10 - 4 - 3 * 2                                       -> 0
2 ** 3 ** 2                                          -> 64
-4 ** 2                                              -> 16
if Age >= 18 then "adult" else "child"               -> "child"
if unknown age > 18 then 1 else 2                    -> 2
if "x" then 1 else 2                                 -> null
if Age = 1 then 1 else if Age = 17 then 2 else 3     -> 2
true and unknown age                                 -> null
false and unknown age                                -> false
null or true                                         -> true
1 = 1 = true                                         -> true
for i in 1..3, j in i..3 return i * j                -> [1, 2, 3, 4, 6, 9]
for i in 3..1 return i                               -> [3, 2, 1]
for i in (1..4) return i                             -> [2, 3]
for i in 7 return i                                  -> [7]
for i in null return i                               -> null
for i in 1..2.5 return i                             -> null
for i in 0..4 return if i = 0 then 1 else i * partial[-1] -> [1, 1, 2, 6, 24]
for i in 1..3 return partial                         -> [[], [[]], [[], [[]]]]
count(for i in 1..3 return function() partial)       -> 3
(for i in 1..3 return function() partial)[1]()       -> []
some x in [1, 2], y in [x] satisfies y > 1           -> true
every x in [] satisfies x                            -> true
some x in [1, null] satisfies x > 1                  -> null
some x in [null, 2] satisfies x > 1                  -> true
every x in 1..3 satisfies x < 3                      -> false
people[age > 50].name                                -> ["Maj"]
people[name = "Bo"].age                              -> [40]
people[item = "x"].name                              -> ["Maj"]
people[item.name = "Elis"].name                      -> ["Elis"]
people[2].name                                       -> "Elis"
people[-1].name                                      -> "Maj"
people[index].name                                   -> "Elis"
people[count(people)].name                           -> "Maj"
people[index + 1].name                               -> "Maj"
people[4]                                            -> null
people[0]                                            -> null
people["x"]                                          -> null
5[item > 3]                                          -> [5]
5[1]                                                 -> 5
null[1]                                              -> null
[1, 2][null]                                         -> []
[1, [2, 3]][2][1]                                    -> 2
{a: 1, b c: a + 1, d: {a: 5, e: a + b c}}.d.e        -> 7
{a: 1, a: 2}                                         -> null
{f: function(x: number, y) x + y, r: f(y: 1, x: 2)}.r -> 3
{f: function(x: number) 1, r: f("a")}.r              -> null
{f: function(n) if n = 0 then 0 else n, r: f(1, 2)}.r -> null
(function(x) function(y) x + y)(1)(2)                -> 3
(function(a) external {java: {}})(1)                 -> null
1()                                                  -> null
nobody                                               -> null
Age in (1, [10..20])                                 -> true
Age in (> 17, < 3)                                   -> false
Age in (? + 1 = 18)                                  -> true
unknown age in (< 5, null)                           -> true
unknown age in < 5                                   -> null
null in [5..1]                                       -> null
Age in [[1..2], [10..20]]                            -> true
Age between 17 and 18                                -> true
Age instance of number                               -> true
[1..10].end included                                 -> true
(>= 5).end                                           -> null
@"2025-01-31" + @"P1M"                               -> @"2025-02-28"
"a" + 1                                              -> null
-(function(a) a)(10)                                 -> -10
"🐎" = "\\U01F40E"                                    -> true
// a comment
"""
LINES = [line.rsplit(" -> ", 1) for line in MEANINGS.strip().splitlines() if " -> " in line]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_an_expression_means(text: str, expected: str) -> None:
    value = compile_expression(text.strip().replace("\\\\", "\\"), Scope(ENV))(ENV, Run())

    assert same(value, compile_expression(expected)({}, Run())), to_text(value)


FAULTS = """
nobody                             unknown-name@0
1 + "a"                            wrong-type@2
if 1 then 2 else 3                 wrong-type@0
1 and true                         wrong-type@2
{a: 1, a: 2}                       duplicate-key@0
[1, 2][1.5]                        out-of-range@6
[1, 2]["a"]                        wrong-type@6
1 instance of list                 unknown-type@2
for i in "a".."b" return i         bad-range@4
(function(a) external {b: 1})(1)   external-function@1
(function(a: number) a)("x")       not-of-type@23
@"no"                              not-convertible@0
(< true)                           bad-range@1
unknown age in < 5
people[nobody = 1]                 unknown-name@7 unknown-name@7 unknown-name@7
people[index].age
"""


@pytest.mark.parametrize("line", FAULTS.strip().splitlines())
def test_a_fault_gives_null_and_tells_its_place(line: str) -> None:
    text, _, told = line.partition("   ")
    run = Run()

    compile_expression(text.strip(), Scope(ENV))(ENV, run)

    assert [f"{f.code}@{f.where.offset}" for f in run.findings] == told.split()
    assert all(finding.where.expression == text.strip() for finding in run.findings)


CELLS = """
# cell             17      5       null    "a"     true
-                  true    true    true    true    true
>= 18              false   false   null    null    null
< 18               true    true    null    null    null
[10..17]           true    false   null    null    null
(10..17)           false   false   null    null    null
17, 5              true    true    false   null    null
"a", "b"           null    null    false   true    null
"a", null          null    null    true    true    null
not("a")           null    null    true    false   null
not(< 10)          true    false   null    null    null
null               false   false   true    false   false
not(null)          true    true    false   true    true
true               null    null    false   null    true
Age                true    false   false   null    null
? > 10             true    false   null    null    null
?.x = 1            false   false   false   false   false
Age > 10           true    true    true    true    true
Age > 20           false   false   false   false   false
[17, 18]           true    false   false   false   false
= 17               true    false   false   null    null
!= 17              false   true    true    null    null
"""
SUBJECTS: list[Value] = [Decimal(17), Decimal(5), None, "a", True]
TABLE = [line.rsplit(maxsplit=5) for line in CELLS.strip().splitlines()[1:]]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_a_cell_holds_for(row: list[str]) -> None:
    cell, *expected = row
    tests = compile_unary_tests(cell, Scope(ENV))

    held = [tests(subject, ENV, Run()) for subject in SUBJECTS]

    if cell == "Age > 10":  # a truth of its own, except for a subject that is one
        expected[-1] = "true"
    if cell == "Age > 20":
        expected[-1] = "false"
    assert [to_text(value) for value in held] == expected


def test_the_free_names_are_known_before_anything_runs() -> None:
    text = "{a: Age + 1, b: for i in people return i.age + a}"

    assert compile_expression(text, Scope(ENV)).names == {"Age", "people"}


def test_text_of_the_user_never_stands_in_the_source() -> None:
    hostile = '__import__("os").system("echo")'
    compiled = compile_expression(f'{{"{hostile[:10]}": Age, x: "{hostile[:10]}" + name}}')

    assert "import" not in compiled.source
    assert "Age" not in compiled.source


def test_generated_code_cannot_reach_the_builtins_of_python() -> None:
    emitter = Emitter()
    emitter.line("return open")
    function = emitter.function(())

    with pytest.raises(NameError):
        function({}, Run())


def test_a_table_is_one_function_written_with_an_emitter() -> None:
    emitter = Emitter()
    emitter.bind("Age", "a0")
    matched = emitter.fresh()
    emitter.line(f"{matched} = []")
    for rule, cell in enumerate(["< 18", ">= 18", "Age > 16"]):
        held = emitter.unary_tests(parse_unary_tests(cell, Scope(["Age"])), "a0", cell)
        with emitter.block(f"if {held} is True:"):
            emitter.line(f"{matched}.append({emitter.constant(f'rule {rule}')})")
    emitter.line(f"return {matched}")
    table = emitter.function(("a0",))

    assert table(Decimal(17), {}, Run()) == ["rule 0", "rule 2"]
    assert table(Decimal(18), {}, Run()) == ["rule 1", "rule 2"]
    assert emitter.names == frozenset()


@pytest.mark.parametrize(
    ("cell", "kind", "equal", "intervals", "negated"),
    [
        ("-", "any", 0, 0, False),
        ('"a", "b", null', "tests", 3, 0, False),
        ("< 18, [20..30), 40", "tests", 1, 2, False),
        ("not(1, > 5)", "tests", 1, 1, True),
        ('date("2025-01-01"), > @"2025-02-01"', "tests", 1, 1, False),
        ('["a", "b"]', "tests", 2, 0, False),
        ("-5", "tests", 1, 0, False),
        ("= 5", "tests", 1, 0, False),
        ("x", "other", 0, 0, False),
        ("? > 5", "other", 0, 0, False),
        ("!= 5", "other", 0, 0, False),
        ('date("no")', "other", 0, 0, False),
    ],
)
def test_the_shape_of_a_cell_is_told_to_an_index(
    cell: str, kind: str, equal: int, intervals: int, negated: bool
) -> None:
    shape = cell_shape(parse_unary_tests(cell))

    told = (shape.kind, len(shape.equal), len(shape.intervals), shape.negated)
    assert told == (kind, equal, intervals, negated)
    assert all(isinstance(interval, Range) for interval in shape.intervals)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 60 + "a and b" + ")" * 60,
        "(a and " * 45 + "b" + ")" * 45,
        "if a then (" * 30 + "1" + ") else 2" * 30,
        "for x in 1 return (" * 40 + "x" + ")" * 40,
        "[1]" + "[item > 0]" * 60,
        "function(x) (" * 40 + "x" + ")" * 40,
        "{a: " * 60 + "1" + "}" * 60,
        "{a: a + " * 40 + "b" + "}" * 40,
    ],
    ids=lambda text: text[:12],
)
def test_what_is_nested_deep_compiles(text: str) -> None:
    compile_expression(text, Scope(["a", "b"]))({"a": True, "b": True}, Run())


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("for i in 1..10000000 return 1", "steps"),
        ("some i in 1..10000000 satisfies false", "steps"),
        ("{f: function(f) f(f), r: f(f)}.r", "depth"),
        ("for i in 1..100000 return partial", "size"),
        ("string(for i in 1..20000 return [partial[-1]])", "depth"),
    ],
)
def test_the_budget_ends_what_does_not_end(text: str, budget: str) -> None:
    with pytest.raises(Exhausted) as told:
        compile_expression(text)({}, Run(steps=200_000, size=1_000_000))

    assert told.value.budget == budget


def test_every_kind_of_node_can_be_written() -> None:
    from samrum.rules.compile.writer import EMITS

    kinds = set(tree.Node.__args__)  # type: ignore[attr-defined]
    assert kinds - set(EMITS) == {tree.Literal}
    assert parse_expression("1") == tree.Literal(0, Decimal(1))
