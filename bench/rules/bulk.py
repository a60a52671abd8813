"""A population: ours beside the floor, our own single cases, and OpenFisca on the same formula."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.rules import peers
from bench.rules.figure import Figure, at_least, at_most, missing
from bench.rules.floor import floor
from bench.rules.rows import CENTS, FACTS, HOMES, TOWNS, cases, columns, dmn, rules
from bench.rules.single import ours
from samrum.rules import read_model
from samrum.rules.replay import (
    Answers,
    Coded,
    Measured,
    Population,
    population_of_arrays,
    replay,
)

# The prototype's time for ten million cases on one core (design/rules.md).
CLASS_OF = 1.1e-7
SAMPLE = 20_000


def measure(count: int, rounds: int, folder: Path) -> Iterator[Figure]:
    """The figures of a population of `count` cases."""
    told = rules(30)
    found = columns(count)
    model = read_model(dmn(told))
    population = population_of(found)
    seconds, least, answers = np.inf, np.inf, None
    single = np.inf
    sample = cases({name: column[:SAMPLE] for name, column in found.items()})
    for _ in range(rounds):
        seconds, answers = _timed(seconds, lambda: replay(model, "support", population))
        least, plain = _timed(least, lambda: floor(told, found))
        single = min(single, ours(model, sample) / 1e6)
    amounts = _amounts(answers)
    name = f"{count:,} cases"
    yield at_most(name, seconds, max(CLASS_OF * count, 0.2), "s", "on one core; masks kept")
    yield Figure("time beside NumPy by hand", seconds / least, "x", note=f"by hand: {least:.2f} s")
    yield at_least("as fast as our single cases", single * count / seconds, 10)
    yield _count("answers unlike the floor's", int((amounts != plain).sum()))
    yield _count("sampled answers unlike single ones", _unlike(model, sample, answers))
    yield _openfisca(told, found, amounts, seconds, rounds, folder)


def population_of(found: dict[str, NDArray[Any]]) -> Population:
    """The columns as a population."""
    words = {"town": TOWNS, "home": HOMES}
    return population_of_arrays(
        {
            name: Coded(column, words[name])
            if name in words
            else Measured(Decimal, column, 2)
            if name in CENTS
            else column
            for name, column in found.items()
        }
    )


def _timed(best: float, work: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = work()
    return min(best, time.perf_counter() - begun), result


def _amounts(answers: Answers) -> NDArray[Any]:
    """The amounts as the floor gives them: -1 for null."""
    assert isinstance(answers.column, Coded)
    values = [-1 if value is None else int(str(value)) for value in answers.column.values]
    return np.array(values)[answers.column.codes]


def _unlike(model: Any, sample: list[dict[str, Any]], answers: Answers) -> int:
    wrong = 0
    for row, case in enumerate(sample[:2000]):
        outcome = model.evaluate("support", case, trace=True)
        matched = tuple(rule.number for rule in outcome.trace.decisions[-1].rules)
        wrong += outcome.value != answers.value(row) or matched != answers.matched(row)
    return wrong


def _count(name: str, wrong: int) -> Figure:
    return Figure(name, wrong, "", "0", wrong == 0)


def _openfisca(
    told: list[dict[str, Any]],
    found: dict[str, NDArray[Any]],
    amounts: NDArray[Any],
    seconds: float,
    rounds: int,
    folder: Path,
) -> Figure:
    title = "as fast as OpenFisca"
    np.savez(folder / "columns.npz", **found)
    spec = {
        "facts": list(FACTS),
        "rules": told,
        "cents": CENTS,
        "words": {"town": TOWNS, "home": HOMES},
        "columns": str(folder / "columns.npz"),
        "answers": str(folder / "answers.npy"),
        "rounds": min(rounds, 3),
    }
    try:
        said = peers.run("openfisca", spec, folder)
    except peers.NotHere as reason:
        return missing(title, str(reason))
    wrong = int((np.load(folder / "answers.npy").astype(np.int64) != amounts).sum())
    note = f"OpenFisca: {said['seconds']:.2f} s in float32; {wrong:,} answers are not ours"
    return at_least(title, said["seconds"] / seconds, 1, note=note)
