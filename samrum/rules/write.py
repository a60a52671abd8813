"""Writes a model as DMN XML: unchanged, byte for byte as it was read; changed, anew.

A model written anew keeps all that model.py holds, and the diagram as it was; comments and
extension elements of modellers are not kept.
"""

from __future__ import annotations

from samrum.rules.model import (
    Decision,
    DecisionService,
    Definitions,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    KnowledgeSource,
    Reference,
    Requirements,
    Variable,
)
from samrum.rules.read import read_definitions
from samrum.rules.write_expression import Ink, Lines, write_expression, write_function


def write_definitions(model: Definitions) -> bytes:
    """The model as XML in UTF-8; the very bytes it was read from when nothing was changed."""
    if model.source and read_definitions(model.source) == model:
        return model.source
    prefixes = dict(model.prefixes)
    own = next((prefix for prefix, uri in prefixes.items() if uri == model.standard), None)
    if own is None:
        own = ""
        prefixes[""] = model.standard
    ink = Ink(Lines(), f"{own}:" if own else "")
    ink.lines.add('<?xml version="1.0" encoding="UTF-8"?>')
    with ink.element("definitions", {**_declared(prefixes), **_head(model)}):
        _description(ink, model.description)
        for one in model.imports:
            names = {"name": one.name, "namespace": one.namespace, "importType": one.kind}
            ink.empty("import", {**names, "locationURI": one.location})
        for item in model.types:
            _item_definition(ink, "itemDefinition", item)
        for data in model.inputs:
            _input_data(ink, data)
        for decision in model.decisions:
            _decision(ink, decision)
        for knowledge in model.knowledge:
            _knowledge(ink, knowledge)
        for service in model.services:
            _service(ink, service)
        for source in model.sources:
            _source(ink, source)
        if model.diagram:
            ink.lines.add(model.diagram)
    return ink.lines.text().encode("utf-8")


def _declared(prefixes: dict[str, str]) -> dict[str, str]:
    return {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in prefixes.items()}


def _head(model: Definitions) -> dict[str, str]:
    return {"id": model.id, "name": model.name, "namespace": model.namespace}


def _named(
    element: InputData | Decision | KnowledgeModel | DecisionService | KnowledgeSource,
) -> dict[str, str]:
    return {"id": element.id, "name": element.name, "label": element.label}


def _description(ink: Ink, text: str) -> None:
    if text:
        ink.text("description", text)


def _variable(ink: Ink, variable: Variable) -> None:
    ink.empty("variable", ink.variable(variable))


def _item_definition(ink: Ink, name: str, item: ItemDefinition) -> None:
    collection = "true" if item.is_collection else ""
    head = {"id": item.id, "name": item.name, "label": item.label, "isCollection": collection}
    with ink.element(name, head):
        _description(ink, item.description)
        if item.type_ref is not None:
            ink.text("typeRef", item.type_ref)
        ink.tests("allowedValues", item.allowed)
        ink.tests("typeConstraint", item.constraint)
        for component in item.components:
            _item_definition(ink, "itemComponent", component)
        if item.function is not None:
            with ink.element("functionItem", {"outputTypeRef": item.function.result or ""}):
                for parameter in item.function.parameters:
                    ink.empty("parameters", ink.variable(parameter))


def _input_data(ink: Ink, data: InputData) -> None:
    with ink.element("inputData", _named(data)):
        _description(ink, data.description)
        _variable(ink, data.variable)


def _decision(ink: Ink, decision: Decision) -> None:
    with ink.element("decision", _named(decision)):
        _description(ink, decision.description)
        if decision.question:
            ink.text("question", decision.question)
        if decision.allowed_answers:
            ink.text("allowedAnswers", decision.allowed_answers)
        _variable(ink, decision.variable)
        _requirements(ink, decision.requires)
        write_expression(ink, decision.expression)


def _knowledge(ink: Ink, knowledge: KnowledgeModel) -> None:
    with ink.element("businessKnowledgeModel", _named(knowledge)):
        _description(ink, knowledge.description)
        _variable(ink, knowledge.variable)
        if knowledge.function is not None:
            write_function(ink, "encapsulatedLogic", knowledge.function)
        _requirements(ink, knowledge.requires)


def _service(ink: Ink, service: DecisionService) -> None:
    with ink.element("decisionService", _named(service)):
        _description(ink, service.description)
        _variable(ink, service.variable)
        _references(ink, "outputDecision", service.outputs)
        _references(ink, "encapsulatedDecision", service.encapsulated)
        _references(ink, "inputDecision", service.input_decisions)
        _references(ink, "inputData", service.inputs)


def _source(ink: Ink, source: KnowledgeSource) -> None:
    with ink.element("knowledgeSource", {**_named(source), "locationURI": source.location}):
        _description(ink, source.description)
        _requirements(ink, source.requires)
        if source.kind:
            ink.text("type", source.kind)


def _requirements(ink: Ink, requires: Requirements) -> None:
    for outer, inner, references in (
        ("informationRequirement", "requiredDecision", requires.decisions),
        ("informationRequirement", "requiredInput", requires.inputs),
        ("knowledgeRequirement", "requiredKnowledge", requires.knowledge),
        ("authorityRequirement", "requiredAuthority", requires.authorities),
    ):
        for reference in references:
            with ink.element(outer, {}):
                _references(ink, inner, (reference,))


def _references(ink: Ink, name: str, references: tuple[Reference, ...]) -> None:
    for reference in references:
        ink.empty(name, {"href": f"{reference.namespace}#{reference.id}"})
