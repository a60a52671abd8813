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

FOUND: Final = 200
COUNTED: Final = 1_000
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
    that something is due (then in that order); `word` is the beginning of a name or national number
    as it is kept (samrum.journal.people), `numbers` of case numbers.
    """

    services: tuple[str, ...]
    lanes: tuple[str, ...]
    sort: Sort = "due"
    latest_first: bool = False
    caseworker: str | None = None
    due_to: date | None = None
    searching: bool = False
    word: str = ""
    numbers: tuple[str, ...] = field(default=())


def page(
    tenant: int, cut: Cut, *, after: Mark | None = None, before: Mark | None = None, most: int
) -> list[CaseRow]:
    """At most so many rows after a mark, or the last ones before another, in order."""
    down = cut.latest_first == (before is None)
    place = before or after or Mark(*(_MOST if down else _LEAST))
    if down and cut.due_to is not None:
        place = min(place, Mark(cut.due_to.isoformat(), _MOST[1]), key=lambda mark: mark.value)
    statement = _page(cut.sort, down, _kind(cut, limited=cut.due_to is not None and not down))
    values = _values(tenant, cut) | {"value": place.value, "id": place.id, "most": most}
    rows = execute(tenant, statement, values).fetchall()
    return [listed(row) for row in (reversed(rows) if before else rows)]


def count(tenant: int, cut: Cut) -> tuple[int, bool]:
    """How many cases there are, at most COUNTED; and whether there may be more than that."""
    statement = _count(_kind(cut, limited=cut.due_to is not None))
    row = execute(tenant, statement, _values(tenant, cut) | {"most": COUNTED + 1}).fetchone()
    assert row is not None, "a count has a row"
    number, found = row
    return min(number, COUNTED), number > COUNTED or found >= FOUND


@dataclass(frozen=True, slots=True)
class _Kind:
    """What makes one statement another; `limited` is by the last day that something is due.

    Going down from a day, the place to begin at is limit enough: with a second bound, PostgreSQL
    would begin at that one and walk from there.
    """

    of_caseworker: bool
    searching: bool
    limited: bool


def _kind(cut: Cut, *, limited: bool) -> _Kind:
    return _Kind(cut.caseworker is not None, cut.searching, limited)


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
        f"{_with_found(kind)} select {LISTED} from (select id, mark from ({wanted}) wanted"
        f" order by mark {way}, id {way} limit %(most)s) page"
        " join journal_case c on c.tenant = %(tenant)s and c.id = page.id"
        " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        f" order by page.mark {way}, page.id {way}"
    )


@cache
def _count(kind: _Kind) -> str:
    # In an index's order, so that the index is read and not the table.
    wanted = _cut("1", "order by c.due, c.id limit %(most)s", kind)
    found = "(select count(*) from found)" if kind.searching else "0"
    return (
        f"{_with_found(kind)} select count(*), {found}"
        f" from (select 1 from ({wanted}) wanted limit %(most)s) counted"
    )


def _with_found(kind: _Kind) -> str:
    return f"with found as materialized ({_FOUND})" if kind.searching else ""


def _cut(columns: str, ending: str, kind: _Kind) -> str:
    """The cases that are asked for: lane by lane, or of those that were found."""
    both = (
        "from journal_case c where c.tenant = %(tenant)s"
        f"{' and c.due <= %(due_to)s' if kind.limited else ''}"
        f"{' and c.caseworker = %(caseworker)s' if kind.of_caseworker else ''}"
    )
    if kind.searching:
        return (
            f"select part.* from found cross join lateral (select {columns} {both}"
            f" and c.id = found.id and c.service = any(%(services)s) and c.lane = any(%(lanes)s)"
            f" {ending}) part"
        )
    return (
        "select part.* from unnest(%(services)s::text[]) asked_service (id)"
        " cross join unnest(%(lanes)s::text[]) asked_lane (id) cross join lateral"
        f" (select {columns} {both} and c.service = asked_service.id"
        f" and c.lane = asked_lane.id {ending}) part"
    )


_FOUND: Final = """
    select named.id from (
        select distinct person from (
            select person from journal_person_word
            where tenant = %(tenant)s and word >= %(word)s and word < %(word_end)s
            order by word limit %(found)s
        ) words
    ) somebody
    cross join lateral (
        select id from journal_case
        where tenant = %(tenant)s and resident = somebody.person
        order by received_at desc, id limit %(found)s
    ) named
    union
    select numbered.id
    from unnest(%(numbers)s::text[], %(number_ends)s::text[]) asked (first, last)
    cross join lateral (
        select id from journal_case
        where tenant = %(tenant)s and number >= asked.first and number < asked.last
        order by number limit %(found)s
    ) numbered
"""
