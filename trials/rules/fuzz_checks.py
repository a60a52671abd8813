"""What is asked of any input: an answer or a fault in words, and the same answer both ways.

Nothing else may come out of reader, parser, compiler and evaluator: no other exception, and not two
answers where the compiler and the plain interpreter should give one.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from samrum.rules import Model, ModelFault
from samrum.rules.compile import compile_expression, compile_unary_tests
from samrum.rules.evaluate import Outcome
from samrum.rules.parse import FeelSyntaxError, parse_expression, parse_unary_tests
from samrum.rules.read import read_definitions
from samrum.rules.reference import evaluate, evaluate_tests
from samrum.rules.run import Exhausted, Run
from samrum.rules.scan import Scope
from samrum.rules.temporal import parse_at, parse_date_time
from samrum.rules.value import Function, Value, same, to_text
from samrum.rules.write import write_definitions
from trials.rules.fuzz_target import Differs

PLANTED = "parse_expression"  # where a planted defect goes
NOW = parse_date_time("2026-11-22T12:00:00@Europe/Stockholm")
ENV: dict[str, Value] = {
    "x": Decimal(2),
    "n": None,
    "Full Name": "Anna",
    "is adult": True,
    "born": parse_at("1985-04-30"),
    "wait": parse_at("P2D"),
    "list": [Decimal(1), Decimal(2), None, "a"],
    "people": [
        {"name": "Bo", "age": Decimal(40)},
        {"name": "Elis", "age": None},
        {"name": "Maj", "age": Decimal(71)},
    ],
    "a-b": Decimal(7),
    "a": Decimal(9),
    "b": Decimal(4),
}
SCOPE = Scope(ENV)

# The plain interpreter is asked when the compiled form took at most this many steps.
STEPS_TO_COMPARE = 20_000


def check_expression(data: bytes) -> None:
    """One FEEL expression."""
    text = data.decode("utf-8", "replace")
    try:
        tree = parse_expression(text, SCOPE)
    except FeelSyntaxError:
        return
    run, slow = Run(NOW), Run(NOW)
    steps = run.steps
    try:
        value = compile_expression(tree, SCOPE, text)(ENV, run)
        to_text(value)
        if steps - run.steps > STEPS_TO_COMPARE:
            return
        agree(text, value, run, evaluate(tree, ENV, slow, text), slow)
    except Exhausted:
        return


def check_cell(data: bytes) -> None:
    """One cell of a decision table; the first byte chooses the value it tests."""
    text = data[1:].decode("utf-8", "replace")
    try:
        tree = parse_unary_tests(text, SCOPE)
    except FeelSyntaxError:
        return
    subjects = list(ENV.values())
    subject = subjects[sum(data[:1]) % len(subjects)]
    run, slow = Run(NOW), Run(NOW)
    steps = run.steps
    try:
        value = compile_unary_tests(tree, SCOPE, text)(subject, ENV, run)
        if steps - run.steps > STEPS_TO_COMPARE:
            return
        agree(text, value, run, evaluate_tests(tree, subject, ENV, slow, text), slow)
    except Exhausted:
        return


def check_model(data: bytes) -> None:
    """One DMN file: read, decided with and without a trace, called, and written back."""
    try:
        definitions = read_definitions(data)
        model = Model(definitions)
    except ModelFault:
        return
    for decision in definitions.decisions[:3]:
        quick = model.evaluate(decision.id, {"x": Decimal(2)}, now=NOW)
        told = model.evaluate(decision.id, {"x": Decimal(2)}, now=NOW, trace=True)
        if _answered(quick, told) and not alike(quick.value, told.value):
            raise Differs(f"{told_value(quick.value)} with a trace {told_value(told.value)}")
    for service in (*definitions.services[:1], *definitions.knowledge[:1]):
        model.service(service.id, {"x": Decimal(2), "p": Decimal(3)}, now=NOW)
    if write_definitions(definitions) != data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Differs("an unchanged model was written otherwise")
    again = replace(definitions, source=b"", name=f"anew {definitions.name}".strip())
    if read_definitions(write_definitions(again)) != again:
        raise Differs("a model that was written anew is another one")


def agree(text: str, value: Value, run: Run, other: Value, slow: Run) -> None:
    """Raises Differs unless both ways gave one answer with the same findings."""
    if not alike(value, other):
        raise Differs(f"{text}: {told_value(value)} or {told_value(other)}")
    codes = [finding.code for finding in run.findings]
    if codes != [finding.code for finding in slow.findings]:
        raise Differs(f"{text}: {codes}")


def alike(one: Value, other: Value) -> bool:
    """Whether two values are the same; functions are when they have the same name."""
    if isinstance(one, Function) and isinstance(other, Function):
        return one.name == other.name
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(alike(one[name], other[name]) for name in one)
    return same(one, other)


def told_value(value: Value) -> str:
    """A value in a message."""
    return to_text(value)[:200]


def _answered(*outcomes: Outcome) -> bool:
    stopped = {"too-long", "too-deep"}
    return not any(f.code in stopped for outcome in outcomes for f in outcome.findings)
