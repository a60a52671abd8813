"""Remarks told: as text for the people who write rules, and as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from samrum.rules.check.places import places_of
from samrum.rules.check.remark import LEVELS, Example, Remark
from samrum.rules.check.words import POLICIES, listed, rules_words, short, told_as
from samrum.rules.evaluate import Model
from samrum.rules.facts import Json, json_from_value
from samrum.rules.model import Table

_COUNTED = {"wrong": "wrong", "doubtful": "doubtful", "unchecked": "not settled"}


def remarks_as_text(name: str, model: Model | None, remarks: Sequence[Remark]) -> str:
    """The remarks on a file, grouped by decision or function, each with its three sentences.

    model: None when the file could not be read as one.
    """
    tables = [] if model is None else tables_in(model)
    rules = sum(len(table.rules) for _, table in tables)
    counts = listed(f"{n} {_COUNTED[level]}" for level, n in counted(remarks).items() if n)
    lines = [f"{name}: {_many(len(tables), 'decision table')} with {_many(rules, 'rule')}."]
    lines += [f"{counts}." if remarks else "Nothing is wrong or doubtful."]
    policies = {element: POLICIES[table.hit_policy] for element, table in tables}
    for element, own in groupby(_by_element(remarks), lambda remark: remark.where.element):
        policy = policies.get(element)
        lines += ["", f"{element} (decision table, {policy})" if policy else element]
        for remark in own:
            lines += ["", *_told(remark)]
    return "\n".join(lines)


def remarks_as_json(name: str, model: Model | None, remarks: Sequence[Remark]) -> dict[str, Json]:
    """The same for machines; a remark's `code` is stable, its sentences are not."""
    tables = [] if model is None else tables_in(model)
    return {
        "file": name,
        "tables": len(tables),
        "rules": sum(len(table.rules) for _, table in tables),
        "counts": dict(counted(remarks)),
        "remarks": [_as_json(remark) for remark in remarks],
    }


def tables_in(model: Model) -> list[tuple[str, Table]]:
    """Every decision table of a model with the name of the decision or function it stands in."""
    return [
        (place.element, place.expression)
        for place in places_of(model)
        if isinstance(place.expression, Table)
    ]


def counted(remarks: Iterable[Remark]) -> dict[str, int]:
    """How many remarks there are of each level."""
    levels = [remark.level for remark in remarks]
    return {level: levels.count(level) for level in LEVELS}


def _by_element(remarks: Sequence[Remark]) -> list[Remark]:
    """The remarks of each element together, elements in the order in which they are first met."""
    order = {
        element: n for n, element in enumerate(dict.fromkeys(r.where.element for r in remarks))
    }
    return sorted(remarks, key=lambda remark: order[remark.where.element])


def _told(remark: Remark) -> Iterator[str]:
    where = remark.where
    place = [rules_words(where.rules)] if where.rules else []
    place += [f"column {short(where.column)}"] if where.column else []
    place += [f"cell {short(where.cell)}"] if where.cell else []
    place = place or ["the table as a whole"] * bool(where.table)
    place += [f"line {where.line}"] if where.line else []
    yield f"  {remark.level.upper()}: {', '.join(place)}"
    yield from (f"    {line}" for line in (remark.what, remark.because, remark.instead))
    if remark.example is not None and remark.example.shown:
        yield f"    {_example(remark.example)}"


def _example(example: Example) -> str:
    values = ", ".join(told_as(name, value) for name, value in example.shown)
    return f"For example: {values}."


def _as_json(remark: Remark) -> dict[str, Json]:
    where, example = remark.where, remark.example
    shown: Json = None
    if example is not None:
        shown = {
            "given": {name: json_from_value(value) for name, value in example.given.items()},
            "shown": {name: json_from_value(value) for name, value in example.shown},
            "by_facts": example.by_facts,
        }
    return {
        "code": remark.code,
        "level": remark.level,
        "element": where.element,
        "table": where.table,
        "rules": list(where.rules),
        "column": where.column,
        "cell": where.cell,
        "line": where.line,
        "what": remark.what,
        "because": remark.because,
        "instead": remark.instead,
        "example": shown,
    }


def _many(count: int, one: str) -> str:
    return f"{count} {one}{'s' * (count != 1)}"
