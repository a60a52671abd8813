"""Loading the models of the parking permit: in a new process, and again in the same one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.rules.figure import Figure, at_most

_PROGRAM = """
import json, time
from pathlib import Path
from samrum.rules import read_model
files = sorted(Path("services/parking-permit/rules").glob("*.dmn"))
sources = [file.read_bytes() for file in files]
times = []
for _ in range(2):
    begun = time.perf_counter()
    models = [read_model(source) for source in sources]
    times.append((time.perf_counter() - begun) * 1e3)
print(json.dumps([len(files), *times]))
"""


def measure(rounds: int) -> Iterator[Figure]:
    """The figures of loading."""
    found = []
    for _ in range(rounds):
        done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, check=True)
        found.append(json.loads(done.stdout))
    count = found[0][0]
    first, again = (min(one[place] for one in found) for place in (1, 2))
    yield Figure(f"loading {count} models in a new process", first, "ms")
    yield at_most(f"loading {count} models again", again, 20, "ms", "remembered by content")
