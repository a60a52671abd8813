"""A run: one evaluation's clock, budget and findings.

Expressions may come from strangers, so each run has a fixed budget of steps, depth and size. The
clock is an argument: nothing in the rule engine reads the time of the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from samrum.rules.finding import Finding, Place

if TYPE_CHECKING:
    from samrum.rules.temporal import DateTime

# What an evaluation may use unless it is told otherwise: about a second, and about 200 MiB (a value
# that is made takes up to some 200 bytes). No decision of an authority comes near.
STEPS = 200_000
SIZE = 1_000_000

# A loop that fails a million times says the same a million times; the first ones are enough.
FINDINGS_KEPT = 1_000


class Exhausted(Exception):
    """The budget is used up. `budget` says which: "steps", "depth" or "size"."""

    def __init__(self, budget: str) -> None:
        super().__init__(f"the evaluation used up its budget of {budget}")
        self.budget = budget


class Run:
    """What one evaluation may use and what it found.

    steps: operations left; size: list elements and characters that may still be made;
    depth: calls that may still be nested; now: the clock for now() and today(), or None.
    """

    __slots__ = ("depth", "findings", "met", "now", "size", "steps", "unkept")

    def __init__(
        self,
        now: DateTime | None = None,
        steps: int = STEPS,
        depth: int = 200,
        size: int = SIZE,
    ) -> None:
        self.now = now
        self.steps = steps
        self.depth = depth
        self.size = size
        self.findings: list[Finding] = []
        self.unkept = 0
        self.met: set[object] | None = None

    def fault(self, code: str, at: Place, /, **about: object) -> Never | None:
        """Add a finding and give null: `return run.fault("wrong-type", at, operation="+")`.

        It always gives None; the type says so in the one way that lets mypy accept it as a value.
        """
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(Finding(code, at, about))
        else:
            self.unkept += 1
        return None

    def spend(self, steps: int = 1) -> None:
        """Use steps; raises Exhausted when none are left."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted("steps")

    def make(self, size: int) -> None:
        """Use room for elements or characters, before they are made; raises Exhausted."""
        self.size -= size
        if self.size < 0:
            raise Exhausted("size")

    def meet(self, thing: object) -> bool:
        """Whether this run meets it for the first time: what is remembered between runs costs each
        of them the same."""
        if self.met is None:
            self.met = set()
        is_new = thing not in self.met
        self.met.add(thing)
        return is_new

    def enter(self) -> None:
        """Go into a call; raises Exhausted when it is nested too deep. Pair with leave()."""
        if self.depth <= 0:
            raise Exhausted("depth")
        self.depth -= 1

    def leave(self) -> None:
        """Come out of a call."""
        self.depth += 1
