"""The decisions that were made for a board under its delegation order, as they are reported to it.

A row has the case's number and no resident, so that everybody who works for the board may read it
(kommunallagen 7 kap. 8 §).  The decisions of automated functions are among them, and that a demand
for a decision was refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from samrum.core.access import Reader
from samrum.core.automation import function_name, is_function
from samrum.core.case import DecisionMade
from samrum.core.demand import DemandRefused
from samrum.journal import codec, people, records
from samrum.office.municipality import municipality, now, on_the_wall
from samrum.office.relation import NotHere, is_id
from samrum.packages.adoption import REFUSE_DEMAND

MOST: Final = 5_000
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Row:
    """One decision; `delegation` is the row it was made under, "" where none is known."""

    at: datetime
    number: str
    service: str
    outcome: str
    decider: str
    delegation: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The decisions of a board from `first` to `last`; with `more` there are others."""

    board: str
    rows: tuple[Row, ...]
    first: date
    last: date
    more: bool


def report(reader: Reader, *, first: date | None, last: date | None) -> Report:
    """The decisions made for the reader's board, this month unless days are said.

    Raises NotHere for who works for no board that has adopted a service.
    """
    here, today = municipality(reader.tenant), now(reader.tenant).date()
    board = reader.person.post.agency if reader.person.post else ""
    services = [
        one.service
        for one in here.adopted.values()
        if board and here.units[one.unit].agency == board
    ]
    if not services:
        raise NotHere
    last = min(last or today, date(9000, 1, 1))
    first = max(min(first or today.replace(day=1), last), last - LONGEST)
    begins, ends = (
        datetime.combine(day, time(), here.zone) for day in (first, last + timedelta(days=1))
    )
    found = records.decisions(reader.tenant, services, begins, ends, MOST + 1)
    names = people.names(reader.tenant, {one.actor for one in found if is_id(one.actor)})
    told = (one for one in found[:MOST] if one.payload is not None)
    rows = tuple(_row(one, names, on_the_wall(reader.tenant, one.at)) for one in told)
    return Report(board, rows, first, last, len(found) > MOST)


def _row(one: records.Decided, names: dict[str, str], at: datetime) -> Row:
    event = codec.event(one.kind, one.payload or "")
    assert isinstance(event, DecisionMade | DemandRefused), "only decisions were asked for"
    outcome = event.outcome if isinstance(event, DecisionMade) else REFUSE_DEMAND
    automatic = is_function(one.actor)
    decider = function_name(one.actor) if automatic else names.get(one.actor, "")
    return Row(at, one.number, one.service, outcome, decider, event.delegation, automatic)
