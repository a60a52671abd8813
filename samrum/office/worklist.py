"""The worklist: the cases of a caseworker's unit, twenty at a time, and what is most due next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from samrum.core.access import Reader
from samrum.journal import cases, people
from samrum.journal import worklist as lanes_of
from samrum.journal.cases import CaseRow
from samrum.journal.worklist import Cut, Mark, Sort
from samrum.office.municipality import municipality, now, package
from samrum.office.relation import NotHere, is_id, relation

ROWS: Final = 20
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("received", "decided", "withdrawn"),
    "all": cases.STAGES,
    **{stage: (stage,) for stage in cases.STAGES},
}
TURNS: Final[Mapping[str, tuple[str, ...]]] = {
    "": cases.TURNS,
    "caseworker": ("caseworker",),
    "resident": ("resident",),
    "nobody": ("",),
}
DUE: Final[Mapping[str, int]] = {"late": -1, "today": 0, "week": 7}
"""The last day that counts, in days from today."""


LEAST_DIGITS: Final = 6
"""Of a national number; fewer are taken for a case number."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a caseworker asks for; what is not understood counts as not said.

    `whose` is "", "mine" or "nobody"; `turn` a key of TURNS; `stage` of STAGES; `due` "" or a key
    of DUE, and then the list is in the order of what is due; `service` an id or ""; `search` the
    beginning of a case number, a national number or one or two words of a name.  `after` and
    `before` are the places that a page gave.
    """

    whose: str = ""
    turn: str = ""
    stage: str = "open"
    due: str = ""
    service: str = ""
    search: str = ""
    sort: Sort = "due"
    latest_first: bool = False
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """`total` is how many there are, at most 1,000; with `more`, there are more than that.

    `next` and `previous` are the places to ask on from, "" at an end; `names` those of the
    caseworkers; `asked` is what was asked, as it was understood.
    """

    asked: Worklist
    rows: tuple[CaseRow, ...]
    total: int
    more: bool
    next: str
    previous: str
    names: Mapping[str, str]


def worklist(reader: Reader, asked: Worklist) -> WorklistPage:
    """One page of the worklist of the reader's unit.  Raises NotHere for who has no unit."""
    asked, today = _understood(asked), now(reader.tenant).date()
    cut = _cut(reader, asked, today)
    before, after = _mark(asked.before, asked.sort), _mark(asked.after, asked.sort)
    found = lanes_of.counted_page(reader.tenant, cut, after=after, before=before, most=ROWS + 1)
    rows, further = found.rows, len(found.rows) > ROWS
    rows = (rows[1:] if further else rows) if before else rows[:ROWS]
    rows = [row for row in rows if _seen(reader, row, today)]
    names = {row.caseworker: found.names.get(row.caseworker, "") for row in rows if row.caseworker}
    ends = (before is not None or further, after is not None if before is None else further)
    return WorklistPage(
        asked,
        tuple(rows),
        found.total,
        found.more,
        _place(rows[-1], asked.sort) if rows and ends[0] else "",
        _place(rows[0], asked.sort) if rows and ends[1] else "",
        names,
    )


def how_many(reader: Reader, *asked: Worklist) -> tuple[int, ...]:
    """How many cases are asked for, of each list at most 1,000.  Raises NotHere for who has no
    unit."""
    today = now(reader.tenant).date()
    cuts = [_cut(reader, _understood(one), today) for one in asked]
    return tuple(number for number, _more in lanes_of.counts(reader.tenant, cuts))


def next_case(reader: Reader, after: str = "") -> str | None:
    """The id of what is most due of the reader's own, after the case `after` if it is hers too.

    After the last one comes the first again; None when nothing else waits for her.
    """
    today = now(reader.tenant).date()
    cut = _cut(reader, Worklist(whose="mine", turn="caseworker"), today)
    here = cases.place_of(reader.tenant, after) if is_id(after) else None
    place = Mark(*here) if here else None
    rows = lanes_of.page(reader.tenant, cut, after=place, most=1) if place else []
    rows = rows or lanes_of.page(reader.tenant, cut, most=2)
    return next((row.id for row in rows if row.id != after), None)


def _understood(asked: Worklist) -> Worklist:
    """What was asked, with what cannot be meant left out."""
    due = asked.due if asked.due in DUE else ""
    return replace(
        asked,
        whose=asked.whose if asked.whose in ("mine", "nobody") else "",
        turn=asked.turn if asked.turn in TURNS else "",
        stage=asked.stage if asked.stage in STAGES else "open",
        due=due,
        search=people.storable(asked.search).strip()[:100],
        sort="due" if due or asked.sort not in ("received", "changed") else asked.sort,
    )


def _cut(reader: Reader, asked: Worklist, today: date) -> Cut:
    post = reader.person.post
    if post is None:
        raise NotHere
    services = municipality(reader.tenant).services_of(post.unit)
    if asked.service:
        services = tuple(service for service in services if service == asked.service)
    lanes = cases.lanes(STAGES[asked.stage], TURNS[asked.turn], post.cleared)
    due_to = today + timedelta(days=DUE[asked.due]) if asked.due else None
    return Cut(
        services,
        tuple(lanes),
        asked.sort,
        asked.latest_first,
        {"mine": reader.id, "nobody": ""}.get(asked.whose),
        due_to,
        bool(asked.search),
        _word(asked.search),
        _numbers(reader.tenant, services, asked.search, today),
    )


def _word(search: str) -> str:
    """What a name or national number begins with, as it is kept; "" when nothing is asked."""
    words = people.folded(search)
    digits = "".join(words)
    if digits.isdigit():
        return digits if len(digits) >= LEAST_DIGITS else ""
    return " ".join(words[:2])


def _numbers(tenant: int, services: tuple[str, ...], search: str, today: date) -> tuple[str, ...]:
    """What a case number may begin with: "PRH 2026-000123" is found by "2026-0001" and by "123"."""
    typed = search.upper()
    if not any(sign.isdigit() for sign in typed):
        return ()
    found = [typed]
    for service in services:
        known = package(tenant, service)
        prefix = known.number_prefix if known else ""
        found.append(f"{prefix} {typed}")
        if re.fullmatch(r"[0-9]{1,6}", typed):
            found.append(f"{prefix} {today.year}-{int(typed):06d}")
    return tuple(found)


def _seen(reader: Reader, row: CaseRow, today: date) -> bool:
    """The same question as everywhere else: the statement has only been quicker."""
    stands = relation(
        reader, resident=row.resident, service=row.service, protected=row.protected, day=today
    )
    return stands != "outsider"


def _place(row: CaseRow, sort: Sort) -> str:
    value: date | datetime | None = {
        "due": row.due or date.max,
        "received": row.received_at,
        "changed": row.changed_at,
    }[sort]
    return f"{value.isoformat() if value else ''}~{row.id}"


def _mark(place: str, sort: Sort) -> Mark | None:
    """The place that a page gave; None for anything that no page has given."""
    value, _, id = place.partition("~")
    try:
        told = date.fromisoformat(value) if sort == "due" else datetime.fromisoformat(value)
        return Mark(told.isoformat(), str(UUID(id)))
    except ValueError:
        return None
