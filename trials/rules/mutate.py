"""R-mutate: the tables that are compared with Drools would notice a change in the code they test.

Mutants of the modules that decide a table are drawn at random. One is killed when some answer to
the generated tables, a finding or a trace becomes another, or when it fails or does not end.
Survivors are listed; some mean the same as before, such as a memory that is a little larger.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import AbstractContextManager
from random import Random

from trials.frame import ROOT, Asked, Result, Trial, replaced
from trials.rules.mutants import mutants, source_of

MODULES = (
    "samrum.rules.hit_policy",
    "samrum.rules.decide_table",
    "samrum.rules.column",
    "samrum.rules.compile.shape",
    "samrum.rules.compile.cells",
)
TABLES = 44
KILLED_AT_LEAST = 75
PATIENCE = 120


def mutate(asked: Asked) -> Result:
    """n mutants, drawn from all there are."""
    random = Random(asked.seed)
    every = [
        (module, number, what)
        for module in MODULES
        for number, (what, _) in enumerate(mutants(source_of(module).read_text(encoding="utf-8")))
    ]
    drawn = random.sample(every, min(asked.n, len(every)))
    right = answers(MODULES[0], -1, asked.seed)
    survivors = [
        f"{module} {what}"
        for module, number, what in drawn
        if answers(module, number, asked.seed) == right
    ]
    killed = len(drawn) - len(survivors)
    percent = round(100 * killed / len(drawn), 1)
    figures = {
        "mutants": len(every), "drawn": len(drawn), "killed": killed, "percent": percent,
        "survivors": survivors,
    }  # fmt: skip
    return Result(bool(right) and percent >= KILLED_AT_LEAST, figures, list(survivors))


def answers(module: str, number: int, seed: int) -> str:
    """The digest of the answers with a mutant in place; "" when it fails or does not end."""
    words = [sys.executable, "-m", "trials.rules.mutants", module, str(number), str(seed)]
    try:
        done = subprocess.run(
            [*words, str(TABLES)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _deaf() -> AbstractContextManager[None]:
    """Nobody looks at what a mutant answers."""
    me = sys.modules[__name__]
    return replaced(me, "answers", lambda module, number, seed: "the same")


R_MUTATE = Trial(
    id="R-mutate",
    claim=f"At least {KILLED_AT_LEAST} % of the mutants of the code that decides a table are "
    "killed by the generated tables.",
    unit="mutants",
    full=40,
    quick=6,
    run=mutate,
    defects={"deaf": _deaf},
)
