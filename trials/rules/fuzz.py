"""R-fuzz: coverage-guided fuzzing of the reader, the parser, the compiler and the evaluator.

Three targets take turns, each in a process of its own at the lowest priority, on one core. An input
that failed or took long there is run again alone and without instrumentation, and counts when that
run crashes, gives two answers, takes more than a second of processor time or more than 256 MiB in
all, Python included. What a run found interesting is kept in var/trials/corpus for the next.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trials.frame import ROOT, VAR, Asked, NotHere, Result, Trial
from trials.rules.fuzz_seeds import write_seeds
from trials.rules.fuzz_target import ALONE

TARGETS = ("expression", "cell", "model")
TURN = 120
DEFECTS = ("crash", "hang", "hoard")
BREAK = "SAMRUM_TRIAL_BREAK"
WAITS = 900  # seconds by the clock for a process that is to end by itself long before


def fuzz(asked: Asked) -> Result:
    """n seconds of fuzzing the rule language, in turns."""
    return fuzz_in_turns(asked, TARGETS, write_seeds)


def fuzz_in_turns(asked: Asked, targets: Sequence[str], seeds: Callable[[Path], None]) -> Result:
    """n seconds of fuzzing these targets, each in its turn; `seeds` writes what they begin with."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        raise NotHere(
            "There is no fuzzer here.",
            "The package atheris is not installed; it exists for Linux only.",
            "Install what requirements/trials.txt pins.",
        ) from None
    seeds(VAR / "seeds")
    (VAR / "found").mkdir(exist_ok=True)
    found = Path(tempfile.mkdtemp(prefix=f"{asked.seed}-", dir=VAR / "found"))
    done = {target: {"seconds": 0, "inputs": 0, "peak_mib": 0} for target in targets}
    turn = min(TURN, max(1, asked.n // len(targets)))
    left, number = asked.n, 0
    while left > 0:
        target = targets[number % len(targets)]
        seconds = min(turn, left)
        told = take_turn(target, found, asked.seed + number, seconds)
        done[target]["seconds"] += seconds
        done[target]["inputs"] += _stat(told, "number_of_executed_units")
        done[target]["peak_mib"] = max(done[target]["peak_mib"], _stat(told, "peak_rss_mb"))
        left -= seconds
        number += 1
    judged = (judge(file, targets) for file in sorted(found.iterdir()))
    failures = [one for one in judged if one is not None]
    figures = {
        "seconds": asked.n,
        "inputs": sum(d["inputs"] for d in done.values()),
        "corpus": sum(1 for f in (VAR / "corpus").rglob("*") if f.is_file()),
        "peak_mib": max(d["peak_mib"] for d in done.values()),
        "suspects": len(list(found.iterdir())),
        **{k: sum(1 for f in failures if f["kind"] == k) for k in ("crash", "hang", "memory")},
        "targets": done,
    }
    return Result(not failures and figures["inputs"] > 0, figures, failures)


def take_turn(target: str, found: Path, seed: int, seconds: int) -> str:
    """One process that fuzzes one target; gives what it said."""
    corpus = VAR / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    words = [target, str(found), str(seed), str(seconds), str(corpus), str(VAR / "seeds" / target)]
    started = time.monotonic()
    done = _python("trials.rules.fuzz_target", *words, waits=seconds + WAITS)
    said = done.stdout + done.stderr
    if "Done " not in said and time.monotonic() - started < seconds:
        (found / f"log-{target}-{seed}.txt").write_text(said[-4000:], encoding="utf-8")
    return said


def judge(file: Path, targets: Sequence[str] = TARGETS) -> dict[str, Any] | None:
    """Runs an input again, alone; tells what is wrong with it, or None."""
    if file.name.startswith("log-"):
        if any(file.parent.glob("oom-*")) or any(file.parent.glob("timeout-*")):
            return None
        return {"kind": "crash", "input": file.name, "said": file.read_text()[-600:]}
    if file.name.startswith("oom-"):
        # What was kept from one input to the next counts too, and is not there when it runs alone.
        return {"kind": "memory", "input": str(file)}
    kind, _, rest = file.name.partition("-")
    target = rest.partition("-")[0]
    # What ended the process carries no target in its name, so every target judges it.
    for one in (target,) if target in targets else targets:
        done = _python("trials.rules.fuzz_target", one, "--replay", str(file))
        if done.returncode == 0:
            continue
        if done.returncode == -signal.SIGXCPU:
            return {"kind": "hang", "input": str(file), "seconds": ALONE}
        try:
            cost = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            return {"kind": "crash", "input": str(file), "said": done.stderr[-600:]}
        wrong = "crash" if cost["crash"] else "hang" if cost["seconds"] > 1 else "memory"
        return {"kind": wrong, "input": str(file), "target": one, **cost}
    return None


def _python(module: str, *words: str, waits: float = WAITS) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["nice", "-n", "19", sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=waits,
        check=False,
    )


def _stat(said: str, name: str) -> int:
    found = re.search(rf"stat::{name}: *([0-9]+)", said)
    return int(found[1]) if found else 0


@contextmanager
def planted(defect: str) -> Iterator[None]:
    """The processes that fuzz plant it in themselves."""
    os.environ[BREAK] = defect
    try:
        yield
    finally:
        del os.environ[BREAK]


R_FUZZ = Trial(
    id="R-fuzz",
    claim="No bytes crash, hang or bloat the reader, the parser, the compiler or the evaluator, "
    "and the compiler and the plain interpreter give one answer.",
    unit="seconds of fuzzing on one core",
    full=1800,
    quick=24,
    run=fuzz,
    defects={name: lambda name=name: planted(name) for name in DEFECTS},
)
