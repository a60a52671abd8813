"""The process that is fuzzed: feeds bytes to one of the product's readers.

    python -m trials.rules.fuzz_target TARGET FOUND SEED SECONDS CORPUS...   fuzz
    python -m trials.rules.fuzz_target TARGET --replay FILE                  one input, undisturbed

What it finds goes into the folder FOUND, one file for each kind, and fuzzing goes on; only what
ends the process (no memory, no end) stops it. An input that takes long here is replayed by the
trial without instrumentation before it counts. The last line of a run is JSON.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

SECONDS_AT_MOST = 1.0
MEBIBYTES_AT_MOST = 256
LONGEST_INPUT = 4096
ENDLESS = 60
ALONE = 30  # seconds of the processor for one input that is replayed, however busy the machine is
PLANTED_HANG = 5  # the same, once in a process

# Found things kept, of each kind.
KEPT = 20

# Which module checks a target (its function check_<target>), and what of the product is watched.
SUITES = {
    "trials.rules.fuzz_checks": (("model", "expression", "cell"), ["samrum.rules"]),
    "trials.hostile.parser_checks": (
        ("package", "form", "story", "letter", "answers", "packed"),
        ["samrum.packages", "samrum.core.story", "samrum.channels.text"],
    ),
}

Check = Callable[[bytes], None]


class Differs(Exception):
    """Two ways to the same answer gave two answers."""


def main(words: list[str]) -> int:
    """Fuzzes, or replays one file; exits 1 when a replayed input fails."""
    target = words[0]
    if words[1] == "--replay":
        return replay(target, Path(words[2]))
    import atheris

    with atheris.instrument_imports(include=watched(target), enable_loader_override=False):
        check = check_of(target)
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
            f"-report_slow_units={ENDLESS}",  # by the clock; those that take long are ours to note
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
    check = check_of(target)
    resource.setrlimit(resource.RLIMIT_CPU, (ALONE, ALONE + 1))
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


def watched(target: str) -> list[str]:
    """The parts of the product whose branches the fuzzer is told of."""
    return next(parts for targets, parts in SUITES.values() if target in targets)


def check_of(target: str) -> Check:
    """What is done with an input; the product is imported here, when fuzzing has hooked it."""
    name = next(name for name, (targets, _) in SUITES.items() if target in targets)
    module = importlib.import_module(name)
    plant(os.environ.get("SAMRUM_TRIAL_BREAK", ""), module)
    check: Check = getattr(module, f"check_{target}")
    return check


def plant(defect: str, module: Any) -> None:
    """Plants a defect in what a suite of checks reads every input with, in this process."""
    right = getattr(module, module.PLANTED)
    hoard: list[bytes] = []
    hung: list[str] = []

    def crash(text: str, *more: Any) -> Any:
        return 1 // 0 if "[[" in text else right(text, *more)

    def hang(text: str, *more: Any) -> Any:
        if "[[" in text and not hung:
            hung.append(text)
            until = time.process_time() + PLANTED_HANG
            while time.process_time() < until:
                Decimal(2).sqrt()
        return right(text, *more)

    def hoarding(text: str, *more: Any) -> Any:
        if "[[" in text:
            hoard.append(b"x" * (400 << 20))
        return right(text, *more)

    planted = {"crash": crash, "hang": hang, "hoard": hoarding}
    if defect:
        setattr(module, module.PLANTED, planted[defect])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
