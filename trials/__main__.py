"""./do trials: runs trials, a line of JSON each; exits 1 when one does not pass.

./do trials rules                     all trials of the rule language, full size
./do trials rules --quick             the same, small
./do trials R-drools --n 500 --seed 7
./do trials R-drools --break last-hit a planted defect: the trial must fail
./do trials rules --controls          every planted defect of every trial, one after the other
./do trials room                      the trials of the shared room
./do trials access                    who is shown what, and what leaks beside it
./do trials hostile                   what strangers send: files, patterns, expressions
./do trials browser                   what the pages do in a real browser
./do trials api                       the API for other systems
./do trials operation                 what is shipped, and how it is built
./do trials rules --record            keep the lines, and write docs/trials.md anew
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from typing import Any

from trials.access.programme import TRIALS as ACCESS
from trials.api.programme import TRIALS as API
from trials.browser.programme import TRIALS as BROWSER
from trials.core.programme import OF_THE_TESTS
from trials.core.programme import TRIALS as CORE
from trials.durability.programme import TRIALS as DURABILITY
from trials.frame import Asked, NotHere, Trial, as_line, carry_out
from trials.hostile.programme import TRIALS as HOSTILE
from trials.law.programme import TRIALS as LAW
from trials.operation.programme import TRIALS as OPERATION
from trials.record import keep, write_page
from trials.room.programme import TRIALS as ROOM
from trials.rules.programme import TRIALS as RULES
from trials.trust.programme import TRIALS as TRUST

GROUPS: dict[str, tuple[Trial, ...]] = {
    "rules": RULES,
    "law": LAW,
    "trust": TRUST,
    "room": ROOM,
    "durability": DURABILITY,
    "access": ACCESS,
    "browser": BROWSER,
    "api": API,
    "core": CORE,
    "tests": OF_THE_TESTS,
    "hostile": HOSTILE,
    "operation": OPERATION,
}
SEED = 20261122


def main(words: Sequence[str]) -> int:
    """Runs what was asked for."""
    asked = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # clears up what it began
    trials = GROUPS.get(asked.what) or tuple(t for t in everything() if t.id == asked.what)
    if asked.defect:
        trials = tuple(t for t in trials if asked.defect in t.defects)
    if not trials:
        known = ", ".join([*GROUPS, *(t.id for t in everything())])
        print(f"There is no trial {asked.what} {asked.defect}. There are: {known}", file=sys.stderr)
        return 2
    if asked.controls:
        passed = [run(t, asked, defect) for t in trials for defect in t.defects]
        return int(any(passed))
    passed = [run(trial, asked, asked.defect) for trial in trials]
    return int(not all(passed))


def run(trial: Trial, asked: argparse.Namespace, defect: str) -> bool:
    """Runs one trial and prints its line; whether it passed."""
    small = asked.quick or asked.controls
    size = Asked(asked.seed, asked.n or (trial.quick if small else trial.full))
    try:
        line, examples = carry_out(trial, size, defect)
    except NotHere as reason:
        line = {"id": trial.id, "pass": False, "not here": list(reason.args)}
        examples = []
    print(as_line(line), flush=True)
    for example in examples[: asked.examples]:
        print("  " + json.dumps(example, ensure_ascii=False, default=str), file=sys.stderr)
    if asked.record:
        keep(line)
        write_page(everything())
    passed: Any = line["pass"]
    return bool(passed)


def everything() -> tuple[Trial, ...]:
    """All trials."""
    return tuple(trial for group in GROUPS.values() for trial in group)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./do trials", description=__doc__.splitlines()[0])
    parser.add_argument("what", help="a group of trials, or the id of one")
    parser.add_argument("--quick", action="store_true", help="few cases")
    parser.add_argument("--seed", type=int, default=SEED, help="what the cases are made from")
    parser.add_argument("--n", type=int, default=0, help="how many cases; see each trial's unit")
    parser.add_argument("--break", dest="defect", default="", help="plant a defect; it must fail")
    parser.add_argument("--controls", action="store_true", help="plant every defect in turn")
    parser.add_argument("--record", action="store_true", help="keep the result in docs/trials.md")
    parser.add_argument("--examples", type=int, default=5, help="failures shown on stderr")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
