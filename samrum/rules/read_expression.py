"""Reads the boxed expressions of DMN: from elements of XML to plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samrum.rules.markup import Element
from samrum.rules.model import (
    AGGREGATIONS,
    HIT_POLICIES,
    Binding,
    Conditional,
    Context,
    ContextEntry,
    Expression,
    Filter,
    FunctionDefinition,
    InputClause,
    Invocation,
    Iteration,
    ListOf,
    Literal,
    ModelFault,
    OutputClause,
    Relation,
    Rule,
    Table,
    Variable,
)


@dataclass(frozen=True, slots=True)
class TypeNames:
    """Turns the names of types as written into ours; `meanings` of prefixes: "" or an import."""

    meanings: Mapping[str, str]

    def read(self, element: Element) -> str | None:
        """The typeRef of an element."""
        return self.named(element.get("typeRef"))

    def named(self, written: str | None) -> str | None:
        """`feel:number` is `number`, `ns:tAge` is `import.tAge`."""
        if not written:
            return None
        name = one_line(written)
        prefix, colon, local = name.partition(":")
        if not colon or prefix not in self.meanings:
            return name
        meaning = self.meanings[prefix]
        return f"{meaning}.{local}" if meaning else local


def one_line(name: str) -> str:
    """A name with its blanks made single, as FEEL compares names."""
    return " ".join(name.split())


def required_name(element: Element) -> str:
    """The name of an element, which must have one."""
    name = element.get("name")
    if name is None:
        raise ModelFault(
            "an element has no name",
            "FEEL finds things by their names",
            "Give it a name.",
            element.line,
            element.name,
        )
    return one_line(name)


def child_expression(element: Element | None, types: TypeNames) -> Expression | None:
    """The expression inside an element, or None when there is none."""
    if element is None:
        return None
    for child in element.children:
        read = _READERS.get(child.name) if child.namespace == element.namespace else None
        if read is not None:
            return read(child, types)
    return None


def literal_or_none(element: Element | None, types: TypeNames) -> Literal | None:
    """A text of FEEL, or None when the element is missing or its text is empty."""
    if element is None:
        return None
    literal = _literal(element, types)
    return literal if literal.text else None


def read_function(element: Element, types: TypeNames) -> FunctionDefinition:
    """A function definition, also the encapsulated logic of a knowledge model."""
    return FunctionDefinition(
        parameters=tuple(_parameter(p, types) for p in element.each("formalParameter")),
        body=child_expression(element, types),
        kind=(element.get("kind") or "FEEL").upper(),
        type_ref=types.read(element),
        id=element.get("id") or "",
        line=element.line,
    )


def _parameter(element: Element, types: TypeNames) -> Variable:
    return Variable(
        required_name(element), types.read(element), element.get("id") or "", element.line
    )


def _literal(element: Element, types: TypeNames) -> Literal:
    _only_feel(element)
    return Literal(
        text=element.child_text("text") or "",
        type_ref=types.read(element),
        id=element.get("id") or "",
        line=element.line,
    )


def _only_feel(element: Element) -> None:
    language = (element.get("expressionLanguage") or "feel").lower().rstrip("/")
    if not (language.endswith("feel") or "/feel/" in language):
        raise ModelFault(
            f"the language {language} is not evaluated",
            "only FEEL is",
            "Write the expression in FEEL.",
            element.line,
            element.name,
        )
    if element.child("importedValues") is not None:
        raise ModelFault(
            "imported values are not read",
            "nothing outside the model is fetched",
            "Write the values in the model.",
            element.line,
            element.name,
        )


def _context(element: Element, types: TypeNames) -> Context:
    entries = []
    for entry in element.each("contextEntry"):
        found = entry.child("variable")
        variable = None
        if found is not None:
            variable = _parameter(found, types)
        entries.append(ContextEntry(variable, child_expression(entry, types)))
    return Context(tuple(entries), types.read(element), element.get("id") or "", element.line)


def _invocation(element: Element, types: TypeNames) -> Invocation:
    bindings = []
    for binding in element.each("binding"):
        parameter = binding.child("parameter")
        if parameter is None:
            raise ModelFault(
                "a binding has no parameter",
                "an argument is given by name",
                "Name the parameter.",
                binding.line,
                "binding",
            )
        bindings.append(Binding(_parameter(parameter, types), child_expression(binding, types)))
    return Invocation(
        child_expression(element, types),
        tuple(bindings),
        types.read(element),
        element.get("id") or "",
        element.line,
    )


def _relation(element: Element, types: TypeNames) -> Relation:
    columns = tuple(_parameter(column, types) for column in element.each("column"))
    rows = []
    for row in element.each("row"):
        cells = tuple(
            reader(cell, types)
            for cell in row.children
            if (reader := _READERS.get(cell.name)) is not None
        )
        if len(cells) != len(columns):
            raise _uneven(row, "row", len(cells), len(columns), "columns")
        rows.append(cells)
    return Relation(
        columns, tuple(rows), types.read(element), element.get("id") or "", element.line
    )


def _list(element: Element, types: TypeNames) -> ListOf:
    items = tuple(
        reader(item, types)
        for item in element.children
        if (reader := _READERS.get(item.name)) is not None
    )
    return ListOf(items, types.read(element), element.get("id") or "", element.line)


def _conditional(element: Element, types: TypeNames) -> Conditional:
    return Conditional(
        child_expression(element.child("if"), types),
        child_expression(element.child("then"), types),
        child_expression(element.child("else"), types),
        types.read(element),
        element.get("id") or "",
        element.line,
    )


def _filter(element: Element, types: TypeNames) -> Filter:
    return Filter(
        child_expression(element.child("in"), types),
        child_expression(element.child("match"), types),
        types.read(element),
        element.get("id") or "",
        element.line,
    )


def _iteration(element: Element, types: TypeNames) -> Iteration:
    source = element.child("in")
    body = element.child("return" if element.name == "for" else "satisfies")
    return Iteration(
        element.name,
        one_line(element.get("iteratorVariable") or ""),
        child_expression(source, types),
        child_expression(body, types),
        types.read(source) if source is not None else None,
        types.read(element),
        element.get("id") or "",
        element.line,
    )


def _table(element: Element, types: TypeNames) -> Table:
    inputs = tuple(_input_clause(e, types) for e in element.each("input"))
    outputs = tuple(_output_clause(e, types) for e in element.each("output"))
    if not outputs:
        raise ModelFault(
            "a decision table has no output",
            "then it cannot answer anything",
            "Add an output column.",
            element.line,
            "decisionTable",
        )
    names = tuple(e.get("name") or "" for e in element.each("annotation"))
    rules = tuple(
        _rule(e, i, len(inputs), len(outputs), types) for i, e in enumerate(element.each("rule"), 1)
    )
    policy = one_line(element.get("hitPolicy") or "UNIQUE").upper()
    aggregation = (element.get("aggregation") or "").upper()
    _known(element, "hit policy", policy, HIT_POLICIES)
    _known(element, "aggregation", aggregation, ("", *AGGREGATIONS))
    return Table(
        inputs=inputs,
        outputs=outputs,
        rules=rules,
        annotations=names,
        hit_policy=policy,
        aggregation=aggregation if policy == "COLLECT" else "",
        type_ref=types.read(element),
        output_label=element.get("outputLabel") or "",
        orientation=element.get("preferredOrientation") or "",
        id=element.get("id") or "",
        line=element.line,
    )


def _known(element: Element, what: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise ModelFault(
            f"{word} is no {what}",
            "DMN has other words for it",
            f"Use one of {', '.join(w for w in words if w)}.",
            element.line,
            "decisionTable",
        )


def _input_clause(element: Element, types: TypeNames) -> InputClause:
    expression = element.child("inputExpression")
    if expression is None:
        raise ModelFault(
            "an input column has no expression",
            "its cells would test nothing",
            "Write the name of the fact it tests.",
            element.line,
            "input",
        )
    return InputClause(
        _literal(expression, types),
        literal_or_none(element.child("inputValues"), types),
        element.get("label") or "",
        element.get("id") or "",
        element.line,
    )


def _output_clause(element: Element, types: TypeNames) -> OutputClause:
    return OutputClause(
        one_line(element.get("name") or ""),
        types.read(element),
        literal_or_none(element.child("outputValues"), types),
        literal_or_none(element.child("defaultOutputEntry"), types),
        element.get("label") or "",
        element.get("id") or "",
        element.line,
    )


def _rule(element: Element, number: int, inputs: int, outputs: int, types: TypeNames) -> Rule:
    cells = tuple(_literal(e, types) for e in element.each("inputEntry"))
    results = tuple(_literal(e, types) for e in element.each("outputEntry"))
    if len(cells) != inputs:
        raise _uneven(element, f"rule {number}", len(cells), inputs, "input columns")
    if len(results) != outputs:
        raise _uneven(element, f"rule {number}", len(results), outputs, "output columns")
    notes = tuple(e.child_text("text") or "" for e in element.each("annotationEntry"))
    return Rule(
        id=element.get("id") or f"rule-{number}",
        inputs=cells,
        outputs=results,
        annotations=notes,
        description=element.child_text("description") or "",
        line=element.line,
    )


def _uneven(element: Element, name: str, cells: int, columns: int, what: str) -> ModelFault:
    return ModelFault(
        f"{name} has {cells} cells for {columns} {what}",
        "each column needs one cell",
        "Add the missing cells, or take away those too many; a cell that does not matter is -.",
        element.line,
        element.name,
    )


_READERS: dict[str, Callable[[Element, TypeNames], Expression]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "relation": _relation,
    "list": _list,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
}
