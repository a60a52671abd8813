"""L-night: functions go through a night's renewals: at least 500 a second, and never a refusal.

Two processes share the cases.  Grants are decided by the function; refusals, unknown facts,
registers that do not answer and protected residents stay on a human's desk.  The journal is
verified afterwards.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trials.frame import Asked, Result, Trial, replaced

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

    from trials.law.renewals import Renewal

WORKERS = 2
WANTED = 500.0  # cases a second
FULL = 10_000


def night(asked: Asked) -> Result:
    """Makes the renewals, lets the functions go through them, and looks at what became of each."""
    from trials.installation import TENANT, begin

    begin()
    from samrum.journal.verify import verify
    from samrum.office.municipality import municipality
    from trials.law import renewals

    made = renewals.make(asked.n, asked.seed)
    seconds, processor = _run()
    seen = _became(made)
    wrong = verify(TENANT, municipality(TENANT).zone).faults
    a_second = round(len(made) / seconds)
    refused = sum(n for (_, became), n in seen.items() if became not in ("grant", "desk"))
    strays = {
        f"{kind} became {became}": n
        for (kind, became), n in sorted(seen.items())
        if became != ("grant" if kind == "grant" else "desk")
    }
    figures = {
        "cases_a_second": a_second,
        "seconds": round(seconds, 2),
        "processor_ms_a_case": round(1000 * processor / len(made), 2),
        "workers": WORKERS,
        "load": [round(one, 1) for one in os.getloadavg()],
        "of_each": dict(sorted(Counter(one.kind for one in made).items())),
        "decided": sum(n for (_, became), n in seen.items() if became == "grant"),
        "on_a_humans_desk": sum(n for (_, became), n in seen.items() if became == "desk"),
        "refused_by_machine": refused,
        "faults_of_the_journal": len(wrong),
    }
    quick_enough = a_second >= WANTED or asked.n < FULL
    passed = quick_enough and not refused and not strays and not wrong
    return Result(passed, figures, [strays] if strays else [])


def _run() -> tuple[float, float]:
    """Let the workers go through the cases: seconds from start to end, and of processor time."""
    import django.db

    django.db.connections.close_all()
    forked = multiprocessing.get_context("fork")
    start, answers = forked.Barrier(WORKERS + 1), forked.SimpleQueue()
    workers = [
        forked.Process(target=_work, args=(number, start, answers)) for number in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.monotonic()
    processor = sum(answers.get() for _ in workers)
    seconds = time.monotonic() - began
    for worker in workers:
        worker.join()
    return seconds, processor


def _work(number: int, start: Barrier, answers: Any) -> None:
    from samrum.journal import people
    from samrum.office import automation
    from trials.installation import TENANT

    people.numbers(TENANT, [])  # the connection is there before the clock starts
    start.wait()
    began = time.process_time()
    mine = automation.Share(number, WORKERS)
    automation.decide_waiting(TENANT, ("at-once", "nightly"), share=mine)
    answers.put(time.process_time() - began)


def _became(made: Sequence[Renewal]) -> Counter[tuple[str, str]]:
    """What became of each kind: "grant", another outcome, "desk", or where else it went."""
    from samrum.core.automation import is_function
    from samrum.journal import cases
    from trials.installation import TENANT

    kinds, seen = {one.id: one.kind for one in made}, Counter[tuple[str, str]]()
    for first in range(0, len(made), 1_000):
        for kept in cases.load_all(TENANT, [one.id for one in made[first : first + 1_000]]):
            case = kept.case
            became = "desk" if case.turn == "caseworker" else f"turn {case.turn or 'of nobody'}"
            if case.decision is not None:
                machine = is_function(case.decision.decider)
                became = case.decision.outcome if machine else "a person decided"
            seen[kinds[case.id], became] += 1
    return seen


def _without(*guards: str) -> Callable[[], AbstractContextManager[None]]:
    """Plants a country pack that has lost some of its guards."""

    @contextmanager
    def planted() -> Iterator[None]:
        from samrum.office import municipality

        real = municipality.packages()
        poorer = {
            id: replace(one, guards=tuple(g for g in one.guards if g.id not in guards))
            for id, one in real.items()
        }
        municipality.package.cache_clear()
        with replaced(municipality, "packages", lambda: poorer):
            yield
        municipality.package.cache_clear()

    return planted


@contextmanager
def _refusing() -> Iterator[None]:
    """Plants a function that decides what the rules recommend, a refusal too, and hears nobody."""
    from samrum.core import by_itself

    real = by_itself.full_grant

    def as_recommended(case: Any, *more: Any) -> Any:
        told = case.recommendation.applied.outcome
        decision = real(case, *more)
        return replace(decision, outcome=told) if told == "refuse" else decision

    with (
        _without("automation-grants", "heard-before-decided")(),
        replaced(by_itself, "full_grant", as_recommended),
    ):
        yield


L_NIGHT = Trial(
    id="L-night",
    claim="An automated function goes through a night's renewals at 500 cases a second or more on "
    "two cores, refuses none, and leaves whatever is unknown to a human.",
    unit="renewals",
    full=FULL,
    quick=300,
    run=night,
    defects={
        "unknown-is-no-hindrance": _without("automation-unsure"),
        "refuses": _refusing,
        "grants-what-the-rules-refuse": _without("automation-grants"),
    },
)
