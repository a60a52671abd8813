"""How many cases there are of each kind: tallied by the worker now and then, and read often.

A tally reads two indexes of the table of cases, one where somebody has to do something and one of
what is decided, and no entry; whoever asks for the figures, however often, reads one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec

from samrum.journal.cases import STAGES, TURNS, lane
from samrum.journal.database import execute

_TURN_OF: Final = {
    lane(stage, turn, protected): turn
    for stage in STAGES
    for turn in TURNS
    for protected in (False, True)
    if turn
}


@dataclass(frozen=True, slots=True)
class Figure:
    """So many cases of a service: `name` says what is counted, `label` which of them."""

    name: str
    service: str
    label: str
    many: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a municipality as they were at a moment."""

    at: datetime
    figures: tuple[Figure, ...]


def newest(tenant: int) -> Tally | None:
    """What was tallied last; None before the first time."""
    row = execute(
        tenant, "select at, figures from journal_tally where tenant = %s", (tenant,)
    ).fetchone()
    if row is None:
        return None
    return Tally(row[0], msgspec.json.decode(row[1], type=tuple[Figure, ...]))


def keep(tenant: int, at: datetime, figures: Sequence[Figure]) -> None:
    """This is how many there are."""
    execute(
        tenant,
        "insert into journal_tally (tenant, at, figures) values (%s, %s, %s)"
        " on conflict (tenant) do update set at = excluded.at, figures = excluded.figures",
        (tenant, at, msgspec.json.encode(figures).decode()),
    )


def opened(tenant: int) -> list[Figure]:
    """How many cases have ever got a number."""
    rows = execute(
        tenant,
        "select service, sum(last)::bigint from journal_counter where tenant = %s"
        " group by service order by service",
        (tenant,),
    )
    return [Figure("opened", service, "", many) for service, many in rows]


def decided(tenant: int) -> list[Figure]:
    """How many that are kept have been decided, by the outcome."""
    rows = execute(
        tenant,
        "select service, outcome, count(*) from journal_case"
        " where tenant = %s and outcome <> '' group by service, outcome order by 1, 2",
        (tenant,),
    )
    return [Figure("decided", *row) for row in rows]


def waiting(tenant: int, services: Sequence[str], today: date) -> list[Figure]:
    """How many wait for somebody, by whose turn it is; and of those, whose day has passed."""
    rows = execute(
        tenant,
        "select service, lane, count(*), count(*) filter (where due < %s) from journal_case"
        " where tenant = %s and service = any(%s) and lane = any(%s) group by service, lane",
        (today, tenant, list(services), list(_TURN_OF)),
    )
    counted: dict[tuple[str, str, str], int] = {}
    for service, of_lane, all_of_it, late in rows:
        for name, many in (("waiting", all_of_it), ("overdue", late)):
            key = (name, service, _TURN_OF[of_lane])
            counted[key] = counted.get(key, 0) + many
    return [Figure(*key, many) for key, many in sorted(counted.items())]
