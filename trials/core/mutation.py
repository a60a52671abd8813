"""S4: the tests of the core notice a change in what decides who may what, and what happens then.

A mutant is a module with one small thing changed.  It is killed when a test of tests/core fails or
does not end.  Survivors are listed: each is a test that is missing, or a change that means nothing.

    python -m trials.core.mutation MODULE NUMBER     those tests, with a mutant in place
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from random import Random

from trials.frame import ROOT, Asked, Result, Trial, replaced
from trials.rules.mutants import Planted, mutants, source_of

ACCESS = ("tests/core/test_access.py",)
CASES = (
    *("tests/core/test_case.py", "tests/core/test_refusals.py", "tests/core/test_supplement.py"),
    *("tests/core/test_decision.py", "tests/core/test_appeal.py", "tests/core/test_bias.py"),
    *("tests/core/test_delegation.py", "tests/core/test_automation.py"),
    *("tests/core/test_consequence.py", "tests/core/test_replay.py", "tests/law"),
)
JUDGES = {
    "samrum.core.access": ACCESS,
    "samrum.core.case.decide": CASES,
    "samrum.core.law": CASES,
    "samrum.core.happen": CASES,
}
KILLED_AT_LEAST = 90
PATIENCE = 900


def mutate(asked: Asked) -> Result:
    """n mutants, drawn from all there are."""
    every = [
        (module, number, what)
        for module in JUDGES
        for number, (what, _) in enumerate(mutants(source_of(module).read_text(encoding="utf-8")))
    ]
    drawn = Random(asked.seed).sample(every, min(asked.n, len(every)))
    untouched = {module for module in {one[0] for one in drawn} if survives(module, -1)}
    survivors = [f"{module} {what}" for module, number, what in drawn if survives(module, number)]
    killed = len(drawn) - len(survivors)
    percent = round(100 * killed / len(drawn), 1)
    figures = {
        "mutants": len(every),
        "drawn": len(drawn),
        "killed": killed,
        "percent": percent,
        "survivors": survivors,
    }
    sound = untouched == {one[0] for one in drawn}
    return Result(sound and percent >= KILLED_AT_LEAST, figures, survivors)


def survives(module: str, number: int) -> bool:
    """Whether all tests pass with a mutant in place; of the module as it is for -1."""
    words = [sys.executable, "-m", "trials.core.mutation", module, str(number)]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(words: Sequence[str]) -> int:
    """Runs the tests that judge a module."""
    module, number = words[0], int(words[1])
    if number >= 0:
        found = list(mutants(source_of(module).read_text(encoding="utf-8")))
        sys.meta_path.insert(0, Planted(module, found[number][1]))
    import pytest

    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", *JUDGES[module]])


def _deaf() -> AbstractContextManager[None]:
    """Nobody looks at what the tests say."""
    return replaced(sys.modules[__name__], "survives", lambda module, number: True)


TRIALS = (
    Trial(
        "S4",
        f"At least {KILLED_AT_LEAST} % of the mutants of what decides who may what, and what "
        "happens then, are killed by the tests of the core and the law.",
        "mutants of samrum.core.access, case.decide, law and happen",
        100,
        1,
        mutate,
        {"deaf": _deaf},
    ),
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
