"""The product's commands with a planted defect, as processes of their own.

python -m trials.durability.planted DEFECT COMMAND ...
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from samrum.cli.main import main


def notes_of_later() -> None:
    """The checkpoints of a backup are read after the database, not at its moment."""
    import psycopg

    from samrum.journal import dump

    right = dump.dump

    def torn(cluster: Any, file: Any) -> dict[int, str]:
        right(cluster, file)
        import time

        time.sleep(2)
        from samrum.office.municipality import municipalities
        from samrum.site import checkpoints

        for tenant in municipalities():
            checkpoints.cover(tenant)
        with psycopg.connect(cluster.superuser_dsn) as later:
            return dict(
                later.execute(
                    "select distinct on (tenant) tenant, note from journal_checkpoint"
                    " order by tenant, size desc"
                ).fetchall()
            )

    dump.dump = torn


def believes_anything() -> None:
    """What was restored is not checked."""
    from samrum.cli import restore

    restore._what_does_not_hold = lambda args, manifest: []  # type: ignore[assignment]


def answers_first() -> None:
    """A page says that something was received, and it is kept a moment later."""
    import threading

    from samrum.office import act

    right = act.act

    def later(*about: Any, **told: Any) -> None:
        threading.Timer(0.3, right, about, told).start()

    act.act = later  # type: ignore[assignment]


def faults() -> None:
    """What has happened cannot be read: the API answers 500."""
    from samrum.office import feed

    def broken(*about: Any, **told: Any) -> None:
        raise ZeroDivisionError

    feed.happened = broken  # type: ignore[assignment]


def undeclared() -> None:
    """The API answers with a status that its description does not know."""
    from samrum.api import problem

    right = problem.told

    def gone(found: problem.Problem) -> Any:
        found.status = 410 if found.status == 404 else found.status
        return right(found)

    problem.told = gone


def misshapen() -> None:
    """A receipt of the API lacks what its description promises."""
    from samrum.api import wire

    wire.receipt_of = lambda receipt: {"case": receipt.case}  # type: ignore[assignment]


DEFECTS: Mapping[str, Callable[[], None]] = {
    "": lambda: None,
    "notes-of-later": notes_of_later,
    "believes-anything": believes_anything,
    "answers-first": answers_first,
    "faults": faults,
    "undeclared": undeclared,
    "misshapen": misshapen,
}


def run(words: Sequence[str]) -> int:
    defect, *command = words
    DEFECTS[defect]()
    return main(command)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
