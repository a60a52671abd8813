"""S4: the tests of the core notice a change in what decides who may what, and what happens then.

A mutant is a module with one small thing changed.  It is killed when a test of the core or the law
fails or does not end.  Survivors are listed: each is a test that is missing, or a change that means
nothing.

    python -m trials.core.mutation SEED N     one session of pytest, that judges n mutants

All tests run once, watched: which of them reach which line.  Then each mutant is planted in a
process split off from that session, by putting its code into the functions that are there, and only
those tests run in it that reach the line.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from random import Random
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from trials.frame import ROOT, Asked, Result, Trial, replaced
from trials.rules.mutants import mutants, source_of

TESTS = ("tests/core", "tests/law")
MODULES = (
    *("samrum.core.access", "samrum.core.law", "samrum.core.happen", "samrum.core.appeal"),
    *("samrum.core.case.decide", "samrum.core.case.after", "samrum.core.case.evolve"),
    *("samrum.core.consent", "samrum.core.delegation", "samrum.core.consequence"),
    *("samrum.core.room.access", "samrum.core.room.keys", "samrum.core.room.sharing"),
)
KILLED_AT_LEAST = 90
PATIENCE = 20  # seconds of the processor for the tests of one mutant, and thrice what they took
BUSY = 10  # times as long by the clock: what waits for nothing is not ended by a busy machine
Mutant = tuple[str, int, str]


def mutate(asked: Asked) -> Result:
    """n mutants, drawn from all there are."""
    told = judged(asked.seed, asked.n)
    percent = round(100 * told["killed"] / told["drawn"], 1) if told["drawn"] else 0.0
    survivors = told["survivors"]
    figures = {**told, "percent": percent, "survivors": survivors}
    return Result(told["sound"] and percent >= KILLED_AT_LEAST, figures, survivors)


def judged(seed: int, n: int) -> dict[str, Any]:
    """What a session of its own says of n mutants."""
    words = [sys.executable, "-m", "trials.core.mutation", str(seed), str(n)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    for line in reversed(done.stdout.splitlines()):
        if line.startswith('{"mutants"'):
            told: dict[str, Any] = json.loads(line)
            return told
    raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def drawn_of(seed: int, n: int) -> tuple[list[Mutant], int]:
    """The mutants that are judged, and how many there are."""
    every = [
        (module, number, what)
        for module in MODULES
        for number, (what, _) in enumerate(_mutants_of(module))
    ]
    return Random(seed).sample(every, min(n, len(every))), len(every)


@cache
def _mutants_of(module: str) -> list[tuple[str, ast.Module]]:
    """Every mutant of a module: what was changed, and all of it."""
    return list(mutants(source_of(module).read_text(encoding="utf-8")))


class _Judge:
    """The plugin that takes the place of running all tests once, in their order."""

    def __init__(self, seed: int, n: int) -> None:
        self.drawn, self.count = drawn_of(seed, n)
        self.files = {str(source_of(module)): module for module in MODULES}
        self.reached: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[str, float] = {}
        self.failed = False
        self.line = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Watch all tests once, then judge each mutant."""
        for place, item in enumerate(session.items):
            self._watch(item, (session.items[place + 1 :] or [None])[0])
        sound, survivors = not self.failed, self._survivors()
        told = {
            "mutants": self.count,
            "drawn": len(self.drawn),
            "killed": len(self.drawn) - len(survivors),
            "tests": len(session.items),
            "sound": sound,
            "survivors": survivors,
        }
        self.line = json.dumps(told)
        return True

    def _watch(self, item: pytest.Item, following: pytest.Item | None) -> None:
        lines: set[tuple[str, int]] = set()

        def inside(frame: FrameType, event: str, argument: Any) -> Any:
            lines.add((frame.f_code.co_filename, frame.f_lineno))
            return inside

        def everywhere(frame: FrameType, event: str, argument: Any) -> Any:
            return inside if frame.f_code.co_filename in self.files else None

        began = time.process_time()
        sys.settrace(everywhere)
        threading.settrace(everywhere)
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
        self.seconds[item.nodeid] = time.process_time() - began
        for file, line in lines:
            self.reached[self.files[file], line].append(item)

    def _survivors(self) -> list[str]:
        """Those that every test that reaches the changed line passes all the same; as many are
        judged at once as there are cores."""
        survived: set[int] = set()
        judging: dict[int, tuple[int, float]] = {}  # by process: which mutant, and until when
        for place, (module, number, _what) in enumerate(self.drawn):
            items, code = self._reaching(module, number)
            if not items:
                survived.add(place)  # no test comes here at all
                continue
            while len(judging) >= (os.cpu_count() or 1):
                survived |= _ended(judging)
            patience = PATIENCE + 3 * int(sum(self.seconds[item.nodeid] for item in items))
            child = os.fork()
            if child == 0:
                resource.setrlimit(resource.RLIMIT_CPU, (patience, patience + 1))
                self._in_the_child(module, code, items)
            judging[child] = (place, time.monotonic() + patience * BUSY)
        while judging:
            survived |= _ended(judging)
        return [f"{self.drawn[place][0]} {self.drawn[place][2]}" for place in sorted(survived)]

    def _reaching(self, module: str, number: int) -> tuple[list[pytest.Item], CodeType]:
        """The tests that reach what a mutant changes, the quickest first, and its code."""
        source = source_of(module)
        what, tree = _mutants_of(module)[number]
        first = int(what.removeprefix("line ").partition(":")[0])
        items = self.reached.get((module, first)) or [
            item
            for line in _function_around(source.read_text(encoding="utf-8"), first)
            for item in self.reached.get((module, line), ())
        ]
        quickest = sorted(dict.fromkeys(items), key=lambda item: self.seconds[item.nodeid])
        return quickest, compile(tree, str(source), "exec")

    def _in_the_child(self, module: str, code: CodeType, items: Sequence[pytest.Item]) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            _plant(module, code)
            self.failed = False
            for place, item in enumerate(items):
                following = (*items[place + 1 : place + 2], None)[0]
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed:
                    os._exit(1)
        except BaseException:
            os._exit(1)
        os._exit(0)


def _ended(judging: dict[int, tuple[int, float]]) -> set[int]:
    """Takes out the mutants that are judged, and gives those that survived; waits a moment."""
    time.sleep(0.01)
    survived = set()
    for child, (place, until) in list(judging.items()):
        ended, status = os.waitpid(child, os.WNOHANG)
        if not ended and time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            ended, status = os.waitpid(child, 0)
        if ended:
            del judging[child]
            if os.waitstatus_to_exitcode(status) == 0:
                survived.add(place)
    return survived


def _function_around(source: str, line: int) -> range:
    """The lines of the innermost function around a line."""
    around = [
        range(one.lineno, (one.end_lineno or one.lineno) + 1)
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef) and one.lineno <= line <= (one.end_lineno or 0)
    ]
    return min(around, key=len, default=range(0))


def _plant(module: str, code: CodeType) -> None:
    """Puts the code of the mutant into the functions of the module that others hold already."""
    changed = {one.co_qualname: one for one in _codes(code)}
    for function in _functions(importlib.import_module(module)):
        other = changed.get(function.__code__.co_qualname)
        if other is not None and len(other.co_freevars) == len(function.__code__.co_freevars):
            function.__code__ = other


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


def _functions(owner: Any) -> Iterator[FunctionType]:
    """The functions of a module and of its classes, also under a decorator."""
    for one in list(vars(owner).values()):
        inner = getattr(one, "fget", None) or getattr(one, "__wrapped__", one)
        if isinstance(inner, FunctionType):
            yield inner
        elif isinstance(one, type) and one.__module__ == getattr(owner, "__name__", ""):
            yield from _functions(one)


def main(words: Sequence[str]) -> int:
    """One session; prints one line of JSON."""
    judge = _Judge(int(words[0]), int(words[1]))
    code = pytest.main(["-q", "-p", "no:cacheprovider", *TESTS], plugins=[judge])
    print(judge.line)
    return int(code)


def _deaf() -> AbstractContextManager[None]:
    """Nobody looks at what the tests say."""
    return replaced(sys.modules[__name__], "judged", _nobody_killed)


def _nobody_killed(seed: int, n: int) -> dict[str, Any]:
    drawn, count = drawn_of(seed, n)
    survivors = [f"{module} {what}" for module, _, what in drawn]
    told = {"mutants": count, "drawn": len(drawn), "killed": 0, "tests": 0, "sound": True}
    return {**told, "survivors": survivors}


TRIALS = (
    Trial(
        "S4",
        f"At least {KILLED_AT_LEAST} % of the mutants of what decides who may what, and what "
        "happens then, are killed by the tests of the core and the law.",
        "mutants of the core: access, law, cases, appeals, consents, rooms",
        600,
        20,
        mutate,
        {"deaf": _deaf},
    ),
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
