"""A model is given back as it was read; a changed one is written whole."""

from __future__ import annotations

from dataclasses import replace

from samrum.rules.model import Literal, Table
from samrum.rules.read import read_definitions
from samrum.rules.write import write_definitions

EVERYTHING = """<?xml version="1.0" encoding="UTF-8"?>
<s:definitions xmlns:s="https://www.omg.org/spec/DMN/20230324/MODEL/" name="Everything"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/" namespace="urn:e" id="e">
  <!-- kept only as long as nothing changes -->
  <s:description>All &amp; more</s:description>
  <s:import name="o" namespace="urn:o" importType="urn:x"/>
  <s:itemDefinition name="tAge" isCollection="true"><s:typeRef>number</s:typeRef>
    <s:allowedValues><s:text>[0..120]</s:text></s:allowedValues>
    <s:typeConstraint><s:text>count(?) &lt; 9</s:text></s:typeConstraint></s:itemDefinition>
  <s:itemDefinition name="tPerson"><s:itemComponent name="age"><s:typeRef>tAge</s:typeRef>
    </s:itemComponent></s:itemDefinition>
  <s:itemDefinition name="tF"><s:functionItem outputTypeRef="number">
    <s:parameters name="a" typeRef="number"/></s:functionItem></s:itemDefinition>
  <s:inputData id="i" name="A" label="The a"><s:variable name="A" typeRef="tPerson"/></s:inputData>
  <s:decision id="d" name="D"><s:question>Which?</s:question><s:allowedAnswers>1</s:allowedAnswers>
    <s:variable name="D"/>
    <s:informationRequirement><s:requiredInput href="#i"/></s:informationRequirement>
    <s:knowledgeRequirement><s:requiredKnowledge href="#k"/></s:knowledgeRequirement>
    <s:authorityRequirement><s:requiredAuthority href="#law"/></s:authorityRequirement>
    <s:context>
      <s:contextEntry><s:variable name="c" typeRef="string"/><s:conditional>
        <s:if><s:literalExpression><s:text>true</s:text></s:literalExpression></s:if>
        <s:then><s:literalExpression><s:text>"a"</s:text></s:literalExpression></s:then>
        <s:else><s:literalExpression><s:text>"b&#13;c"</s:text></s:literalExpression></s:else>
      </s:conditional></s:contextEntry>
      <s:contextEntry><s:variable name="f"/><s:filter>
        <s:in><s:list><s:literalExpression><s:text>1</s:text></s:literalExpression></s:list></s:in>
        <s:match><s:literalExpression><s:text>item &gt; 0</s:text></s:literalExpression></s:match>
      </s:filter></s:contextEntry>
      <s:contextEntry><s:variable name="l"/><s:for iteratorVariable="x">
        <s:in typeRef="tAge"><s:literalExpression><s:text>[1]</s:text></s:literalExpression></s:in>
        <s:return><s:literalExpression><s:text>x</s:text></s:literalExpression></s:return>
      </s:for></s:contextEntry>
      <s:contextEntry><s:variable name="r"/><s:relation><s:column name="x"/><s:row>
        <s:literalExpression><s:text>1</s:text></s:literalExpression></s:row></s:relation>
      </s:contextEntry>
      <s:contextEntry><s:functionDefinition kind="Java"><s:formalParameter name="p"/>
        <s:literalExpression><s:text>p</s:text></s:literalExpression></s:functionDefinition>
      </s:contextEntry>
    </s:context></s:decision>
  <s:decision id="t" name="T"><s:variable name="T"/>
    <s:decisionTable hitPolicy="COLLECT" aggregation="MAX" outputLabel="out">
      <s:input label="in"><s:inputExpression typeRef="number"><s:text>1</s:text></s:inputExpression>
        <s:inputValues><s:text>&lt; 9</s:text></s:inputValues></s:input>
      <s:output name="o" typeRef="number"><s:outputValues><s:text>1, 2</s:text></s:outputValues>
        <s:defaultOutputEntry><s:text>2</s:text></s:defaultOutputEntry></s:output>
      <s:annotation name="reason"/>
      <s:rule id="r1"><s:description>one</s:description>
        <s:inputEntry><s:text>-</s:text></s:inputEntry>
        <s:outputEntry><s:text>1</s:text></s:outputEntry>
        <s:annotationEntry><s:text>because</s:text></s:annotationEntry></s:rule>
    </s:decisionTable></s:decision>
  <s:businessKnowledgeModel id="k" name="K"><s:variable name="K"/>
    <s:encapsulatedLogic><s:formalParameter name="n" typeRef="number"/>
      <s:invocation><s:literalExpression><s:text>K</s:text></s:literalExpression>
        <s:binding><s:parameter name="n"/><s:literalExpression><s:text>n</s:text>
        </s:literalExpression></s:binding></s:invocation></s:encapsulatedLogic>
  </s:businessKnowledgeModel>
  <s:decisionService id="s" name="S"><s:variable name="S"/><s:outputDecision href="#d"/>
    <s:encapsulatedDecision href="#t"/><s:inputData href="#i"/></s:decisionService>
  <s:knowledgeSource id="law" name="The act" locationURI="urn:law"><s:type>law</s:type>
  </s:knowledgeSource>
  <dmndi:DMNDI><dmndi:DMNDiagram id="x"/></dmndi:DMNDI>
</s:definitions>
"""


def test_a_model_that_nobody_changed_is_written_byte_for_byte() -> None:
    source = EVERYTHING.encode()

    assert write_definitions(read_definitions(source)) == source


def test_a_changed_model_is_written_with_all_it_holds() -> None:
    changed = replace(read_definitions(EVERYTHING), name="Changed")

    written = write_definitions(changed)

    assert b"kept only as long" not in written
    assert read_definitions(written) == changed


def test_a_changed_cell_is_the_only_thing_that_changes() -> None:
    model = read_definitions(EVERYTHING)
    decision = model.decisions[1]
    table = decision.expression
    assert isinstance(table, Table)
    rule = replace(table.rules[0], inputs=(Literal('not(< 3, "a & b")'),))
    changed = replace(
        model,
        decisions=(
            model.decisions[0],
            replace(decision, expression=replace(table, rules=(rule,))),
        ),
    )

    assert read_definitions(write_definitions(changed)) == changed


def test_a_model_made_without_a_file_is_written_in_the_latest_version() -> None:
    model = replace(read_definitions(EVERYTHING), source=b"", prefixes=(), diagram="", imports=())

    assert b'xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"' in write_definitions(model)
