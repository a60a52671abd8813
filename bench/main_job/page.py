"""The page that tells all figures of a run: docs/bench-main-job.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.main_job.figure import Figure, table

PAGE: Final = Path(__file__).parent.parent.parent / "docs" / "bench-main-job.md"
_HEAD: Final = """<!-- Written by ./do bench main-job --record; measure again, do not edit. -->

# How fast the main job is

Measured with `{command}`,
in one run on one machine ({when}). The pages, PostgreSQL with every commit waiting for the disk,
and the load share its {cores} cores. Of {wanted} figures that were wanted, {reached} were reached.

How to read it:

- **The floor** of an act is a bare WSGI handler in the same server that sends the very statements
  that were recorded from the product, and does nothing else. Of a page it is its statements alone.
  Product and floor take turns, and of each the best round counts.
- **A floor that we lower is a floor that we are measured by.** A statement that is saved makes the
  product quicker and its share of the floor smaller. So read the share together with the processor
  time, which has no such mirror.
- **CPU of the pages** is what the server's processes used for one act, all of it: HTTP, the form,
  the session, the rules with their trace, the letter's words, the journal's hashes.
- **A whole job** is open, take, assess, decide (a letter is queued) and close: five acts. Over
  HTTP it takes five presses; "processes" act through the office, with no web between.
- **The crowd** is up to a million cases, each a copy of one that was really played. Pages are
  opened one after the other, each time for somebody else.
- **The load** below is that of the machine when the run began. Above the number of cores,
  throughput and medians tell more of the neighbours than of Samrum, and processor time grows too:
  such a run shows that the measuring works, and no more.
"""


def write(
    figures: Sequence[Figure], machine: dict[str, object], command: str, ended: str = ""
) -> None:
    """Writes the page; `ended` says why a run did not come to its end."""
    wanted = [one for one in figures if one.reached is not None]
    head = _HEAD.format(
        command=command,
        when=datetime.now(UTC).strftime("%Y-%m-%d"),
        cores=machine["cores"],
        reached=sum(one.reached is True for one in wanted),
        wanted=len(wanted),
    )
    told = ", ".join(f"{name} {value}" for name, value in machine.items())
    broken = f"\nThe run did not come to its end: {ended}.\n" if ended else ""
    page = f"{head}{broken}\n{table(figures)}\n\nMeasured on: {told} (load: when the run began).\n"
    PAGE.write_text(page, encoding="utf-8")
