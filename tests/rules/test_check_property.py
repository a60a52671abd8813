"""What the check says of made-up tables is so, and trying everything finds nothing more.

The other opinion is the plain interpreter, asked for every cell and every value of a domain that
has a value in each region.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from samrum.rules import Model, read_model
from samrum.rules.check import Remark, check_model
from samrum.rules.parse import parse_unary_tests
from samrum.rules.reference import evaluate_tests
from samrum.rules.run import Run
from samrum.rules.scan import Scope
from samrum.rules.value import Value
from tests.rules.dmn import decision, definitions, fact, table

NUMBERS = ["0", "1", "2", "3"]
WORDS = ['"a"', '"b"', '"c"']
TYPES = {"x": "number", "y": "number", "word": "string", "colour": "tColour", "yes": "boolean"}
COLOURS = (
    '<itemDefinition name="tColour"><typeRef>string</typeRef>'
    '<allowedValues><text>"red", "green"</text></allowedValues></itemDefinition>'
)
# Two values in each region of the numbers, so that two facts can stand in any order there.
LINE = [Decimal(n) / 3 for n in range(-3, 13)]
DOMAIN: Mapping[str, list[Value]] = {
    "x": [*LINE, None],
    "y": [*LINE, None],
    "word": ["a", "b", "c", "z", None],
    "colour": ["red", "green", None],
    "yes": [True, False, None],
}


@dataclass(frozen=True)
class Drawn:
    """A table: columns and rules as text, and its hit policy."""

    columns: tuple[str, ...]
    rules: tuple[tuple[str, ...], ...]
    outputs: tuple[str, ...]
    policy: str

    def model(self) -> Model:
        head = " | ".join(self.columns) + " || out"
        values = "in " + " | ".join("-" for _ in self.columns) + ' || "p", "q", "r"'
        rows = [
            " | ".join(cells) + " || " + out
            for cells, out in zip(self.rules, self.outputs, strict=True)
        ]
        text = "\n".join([head, *([values] if self.policy == "PRIORITY" else []), *rows])
        names = tuple(TYPES)
        return read_model(
            definitions(
                COLOURS,
                *(fact(name, TYPES[name]) for name in names),
                decision("D", table(text, policy=self.policy), facts=names),
            )
        )


def number_cells(other: str) -> st.SearchStrategy[str]:
    number = st.sampled_from(NUMBERS)
    ranges = st.builds(
        "{}{}..{}{}".format,
        st.sampled_from("[("),
        number,
        st.sampled_from(NUMBERS),
        st.sampled_from("])"),
    )
    compared = st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), number)
    beside = st.sampled_from([f"< {other}", f">= {other}", other, f"? > 1 and ? <= {other}"])
    one = st.one_of(number, ranges, compared)
    return st.one_of(
        one,
        one,
        one,
        beside,
        st.just("null"),
        one.map("not({})".format),
        st.builds("{}, {}".format, one, one),
    )


def cells(name: str) -> st.SearchStrategy[str]:
    words = {"word": WORDS, "colour": ['"red"', '"green"'], "yes": ["true", "false"]}.get(name)
    if words is None:
        tests = number_cells("y" if name == "x" else "x")
    else:
        word = st.sampled_from(words)
        tests = st.one_of(word, word.map("not({})".format), st.just("null"), st.just("not(null)"))
    return st.one_of(tests, tests, st.just("-"))


@st.composite
def tables(draw: st.DrawFn) -> Drawn:
    columns = draw(st.lists(st.sampled_from(list(TYPES)), min_size=1, max_size=3, unique=True))
    rule = st.tuples(*(cells(name) for name in columns))
    rules = draw(st.lists(rule, min_size=1, max_size=5))
    out = st.sampled_from(['"p"', '"q"', '"r"'])
    outputs = draw(st.lists(out, min_size=len(rules), max_size=len(rules)))
    policy = draw(st.sampled_from(["UNIQUE", "FIRST", "ANY", "PRIORITY"]))
    return Drawn(tuple(columns), tuple(rules), tuple(outputs), policy)


def matches(drawn: Drawn) -> Iterator[tuple[dict[str, Value], list[int]]]:
    """Every combination of facts with the rules that match it, by the plain interpreter."""
    read = [name for name in TYPES if any(name in text for rule in drawn.rules for text in rule)]
    names = sorted({*drawn.columns, *(name for name in read if name in ("x", "y"))})
    scope = Scope(names)
    trees = {text: parse_unary_tests(text, scope) for rule in drawn.rules for text in rule}
    for values in product(*(DOMAIN[name] for name in names)):
        facts = dict(zip(names, values, strict=True))
        held = [
            number
            for number, rule in enumerate(drawn.rules, 1)
            if all(
                evaluate_tests(trees[text], facts[name], facts, Run(), text) is True
                for name, text in zip(drawn.columns, rule, strict=True)
            )
        ]
        yield facts, held


def told(remarks: tuple[Remark, ...], *codes: str) -> list[Remark]:
    return [remark for remark in remarks if remark.code in codes]


GAPS = ("gap", "gap-other-text", "unknown-unhandled")
DEAD = ("unreachable", "never-matches", "cell-never-holds", "cell-other-type")


@settings(max_examples=120, deadline=None)
@given(tables())
def test_what_is_told_is_so_and_nothing_is_missed(drawn: Drawn) -> None:
    model = drawn.model()
    remarks = check_model(model)
    everything = list(matches(drawn))

    assert not told(remarks, "not-settled", "not-feel"), remarks
    gaps = [facts for facts, held in everything if not held]
    assert bool(gaps) == bool(told(remarks, *GAPS)), gaps[:1]
    named = {text for rule in drawn.rules for cell in rule for text in WORDS if text in cell}
    known = [
        facts
        for facts in gaps
        if None not in facts.values() and ("word" not in facts or f'"{facts["word"]}"' in named)
    ]
    assert bool(known) == bool(told(remarks, "gap")), known[:1]
    check_unknown(remarks, everything)
    check_pairs(drawn, remarks, [held for _, held in everything])
    check_dead(drawn, remarks, [held for _, held in everything])
    for remark in remarks:
        check_example(model, remark)


def check_unknown(
    remarks: tuple[Remark, ...], everything: list[tuple[dict[str, Value], list[int]]]
) -> None:
    """A fact whose being unknown leaves a gap, where some rule would hold if it were known."""
    held_by = {tuple(facts.items()): held for facts, held in everything}
    for facts, held in everything:
        unknown = [name for name, value in facts.items() if value is None]
        if held or len(unknown) != 1:
            continue
        known = (tuple({**facts, unknown[0]: value}.items()) for value in DOMAIN[unknown[0]])
        if any(held_by[one] for one in known):
            assert told(remarks, "unknown-unhandled"), facts


def check_pairs(drawn: Drawn, remarks: tuple[Remark, ...], everything: list[list[int]]) -> None:
    """Rules that match together where the hit policy forbids it."""
    pairs = {pair for held in everything for pair in combinations(held, 2)}
    if drawn.policy == "ANY":
        pairs = {p for p in pairs if drawn.outputs[p[0] - 1] != drawn.outputs[p[1] - 1]}
    if drawn.policy in ("FIRST", "PRIORITY"):
        pairs = set()
    found = {remark.where.rules for remark in told(remarks, "overlap", "disagreement")}
    assert found <= pairs
    assert found == pairs or told(remarks, "more")


def check_dead(drawn: Drawn, remarks: tuple[Remark, ...], everything: list[list[int]]) -> None:
    """Rules that are never used."""

    def used(held: list[int]) -> list[int]:
        if drawn.policy == "FIRST":
            return held[:1]
        if drawn.policy == "PRIORITY":
            return sorted(held, key=lambda rule: (drawn.outputs[rule - 1], rule))[:1]
        return held

    alive = {rule for held in everything for rule in used(held)}
    dead = set(range(1, len(drawn.rules) + 1)) - alive
    assert {rule for remark in told(remarks, *DEAD) for rule in remark.where.rules} == dead


def check_example(model: Model, remark: Remark) -> None:
    """An example shows what its remark says, when the model is asked."""
    if remark.example is None:
        return
    assert remark.example.by_facts
    outcome = model.evaluate("D", remark.example.given, trace=True)
    assert outcome.trace is not None
    rules = outcome.trace.decisions[-1].rules
    held, used = [r.number for r in rules], [r.number for r in rules if r.used]
    if remark.code in GAPS:
        assert held == []
    elif remark.code in ("overlap", "disagreement"):
        assert set(remark.where.rules) <= set(held)
        assert outcome.value is None and outcome.findings
    else:
        assert remark.code == "unknown-as-known"
        assert used[0] in remark.where.rules and None in remark.example.given.values()
