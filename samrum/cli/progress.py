"""A line that shows how far long work has come."""

from __future__ import annotations

import sys
import time

WIDTH = 30


class Progress:
    """`progress(done, of)` draws the bar, at most ten times a second and only on a terminal."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.began = time.monotonic()
        self._drawn = 0.0

    def __call__(self, done: int, of: int) -> None:
        at = time.monotonic()
        if not sys.stderr.isatty() or (done < of and at - self._drawn < 0.1):
            return
        self._drawn = at
        full = WIDTH * done // max(of, 1)
        left = (at - self.began) / max(done, 1) * (of - done)
        bar = "█" * full + "·" * (WIDTH - full)
        ending = f"{left:.0f} s left " if done < of else f"{at - self.began:.0f} s        \n"
        print(f"\r{self.what} {bar} {done}/{of}, {ending}", end="", file=sys.stderr, flush=True)
