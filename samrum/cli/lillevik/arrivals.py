"""Arrivals as they really came: the intake log of a permit office, replayed as applications.

The log (see its README) has one row an event: case_id, seq, activity, ts, channel ...  The first
event of a case is its arrival.  Days and hours are kept, the year is moved so that the last arrival
was yesterday; the channel says who typed: "Internet" the resident, "Desk" and "Post" a caseworker.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from samrum.cli.lillevik import lives
from samrum.cli.lillevik.people import BO, residents
from samrum.cli.lillevik.seed import TENANT, add_to_population, log_in, register
from samrum.core.party import Via
from samrum.core.refusal import Refused
from samrum.office import clock
from samrum.office.municipality import now

COLUMNS: Final = {"case_id", "ts", "channel"}
VIA: Final[dict[str, Via]] = {"Desk": "counter", "Post": "paper", "Fax": "paper"}
COMPLETE: Final = 0.7  # the share of applications that lack nothing


@dataclass(frozen=True, slots=True)
class Arrival:
    at: datetime
    channel: str


def read_arrivals(file: Path) -> list[Arrival]:
    """The arrivals in order.  Raises Refused for a file that is not such a log."""
    first: dict[str, Arrival] = {}
    for row in _rows(file):
        arrival = Arrival(datetime.fromisoformat(row["ts"]), row["channel"])
        known = first.setdefault(row["case_id"], arrival)
        if arrival.at < known.at:
            first[row["case_id"]] = arrival
    return sorted(first.values(), key=lambda arrival: arrival.at)


def replay(arrivals: list[Arrival], seed: int, told: Callable[[int, int], None]) -> None:
    """Let a resident apply for each arrival; `told(done, of)` is called as it goes."""
    chance = Random(seed)
    bo = log_in(BO)
    shift = now(TENANT) - timedelta(days=1) - arrivals[-1].at
    crowd = list(islice(residents(seed), len(arrivals)))
    add_to_population(crowd)
    for done, (arrival, someone) in enumerate(zip(arrivals, crowd, strict=True), 1):
        at = arrival.at + shift
        with clock.held_at(at):
            register(someone)
        case = lives.Case(log_in(someone), someone, bo, at, chance)
        via = VIA.get(arrival.channel, "portal")
        case.apply(
            chance.choice((lives.DRIVER, lives.PASSENGER, lives.WHEELCHAIR, lives.TOO_FAR)),
            complete=chance.random() < COMPLETE,
            by=None if via == "portal" else bo,
            via=via,
        )
        told(done, len(arrivals))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = COLUMNS - set(reader.fieldnames or ())
            if missing:
                raise _refused(file, f"It has no column {', '.join(sorted(missing))}")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error, EOFError) as error:
        raise _refused(file, str(error)) from error


def _refused(file: Path, because: str) -> Refused:
    return Refused(
        "The arrivals in {file} cannot be read.",
        because="{because_of}.",
        instead="Give a CSV file (also .gz) with the columns case_id, ts and channel.",
        file=file.name,
        because_of=because,
    )
