"""The process that is fuzzed: feeds bytes to the reader, the parser, the compiler, the evaluator.

    python -m trials.rules.fuzz_target TARGET FOUND SEED SECONDS CORPUS...   fuzz
    python -m trials.rules.fuzz_target TARGET --replay FILE                  one input, undisturbed

What it finds goes into the folder FOUND, one file for each kind, and fuzzing goes on; only what
ends the process (no memory, no end) stops it. An input that takes long here is replayed by the
trial without instrumentation before it counts. The last line of a run is JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

SECONDS_AT_MOST = 1.0
MEBIBYTES_AT_MOST = 256
LONGEST_INPUT = 4096
ENDLESS = 60

# Found things kept, of each kind.
KEPT = 20

Check = Callable[[bytes], None]


class Differs(Exception):
    """Two ways to the same answer gave two answers."""


def main(words: list[str]) -> int:
    """Fuzzes, or replays one file; exits 1 when a replayed input fails."""
    target = words[0]
    if words[1] == "--replay":
        return replay(target, Path(words[2]))
    import atheris

    with atheris.instrument_imports(include=["samrum.rules"], enable_loader_override=False):
        check = checks()[target]
    found, seed, seconds, *corpus = words[1:]
    watch = Watch(target, check, Path(found))
    mutator = {"custom_mutator": inside_a_text} if target == "model" else {}
    atheris.Setup(
        [
            sys.argv[0],
            f"-seed={seed}",
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST_INPUT}",
            f"-timeout={ENDLESS}",
            f"-rss_limit_mb={MEBIBYTES_AT_MOST}",
            f"-artifact_prefix={found}/",
            f"-dict={Path(corpus[-1]).parent / target}.dict",
            "-print_final_stats=1",
            "-verbosity=0",
            *corpus,
        ],
        watch.one,
        **mutator,
    )
    atheris.Fuzz()
    return 0


def replay(target: str, file: Path) -> int:
    """Runs one input as the product would, and prints what it cost."""
    check = checks()[target]
    check(b"")
    started = time.process_time()
    said = ""
    try:
        check(file.read_bytes())
    except Exception:
        said = traceback.format_exc(limit=-3)
    cost = {
        "seconds": round(time.process_time() - started, 2),
        "mebibytes": peak_mebibytes(),
        "crash": said,
    }
    print(json.dumps(cost))
    return int(
        bool(said) or cost["seconds"] > SECONDS_AT_MOST or cost["mebibytes"] > MEBIBYTES_AT_MOST
    )


def peak_mebibytes() -> int:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Watch:
    """Runs one input after another, and writes down each new way to fail."""

    def __init__(self, target: str, check: Check, found: Path) -> None:
        self.target = target
        self.check = check
        self.found = found
        self.seen: dict[str, int] = {}

    def one(self, data: bytes) -> None:
        """One input."""
        started = time.process_time()
        try:
            self.check(data)
        except Exception as failure:
            self.note("crash", _way(failure), data)
        if time.process_time() - started > SECONDS_AT_MOST:
            self.note("slow", "slow", data)

    def note(self, kind: str, way: str, data: bytes) -> None:
        """Keeps an input, when few like it are kept."""
        key = hashlib.sha256(way.encode()).hexdigest()[:8]
        count = self.seen[key] = self.seen.get(key, 0) + 1
        if count <= (KEPT if kind == "slow" else 1):
            (self.found / f"{kind}-{self.target}-{key}-{count}").write_bytes(data)


def _way(failure: Exception) -> str:
    """Where and how something failed, without what the input was."""
    frame = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{failure.__class__.__name__} {os.path.basename(frame.filename)}:{frame.lineno}"


def inside_a_text(data: bytes, max_size: int, seed: int) -> bytes:
    """Changes mostly what stands inside one element's text, so that the XML stays XML."""
    import atheris

    starts = [i for i in range(len(data)) if data.startswith(b"<text>", i)]
    if not starts or seed % 4 == 0:
        changed: bytes = atheris.Mutate(data, max_size)
        return changed
    start = starts[seed // 4 % len(starts)] + len(b"<text>")
    end = data.find(b"</text>", start)
    if end < 0:
        end = len(data)
    room = max(1, max_size - len(data) + end - start)
    return data[:start] + atheris.Mutate(data[start:end], room) + data[end:]


# ---- what is done with an input -----------------------------------------------------------------


def checks() -> dict[str, Check]:
    """What each target does; the rule language is imported here, when fuzzing has hooked it."""
    from trials.rules import fuzz_checks

    module: ModuleType = fuzz_checks
    plant(os.environ.get("SAMRUM_TRIAL_BREAK", ""), module)
    return {
        "model": module.check_model,
        "expression": module.check_expression,
        "cell": module.check_cell,
    }


def plant(defect: str, module: Any) -> None:
    """Plants a defect in the parser, in this process."""
    right = module.parse_expression
    hoard: list[bytes] = []

    def crash(text: str, scope: Any) -> Any:
        return 1 // 0 if "[[" in text else right(text, scope)

    def hang(text: str, scope: Any) -> Any:
        while "[[" in text and time.process_time() < 60:
            Decimal(2).sqrt()
        return right(text, scope)

    def hoarding(text: str, scope: Any) -> Any:
        if "[[" in text:
            hoard.append(b"x" * (400 << 20))
        return right(text, scope)

    planted = {"crash": crash, "hang": hang, "hoard": hoarding}
    if defect:
        module.parse_expression = planted[defect]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
