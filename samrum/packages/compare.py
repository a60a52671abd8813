"""What another version of a service changes, element by element: added, removed or changed.

A package is taken apart into named elements, each with its parts as text ("step supplement": when,
due, title.sv ...).  Two versions differ where an element or one of its parts does; nothing else
counts, so a file that was only laid out anew changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final
from typing import Literal as OneOf

from samrum.packages.expression import Expression
from samrum.packages.package import ServicePackage
from samrum.packages.ruleset import Ruleset
from samrum.packages.vocabulary import Term
from samrum.rules.model import Literal, Rule, Table

Kind = OneOf["added", "removed", "changed"]
Element = tuple[str, str]
"""What it is and which: ("step", "supplement"), ("rule", "walking-driver-within")."""

OF_THE_SERVICE: Final = (
    *("title", "summary", "country", "languages", "legal_basis", "appeal_instance", "appeal_days"),
    *("expected_days", "keeping", "retention", "number_prefix", "registers", "outcomes"),
    "afterwards",
)
_LINE: Final = re.compile(r"(, )?line=\d+")


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of an element: its text before and after, "" where it was or is not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    element: str
    id: str
    parts: tuple[PartChange, ...] = ()


def compare(old: ServicePackage, new: ServicePackage) -> tuple[Change, ...]:
    """Return what differs between two versions, in the order of the elements."""
    before, after = elements(old), elements(new)
    return tuple(_changes(before, after))


def elements(package: ServicePackage) -> Mapping[Element, Mapping[str, str]]:
    """Return the elements of a package with their parts as text."""
    found: dict[Element, Mapping[str, str]] = {}
    of_the_service = {name: getattr(package, name) for name in OF_THE_SERVICE}
    found["service", package.id] = _parts(of_the_service)
    for key, binding in package.bindings.items():
        found["binding", key] = _parts(_fields(binding, but=("key",)))
    for form in package.forms.values():
        for page in form.pages:
            found["page", f"{form.id}/{page.id}"] = _parts(
                {"title": page.title, "shown": page.shown}
            )
            for question in page.questions:
                id = f"{form.id}/{page.id}/{question.fact}"
                found["question", id] = _parts(_fields(question, but=("fact",)))
    for id, term in package.terms.items():
        found["fact", id] = _parts(_term(term))
    found |= dict(_rules(package.ruleset))
    for step in package.steps:
        found["step", step.id] = _parts(_fields(step, but=("id",)))
    for letter in package.letters:
        texts = {language: text.text for language, text in letter.texts.items()}
        found["letter", letter.id] = _parts(
            {"on": letter.on, "when": letter.when, "title": letter.title, "text": texts}
        )
    for guard in package.guards:
        found["guard", guard.id] = _parts(_fields(guard, but=("id",)))
    found |= dict(_room(package))
    for measure in package.measures:
        found["measure", measure.id] = _parts(_fields(measure, but=("id",)))
    return found


def _room(package: ServicePackage) -> Iterator[tuple[Element, Mapping[str, str]]]:
    """Yield what the service asks of a shared room, with its guards and letters."""
    if package.room is None:
        return
    yield ("room", package.id), _parts(_fields(package.room, but=("guards", "letters")))
    for guard in package.room.guards:
        yield ("room guard", guard.id), _parts(_fields(guard, but=("id",)))
    for letter in package.room.letters:
        texts = {language: text.text for language, text in letter.texts.items()}
        told = {"on": letter.on, "to": letter.to, "title": letter.title, "text": texts}
        yield ("room letter", letter.id), _parts(told)


def _changes(
    before: Mapping[Element, Mapping[str, str]], after: Mapping[Element, Mapping[str, str]]
) -> Iterator[Change]:
    for element, parts in before.items():
        if element not in after:
            yield Change("removed", *element)
        elif parts != after[element]:
            yield Change("changed", *element, tuple(_part_changes(parts, after[element])))
    for element in after:
        if element not in before:
            yield Change("added", *element)


def _part_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[PartChange]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name, "") != after.get(name, ""):
            yield PartChange(name, before.get(name, ""), after.get(name, ""))


def _fields(thing: object, but: Iterable[str]) -> dict[str, object]:
    left_out = set(but)
    told = fields(thing)  # type: ignore[arg-type]
    return {one.name: getattr(thing, one.name) for one in told if one.name not in left_out}


def _term(term: Term) -> dict[str, object]:
    choices = {choice.value: choice.words for choice in term.choices}
    return {**_fields(term, but=("id", "choices")), "choices": choices}


def _rules(ruleset: Ruleset) -> Iterator[tuple[Element, Mapping[str, str]]]:
    """Yield every decision, and every rule of a table with its cells under their headings."""
    models = {id(model): model.definitions for model in ruleset.models.values()}
    for definitions in models.values():
        for decision in definitions.decisions:
            yield from _decision(decision.name, decision.expression)
        for known in definitions.knowledge:
            yield ("function", known.name), {"expression": _plainly(known.function)}


def _decision(name: str, expression: object) -> Iterator[tuple[Element, Mapping[str, str]]]:
    if isinstance(expression, Table):
        asked = [clause.expression.text for clause in expression.inputs]
        yield ("decision", name), _parts({"table": expression.hit_policy, "inputs": asked})
        for rule in expression.rules:
            yield ("rule", rule.id), _rule(name, expression, rule)
    else:
        yield ("decision", name), {"expression": _plainly(expression)}


def _rule(decision: str, table: Table, rule: Rule) -> Mapping[str, str]:
    inputs = (clause.expression.text for clause in table.inputs)
    outputs = (f"→ {clause.name or decision}" for clause in table.outputs)
    cells = {
        **{heading: cell.text for heading, cell in zip(inputs, rule.inputs, strict=True)},
        **{heading: cell.text for heading, cell in zip(outputs, rule.outputs, strict=True)},
    }
    notes = dict(zip(table.annotations, rule.annotations, strict=False))
    return _parts({"decision": decision, **cells, **notes})


def _plainly(expression: object) -> str:
    """Return an expression that is no table as text that differs when its meaning can."""
    if isinstance(expression, Literal):
        return expression.text
    return _LINE.sub("", repr(expression))


def _parts(told: Mapping[str, object]) -> Mapping[str, str]:
    """Return parts as text; words in several languages are a part for each."""
    parts: dict[str, str] = {}
    for name, value in told.items():
        match value:
            case Mapping():
                inside = {f"{name}.{key}": one for key, one in value.items()}
                parts |= _parts(inside)
            case Expression():
                parts[name] = value.text
            case None | "":
                continue
            case tuple() | list():
                parts[name] = ", ".join(map(str, value))
            case _:
                parts[name] = str(value)
    return parts
