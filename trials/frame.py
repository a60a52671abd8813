"""What a trial is: an id, a size, planted defects, and figures that pass or do not.

The figures of a run go out as one line of JSON. Failures are sized by the rule of three: none in n
tries bounds the rate at 3/n with 95 % confidence.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import samrum

ROOT = Path(__file__).parent.parent

# What trials fetch and leave behind; never committed.
VAR = ROOT / "var" / "trials"

Figures = dict[str, Any]


class NotHere(Exception):
    """A trial cannot run on this machine: what, because, instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How large a run is, and from which seed its cases are made."""

    seed: int
    n: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial found. `examples`: the first failures, told so that one can act on them."""

    passed: bool
    figures: Figures
    examples: list[Any] = field(default_factory=list)


def _nothing() -> None:
    """No ground is needed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial. unit: what n counts; defects: by name, each planted for as long as it is open;
    ground: makes what has to stand before one can be planted."""

    id: str
    claim: str
    unit: str
    full: int
    quick: int
    run: Callable[[Asked], Result]
    defects: Mapping[str, Callable[[], AbstractContextManager[None]]]
    ground: Callable[[], None] = _nothing


def carry_out(trial: Trial, asked: Asked, defect: str = "") -> tuple[dict[str, Any], list[Any]]:
    """Runs a trial, with a planted defect when one is named; gives its line and its examples."""
    started = time.monotonic()
    trial.ground()
    with trial.defects[defect]() if defect else _nothing_planted():
        result = trial.run(asked)
    line = {
        "id": trial.id,
        "version": samrum.__version__,
        "seed": asked.seed,
        "n": asked.n,
        **({"break": defect} if defect else {}),
        "figures": result.figures,
        "seconds": round(time.monotonic() - started, 1),
        "pass": result.passed,
    }
    return line, result.examples


def as_line(line: Mapping[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(line, ensure_ascii=False)


@contextmanager
def _nothing_planted() -> Iterator[None]:
    yield


@contextmanager
def replaced(owner: Any, name: str, other: Any) -> Iterator[None]:
    """Plants a defect: while it is open, `owner.name` is something else."""
    planted = (owner, name, getattr(owner, name), other)
    _PLANTED.append(planted)
    setattr(owner, name, other)
    try:
        yield
    finally:
        _PLANTED.remove(planted)
        setattr(owner, name, planted[2])


def by_name(
    where: MutableMapping[str, str], key: str, defect: str
) -> Callable[[], AbstractContextManager[None]]:
    """Plants a defect for who looks in `where`: while it is open, the name stands under `key`."""

    @contextmanager
    def planting() -> Iterator[None]:
        with patch.dict(where, {key: defect}):
            yield

    return planting


_PLANTED: list[tuple[Any, str, Any, Any]] = []  # whose, its name, what is right, what was planted


@contextmanager
def unplanted() -> Iterator[None]:
    """While it is open, everything is right: the ground of a trial is made without its defect."""
    planted = _PLANTED[:]
    for owner, name, right, _ in reversed(planted):
        setattr(owner, name, right)
    try:
        yield
    finally:
        for owner, name, _, other in planted:
            setattr(owner, name, other)
