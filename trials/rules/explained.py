"""Where Samrum and Drools differ, and what the standard says.

A difference counts as explained only when we say the same of the table worked out cell by cell, and
working it out the other way gives what Drools gave. Each other way is named here; what Samrum does
instead, by the standard, is tested in tests/rules/test_against_drools.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from samrum.rules.compile import compile_expression, compile_unary_tests
from samrum.rules.evaluate import Model
from samrum.rules.read import read_definitions
from samrum.rules.run import Run
from samrum.rules.scan import Scope
from samrum.rules.value import Value, same
from trials.rules.tables import GeneratedTable, arguments_model, is_context, model

NEVER = "? != ?"

# Compares a value of ours with one of theirs.
Alike: TypeAlias = Callable[[Value, Any], bool]

WRONG_TYPE = "an argument of another type"
OUTPUT_TYPE = "an output of another type"
NULL_ALLOWED = "null against allowed values"
NULL_TEST = "a test that is null"
UNLISTED = "an output that is not listed"
COUNTED_ONCE = "equal outputs counted once"
NEGATED_NULL = "not() of null"


def explanation(table: GeneratedTable, call: int, ours: Value, theirs: Any, alike: Alike) -> str:
    """The name of what explains a difference, or ""."""
    facts = arguments(table, call)
    if not same(ours, answer(reduced(table, facts, not_null=False), call)):
        # Cell by cell we would say something else, so it is us who are wrong.
        return ""
    misfits = misfitting(table, call, facts)
    if misfits:
        return WRONG_TYPE if wrong_type(table, call, theirs, misfits, alike) else ""
    instead = null_instead(table, call, facts) if theirs is None else ""
    if instead:
        return instead
    if table.policy == "COLLECT COUNT" and alike(counted_once(table, call), theirs):
        return COUNTED_ONCE
    if negated_null(table, call, facts, theirs, alike):
        return NEGATED_NULL
    untyped = tuple(replace(column, typed=False) for column in table.outputs)
    if untyped == table.outputs:
        return ""
    other = replace(table, outputs=untyped)
    return OUTPUT_TYPE if explains(other, call, theirs, alike) else ""


def null_instead(table: GeneratedTable, call: int, facts: dict[str, Value]) -> str:
    """Why Drools may have given null where we did not."""
    if any(column.allowed and facts[column.name] is None for column in table.inputs):
        return NULL_ALLOWED
    if any(
        null_test(cell, facts, column.name)
        for rule in table.rules
        for cell, column in zip(rule, table.inputs, strict=False)
    ):
        return NULL_TEST
    return UNLISTED if unlisted_output(table, call) else ""


def answer(table: GeneratedTable, call: int) -> Value:
    """What Samrum says of a table."""
    return Model(read_definitions(model([table]))).evaluate(f"{table.name} {call}", {}).value


def arguments(table: GeneratedTable, call: int) -> dict[str, Value]:
    """The inputs of a call, brought to their types."""
    value = Model(read_definitions(arguments_model(table, call))).evaluate("all", {}).value
    assert isinstance(value, dict)
    return value


def misfitting(table: GeneratedTable, call: int, facts: dict[str, Value]) -> set[str]:
    """The names of the inputs whose type their argument is not of."""
    untyped = replace(table, inputs=tuple(replace(c, typed=False) for c in table.inputs))
    given = arguments(untyped, call)
    return {name for name in facts if facts[name] is None and given[name] is not None}


def wrong_type(
    table: GeneratedTable, call: int, theirs: Any, misfits: set[str], alike: Alike
) -> bool:
    """Whether Drools gave up a context that we go on with, or went on with a call that we refuse:
    with null, or with the argument as it came."""
    if is_context(table) and theirs is None:
        return True
    nulls = tuple(
        "null" if column.name in misfits else argument
        for column, argument in zip(table.inputs, table.calls[call], strict=True)
    )
    as_it_came = tuple(
        replace(column, typed=False) if column.name in misfits else column
        for column in table.inputs
    )
    return explains(replace(table, calls=(nulls,)), 0, theirs, alike) or explains(
        replace(table, inputs=as_it_came), call, theirs, alike
    )


def explains(other: GeneratedTable, call: int, theirs: Any, alike: Alike) -> bool:
    """Whether Drools said of our table what we say, or can explain, of this other one."""
    value = answer(other, call)
    return alike(value, theirs) or explanation(other, call, value, theirs, alike) != ""


def null_test(cell: str, facts: dict[str, Value], name: str) -> bool:
    """Whether one of the tests of a cell is null, other than a plain comparison with null."""
    tests = cell.removeprefix("not(").removesuffix(")") if cell.startswith("not(") else cell
    return any(
        ("? " in test or facts[name] is not None) and truth(test, facts, name) is None
        for test in tests.split(", ")
    )


def unlisted_output(table: GeneratedTable, call: int) -> bool:
    """Whether a rule that matched has an output that is null or not among the output values."""
    if table.policy not in ("PRIORITY", "OUTPUT ORDER"):
        return False
    values = answer(replace(table, policy="RULE ORDER"), call)
    rows = [values] if isinstance(values, dict) or not isinstance(values, list) else values
    if len(table.outputs) == 1:
        return None in rows
    listed = [column.name for column in table.outputs if column.allowed]
    return any(isinstance(row, dict) and None in map(row.get, listed) for row in rows)


def negated_null(
    table: GeneratedTable,
    call: int,
    facts: dict[str, Value],
    theirs: Any,
    alike: Alike,
) -> bool:
    """Whether Drools gives what comes of taking not() of null for true."""
    negated = reduced(table, facts, not_null=True)
    if table.policy == "COLLECT COUNT" and alike(counted_once(negated, call), theirs):
        return True
    if theirs is None and unlisted_output(negated, call):
        return True
    return alike(answer(negated, call), theirs)


def counted_once(table: GeneratedTable, call: int) -> Value:
    """The number of different outputs."""
    values = answer(replace(table, policy="COLLECT"), call)
    distinct = compile_expression("count(distinct values(values))", Scope(["values"]))
    return distinct({"values": values}, Run())


def reduced(table: GeneratedTable, facts: dict[str, Value], not_null: bool) -> GeneratedTable:
    """The table with "-" for each cell that holds; not_null: as if a not() of null held."""
    rules = []
    for rule in table.rules:
        cells = []
        for i, column in enumerate(table.inputs):
            held = truth(rule[i], facts, column.name)
            holds = held is True or (not_null and held is None and rule[i].startswith("not("))
            cells.append("-" if holds else NEVER)
        rules.append((*cells, *rule[len(table.inputs) :]))
    return replace(table, rules=tuple(rules))


def truth(cell: str, facts: dict[str, Value], name: str) -> Value:
    """Whether a cell holds."""
    return compile_unary_tests(cell, Scope(facts))(facts[name], facts, Run())
