"""The rules of the parking permit, over columns as for each case."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from samrum.rules import Model, read_model_file
from samrum.rules.boundaries import boundaries_of
from samrum.rules.item_types import resolved
from samrum.rules.plan import FactNode, plan_for
from samrum.rules.temporal import parse_date_time
from samrum.rules.types import ContextType, Simple
from samrum.rules.value import Value
from tests.rules.populations import Case, assert_like_single_cases, columns_of

FOLDER = Path(__file__).parent.parent.parent / "services" / "parking-permit" / "rules"
NOW = parse_date_time("2026-02-01T12:00:00Z")
CASES = 60


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.dmn")), ids=lambda file: file.stem)
def test_a_package_is_replayed_as_it_decides(file: Path) -> None:
    model = read_model_file(file)
    for decision in model.definitions.decisions:
        rows = people(model, decision.name)
        cases = [nested(model, decision.name, row) for row in rows]

        assert_like_single_cases(model, decision.name, cases, columns_of(rows), now=NOW)


def people(model: Model, decision: str) -> list[Case]:
    """Cases around the lines that the rules draw, by the names of columns."""
    random = Random(decision)
    plan = plan_for((model.decision(decision),))
    lines = boundaries_of(plan, model.types, model.members)
    values: dict[str, list[Value]] = {}
    for (fact, path), constants in lines.constants.items():
        kind = kind_at(fact, path)
        if isinstance(kind, ContextType):
            continue
        own: list[Value] = [True, False] if kind == Simple("boolean") else []
        values[".".join((fact.name, *path))] = [*own, *constants, None]
    return [{name: random.choice(v) for name, v in values.items()} for _ in range(CASES)]


def nested(model: Model, decision: str, row: Case) -> Case:
    """The same facts as contexts, with all their declared members."""
    case: dict[str, Any] = {}
    for fact in model.facts_for(decision):
        kind = resolved(fact.type)
        case[fact.name] = (
            {name: None for name, _ in kind.entries} if isinstance(kind, ContextType) else None
        )
    for name, value in row.items():
        first, *path = name.split(".")
        if not path:
            case[first] = value
            continue
        inside = case[first]
        for step in path[:-1]:
            inside = inside.setdefault(step, {})
        inside[path[-1]] = value
    return case


def kind_at(fact: FactNode, path: tuple[str, ...]) -> object:
    """The declared type of a member."""
    kind = resolved(fact.type)
    for name in path:
        kind = resolved(dict(kind.entries)[name]) if isinstance(kind, ContextType) else kind
    return kind
