"""A DMN file becomes plain data, or a fault that says what, because and instead."""

from __future__ import annotations

import pytest

from samrum.rules.model import Context, Literal, ModelFault, Table
from samrum.rules.read import read_definitions

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(inside: str, *, namespace: str = DMN, extra: str = "") -> str:
    """A model with these elements inside."""
    head = f'<definitions xmlns="{namespace}" name="m" namespace="urn:m" {extra}>'
    return f"{head}{inside}</definitions>"


TABLE = """
<decision id="d" name="Permit">
  <variable name="Permit" typeRef="string"/>
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <decisionTable hitPolicy="RULE ORDER">
    <input><inputExpression typeRef="number"><text>Age</text></inputExpression></input>
    <output name="Permit"/>
    <annotation name="reason"/><annotation name="provision"/>
    <rule id="r1">
      <inputEntry><text>&gt;= 18</text></inputEntry>
      <outputEntry><text>"yes"</text></outputEntry>
      <annotationEntry><text>of age</text></annotationEntry>
      <annotationEntry><text>section 3</text></annotationEntry>
    </rule>
  </decisionTable>
</decision>
<inputData id="i" name="Age"><variable name="Age" typeRef="number"/></inputData>
"""


def test_a_table_is_read_with_its_rules_and_annotations() -> None:
    table = read_definitions(model(TABLE)).decisions[0].expression

    assert isinstance(table, Table)
    assert table.hit_policy == "RULE ORDER"
    assert table.annotations == ("reason", "provision")
    assert table.rules[0].id == "r1"
    assert table.rules[0].inputs == (Literal(">= 18"),)
    assert table.rules[0].annotations == ("of age", "section 3")


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        DMN,
    ],
)
def test_every_version_of_the_standard_is_read_alike(namespace: str) -> None:
    assert read_definitions(model(TABLE, namespace=namespace)) == read_definitions(
        model(TABLE).replace(DMN, namespace)
    )
    assert read_definitions(model(TABLE, namespace=namespace)).decisions[0].name == "Permit"


def test_a_type_written_with_a_prefix_is_the_type_without() -> None:
    read = read_definitions(
        model(
            '<inputData id="i" name="Age"><variable name="Age" typeRef="feel:number"/></inputData>'
            '<inputData id="j" name="Home"><variable name="Home" typeRef="o:tHome"/></inputData>'
            '<import namespace="urn:o" name="other" importType="x"/>',
            extra='xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:o="urn:o"',
        )
    )

    assert [i.variable.type_ref for i in read.inputs] == ["number", "other.tHome"]


def test_the_entries_of_a_context_keep_their_order() -> None:
    read = read_definitions(
        model(
            '<decision id="d" name="D"><context>'
            '<contextEntry><variable name="b"/>'
            "<literalExpression><text>1</text></literalExpression></contextEntry>"
            "<contextEntry><literalExpression><text>b</text></literalExpression></contextEntry>"
            "</context></decision>"
        )
    )

    context = read.decisions[0].expression
    assert isinstance(context, Context)
    assert [e.variable and e.variable.name for e in context.entries] == ["b", None]


def needs(one: str, other: str) -> str:
    return (
        f'<decision id="{one}" name="{one}"><informationRequirement>'
        f'<requiredDecision href="#{other}"/></informationRequirement></decision>'
    )


CELLS = TABLE.replace("<inputEntry><text>&gt;= 18</text></inputEntry>", "")

# What is wrong; what the fault says.
FAULTS = [
    ("<definitions/>", "this is not a DMN model we read"),
    ("<definitions", "not well-formed XML"),
    ("", "not well-formed XML"),
    ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "a document type is not read"),
    ("<a>" * 300 + "</a>" * 300, "nested too deep"),
    (model("<decision/>"), "an element has no name"),
    (model(TABLE.replace("RULE ORDER", "MAYBE")), "MAYBE is no hit policy"),
    (model(CELLS), "rule 1 has 0 cells for 1 input columns"),
    (model(TABLE.replace('href="#i"', 'href="#x"')), "there is no input data with the id x"),
    (model(TABLE + TABLE), "the id i is used twice"),
    (model(needs("a", "b") + needs("b", "a")), "decisions need each other in a circle"),
    (model(needs("a", "a")), "decisions need each other in a circle"),
    (
        model(TABLE.replace('name="Permit">', 'name="Permit">', 1)).replace(
            "<outputEntry>", '<outputEntry expressionLanguage="urn:java">'
        ),
        "the language urn:java is not evaluated",
    ),
]


@pytest.mark.parametrize(("source", "what"), FAULTS, ids=[what for _, what in FAULTS])
def test_a_model_that_cannot_be_used_says_what_because_and_instead(source: str, what: str) -> None:
    with pytest.raises(ModelFault) as caught:
        read_definitions(source)

    fault = caught.value
    assert fault.what == what
    assert fault.because
    assert fault.instead
    assert fault.line >= 1


def test_a_fault_knows_its_line() -> None:
    with pytest.raises(ModelFault) as caught:
        read_definitions(model("\n\n" + TABLE.replace('href="#i"', 'href="#x"')))

    assert caught.value.line == 6


def test_a_long_chain_of_decisions_does_not_exhaust_the_stack() -> None:
    chain = "".join(needs(f"d{i}", f"d{i + 1}") for i in range(5_000))
    end = '<decision id="d5000" name="d5000"/>'

    assert len(read_definitions(model(chain + end)).decisions) == 5_001


def test_too_many_elements_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(ModelFault) as caught:
        read_definitions(model("<a/>" * 160_000))

    assert caught.value.what == "too many elements"
