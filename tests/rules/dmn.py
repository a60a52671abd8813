"""Writes small DMN models for tests, so that a test shows the table and not its XML."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*elements: str, namespace: str = "urn:m", extra: str = "") -> str:
    """A model of these elements."""
    head = f'<definitions xmlns="{DMN}" name="m" namespace="{namespace}" {extra}>'
    return head + "".join(elements) + "</definitions>"


def fact(name: str, type_ref: str = "") -> str:
    """An input data; its id is its name."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    quoted = quoteattr(name)
    return f"<inputData id={quoted} name={quoted}><variable name={quoted}{kind}/></inputData>"


def decision(
    name: str,
    expression: str,
    *,
    facts: tuple[str, ...] = (),
    decisions: tuple[str, ...] = (),
    calls: tuple[str, ...] = (),
    type_ref: str = "",
) -> str:
    """A decision that needs these facts, decisions and functions, by their ids."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    quoted = quoteattr(name)
    needs = [
        *(("information", "Input", f) for f in facts),
        *(("information", "Decision", d) for d in decisions),
        *(("knowledge", "Knowledge", c) for c in calls),
    ]
    written = "".join(
        f"<{outer}Requirement><required{inner} href={quoteattr(_href(target))}/>"
        f"</{outer}Requirement>"
        for outer, inner, target in needs
    )
    variable = f"<variable name={quoted}{kind}/>"
    return f"<decision id={quoted} name={quoted}>{variable}{written}{expression}</decision>"


def literal(text: str, type_ref: str = "") -> str:
    """A literal expression."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return f"<literalExpression{kind}><text>{escape(text)}</text></literalExpression>"


def knowledge(
    name: str, expression: str, *parameters: str, calls: tuple[str, ...] = (), type_ref: str = ""
) -> str:
    """A knowledge model; a parameter is written `name` or `name: type`."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    formal = "".join(f"<formalParameter{_typed(p)}/>" for p in parameters)
    needs = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(c)}"/></knowledgeRequirement>'
        for c in calls
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"{kind}/>'
        f"<encapsulatedLogic>{formal}{expression}</encapsulatedLogic>{needs}"
        "</businessKnowledgeModel>"
    )


def table(text: str, *, policy: str = "UNIQUE", aggregation: str = "") -> str:
    """A decision table drawn as text; `|` parts cells, `||` inputs from outputs, `#` annotations.

        Age   | Job     || Permit  # reason
        >= 18 | "nurse" || "yes"   # of age
        -     | -       || "no"    #

    A first line that starts with `in` gives allowed values, one that starts with `default` default
    outputs; cells of it that are empty give none. A cell `·` is empty.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    head, rows = _row(lines[0]), lines[1:]
    values = _row(rows.pop(0)[2:]) if rows[0].startswith("in ") else None
    default = _row(rows.pop(0)[7:]) if rows[0].startswith("default") else None
    parts = [f'<decisionTable hitPolicy="{policy}"{_given("aggregation", aggregation)}>']
    for number, expression in enumerate(head[0]):
        allowed = values[0][number] if values else ""
        parts.append(
            f"<input><inputExpression>{_text(expression)}</inputExpression>"
            f"{_inside('inputValues', allowed)}</input>"
        )
    for number, name in enumerate(head[1]):
        allowed = values[1][number] if values else ""
        fallback = default[1][number] if default else ""
        parts.append(
            f"<output name={quoteattr(name)}>{_inside('outputValues', allowed)}"
            f"{_inside('defaultOutputEntry', fallback)}</output>"
        )
    parts.extend(f"<annotation name={quoteattr(name)}/>" for name in head[2])
    parts.extend(_rule(number, line) for number, line in enumerate(rows, 1))
    return "".join(parts) + "</decisionTable>"


def _rule(number: int, line: str) -> str:
    inputs, outputs, notes = _row(line)
    cells = [
        *(_inside("inputEntry", cell, empty=True) for cell in inputs),
        *(_inside("outputEntry", cell, empty=True) for cell in outputs),
        *(_inside("annotationEntry", note, empty=True) for note in notes),
    ]
    return f'<rule id="r{number}">{"".join(cells)}</rule>'


def _row(line: str) -> tuple[list[str], list[str], list[str]]:
    cells, _, notes = line.partition("#")
    inputs, _, outputs = cells.partition("||")
    return _cells(inputs), _cells(outputs), _cells(notes) if "#" in line else []


def _cells(text: str) -> list[str]:
    return [cell.strip().replace("·", "") for cell in text.split("|")] if text.strip() else []


def _inside(name: str, text: str, *, empty: bool = False) -> str:
    return f"<{name}>{_text(text)}</{name}>" if text or empty else ""


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _given(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""


def _typed(parameter: str) -> str:
    name, _, kind = (part.strip() for part in parameter.partition(":"))
    return f" name={quoteattr(name)}{_given('typeRef', kind)}"


def _href(target: str) -> str:
    return target if "#" in target else f"#{target}"
