"""FEEL in tests: evaluate a text, and read tables of `expression => result`."""

from samrum.rules.compile import compile_expression
from samrum.rules.finding import Finding
from samrum.rules.run import Run
from samrum.rules.temporal import parse_date_time
from samrum.rules.value import Value, literal

NOW = parse_date_time("2024-02-29T10:00:00Z")


def evaluated(text: str) -> tuple[Value, list[Finding]]:
    """The value of an expression without names, and what was found on the way."""
    run = Run(now=NOW)
    return compile_expression(text)({}, run), run.findings


def answer(text: str) -> str:
    """The value as FEEL, followed by the codes of the findings in brackets, each once."""
    value, findings = evaluated(text)
    codes = sorted({finding.code for finding in findings})
    return literal(value) + (f" ({', '.join(codes)})" if codes else "")


def rows(table: str) -> list[tuple[str, str]]:
    """The lines of a table as pairs; empty lines and lines that begin with # are for the reader."""
    lines = (line.strip() for line in table.splitlines())
    pairs = (line.split(" => ") for line in lines if line and not line.startswith("#"))
    return [(text.strip(), result.strip()) for text, result in pairs]
