"""Models evaluated whole: requirements, types, functions, services, imports, boxed expressions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samrum.rules import Model, ModelFault, NoSuchDecision, read_model
from samrum.rules.temporal import Date, parse_at
from samrum.rules.value import Value
from tests.rules.dmn import DMN, decision, definitions, fact, knowledge, literal, table


def n(number: int | str) -> Decimal:
    return Decimal(number)


def boxed(expression: str, *facts: str, **values: Value) -> Value:
    """The value of a decision with this expression; its facts may be given by keyword."""
    model = read_model(
        definitions(*(fact(name) for name in values), decision("D", expression, facts=(*values,)))
    )
    return model.evaluate("D", values).value


# --- what is in scope


def test_a_decision_sees_only_what_it_requires() -> None:
    model = read_model(
        definitions(
            fact("Age"),
            decision("Known", literal("Age + 1"), facts=("Age",)),
            decision("Unknown", literal("Age + 1"), decisions=("Known",)),
        )
    )

    assert model.evaluate("Known", {"Age": n(1)}).value == n(2)
    assert model.evaluate("Unknown", {"Age": n(1)}).value is None


def test_decisions_are_made_once_and_in_order() -> None:
    model = read_model(
        definitions(
            fact("a"),
            decision("top", literal("left + right"), decisions=("left", "right")),
            decision("left", literal("base * 2"), decisions=("base",)),
            decision("right", literal("base * 3"), decisions=("base",)),
            decision("base", literal("a + 1"), facts=("a",)),
        )
    )

    outcome = model.evaluate("top", {"a": n(1)}, trace=True)

    assert outcome.value == n(10)
    assert outcome.trace is not None
    assert [d.name for d in outcome.trace.decisions] == ["base", "left", "right", "top"]


def test_a_long_chain_of_decisions_is_evaluated() -> None:
    chain = [decision("d0", literal("1"))]
    chain += [
        decision(f"d{i}", literal(f"d{i - 1} + 1"), decisions=(f"d{i - 1}",)) for i in range(1, 800)
    ]

    assert read_model(definitions(*chain)).evaluate("d799", {}).value == n(800)


def test_an_unknown_decision_is_an_error_of_the_caller() -> None:
    with pytest.raises(NoSuchDecision):
        read_model(definitions()).evaluate("Nothing", {})


def test_a_decision_without_an_expression_is_made_outside() -> None:
    model = read_model(
        definitions(decision("Made", ""), decision("D", literal("Made"), decisions=("Made",)))
    )

    assert model.evaluate("D", {"Made": "by a person"}).value == "by a person"
    assert [f.code for f in model.evaluate("D", {}).findings] == ["no-expression"]


# --- types

ITEM = '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..120]</text>'
AGE = ITEM + "</allowedValues></itemDefinition>"


@pytest.mark.parametrize(
    ("given", "value", "codes"),
    [
        (n(30), n(30), []),
        ([n(30)], n(30), []),
        (None, None, []),
        (n(200), None, ["not-of-type"]),
        ("old", None, ["not-of-type"]),
        ([n(1), n(2)], None, ["not-of-type"]),
    ],
)
def test_a_fact_is_brought_to_its_type(given: Value, value: Value, codes: list[str]) -> None:
    model = read_model(
        definitions(AGE, fact("Age", "tAge"), decision("D", literal("Age"), facts=("Age",)))
    )

    outcome = model.evaluate("D", {"Age": given})

    assert outcome.value == value
    assert [f.code for f in outcome.findings] == codes


@pytest.mark.parametrize(
    ("text", "type_ref", "value"),
    [
        ("5", "number", n(5)),
        ("[5]", "number", n(5)),
        ("5", "list<number>", [n(5)]),
        ('"5"', "number", None),
        ("200", "tAge", None),
        ('{age: 5, more: "x"}', "context<age: tAge>", {"age": n(5), "more": "x"}),
        ("{age: 200}", "context<age: tAge>", None),
        ('"anything"', "tNobodyMade", "anything"),
        ("5", "integer", n(5)),
        ('date("2024-01-01")', "dateTime", parse_at("2024-01-01T00:00:00Z")),
    ],
)
def test_a_decision_is_brought_to_its_type(text: str, type_ref: str, value: Value) -> None:
    model = read_model(definitions(AGE, decision("D", literal(text), type_ref=type_ref)))

    assert model.evaluate("D", {}).value == value


def test_a_type_may_hold_itself_and_stand_before_what_it_uses() -> None:
    tree = (
        '<itemDefinition name="tPerson"><itemComponent name="children" isCollection="true">'
        "<typeRef>tPerson</typeRef></itemComponent>"
        '<itemComponent name="age"><typeRef>tAge</typeRef></itemComponent></itemDefinition>'
    )
    model = read_model(
        definitions(tree, AGE, fact("p", "tPerson"), decision("D", literal("p"), facts=("p",)))
    )
    elis = {"children": [], "age": n(5)}
    anna = {"children": [elis], "age": n(40)}

    assert model.evaluate("D", {"p": anna}).value == anna
    assert model.evaluate("D", {"p": {**anna, "children": [{**elis, "age": n(500)}]}}).value is None


def test_allowed_values_hold_for_each_item_and_a_constraint_for_the_whole() -> None:
    kind = (
        '<itemDefinition name="tFew" isCollection="true"><typeRef>string</typeRef>'
        '<allowedValues><text>"a", "b"</text></allowedValues>'
        "<typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>"
    )
    model = read_model(
        definitions(kind, fact("x", "tFew"), decision("D", literal("x"), facts=("x",)))
    )

    assert model.evaluate("D", {"x": ["a", "b"]}).value == ["a", "b"]
    assert model.evaluate("D", {"x": ["a", "c"]}).value is None
    assert model.evaluate("D", {"x": ["a", "b", "a"]}).value is None


# --- functions


def test_a_knowledge_model_may_call_itself() -> None:
    model = read_model(
        definitions(
            knowledge(
                "factorial", literal("if k <= 1 then 1 else k * factorial(k - 1)"), "k: number"
            ),
            decision("D", literal("factorial(20)"), calls=("factorial",)),
        )
    )

    assert model.evaluate("D", {}).value == n(2432902008176640000)


def test_knowledge_models_may_call_each_other() -> None:
    model = read_model(
        definitions(
            knowledge("is even", literal("k = 0 or is odd(k - 1)"), "k", calls=("is odd",)),
            knowledge("is odd", literal("k != 0 and is even(k - 1)"), "k", calls=("is even",)),
            decision("D", literal("is even(10)"), calls=("is even",)),
        )
    )

    assert model.evaluate("D", {}).value is True


def test_a_function_that_never_ends_gives_null_and_a_finding() -> None:
    model = read_model(
        definitions(
            knowledge("f", literal("f(x)"), "x"), decision("D", literal("f(1)"), calls=("f",))
        )
    )

    outcome = model.evaluate("D", {})

    assert outcome.value is None
    assert [finding.code for finding in outcome.findings] == ["too-deep"]


def test_a_knowledge_model_is_not_called_with_an_argument_of_a_wrong_type() -> None:
    model = read_model(
        definitions(
            knowledge("f", literal("x = null"), "x: number"),
            decision("D", literal('f("a")'), calls=("f",)),
            decision("E", literal("f(null)"), calls=("f",)),
        )
    )

    assert model.evaluate("D", {}).value is None
    assert model.evaluate("E", {}).value is True


def test_an_invocation_names_its_arguments() -> None:
    call = (
        "<invocation><literalExpression><text>f</text></literalExpression>"
        f'<binding><parameter name="b"/>{literal("1")}</binding>'
        f'<binding><parameter name="a"/>{literal("10")}</binding></invocation>'
    )
    model = read_model(
        definitions(
            knowledge("f", literal("a - b"), "a", "b"),
            decision("D", call, calls=("f",)),
            decision("E", call.replace('name="b"', 'name="c"'), calls=("f",)),
        )
    )

    assert model.evaluate("D", {}).value == n(9)
    assert model.evaluate("E", {}).value is None


def test_a_table_may_be_the_body_of_a_function() -> None:
    fee = table("""
        age   || fee
        < 18  || 0
        >= 18 || 200
    """)
    model = read_model(
        definitions(
            knowledge("Fee", fee, "age: number"),
            fact("ages"),
            decision("D", literal("for a in ages return Fee(a)"), facts=("ages",), calls=("Fee",)),
        )
    )

    outcome = model.evaluate("D", {"ages": [n(10), n(20)]}, trace=True)

    assert outcome.value == [n(0), n(200)]
    assert outcome.trace is not None
    assert [rule.number for rule in outcome.trace.decisions[0].rules] == [1, 2]


def test_a_function_in_java_is_refused_with_a_finding() -> None:
    java = (
        literal("null").replace(
            "<literalExpression>", '<functionDefinition kind="Java"><literalExpression>'
        )
        + "</functionDefinition>"
    )
    entries = (
        f'<context><contextEntry><variable name="f"/>{java}</contextEntry>'
        f"<contextEntry>{literal('f()')}</contextEntry></context>"
    )
    model = read_model(definitions(decision("D", entries)))

    assert [f.code for f in model.evaluate("D", {}).findings] == ["external-function"]


# --- decision services

SERVICE = (
    '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#out"/>'
    '<inputDecision href="#middle"/><inputData href="#a"/></decisionService>'
)
OF_SERVICE = (
    fact("a", "number"),
    decision("middle", literal("a * 2"), facts=("a",), type_ref="number"),
    decision("out", literal("[a, middle]"), facts=("a",), decisions=("middle",)),
)


def test_a_service_takes_input_data_first_and_then_decisions() -> None:
    model = read_model(
        definitions(
            SERVICE, *OF_SERVICE, decision("D", literal("s(1, 5)"), calls=("s",)),
            decision("E", literal('s(middle: 7, a: "x")'), calls=("s",)),
        )
    )  # fmt: skip

    assert model.evaluate("D", {}).value == [n(1), n(5)]
    assert model.evaluate("E", {}).value == [None, n(7)]
    assert model.service("s", {"a": n(1), "middle": n(9)}).value == [n(1), n(9)]
    assert model.evaluate("out", {"a": n(1)}).value == [n(1), n(2)]


def test_a_knowledge_model_may_be_called_from_outside() -> None:
    model = read_model(definitions(knowledge("double", literal("2 * k"), "k: number")))

    assert model.service("double", {"k": n(4)}).value == n(8)
    with pytest.raises(NoSuchDecision):
        model.service("triple", {})


def test_a_service_with_several_outputs_gives_a_context() -> None:
    several = SERVICE.replace(
        '<outputDecision href="#out"/>',
        '<outputDecision href="#out"/><outputDecision href="#other"/>',
    )
    model = read_model(
        definitions(several, *OF_SERVICE, decision("other", literal("a"), facts=("a",)))
    )

    assert model.service("s", {"a": n(1), "middle": n(3)}).value == {
        "out": [n(1), n(3)],
        "other": n(1),
    }


# --- imports


def other() -> Model:
    return read_model(
        definitions(
            '<itemDefinition name="tAge"><typeRef>number</typeRef></itemDefinition>',
            fact("their age", "tAge"),
            decision("of age", literal("their age >= 18"), facts=("their age",)),
            knowledge("Say Hello", literal('"Hello " + name'), "name: string"),
            namespace="urn:o",
        )
    )


@pytest.mark.parametrize("name", ["the other", ""])
def test_an_imported_model_is_used_by_its_name_or_beside_our_own(name: str) -> None:
    prefix = f"{name}." if name else ""
    model = read_model(
        definitions(
            f'<import name="{name}" namespace="urn:o" importType="{DMN}"/>',
            fact("age", f"{prefix}tAge"),
            decision(
                "D",
                literal(f'if {prefix}of age then {prefix}Say Hello("Anna") else string(age)'),
                facts=("age", "urn:o#their age"),
                decisions=("urn:o#of age",),
                calls=("urn:o#Say Hello",),
            ),
        ),
        imports={"urn:o": other()},
    )

    assert model.evaluate("D", {"their age": n(20)}).value == "Hello Anna"
    assert model.evaluate("D", {"their age": n(2), "age": n(3)}).value == "3"
    assert model.evaluate("D", {"{urn:o}their age": n(20)}).value == "Hello Anna"


def test_an_import_that_was_not_given_is_a_fault() -> None:
    with pytest.raises(ModelFault, match="the imported model o is missing"):
        read_model(definitions(f'<import name="o" namespace="urn:o" importType="{DMN}"/>'))


def test_a_reference_to_what_an_import_does_not_have_is_a_fault() -> None:
    with pytest.raises(ModelFault, match="m has no decision with the id none"):
        read_model(
            definitions(
                f'<import name="o" namespace="urn:o" importType="{DMN}"/>',
                decision("D", literal("1"), decisions=("urn:o#none",)),
            ),
            imports={"urn:o": other()},
        )


def test_a_reference_may_name_the_namespace_of_its_own_model() -> None:
    model = read_model(definitions(fact("a"), decision("D", literal("a"), facts=("urn:m#a",))))

    assert model.evaluate("D", {"a": n(1)}).value == n(1)


# --- boxed expressions


def entry(name: str, expression: str) -> str:
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{expression}</contextEntry>"


def test_a_context_sees_its_entries_above_and_gives_its_result() -> None:
    entries = entry("a b", literal("1")) + entry("c", literal("a b + 1"))

    assert boxed(f"<context>{entries}</context>") == {"a b": n(1), "c": n(2)}
    assert boxed(f"<context>{entries}{entry('', literal('c * 10'))}</context>") == n(20)


def test_a_boxed_function_may_call_itself() -> None:
    function = (
        '<functionDefinition><formalParameter name="k"/>'
        + literal("if k = 0 then 0 else k + total(k - 1)")
        + "</functionDefinition>"
    )

    assert boxed(
        f"<context>{entry('total', function)}{entry('', literal('total(4)'))}</context>"
    ) == n(10)


def test_a_relation_is_a_list_of_contexts() -> None:
    row = f"<row>{literal('1')}{literal('x')}</row>"

    assert boxed(f'<relation><column name="a"/><column name="b"/>{row}</relation>', x="y") == [
        {"a": n(1), "b": "y"}
    ]


def test_a_list_keeps_its_order() -> None:
    assert boxed(f"<list>{literal('2')}{literal('1')}</list>") == [n(2), n(1)]


@pytest.mark.parametrize(("condition", "value"), [("true", "t"), ("false", "e"), ("null", "e")])
def test_a_conditional_chooses(condition: str, value: Value) -> None:
    parts = [("if", condition), ("then", '"t"'), ("else", '"e"')]
    written = "".join(f"<{name}>{literal(text)}</{name}>" for name, text in parts)

    assert boxed(f"<conditional>{written}</conditional>") == value


def loop(kind: str, source: str, last: str, body: str, variable: str = "") -> str:
    head = f' iteratorVariable="{variable}"' if variable else ""
    inside = f"<in>{literal(source)}</in><{last}>{literal(body)}</{last}>"
    return f"<{kind}{head}>{inside}</{kind}>"


def test_a_filter_sees_the_item_and_its_members() -> None:
    people = '[{name: "Anna", age: 40}, {name: "Elis", age: 5}]'

    assert boxed(loop("filter", people, "match", "age > 18")) == [{"name": "Anna", "age": n(40)}]
    assert boxed(loop("filter", "[1, 2, 3]", "match", "item > lim"), lim=n(2)) == [n(3)]


def test_a_for_goes_through_a_list_and_sees_what_it_made() -> None:
    assert boxed(loop("for", "[1, 2]", "return", "x * y", "x"), y=n(10)) == [n(10), n(20)]
    assert boxed(loop("for", "[5, 6]", "return", "count(partial)", "x")) == [n(0), n(1)]


def test_some_and_every_ask_a_question_of_each() -> None:
    assert boxed(loop("some", "[1, 2]", "satisfies", "x > 1", "x")) is True
    assert boxed(loop("every", "[1, 2]", "satisfies", "x > 1", "x")) is False
    assert boxed(loop("every", "[]", "satisfies", "x > 1", "x")) is True


# --- errors and the clock


def test_a_text_that_is_no_feel_gives_null_and_its_place() -> None:
    model = read_model(definitions(decision("D", literal("1 +"))))

    outcome = model.evaluate("D", {})

    assert outcome.value is None
    assert [(f.code, f.where.expression, f.where.offset) for f in outcome.findings] == [
        ("bad-syntax", "1 +", 3)
    ]


def test_the_clock_is_an_argument() -> None:
    model = read_model(definitions(decision("D", literal("today()"))))
    noon = parse_at("2025-06-01T12:00:00Z")

    assert model.evaluate("D", {}, now=noon).value == Date(2025, 6, 1)  # type: ignore[arg-type]
    assert [f.code for f in model.evaluate("D", {}).findings] == ["no-clock"]


def test_the_trace_tells_the_facts_that_were_read() -> None:
    text = "if a then b else c"
    model = read_model(
        definitions(
            fact("a"), fact("b"), fact("c"), decision("D", literal(text), facts=("a", "b", "c"))
        )
    )

    outcome = model.evaluate("D", {"a": True, "b": n(1), "c": n(2)}, trace=True)

    assert outcome.trace is not None
    assert outcome.trace.decisions[0].facts_used == {"a": True, "b": n(1)}


def test_the_same_content_is_read_once() -> None:
    text = definitions(decision("D", literal("1")))

    assert read_model(text) is read_model(text.encode())
