"""S1: a case and a room do what a model of 200 lines says, whatever is pressed in whatever order.

Hypothesis presses, most often something that the model would let happen, by people who may and who
may not; days pass.  After each press the core is held against the model, and against what must hold
whatever the model says: no decision against her without reasons, law and how to appeal; no day that
was promised moves without an entry that says so; what was taken back is not read again; and the
events alone give the state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from trials.core.case_machine import CaseMachine
from trials.core.model import MAY
from trials.core.room_machine import ROOM_REACHED, RoomMachine
from trials.frame import Asked, Result, Trial, replaced

STEPS = 50
TOGETHER = 10  # from one seed: Hypothesis varies those of one run little
NEVER = {("phone", "ConfirmAppeal")}  # it is to be in writing
REACHED_FULLY = 100  # times, in a full run
FULL = 4_000
MOST_LINES = 200


def press_anything(asked: Asked) -> Result:
    """n cases and as many rooms, 50 presses each."""
    CaseMachine.reached, RoomMachine.reached = Counter(), Counter()
    CaseMachine.became = Counter()
    told: list[str] = []
    for first in range(0, asked.n, TOGETHER):
        count = min(TOGETHER, asked.n - first)
        told += _run(CaseMachine, count, asked.seed + first)
        told += _run(RoomMachine, count, asked.seed + first)
        if told:
            break
    wanted = {(who, act) for who, acts in MAY.items() for act in acts} - NEVER
    cases = {f"{who} {act}": CaseMachine.reached[who, act] for who, act in sorted(wanted)}
    rooms = {name: RoomMachine.reached[name] for name in ROOM_REACHED}
    least = min({**cases, **rooms}.items(), key=lambda one: one[1])
    figures = {
        "presses": CaseMachine.reached["presses"] + RoomMachine.reached["presses"],
        "differences": len(told),
        "roles and acts": len(cases) + len(rooms),
        "reached least": f"{least[0]}, {least[1]} times",
        "changes of a case": len(CaseMachine.became),
        "refused by model and core": CaseMachine.reached["refused"],
        "of red days": CaseMachine.reached["red days"],
    }
    enough = least[1] >= min(REACHED_FULLY, asked.n * REACHED_FULLY // FULL)
    return Result(not told and enough, figures, told)


def _run(machine: type[RuleBasedStateMachine], count: int, begins: int) -> list[str]:
    """So many machines from one seed: the first difference, with the fewest presses to it."""
    try:
        run_state_machine_as_test(
            seed(begins)(type(machine.__name__, (machine,), {})),
            settings=settings(
                max_examples=count,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Exception as difference:
        notes = " ".join(getattr(difference, "__notes__", []))
        return [f"{machine.__name__}: {difference} {notes[-600:]}"]
    return []


def _planted(module: str, name: str, made: Callable[[Any], Any]) -> Any:
    """A defect in the core: `name` of a module is made into something else."""

    @contextmanager
    def planting() -> Iterator[None]:
        import importlib

        owner = importlib.import_module(module)
        with replaced(owner, name, made(getattr(owner, name))):
            yield

    return planting


def _open_for_appeals(right: Any) -> Any:
    """An appeal that has been answered can be made again."""
    return lambda last, about: None


def _deaf_guards(right: Any) -> Any:
    """The law is not asked."""
    return lambda *about, **more: None


def _everybody(right: Any) -> Any:
    """Whoever types may do what only the resident does."""
    return lambda relation, act, *, typing: (
        right(relation, act, typing=typing) or relation == ("mandate")
    )


def _promise_of_the_day(right: Any) -> Any:
    """A delay moves the promised day, and nobody writes down that it did."""

    def evolve(case: Any, event: Any, **about: Any) -> Any:
        from samrum.core.replace import replace as changed

        after = right(case, event, **about)
        sent = type(event).__name__ == "MessageSent" and after.expected_by is not None
        return changed(after, expected_by=after.received_at.date()) if sent else after

    return evolve


def _never_revoked(right: Any) -> Any:
    """A consent that was taken back still counts."""

    def given(room: Any, consent: Any, day: Any) -> bool:
        from dataclasses import replace as changed

        return bool(right(room, changed(consent, revoked_at=None), day))

    return given


@contextmanager
def _revocation_forgotten() -> Iterator[None]:
    from samrum.core.room.known import Room

    with replaced(Room, "given", _never_revoked(Room.given)):
        yield


DEFECTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "appeals-again": _planted("samrum.core.appeal", "_may_appeal_again", _open_for_appeals),
    "deaf-law": _planted("samrum.core.law", "ask", _deaf_guards),
    "mandate-does-all": _planted("trials.core.case_machine", "may_do", _everybody),
    "promise-moves": _planted("samrum.core.happen", "evolve", _promise_of_the_day),
    "revocation-forgotten": _revocation_forgotten,
}

TRIALS = (
    Trial(
        "S1",
        "Whatever is pressed, by whom and in whatever order, a case and its room stand as a model "
        f"of {MOST_LINES} lines says.",
        f"cases and as many rooms, {STEPS} presses each",
        FULL,
        20,
        press_anything,
        DEFECTS,
    ),
)
