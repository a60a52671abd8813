"""Comparisons and operations that can never work, because of what they are used on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samrum.rules import tree, value
from samrum.rules.check.infer import (
    OPERATORS,
    Types,
    sample_of,
    simple_name,
    steps_of,
    type_of,
)
from samrum.rules.check.names import Text
from samrum.rules.check.remark import Remark
from samrum.rules.check.walk import Spot, spots
from samrum.rules.check.words import listed, short, type_words
from samrum.rules.finding import NOWHERE
from samrum.rules.functions import BUILTINS
from samrum.rules.kinds import Signature
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.tree import Node
from samrum.rules.types import BOOLEAN, Simple

_COMPARE = {
    "=": value.equal,
    "!=": value.unequal,
    "<": value.less,
    "<=": value.less_equal,
    ">": value.greater,
    ">=": value.greater_equal,
}

_NO_OPERATION = "There is no such operation, so the answer is always unknown."


def operand_remarks(texts: Iterable[Text]) -> Iterator[Remark]:
    """What is wrong inside the expressions of a place."""
    for text in texts:
        if isinstance(text.node, FeelSyntaxError):
            continue
        for spot in spots(text.node, text.types):
            for code, about in _faults(spot):
                told = {"text": short(text.literal.text), **about}
                yield Remark(code, text.where, told)


def _faults(spot: Spot) -> Iterator[tuple[str, dict[str, str]]]:
    types = spot.types
    match spot.node:
        case tree.Comparison(_, operator, left, right):
            yield from _comparison(left, right, operator, types)
        case tree.Between(_, one, low, high):
            yield from _comparison(one, low, ">=", types)
            yield from _comparison(one, high, "<=", types)
        case tree.In(_, one, tests):
            for test in tests:
                yield from in_test(one, test, types)
        case tree.Arithmetic() as node:
            yield from _arithmetic(node, types)
        case tree.Negate(_, operand):
            sample, run = sample_of(operand, types), Run()
            if sample is not None and value.negate(sample, run, NOWHERE) is None:
                yield _operation("-", [_words(sample)])
        case tree.Conjunction(_, items):
            yield from _truths(items, "and", types)
        case tree.Disjunction(_, items):
            yield from _truths(items, "or", types)
        case tree.If(_, choices):
            yield from _truths(tuple(choice.condition for choice in choices), "if", types)
        case tree.Call(_, tree.BuiltIn(_, name), arguments):
            yield from _call(name, len(arguments))


def in_test(one: Node, test: Node, types: Types) -> Iterator[tuple[str, dict[str, str]]]:
    """A value held against one test: a constant, a comparison, the ends of a range."""
    match test:
        case tree.Comparing(_, operator, operand):
            yield from _comparison(one, operand, operator, types)
        case tree.RangeOf(_, low, high):
            yield from _comparison(one, low, ">=", types)
            yield from _comparison(one, high, "<=", types)
        case _ if not tree.reads_subject(test):
            yield from _comparison(one, test, "=", types)


def _comparison(
    left: Node, right: Node, operator: str, types: Types
) -> Iterator[tuple[str, dict[str, str]]]:
    a, b = sample_of(left, types), sample_of(right, types)
    if a is None or b is None:
        return
    run = Run()
    _COMPARE[operator](a, b, run, NOWHERE)
    if any(finding.code == "not-comparable" for finding in run.findings):
        about = {"left": _words(a), "right": _words(b)}
        yield "never-comparable", about


def _arithmetic(node: tree.Arithmetic, types: Types) -> Iterator[tuple[str, dict[str, str]]]:
    for step, left, right in steps_of(node, types):
        run = Run()
        OPERATORS[step.operator](left, right, run, NOWHERE)
        if any(finding.code == "wrong-type" for finding in run.findings):
            yield _operation(step.operator, [_words(left), _words(right)])
            return


def _truths(
    nodes: tuple[Node, ...], operation: str, types: Types
) -> Iterator[tuple[str, dict[str, str]]]:
    for node in nodes:
        kind = simple_name(type_of(node, types))
        if kind and kind != BOOLEAN.name:
            because = (
                f"Only what is true or false can stand by {operation}; this counts as unknown."
            )
            yield _operation(operation, [type_words(Simple(kind))], because)


def _operation(
    operation: str, operands: list[str], because: str = _NO_OPERATION
) -> tuple[str, dict[str, str]]:
    instead = "Use it on values that it is made for."
    if operation == "+" and "a text" in operands:
        instead = "Make a text of the other part with string(), or take the quotation marks away."
    return "impossible-operation", {
        "operation": operation,
        "operands": listed(operands),
        "because": because,
        "instead": instead,
    }


def _call(name: str, given: int) -> Iterator[tuple[str, dict[str, str]]]:
    """A built-in function has to take as many arguments as it is given."""
    signatures = BUILTINS[name].signatures
    if not any(_takes(signature, given) for signature in signatures):
        takes = listed((_written(name, signature) for signature in signatures), "or")
        count = f"{given} argument{'s' * (given != 1)}"
        yield "wrong-arguments", {"function": name, "given": count, "takes": takes}


def _takes(signature: Signature, given: int) -> bool:
    most = len(signature.parameters)
    return given >= signature.required and (signature.variadic or given <= most)


def _written(name: str, signature: Signature) -> str:
    return f"{name}({', '.join(signature.parameters)})"


def _words(one: object) -> str:
    return type_words(Simple(value.feel_type(one)))
