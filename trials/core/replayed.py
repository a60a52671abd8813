"""S3: the same acts give the same bytes, whatever machine plays them.

The stories of every country's law are played in processes that differ in the seed of Python's
hashes, in locale and in time zone.  What they come to is written as the journal writes it, and
summed up.

    python -m trials.core.replayed     prints the sum
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any

from trials.frame import ROOT, Asked, Result, Trial, by_name

COUNTRIES = ("se", "dk")
LOCALES = ("C", "C.UTF-8", "sv_SE.UTF-8", "tr_TR.UTF-8")
ZONES = ("UTC", "Europe/Copenhagen", "Pacific/Kiritimati", "America/St_Johns")
_PLANTED = {"defect": ""}


def play_elsewhere(asked: Asked) -> Result:
    """So many processes, each with surroundings of its own."""
    random = Random(asked.seed)
    surroundings = [
        {
            "PYTHONHASHSEED": str(random.randrange(1, 2**32)),
            "LC_ALL": random.choice(LOCALES),
            "TZ": random.choice(ZONES),
            "SAMRUM_TRIAL_DEFECT": _PLANTED["defect"],
        }
        for _ in range(asked.n)
    ]
    with ThreadPoolExecutor(os.cpu_count() or 1) as at_once:
        told = [said.split() for said in at_once.map(_elsewhere, surroundings)]
    stories, sums = {int(count) for count, _ in told}, {sum for _, sum in told}
    figures = {
        "processes": asked.n,
        "stories in each": max(stories),
        "different sums": len(sums),
    }
    return Result(len(sums) == 1 and len(stories) == 1 and min(stories) > 0, figures, sorted(sums))


def _elsewhere(around: Mapping[str, str]) -> str:
    """What a process with these surroundings prints."""
    return subprocess.run(
        [sys.executable, "-m", "trials.core.replayed"],
        cwd=ROOT,
        env={**os.environ, **around},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def played() -> Iterator[str]:
    """Every story, and what it came to."""
    from samrum.cli.law import law
    from samrum.core.story import tell
    from samrum.journal.codec import written

    _plant(os.environ.get("SAMRUM_TRIAL_DEFECT", ""))
    for country in COUNTRIES:
        for story, package in law(country).stories:
            told = tell(story, package)
            yield f"{story.place} {written((told.events, told.case))} {told.refused}"


def _plant(defect: str) -> None:
    """In this process: what follows comes in the order of a set, or times in the machine's zone."""
    playing = importlib.import_module("samrum.core.story.tell")
    if defect == "order-of-a-set":
        right = playing.happen

        def happen(*about: Any, **more: Any) -> Any:
            came = right(*about, **more)
            followed = sorted(came.followed, key=lambda event: hash(type(event).__name__))
            return replace(came, followed=type(came.followed)(followed))

        playing.happen = happen  # type: ignore[attr-defined]
    if defect == "clock-of-the-machine":
        playing.UTC = datetime.now().astimezone().tzinfo  # type: ignore[attr-defined]


def main() -> int:
    """Prints how many stories there are, and the sum of all they came to."""
    told = list(played())
    print(len(told), sha256("\n".join(told).encode()).hexdigest())
    return 0


TRIALS = (
    Trial(
        "S3",
        "The same acts give the same bytes with any seed of hashes, locale and time zone.",
        "processes, each of which plays every story of the law",
        200,
        3,
        play_elsewhere,
        {
            name: by_name(_PLANTED, "defect", name)
            for name in ("order-of-a-set", "clock-of-the-machine")
        },
    ),
)

if __name__ == "__main__":
    sys.exit(main())
