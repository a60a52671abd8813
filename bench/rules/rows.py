"""The table that all engines decide: support by age, income and six more facts.

Rules are disjoint in age and income, so every hit policy that gives one answer gives the same one;
the other six cells leave gaps. A cell is None (anything), or one of: a list of texts or truths that
are meant, {"not": [...]}, {"low", "high"} of a half-open interval (high may be None), {"below"}.
"""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

Cell: TypeAlias = Any
TOWNS = ("Lillevik", "Storvik", "Norrby", "Sund", "Aspnäs", "Björkö", "Dalby", "Ekerum")
HOMES = ("rented", "owned", "lodger", "none")
FACTS = {
    "age": "number",
    "income": "number",
    "members": "number",
    "wealth": "number",
    "town": "string",
    "home": "string",
    "employed": "boolean",
    "student": "boolean",
}
CENTS = ("income",)
HIGHEST_INCOME = 60_000
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def rules(count: int) -> list[dict[str, Any]]:
    """`count` rules (30 or 300): "cells" in the order of FACTS, and "support"."""
    random = Random(1)
    ages, incomes = (5, count // 5) if count <= 50 else (10, count // 10)
    made = []
    for age in range(ages):
        for income in range(incomes):
            low = HIGHEST_INCOME // incomes * income
            high = None if income == incomes - 1 else low + HIGHEST_INCOME // incomes
            others: list[Cell] = [
                random.choice(
                    [None, {"below": 3}, {"low": 1, "high": None}, {"low": 1, "high": 5}]
                ),
                random.choice([None, {"below": 100_000}, {"below": 250_000}]),
                random.choice([None, random.sample(TOWNS, 5), {"not": ["Ekerum"]}]),
                random.choice([None, ["rented", "owned", "none"]]),
                random.choice([None, None, [True], [False]]),
                random.choice([None, None, None, [False]]),
            ]
            band = {"low": 100 // ages * age, "high": 100 // ages * (age + 1)}
            cells = [band, {"low": low, "high": high}, *others]
            made.append({"cells": cells, "support": random.randrange(0, 20) * 250})
    return made


def dmn(rows: list[dict[str, Any]]) -> str:
    """The table as a DMN model with the decision `support`."""
    data = "".join(
        f'<inputData id="{n}" name="{n}"><variable name="{n}" typeRef="{t}"/></inputData>'
        for n, t in FACTS.items()
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>'
        for name in FACTS
    )
    inputs = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in FACTS
    )
    lines = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry><text>{escape(feel(c))}</text></inputEntry>" for c in row["cells"])
        + f"<outputEntry><text>{row['support']}</text></outputEntry></rule>"
        for number, row in enumerate(rows, 1)
    )
    return (
        f'<definitions xmlns="{DMN}" name="bench" namespace="urn:bench">{data}'
        '<decision id="support" name="support"><variable name="support" typeRef="number"/>'
        f'{needs}<decisionTable hitPolicy="UNIQUE">{inputs}<output name="support"/>'
        f"{lines}</decisionTable></decision></definitions>"
    )


def feel(cell: Cell) -> str:
    """A cell as a unary test of FEEL."""
    match cell:
        case None:
            return "-"
        case {"not": values}:
            return f"not({feel(values)})"
        case {"below": below}:
            return f"< {below}"
        case {"low": low, "high": None}:
            return f">= {low}"
        case {"low": low, "high": high}:
            return f"[{low}..{high})"
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in cell)


def columns(cases: int, seed: int = 2) -> dict[str, NDArray[Any]]:
    """Facts of many cases: income in cents, towns and homes as places in TOWNS and HOMES."""
    random = np.random.default_rng(seed)
    return {
        "age": random.integers(0, 100, cases),
        "income": random.integers(0, 7_000_000, cases),
        "members": random.integers(1, 7, cases),
        "wealth": random.integers(0, 400_000, cases),
        "town": random.integers(0, len(TOWNS), cases, dtype=np.int8),
        "home": random.integers(0, len(HOMES), cases, dtype=np.int8),
        "employed": random.random(cases) < 0.6,
        "student": random.random(cases) < 0.2,
    }


def cases(found: dict[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """The same facts case by case: numbers as decimals."""
    told = []
    for row in zip(*(column.tolist() for column in found.values()), strict=True):
        case = dict(zip(found, row, strict=True))
        numbers = {n: Decimal(case[n]) for n, kind in FACTS.items() if kind == "number"}
        numbers |= {name: numbers[name] / 100 for name in CENTS}
        told.append(case | numbers | {"town": TOWNS[case["town"]], "home": HOMES[case["home"]]})
    return told
