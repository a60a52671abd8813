"""One case at a time: ours beside zen-engine, SpiffWorkflow, pyDMNrules and feelin."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.rules import peers
from bench.rules.figure import Figure, at_least, at_most, missing
from bench.rules.rows import FACTS, cases, columns, dmn, rules
from samrum.rules import Model, read_model
from samrum.rules.compile import compile_expression
from samrum.rules.run import Run
from samrum.rules.scan import Scope

# Cases of ours in a turn, and of each peer; everybody goes through them TRIES times a turn, and the
# fastest counts: on a machine that others use too, a slow moment must not decide.
OURS = 20_000
PEERS = {"zen-engine": 500, "SpiffWorkflow": 40, "pyDMNrules": 10}
TRIES = 5
WANTED = {"zen-engine": 40, "SpiffWorkflow": 400}
EXPRESSIONS = (
    "if income > 1000 then income * 0.25 - 10 else 0",
    'town in ("Lillevik", "Storvik") and members between 1 and 4',
    "sum(for i in 1..5 return i * members)",
)


def measure(rounds: int, folder: Path) -> Iterator[Figure]:
    """The figures of single cases."""
    told = cases(columns(OURS))
    small, large = (read_model(dmn(rules(count))) for count in (30, 300))
    best = {"ours": ours(small, told), "ours, 300 rules": ours(large, told)}
    faults: dict[str, str] = {}
    for _ in range(rounds):
        best["ours"] = min(best["ours"], ours(small, told))
        best["ours, 300 rules"] = min(best["ours, 300 rules"], ours(large, told))
        for name, count in PEERS.items():
            if name not in faults:
                _round(name, small, told[:count], folder, best, faults)
    yield Figure("one case, 30 rules x 8 inputs", best["ours"], "µs")
    for name in PEERS:
        title = f"as fast as {name}"
        if name in best:
            times, note = best[name] / best["ours"], f"{name}: {best[name]:,.0f} µs a case"
            wanted = WANTED.get(name)
            yield (
                at_least(title, times, wanted, note=note)
                if wanted
                else Figure(title, times, "x", note=note)
            )
        else:
            yield missing(title, faults[name])
    yield at_most(
        "300 rules beside 30", best["ours, 300 rules"] / best["ours"], 1.2,
        note=f"300 rules: {best['ours, 300 rules']:.2f} µs a case",
    )  # fmt: skip
    yield _expressions(rounds, told[:500], folder)


def ours(model: Model, told: list[dict[str, Any]]) -> float:
    """Microseconds for a case, in one turn."""
    evaluate = model.evaluate
    times = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        for case in told:
            evaluate("support", case)
        times.append(time.perf_counter() - begun)
    return min(times) / len(told) * 1e6


def _round(
    name: str,
    model: Model,
    told: list[dict[str, Any]],
    folder: Path,
    best: dict[str, float],
    faults: dict[str, str],
) -> None:
    """One turn of a peer; one that cannot be run, or answers otherwise, is a fault."""
    spec = {"facts": list(FACTS), "rules": rules(30), "cases": plain(told), "rounds": TRIES}
    try:
        said = peers.run(name, spec, folder)
    except peers.NotHere as reason:
        faults[name] = str(reason)
        return
    expected = [model.evaluate("support", case).value for case in told]
    wrong = sum(not _same(a, b) for a, b in zip(said["answers"], expected, strict=True))
    if wrong:
        faults[name] = f"{wrong} of {len(told)} answers are not ours"
        return
    best[name] = min(best.get(name, said["microseconds"]), said["microseconds"])


def plain(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cases with floats in place of decimals, as the peers take them."""
    return [
        {name: float(v) if isinstance(v, Decimal) else v for name, v in case.items()}
        for case in told
    ]


def _same(theirs: object, ours: object) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return Decimal(str(theirs)) == ours


def _expressions(rounds: int, told: list[dict[str, Any]], folder: Path) -> Figure:
    """FEEL expressions, compiled by ours; feelin parses each time, as its interface does."""
    title = "FEEL expressions as fast as feelin"
    spec = {"expressions": EXPRESSIONS, "cases": plain(told), "rounds": rounds}
    try:
        said = peers.run_feelin(spec, folder)
    except peers.NotHere as reason:
        return missing(title, str(reason))
    compiled = [compile_expression(text, Scope(FACTS)) for text in EXPRESSIONS]
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for case in told:
            for expression in compiled:
                expression(case, Run())
        times.append((time.perf_counter() - begun) / len(told) / len(compiled) * 1e6)
    note = f"ours {min(times):.2f} µs, feelin {said['microseconds']:.0f} µs an expression"
    return Figure(title, said["microseconds"] / min(times), "x", note=note)
