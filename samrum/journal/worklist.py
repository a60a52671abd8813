"""Twenty cases of many, in order, cut by service, lane and caseworker: flat in time.

Each lane is an index range that is already in the order asked for, so a page reads at most one
page's rows of each lane and merges them: the same among a thousand cases and a million.  A search
looks at the first FOUND names and numbers that begin as asked, and cuts and sorts those.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final, Literal

from samrum.journal.cases import LISTED, NOBODY, CaseRow, listed
from samrum.journal.database import execute

Sort = Literal["received", "due", "changed"]

FOUND: Final = 400
COUNTED: Final = 1_001
_COLUMN: Final = {"received": "received_at", "due": "due", "changed": "changed_at"}
_LAST_SIGN: Final = "\U0010ffff"
_LEAST: Final = ("-infinity", NOBODY)
_MOST: Final = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place between two rows: the sorted column's value, as text, and the case's id."""

    value: str
    id: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Which cases are asked for.

    `caseworker` is an id, "" for cases that nobody has taken, None for all; `due_to` the last day
    something is due; `cleared` shows residents with protected data; `word` is the beginning of a
    name or national number as it is kept (samrum.journal.people), `numbers` of case numbers.
    """

    services: tuple[str, ...]
    lanes: tuple[str, ...]
    sort: Sort = "due"
    latest_first: bool = False
    caseworker: str | None = None
    due_to: date = date.max
    cleared: bool = False
    searching: bool = False
    word: str = ""
    numbers: tuple[str, ...] = field(default=())


def page(
    tenant: int, cut: Cut, *, after: Mark | None = None, before: Mark | None = None, most: int
) -> list[CaseRow]:
    """At most so many rows after a mark, or the last ones before another, in order."""
    down = cut.latest_first == (before is None)
    start = before or after
    value, id = (start.value, start.id) if start else (_MOST if down else _LEAST)
    values = _values(tenant, cut) | {"value": value, "id": id, "most": most}
    rows = execute(tenant, _page(cut.sort, down, _kind(cut)), values).fetchall()
    return [listed(row) for row in (reversed(rows) if before else rows)]


def count(tenant: int, cut: Cut) -> int:
    """How many cases there are, at most COUNTED."""
    row = execute(tenant, _count(_kind(cut)), _values(tenant, cut) | {"most": COUNTED}).fetchone()
    assert row is not None, "a count has a row"
    number: int = row[0]
    return number


_Kind = tuple[bool, bool, bool]


def _kind(cut: Cut) -> _Kind:
    return cut.caseworker is not None, cut.cleared, cut.searching


def _values(tenant: int, cut: Cut) -> dict[str, object]:
    asked: dict[str, object] = {
        "tenant": tenant,
        "services": list(cut.services),
        "lanes": list(cut.lanes),
        "due_to": cut.due_to,
    }
    if cut.caseworker is not None:
        asked["caseworker"] = cut.caseworker or NOBODY
    if cut.searching:
        asked |= {
            "word": cut.word,
            "word_end": cut.word + _LAST_SIGN if cut.word else "",
            "numbers": list(cut.numbers),
            "number_ends": [number + _LAST_SIGN for number in cut.numbers],
            "found": FOUND,
        }
    return asked


@cache
def _page(sort: Sort, down: bool, kind: _Kind) -> str:
    column, sign, way = _COLUMN[sort], "<" if down else ">", "desc" if down else "asc"
    order = f"c.{column} {way}, c.id {way}"
    wanted = _cut(
        f"c.id, c.{column} as mark",
        f"and (c.{column}, c.id) {sign} (%(value)s, %(id)s) order by {order} limit %(most)s",
        kind,
    )
    return (
        f"select {LISTED} from (select id, mark from ({wanted}) wanted"
        f" order by mark {way}, id {way} limit %(most)s) page"
        " join journal_case c on c.tenant = %(tenant)s and c.id = page.id"
        " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        f" order by page.mark {way}, page.id {way}"
    )


@cache
def _count(kind: _Kind) -> str:
    wanted = _cut("1", "limit %(most)s", kind)
    return f"select count(*) from (select 1 from ({wanted}) wanted limit %(most)s) counted"


def _cut(columns: str, ending: str, kind: _Kind) -> str:
    """The cases that are asked for: lane by lane, or of those that were found."""
    of_caseworker, cleared, searching = kind
    open_person = (
        ""
        if cleared
        else " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        " and not p.protected"
    )
    both = (
        f"where c.tenant = %(tenant)s and c.due <= %(due_to)s"
        f"{' and c.caseworker = %(caseworker)s' if of_caseworker else ''}"
    )
    if searching:
        return (
            f"with found as materialized ({_FOUND}) select {columns} from found"
            f" join journal_case c on c.tenant = %(tenant)s and c.id = found.id{open_person}"
            f" {both} and c.service = any(%(services)s) and c.lane = any(%(lanes)s) {ending}"
        )
    return (
        "select part.* from unnest(%(services)s::text[]) asked_service (id)"
        " cross join unnest(%(lanes)s::text[]) asked_lane (id) cross join lateral"
        f" (select {columns} from journal_case c{open_person}"
        f" {both} and c.service = asked_service.id and c.lane = asked_lane.id {ending}) part"
    )


_FOUND: Final = """
    select c.id from (
        select distinct person from (
            select person from journal_person_word
            where tenant = %(tenant)s and word >= %(word)s and word < %(word_end)s
            order by word limit %(found)s
        ) named
    ) somebody
    join journal_case c on c.tenant = %(tenant)s and c.resident = somebody.person
    union
    select numbered.id
    from unnest(%(numbers)s::text[], %(number_ends)s::text[]) asked (first, last)
    cross join lateral (
        select id from journal_case
        where tenant = %(tenant)s and number >= asked.first and number < asked.last
        order by number limit %(found)s
    ) numbered
"""
