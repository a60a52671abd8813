"""I8: an expression of a package ends within 200 ms, whatever it says.

Conditions of steps, placeholders of letters and cells of decision tables are FEEL, the one language
that a package may bring; there is no jq and no SQL in a package. Each runs with a budget of steps,
depth and size.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from random import Random
from typing import Any, Final

from trials.frame import Asked, Result, Trial, replaced

SLOWEST: Final = 0.200  # seconds of processor time
SHAPES: Final = (
    "for a in 1..{n}, b in 1..{n} return a * b",
    "sum(for a in 1..{n} return sum(for b in 1..{n} return b))",
    "every a in 1..{n} satisfies every b in 1..{n} satisfies a * b >= 0",
    "some a in 1..{n} satisfies some b in 1..{n} satisfies a + b < 0",
    "(1..{n})[item > 0][item > 1][item > 2]",
    'string join(for a in 1..{n} return "x", "y")',
    "{n} ** {n}",
    "2 ** {n} ** 2",
    "10 ** 6144 * 10 ** 6144",
    "sort(for a in 1..{n} return -a, function(x, y) x < y)",
    "distinct values(for a in 1..{n} return a)",
    "flatten(for a in 1..{n} return [[[[a]]]])",
    "product(1..{n})",
    'replace("{a}", "(a+)+", "$1$1$1")',
    'matches("{a}b", "^(a|a)*$")',
    'split("{a}", "a?")',
    "count(concatenate(1..{n}, 1..{n}, 1..{n}))",
    "{{f: function(x) f(x), g: f(1)}}.g",
    "{{f: function(x) if x > 0 then f(x - 1) + f(x - 1) else 1, g: f(40)}}.g",
    "{open}1{close}",
    "{minus}1",
    "[{many}]",
    'date("2020-01-01") + duration("P{n}D")',
    'for a in date("0001-01-01")..date("9999-12-31") return a',
    "union({lists})",
    'substring("{a}", -{n}, {n})',
    "if {ands} then 1 else 2",
    "decimal(1 / 3, {n})",
    "mode(for a in 1..{n} return a)",
    "stddev(for a in 1..{n} return a)",
    "string length(string(2 ** {n}))",
    "index of(for a in 1..{n} return 1, 1)",
)


def expressions(asked: Asked) -> Result:
    """n expressions."""
    from samrum.packages.expression import Expression
    from samrum.rules.parse import FeelSyntaxError

    chance = Random(asked.seed)
    slow: list[str] = []
    broke: list[str] = []
    answered = unread = 0
    most = 0.0
    for number in range(asked.n):
        text = made(SHAPES[number % len(SHAPES)], chance)
        started = time.process_time()
        try:
            Expression(text, "hostile:1").value({"x": 1})
            answered += 1
        except FeelSyntaxError:
            unread += 1
        except Exception as error:
            broke.append(f"{type(error).__name__}: {text[:100]}")
        took = time.process_time() - started
        if took > SLOWEST:  # what else runs on the machine takes time too
            took = min(took, *(_again(text) for _ in range(2)))
        most = max(most, took)
        if took > SLOWEST:
            slow.append(f"{took:.2f} s: {text[:100]}")
    figures = {
        "expressions": asked.n,
        "ended": answered,
        "not read": unread,
        "longest ms": round(most * 1000),
        "too slow": len(slow),
        "broke": len(broke),
    }
    return Result(not slow and not broke and answered > 0, figures, [*slow, *broke])


def _again(text: str) -> float:
    from samrum.packages.expression import Expression

    started = time.process_time()
    Expression(text, "hostile:1").value({"x": 1})
    return time.process_time() - started


def made(shape: str, chance: Random) -> str:
    """A shape filled in with sizes from small to absurd."""
    n = chance.choice((10, 300, 1_000, 10_000, 10**6, 10**9))
    some = min(n, 400)
    return shape.format(
        n=n,
        a="a" * min(n, 4_000),
        open="(" * some,
        close=")" * some,
        minus="-" * some,
        many=",".join(["1"] * min(n, 3_000)),
        lists=",".join(["[1,2,3]"] * some),
        ands=" and ".join(["true"] * some),
    )


def _without_end() -> AbstractContextManager[None]:
    """The budget is twenty times as large."""
    from samrum.packages import expression
    from samrum.rules.run import Run

    def large(*_: Any, **__: Any) -> Run:
        return Run(steps=600_000, size=1_000_000)

    return replaced(expression, "Run", large)


I8 = Trial(
    id="I8",
    claim="Whatever an expression of a package says, it ends within 200 ms.",
    unit="hostile expressions",
    full=1_000,
    quick=64,
    run=expressions,
    defects={"without-end": _without_end},
)
