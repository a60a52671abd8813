"""I3: no pattern and no text together take more than 50 ms.

Two kinds of pattern meet hostile texts: those that a package may bring (FEEL's matches, replace and
split, which run on RE2), and every pattern in our own code, which Python's `re` runs and which
tries again and again where a pattern allows it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any, Final

from trials.frame import Asked, Result, Trial, replaced
from trials.hostile.alone import alone

SLOWEST: Final = 0.050  # seconds of processor time
LONGEST: Final = 5_000  # characters; a field takes no more
INNER: Final = (
    "a",
    "[ab]",
    ".",
    "\\w",
    "\\d",
    "(a|b)",
    "(a|a)",
    "(a|ab)",
    "a?",
    "(a*)",
    "[^x]",
    "\\s",
)
QUANTITIES: Final = ("*", "+", "{1,50}", "?", "*?", "+?", "{2,}")
SHAPES: Final = (
    "^({0}{1})+$",
    "({0}{1}){1}x",
    "^({0}{1}{0}{1})*$",
    "({0}{1})*({0}{1})*y",
    "^(({0}){1}){1}!$",
    "{0}{1}{0}{1}{0}{1}z",
    "^(.*{0}){{12}}q$",
    "({0}|{0}{0})+$",
)
PUMPS: Final = (
    "a",
    "ab",
    "aa",
    "1",
    " ",
    "\n",
    "a ",
    "-",
    "0-",
    "/",
    "\\",
    "<",
    "#",
    "(",
    "å",
    "%",
)
ENDS: Final = ("!", "x!", "\n!", "", "\x00", "é")


def patterns(asked: Asked) -> Result:
    """n pairs of a package's pattern and a text, and ours with every text."""
    chance = Random(asked.seed)
    slow: list[str] = []
    most = taken = 0.0
    used = refused = 0
    for _ in range(asked.n):
        if len(slow) > 4:  # enough to know
            break
        shape, text = _shape(chance), _text(chance)
        seconds, took = _tried(shape, text)
        if seconds > SLOWEST:  # what else runs on the machine takes time too
            seconds = min(_tried(shape, text)[0], _tried(shape, text)[0])
        used, refused = used + took, refused + (not took)
        most, taken = max(most, seconds), taken + seconds
        if seconds > SLOWEST:
            slow.append(f"{seconds:.2f} s: {shape!r} on {text[:12]!r} x {len(text)}")
    ours = list(_ours())
    texts = [pump * (LONGEST // len(pump)) + end for pump in PUMPS for end in ENDS]
    some = texts if asked.n >= 1000 else [*texts[: len(ENDS)], *chance.sample(texts, 6)]
    most_of_ours = 0.0
    for name, pattern in ours:
        cost = alone(lambda name=name, pattern=pattern: _slowest(name, pattern, some), seconds=5)
        seconds, text = cost.gave or (5.0, "one that never ends")
        most_of_ours = max(most_of_ours, seconds)
        if seconds > SLOWEST:
            slow.append(f"{seconds:.2f} s: {name} on {text[:4]!r} x {len(text)}")
    figures = {
        "pairs": asked.n,
        "used": used,
        "refused": refused,
        "longest ms": round(most * 1000, 1),
        "our patterns": len(ours),
        "longest of ours ms": round(most_of_ours * 1000, 1),
        "too slow": len(slow),
    }
    return Result(not slow and used > 0 and len(ours) > 20, figures, slow)


def _shape(chance: Random) -> str:
    return chance.choice(SHAPES).format(chance.choice(INNER), chance.choice(QUANTITIES))


def _text(chance: Random) -> str:
    length = chance.choice((28, 100, 1_000, LONGEST))
    pump = chance.choice(PUMPS)
    return (pump * length)[:length] + chance.choice(ENDS)


def _tried(shape: str, text: str) -> tuple[float, bool]:
    """A package's pattern on a text, as FEEL's functions do it: the seconds, and whether it ran."""
    from samrum.rules import pattern

    started = time.process_time()
    try:
        made = pattern.compile_pattern(shape, "")
        made.found_in(text)
        for _match in made.matches(text):
            break
    except pattern.PatternFault:
        return time.process_time() - started, False
    return time.process_time() - started, True


def _slowest(name: str, pattern: re.Pattern[Any], texts: list[str]) -> tuple[float, str]:
    """The longest that a pattern takes, and on which text."""
    worst = (0.0, "")
    for way in _ways(name, pattern):
        for text in texts:
            said: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
            worst = max(worst, (_seconds(way, said), text))
            if worst[0] > SLOWEST:
                return worst
    return worst


def _seconds(way: Callable[[Any], Any], text: Any) -> float:
    """The least of up to three tries: what else runs on the machine takes time too."""
    took = []
    while len(took) < 3:
        started = time.process_time()
        way(text)
        took.append(time.process_time() - started)
        if took[-1] <= SLOWEST:
            break
    return min(took)


def _ways(name: str, pattern: re.Pattern[Any]) -> list[Callable[[Any], Any]]:
    """How the module that holds a pattern uses it."""
    module, _dot, held = name.rpartition(".")
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
    used = set(
        re.findall(rf"\b{held}\.(match|fullmatch|search|sub|finditer|findall|split)\b", source)
    )
    every = {"finditer", "findall", "sub", "split", "search"}
    ways: list[Callable[[Any], Any]] = []
    if used & every or not used:
        ways.append(lambda text: [None for _match in pattern.finditer(text)])
    if "match" in used:
        ways.append(pattern.match)
    if "fullmatch" in used:
        ways.append(pattern.fullmatch)
    return ways


def _ours() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that stands in a module of ours."""
    import samrum

    for found in pkgutil.walk_packages(samrum.__path__, "samrum."):
        if found.name.startswith(("samrum.cli.", "samrum.journal.", "samrum.site.", "samrum.__")):
            continue
        try:
            module = importlib.import_module(found.name)
        except Exception:  # what needs Django is tried by the other trials
            continue
        for name, held in vars(module).items():
            if type(held) is re.Pattern:
                yield f"{found.name}.{name}", held


def _python_runs_them() -> AbstractContextManager[None]:
    """The patterns of packages are run by Python's own `re`."""
    from samrum.rules import pattern

    def compiled(text: str, flags: str) -> Any:
        try:
            made = re.compile(text)
        except re.error as error:
            raise pattern.PatternFault(str(error)) from None

        class Run:
            def found_in(self, said: str) -> bool:
                started = time.process_time()
                for length in range(4, 40):  # it grows so fast that a little is enough
                    made.search(said[:length] + "!")
                    if time.process_time() - started > 2 * SLOWEST:
                        break
                return False

            def matches(self, said: str) -> Iterator[Any]:
                return iter(())

        return Run()

    return replaced(pattern, "compile_pattern", compiled)


def _one_of_ours_is_weak() -> AbstractContextManager[None]:
    """Somebody writes a pattern in our own code that tries again and again."""
    from samrum.channels import printable

    return replaced(printable, "_LONG_WORD", re.compile(r"^(\w|\w\w)*!$"))


I3 = Trial(
    id="I3",
    claim="No pattern of a package and none of our own takes more than 50 ms on any text that a "
    "field takes.",
    unit="pairs of a hostile pattern and a hostile text",
    full=10_000,
    quick=300,
    run=patterns,
    defects={"python-runs-them": _python_runs_them, "one-of-ours-is-weak": _one_of_ours_is_weak},
)
