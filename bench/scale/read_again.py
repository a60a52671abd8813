"""The journal read again in a process of its own: checked whole, or only added up.

    python -m bench.scale.read_again verify|rebuild MOST

Reads at most so many entries (0: all), prints one line of JSON with its processor seconds and its
greatest memory, and then waits to be let go, so that what the database used for it can be read.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.main_job.ground import TENANT

ZONE = ZoneInfo("Europe/Stockholm")
Tell = Callable[[int], None]


class _Enough(Exception):
    """So many entries as were asked for have been read."""


def verify(most: int, tell: Tell) -> tuple[int, int | None]:
    """`samrum verify`: entries read, and faults found, None of a part of the journal."""
    from samrum.journal.verify import verify as all_of_it

    read = [0]

    def progress(entries: int) -> None:
        read[0] = entries
        tell(entries)
        if most and entries >= most:
            raise _Enough

    try:
        found = all_of_it(TENANT, ZONE, progress)
    except _Enough:
        return read[0], None
    for fault in found.faults[:5]:
        print(fault, file=sys.stderr)
    return found.entries, len(found.faults)


def rebuild(most: int, tell: Tell) -> tuple[int, int | None]:
    """All state from the entries alone, written as it would be kept, and summed up."""
    from samrum.journal import codec, entries
    from samrum.journal.database import one_moment
    from samrum.journal.state import after

    count, total = 0, sha256()
    with one_moment(TENANT):
        every = islice(entries.read_all(TENANT), most or None)
        for _, made in groupby(every, key=lambda entry: entry.stream):
            state: Any = None
            for entry in made:
                if entry.payload is not None:
                    event = codec.event(entry.kind, entry.payload)
                    state = after(state, entry, event, ZONE)
                count += 1
                if count % 50_000 == 0:
                    tell(count)
            total.update(codec.written(state).encode())
    return count, None


def greatest_megabytes() -> float:
    """The most memory that this process has had (VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(words: Sequence[str]) -> None:
    """Reads, tells, and waits."""
    from samrum.site import ground

    ground.set_up()
    began, clock = time.process_time(), time.monotonic()

    def tell(entries: int) -> None:
        if entries % 100_000 == 0:
            rate = entries / (time.monotonic() - clock)
            print(f"  {words[0]}: {entries:,} entries, {rate:,.0f}/s", file=sys.stderr, flush=True)

    count, faults = {"verify": verify, "rebuild": rebuild}[words[0]](int(words[1]), tell)
    told = {
        "entries": count,
        "faults": faults,
        "cpu": time.process_time() - began,
        "seconds": time.monotonic() - clock,
        "megabytes": greatest_megabytes(),
    }
    print(json.dumps(told), flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1:])
