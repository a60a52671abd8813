"""Checks the FEEL of a package when it is read: what cannot be parsed, and names nobody knows."""

from __future__ import annotations

from samrum.packages.expression import TemplateFault, placeholders
from samrum.packages.fault import Fault
from samrum.packages.names import Shape, name_faults
from samrum.rules.parse import FeelSyntaxError, Scope, parse_expression
from samrum.rules.tree import Node


def check_expression(
    text: str, file: str, line: int, shape: Shape, faults: list[Fault]
) -> Node | None:
    """Return the tree of an expression, None when it has none; its faults are noted."""
    if not text.strip():
        return None
    try:
        node = parse_expression(text, Scope(shape))
    except FeelSyntaxError as error:
        faults.append(syntax_fault(error, file, line))
        return None
    for found in name_faults(node, shape):
        faults.append(Fault(file, line, found.what, found.because, found.instead))
    return node


def check_template(text: str, file: str, line: int, shape: Shape, faults: list[Fault]) -> None:
    """Note what is wrong with the placeholders of a text that begins on `line`."""
    try:
        found = placeholders(text)
    except TemplateFault as fault:
        faults.append(
            Fault(
                file,
                line + fault.line - 1,
                "The text cannot be filled in.",
                fault.because,
                "Write {{ and }} for braces that stay braces.",
            )
        )
        return
    for placeholder in found:
        at = line + placeholder.line - 1
        if not placeholder.text:
            faults.append(
                Fault(
                    file,
                    at,
                    "A placeholder is empty.",
                    "It would be filled with nothing.",
                    "Write what belongs there, or {{}} for a pair of braces.",
                )
            )
        check_expression(placeholder.text, file, at, shape, faults)


def syntax_fault(error: FeelSyntaxError, file: str, line: int) -> Fault:
    """Return the fault of a text that is no FEEL, with the text around the place."""
    before = error.text[max(0, error.offset - 20) : error.offset]
    after = error.text[error.offset : error.offset + 20]
    return Fault(
        file,
        line,
        f"{error.what} It stands here: {before}\N{BLACK RIGHT-POINTING TRIANGLE}{after}".strip(),
        error.because,
        error.instead,
    )
