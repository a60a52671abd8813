"""Runs a folder of the form of the DMN Technology Compatibility Kit and counts what passes.

    python -m samrum.rules.tck DIR [--folder NAME] [--failures]

A folder holds `*.dmn` models and `*-test-*.xml` cases. A case passes when each of its results has
the value expected: numbers within 1e-8, dates, times and durations by their meaning, null where an
error is expected. The last line is `value N/M null N/M folders P% level2 N/M`: cases that expect
some value, cases that expect only null, the mean over folders of the share that passes, and all
cases of level 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from samrum.rules.evaluate import Model, NoSuchDecision, Outcome
from samrum.rules.finding import NOWHERE
from samrum.rules.load import read_model_file
from samrum.rules.markup import Element, MarkupFault, read_markup
from samrum.rules.model import ModelFault
from samrum.rules.run import Run
from samrum.rules.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from samrum.rules.value import Value, equal, to_text

XSI = "http://www.w3.org/2001/XMLSchema-instance\n"
TOLERANCE = Decimal("1e-8")
# The clock of every case, so that a run gives the same answers tomorrow.
CLOCK = "2025-06-01T12:00:00Z"


@dataclass(frozen=True, slots=True)
class Case:
    """One test case, and what became of it: `fault` is "" when it passed."""

    level: str
    folder: str
    id: str
    expects_value: bool
    fault: str


def main(arguments: list[str]) -> int:
    """The command; gives 0 when every case passes."""
    parser = argparse.ArgumentParser(prog="samrum.rules.tck", description=__doc__.split("\n")[0])
    parser.add_argument("dir", type=Path, help="a folder of test cases, or of folders of them")
    parser.add_argument("--folder", default="", help="only folders with this in their name")
    parser.add_argument("--failures", action="store_true", help="tell each case that fails")
    given = parser.parse_args(arguments)
    cases = list(run_folders(given.dir, given.folder))
    if given.failures:
        for case in cases:
            if case.fault:
                sys.stdout.write(f"{case.folder} {case.id}: {case.fault}\n")
    sys.stdout.write(summary(cases) + "\n")
    return 0 if not any(case.fault for case in cases) else 1


def summary(cases: list[Case]) -> str:
    """The last line: the three figures that have to be told together, and level 2."""
    value = [case for case in cases if case.expects_value]
    null = [case for case in cases if not case.expects_value]
    level2 = [case for case in cases if case.level == "compliance-level-2"]
    folders: dict[tuple[str, str], list[bool]] = {}
    for case in cases:
        folders.setdefault((case.level, case.folder), []).append(not case.fault)
    shares = [sum(passed) / len(passed) for passed in folders.values()]
    mean = 100 * sum(shares) / len(shares) if shares else 0.0
    return f"value {_part(value)} null {_part(null)} folders {mean:.1f}% level2 {_part(level2)}"


def _part(cases: list[Case]) -> str:
    return f"{sum(not case.fault for case in cases)}/{len(cases)}"


def run_folders(root: Path, only: str = "") -> Iterator[Case]:
    """Every case of every file of cases below a folder, where the folder's name holds `only`."""
    for path in sorted(root.rglob("*.xml")):
        if only not in path.parent.name:
            continue
        try:
            cases = read_markup(path.read_bytes()).root
        except MarkupFault:
            continue
        if cases.name == "testCases":
            yield from _run_file(path, cases)


def _run_file(path: Path, cases: Element) -> Iterator[Case]:
    model: Model | str
    try:
        model = read_model_file(path.parent / (cases.child_text("modelName") or ""))
    except (ModelFault, OSError) as fault:
        model = f"the model cannot be read: {fault}"
    for element in cases.each("testCase"):
        results = list(element.each("resultNode"))
        expected = [_content(r.child("expected")) for r in results]
        faults = (
            [model]
            if isinstance(model, str)
            else [
                _fault(model, element, result, value)
                for result, value in zip(results, expected, strict=True)
            ]
        )
        yield Case(
            level=path.parent.parent.name,
            folder=path.parent.name,
            id=element.get("id") or "",
            expects_value=any(value is not None for value in expected),
            fault="; ".join(fault for fault in faults if fault),
        )


def _fault(model: Model, case: Element, result: Element, expected: Value) -> str:
    """What is wrong with one result, or ""."""
    name = result.attributes.get("name") or ""
    facts: dict[str, Value] = {}
    for node in case.each("inputNode"):
        key = node.get("name") or ""
        namespace = node.get("namespace")
        facts[f"{{{namespace}}}{key}" if namespace else key] = _content(node)
    try:
        outcome = _outcome(model, case, name, facts)
    except NoSuchDecision as missing:
        return f"the model has no decision or function {missing}"
    except Exception as crash:
        # A defect of the engine costs one case, and not the count of all the others.
        return f"the engine failed with {crash.__class__.__name__}: {crash}"
    if alike(outcome.value, expected):
        return ""
    said = "; ".join(finding.what for finding in outcome.findings[:3])
    return f"{name}: expected {told(expected)}, got {told(outcome.value)} ({said})"


def _outcome(model: Model, case: Element, name: str, facts: dict[str, Value]) -> Outcome:
    now = parse_date_time(CLOCK)
    if case.get("type") not in ("decisionService", "bkm"):
        return model.evaluate(name, facts, now=now)
    outcome = model.service(case.get("invocableName") or name, facts, now=now)
    # A service with several outputs gives a context; the result names one of them.
    if isinstance(outcome.value, dict) and name in outcome.value:
        return Outcome(outcome.value[name], outcome.findings)
    return outcome


def told(value: Value) -> str:
    """A value for a message."""
    return repr(value) if isinstance(value, str) else to_text(value)


def alike(actual: Value, expected: Value) -> bool:
    """Whether a value is the one expected, as the kit compares them."""
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(alike(a, e) for a, e in zip(actual, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(alike(actual[name], value) for name, value in expected.items())
        )
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return actual == expected or abs(actual - expected) <= TOLERANCE
    if isinstance(expected, (Date, Time, DateTime, DaysTime, YearsMonths)):
        return actual == expected or equal(actual, expected, Run(), NOWHERE) is True
    return actual.__class__ is expected.__class__ and actual == expected


def _content(element: Element | None) -> Value:
    """The value inside an element of a case: a value, a list, or components."""
    if element is None:
        return None
    components = list(element.each("component"))
    if components:
        return {c.get("name") or "": _content(c) for c in components}
    items = element.child("list")
    if items is not None:
        return [_content(item) for item in items.each("item")]
    value = element.child("value")
    return None if value is None else _value(value)


def _value(element: Element) -> Value:
    if element.get(f"{XSI}nil") in ("true", "1"):
        return None
    kind = (element.get(f"{XSI}type") or "xsd:string").rpartition(":")[2]
    text = element.text if kind == "string" else element.text.strip()
    match kind:
        case "boolean":
            return text in ("true", "1")
        case "date":
            return parse_date(text)
        case "time":
            return parse_time(text)
        case "dateTime":
            return parse_date_time(text)
        case "duration" | "dayTimeDuration" | "yearMonthDuration":
            return parse_duration(text)
        case "decimal" | "double" | "float" | "integer" | "int" | "long":
            try:
                return Decimal(text)
            except InvalidOperation:
                return text
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
