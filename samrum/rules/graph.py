"""The requirements graph of one model: references that point somewhere, and no circles.

A knowledge model may call itself; a decision may not need itself, directly or through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samrum.rules.model import Decision, Definitions, ModelFault, Reference, Requirements


def check_graph(model: Definitions) -> None:
    """Raises ModelFault for an id used twice, a reference to nothing, or a circle of decisions."""
    inputs = _by_id((e.id, e.line) for e in model.inputs)
    decisions = _by_id((e.id, e.line) for e in model.decisions)
    knowledge = _by_id((e.id, e.line) for e in model.knowledge)
    callables = {**knowledge, **_by_id((e.id, e.line) for e in model.services)}
    _by_id([*inputs.items(), *decisions.items(), *callables.items()])
    for name, requires in requirements_of(model):
        _check_requirements(name, requires, inputs, decisions, callables)
    for service in model.services:
        outward = (*service.outputs, *service.encapsulated, *service.input_decisions)
        _check_references(service.name, outward, decisions, "decision")
        _check_references(service.name, service.inputs, inputs, "input data")
    _check_circles(model.decisions)


def requirements_of(model: Definitions) -> list[tuple[str, Requirements]]:
    """What each decision and knowledge model requires, by its name."""
    return [
        *((decision.name, decision.requires) for decision in model.decisions),
        *((knowledge.name, knowledge.requires) for knowledge in model.knowledge),
    ]


def _by_id(elements: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    lines: dict[str, int] = {}
    for identifier, line in elements:
        if identifier in lines:
            raise ModelFault(
                f"the id {identifier} is used twice",
                f"the first is on line {lines[identifier]}",
                "Give each element an id of its own.",
                line,
                identifier,
            )
        lines[identifier] = line
    return lines


def _check_requirements(
    name: str,
    requires: Requirements,
    inputs: Mapping[str, int],
    decisions: Mapping[str, int],
    callables: Mapping[str, int],
) -> None:
    _check_references(name, requires.inputs, inputs, "input data")
    _check_references(name, requires.decisions, decisions, "decision")
    _check_references(name, requires.knowledge, callables, "knowledge model or decision service")


def _check_references(
    name: str, references: Iterable[Reference], known: Mapping[str, int], kind: str
) -> None:
    for reference in references:
        if not reference.namespace and reference.id not in known:
            raise ModelFault(
                f"there is no {kind} with the id {reference.id}",
                f"{name} needs it",
                "Point at an element of this model, or import the model that has it.",
                reference.line,
                name,
            )


def _check_circles(decisions: Iterable[Decision]) -> None:
    """Walks the graph without recursion: a hostile chain may be longer than Python's stack."""
    by_id = {d.id: d for d in decisions}
    done: set[str] = set()
    for start in by_id:
        path: dict[str, None] = {}
        pending = [(start, False)]
        while pending:
            current, leaving = pending.pop()
            if leaving:
                path.pop(current)
                done.add(current)
            elif current in path:
                raise _circle([by_id[i].name for i in path], by_id[current])
            elif current not in done:
                path[current] = None
                pending.append((current, True))
                needs = by_id[current].requires.decisions
                pending.extend((r.id, False) for r in needs if not r.namespace)


def _circle(path: list[str], closing: Decision) -> ModelFault:
    round_trip = [*path[path.index(closing.name) :], closing.name]
    return ModelFault(
        "decisions need each other in a circle",
        " needs ".join(round_trip),
        "Take away one of these requirements.",
        closing.line,
        closing.name,
    )
