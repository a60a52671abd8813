"""FEEL types: their text, conformance and the conversions of the standard (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samrum.rules.compile import compile_expression
from samrum.rules.finding import NOWHERE
from samrum.rules.run import Run
from samrum.rules.scan import Scope
from samrum.rules.syntax_error import FeelSyntaxError
from samrum.rules.temporal import Date, DateTime, Time
from samrum.rules.types import (
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    ListType,
    Named,
    Restricted,
    coerce,
    conforms,
    instance_of,
    parse_type,
    type_text,
)
from samrum.rules.value import Value

TYPES: dict[str, FeelType] = {
    "tNumbers": ListType(NUMBER),
    "tNode": ContextType((("next", STRING),)),
    "my type": STRING,
}
TYPES["tByte"] = Restricted("tByte", NUMBER, lambda value, run: value in range(256))
TYPES["tTree"] = ContextType((("branches", ListType(Named("tTree", TYPES))),))
TYPES["tCircle"] = Named("tCircle", TYPES)


@pytest.mark.parametrize(
    "text",
    [
        "number",
        "years and months duration",
        "list<list<string>>",
        "range<date and time>",
        "context<a: string, b c: list<number>>",
        "function<> -> Any",
        "function<number, list<string>> -> date",
        "tNumbers",
        "my type",
        "imported.tPerson",
    ],
)
def test_a_type_is_written_as_it_was_read(text: str) -> None:
    assert type_text(parse_type(text, TYPES)) == text


@pytest.mark.parametrize("text", ["", "list<", "list<number", "number number2>", "function<> Any"])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_type(text, TYPES)


@pytest.mark.parametrize(
    ("expression", "of", "expected"),
    [
        ("null", "Any", False),
        ("null", "Null", True),
        ("[1, null]", "list<number>", True),
        ('[1, "2"]', "list<number>", False),
        ("[1]", "list", None),
        ("1", "tUnknown", None),
        ("1", "tCircle", None),
        ("256", "tByte", True),
        ("[1..5]", "range<number>", True),
        ('["a".."b"]', "range<number>", False),
        ('{a: "x", b: 2}', "context<a: string>", True),
        ("{b: 2}", "context<a: string>", False),
        ("{branches: [{branches: []}]}", "tTree", True),
        ("{branches: [1]}", "tTree", False),
        ("function(a, b) a", "function<Any, Any> -> Any", True),
        ("function(a) a", "function<Any, Any> -> Any", False),
        ("function(a: number) a", "function<Any> -> Any", False),
        ("function(a) a = 1", "function<number> -> boolean", True),
        ("function(a) a = 1", "function<number> -> string", False),
        ("function() function() 1", "function<> -> function<> -> number", True),
        ("function() function() 1", "function<> -> function<> -> string", False),
        ("abs", "function<number> -> Any", True),
        ("abs", "function<> -> Any", False),
    ],
)
def test_instance_of_follows_the_lattice(expression: str, of: str, expected: bool | None) -> None:
    value = compile_expression(expression)({}, Run())

    assert instance_of(value, parse_type(of, TYPES), Run()) is expected


def test_allowed_values_count_where_a_value_is_bound() -> None:
    byte = TYPES["tByte"]

    assert conforms(Decimal(255), byte, Run())
    assert not conforms(Decimal(256), byte, Run())


@pytest.mark.parametrize(
    ("value", "to", "expected"),
    [
        (Decimal(1), "number", Decimal(1)),
        ([Decimal(1)], "number", Decimal(1)),
        (Decimal(1), "list<number>", [Decimal(1)]),
        (Decimal(1), "tNumbers", [Decimal(1)]),
        ([Decimal(1), Decimal(2)], "number", None),
        (["a"], "number", None),
        (None, "number", None),
        (Date(2025, 3, 1), "date and time", DateTime(Date(2025, 3, 1), Time(0, 0, 0, 0, offset=0))),
        (Date(2025, 3, 1), "time", None),
    ],
)
def test_values_are_brought_to_a_type_without_loss(value: Value, to: str, expected: Value) -> None:
    run = Run()

    assert coerce(value, parse_type(to, TYPES), run, NOWHERE) == expected
    assert bool(run.findings) == (expected is None and value is not None)


def test_types_of_the_model_are_known_in_expressions() -> None:
    expression = compile_expression("x instance of my type and y", Scope(["x", "y"], (), TYPES))

    assert expression({"x": "a", "y": True}, Run()) is True
