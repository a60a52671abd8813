"""Reads DMN 1.1 to 1.5 from XML into plain data, and says where and why when it cannot.

Hostile input is bounded in markup.py; here the model itself is checked: names, references, cells
in a row, no decision that needs itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from samrum.rules.graph import check_graph
from samrum.rules.markup import Document, Element, MarkupFault, read_markup
from samrum.rules.model import (
    NAMESPACES,
    Decision,
    DecisionService,
    Definitions,
    FunctionItem,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    KnowledgeSource,
    Literal,
    ModelFault,
    Reference,
    Requirements,
    Variable,
)
from samrum.rules.read_expression import (
    TypeNames,
    child_expression,
    literal_or_none,
    one_line,
    read_function,
    required_name,
)

# The first version's namespaces for what FEEL itself names: `feel:number` is `number`.
FEEL_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    }
)


def read_definitions(source: bytes | str) -> Definitions:
    """The model in an XML text; raises ModelFault with line and element."""
    try:
        document = read_markup(source)
    except MarkupFault as fault:
        raise ModelFault(
            fault.what, fault.because, "Give a DMN file as a modeller saved it.", fault.line, "file"
        ) from None
    root = document.root
    if root.namespace not in NAMESPACES or root.name != "definitions":
        raise ModelFault(
            "this is not a DMN model we read",
            f"its root is {root.name} in namespace {root.namespace or 'none'}",
            f"Save it as DMN {', '.join(NAMESPACES.values())}.",
            root.line,
            root.name,
        )
    definitions = _definitions(document)
    check_graph(definitions)
    return definitions


def _definitions(document: Document) -> Definitions:
    root = document.root
    own = root.get("namespace") or ""
    imports = tuple(_import(element) for element in root.each("import"))
    types = _type_names(document, own, imports)
    at = _References(own)
    diagram = next((c for c in root.children if c.name == "DMNDI"), None)
    return Definitions(
        name=root.get("name") or "",
        namespace=own,
        id=root.get("id") or "",
        description=root.child_text("description") or "",
        imports=imports,
        types=tuple(_item_definition(e, types) for e in root.each("itemDefinition")),
        inputs=tuple(_input_data(e, types) for e in root.each("inputData")),
        decisions=tuple(_decision(e, types, at) for e in root.each("decision")),
        knowledge=tuple(_knowledge(e, types, at) for e in root.each("businessKnowledgeModel")),
        services=tuple(_service(e, types, at) for e in root.each("decisionService")),
        sources=tuple(_source(e, at) for e in root.each("knowledgeSource")),
        diagram=document.written(diagram) if diagram is not None else "",
        prefixes=tuple(document.prefixes.items()),
        standard=root.namespace,
        source=document.source,
    )


def _import(element: Element) -> Import:
    return Import(
        name=one_line(element.get("name") or ""),
        namespace=element.get("namespace") or "",
        kind=element.get("importType") or "",
        location=element.get("locationURI") or "",
        line=element.line,
    )


def _type_names(document: Document, own: str, imports: Iterable[Import]) -> TypeNames:
    """What the prefix of a typeRef stands for: nothing, or the name of an import."""
    by_namespace = {i.namespace: i.name for i in imports}
    meanings: dict[str, str] = {}
    for prefix, uri in document.prefixes.items():
        if uri in FEEL_NAMESPACES or uri == own:
            meanings[prefix] = ""
        elif uri in by_namespace:
            meanings[prefix] = by_namespace[uri]
    return TypeNames(meanings)


class _References:
    """Reads hrefs; those with our own namespace mean an element of this model."""

    def __init__(self, own: str) -> None:
        self.own = own

    def of(self, element: Element, kind: str, name: str) -> tuple[Reference, ...]:
        """The hrefs of `name` inside each `kind` of an element."""
        return tuple(self.one(inner) for outer in element.each(kind) for inner in outer.each(name))

    def each(self, element: Element, name: str) -> tuple[Reference, ...]:
        """The hrefs of each `name` directly inside an element."""
        return tuple(self.one(inner) for inner in element.each(name))

    def one(self, element: Element) -> Reference:
        href = element.get("href")
        if href is None:
            raise ModelFault(
                "a reference points nowhere",
                "it has no href",
                'Give it href="#id" of the element it means.',
                element.line,
                element.name,
            )
        namespace, _, identifier = href.rpartition("#")
        return Reference("" if namespace == self.own else namespace, identifier, element.line)

    def requirements(self, element: Element) -> Requirements:
        return Requirements(
            inputs=self.of(element, "informationRequirement", "requiredInput"),
            decisions=self.of(element, "informationRequirement", "requiredDecision"),
            knowledge=self.of(element, "knowledgeRequirement", "requiredKnowledge"),
            authorities=self.of(element, "authorityRequirement", "requiredAuthority"),
        )


def _variable(element: Element, name: str, types: TypeNames) -> Variable:
    """The variable of an element; one left out has the name of its element and any type."""
    found = element.child("variable")
    if found is None:
        return Variable(name, None, "", element.line)
    return Variable(
        one_line(found.get("name") or name), types.read(found), found.get("id") or "", found.line
    )


def _input_data(element: Element, types: TypeNames) -> InputData:
    name = required_name(element)
    return InputData(
        id=element.get("id") or name,
        name=name,
        variable=_variable(element, name, types),
        label=element.get("label") or "",
        description=element.child_text("description") or "",
        line=element.line,
    )


def _decision(element: Element, types: TypeNames, at: _References) -> Decision:
    name = required_name(element)
    return Decision(
        id=element.get("id") or name,
        name=name,
        variable=_variable(element, name, types),
        requires=at.requirements(element),
        expression=child_expression(element, types),
        question=element.child_text("question") or "",
        allowed_answers=element.child_text("allowedAnswers") or "",
        label=element.get("label") or "",
        description=element.child_text("description") or "",
        line=element.line,
    )


def _knowledge(element: Element, types: TypeNames, at: _References) -> KnowledgeModel:
    name = required_name(element)
    logic = element.child("encapsulatedLogic")
    return KnowledgeModel(
        id=element.get("id") or name,
        name=name,
        variable=_variable(element, name, types),
        function=read_function(logic, types) if logic is not None else None,
        requires=at.requirements(element),
        label=element.get("label") or "",
        description=element.child_text("description") or "",
        line=element.line,
    )


def _service(element: Element, types: TypeNames, at: _References) -> DecisionService:
    name = required_name(element)
    return DecisionService(
        id=element.get("id") or name,
        name=name,
        variable=_variable(element, name, types),
        outputs=at.each(element, "outputDecision"),
        encapsulated=at.each(element, "encapsulatedDecision"),
        input_decisions=at.each(element, "inputDecision"),
        inputs=at.each(element, "inputData"),
        label=element.get("label") or "",
        description=element.child_text("description") or "",
        line=element.line,
    )


def _source(element: Element, at: _References) -> KnowledgeSource:
    name = required_name(element)
    return KnowledgeSource(
        id=element.get("id") or name,
        name=name,
        kind=element.child_text("type") or "",
        location=element.get("locationURI") or "",
        requires=at.requirements(element),
        label=element.get("label") or "",
        description=element.child_text("description") or "",
        line=element.line,
    )


def _item_definition(element: Element, types: TypeNames) -> ItemDefinition:
    function = element.child("functionItem")
    return ItemDefinition(
        name=required_name(element),
        type_ref=types.named(element.child_text("typeRef")),
        allowed=literal_or_none(element.child("allowedValues"), types),
        constraint=_constraint(element, types),
        components=tuple(_item_definition(c, types) for c in element.each("itemComponent")),
        is_collection=element.get("isCollection") in ("true", "1"),
        function=None if function is None else _function_item(function, types),
        label=element.get("label") or "",
        description=element.child_text("description") or "",
        id=element.get("id") or "",
        line=element.line,
    )


def _constraint(element: Element, types: TypeNames) -> Literal | None:
    return literal_or_none(element.child("typeConstraint"), types)


def _function_item(element: Element, types: TypeNames) -> FunctionItem:
    parameters = tuple(
        Variable(required_name(p), types.read(p), p.get("id") or "", p.line)
        for p in element.each("parameters")
    )
    return FunctionItem(parameters, types.named(element.get("outputTypeRef")))
