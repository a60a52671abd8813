"""Twenty cases of many, in order, cut by service, lane and caseworker: flat in time.

Each lane is an index range that is already in the order asked for, so a page reads at most one
page's rows of each lane and merges them: the same among a thousand cases and a million.  A search
looks at the first FOUND names and numbers that begin as asked, and cuts and sorts those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final, Literal

from samrum.journal.cases import LISTED, NOBODY, CaseRow, listed
from samrum.journal.database import Row, execute

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


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases of a cut with the names of their caseworkers, and how many it has: at most
    COUNTED; with `more`, there may be more than that."""

    rows: list[CaseRow]
    names: Mapping[str, str]
    total: int
    more: bool


def page(tenant: int, cut: Cut, *, after: Mark | None = None, most: int) -> list[CaseRow]:
    """At most so many rows after a mark, in order."""
    return [listed(row) for row in _rows(tenant, cut, after, None, most, "")]


def counted_page(
    tenant: int, cut: Cut, *, after: Mark | None = None, before: Mark | None = None, most: int
) -> Page:
    """At most so many rows after a mark, or the last ones before another, in order; with how many
    the whole cut has, and names."""
    found = _rows(tenant, cut, after, before, most, _about(_kind(cut)))
    if not found:  # and no row to say how many there are
        return Page([], {}, *counts(tenant, [cut])[0])
    rows = [listed(row[:-3]) for row in found]
    names = {row[5]: row[-3] for row in found if row[-3]}
    return Page(rows, names, *_counted(*found[0][-2:]))


def counts(tenant: int, cuts: Sequence[Cut]) -> list[tuple[int, bool]]:
    """How many cases each cut has, at most COUNTED; and whether there may be more than that."""
    values = {
        f"{number}.{name}": value
        for number, cut in enumerate(cuts)
        for name, value in _values(tenant, cut).items()
    }
    row = execute(tenant, _counts(tuple(map(_kind, cuts))), values).fetchone()
    assert row is not None, "a count has a row"
    return [_counted(*row[place : place + 2]) for place in range(0, len(row), 2)]


def _rows(
    tenant: int, cut: Cut, after: Mark | None, before: Mark | None, most: int, about: str
) -> list[Row]:
    """The columns LISTED, and those `about` the whole cut."""
    down = cut.latest_first == (before is None)
    place = before or after or Mark(*(_MOST if down else _LEAST))
    if down and cut.due_to is not None:
        place = min(place, Mark(cut.due_to.isoformat(), _MOST[1]), key=lambda mark: mark.value)
    # Going down from a day, the place to begin at is limit enough: with a second bound, PostgreSQL
    # would begin at that one and walk from there.
    kind = _kind(cut, limited=cut.due_to is not None and not down)
    values = _values(tenant, cut) | {"value": place.value, "id": place.id}
    rows = execute(tenant, _page(cut.sort, down, kind, most, about), values).fetchall()
    return rows[::-1] if before else rows


def _counted(number: int, looked_at: int) -> tuple[int, bool]:
    return min(number, COUNTED), number > COUNTED or looked_at >= FOUND


@dataclass(frozen=True, slots=True)
class _Kind:
    """What makes one statement another: `limited` by the last day that something is due; `search`
    is how many a search looks at, 0 without one; and how many `services`, `lanes` and `numbers`
    there are.  PostgreSQL keeps a plan only where it knows that: else it plans for a page anew."""

    of_caseworker: bool
    search: int
    limited: bool
    services: int
    lanes: int
    numbers: int


def _kind(cut: Cut, *, limited: bool | None = None) -> _Kind:
    by_day = cut.due_to is not None if limited is None else limited
    lengths = len(cut.services), len(cut.lanes), len(cut.numbers)
    return _Kind(cut.caseworker is not None, FOUND * cut.searching, by_day, *lengths)


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
        }
    return asked


@cache
def _page(sort: Sort, down: bool, kind: _Kind, most: int, about: str) -> str:
    column, sign, way = _COLUMN[sort], "<" if down else ">", "desc" if down else "asc"
    order = f"c.{column} {way}, c.id {way}"
    wanted = _cut(
        f"c.id, c.{column} as mark",
        f"and (c.{column}, c.id) {sign} (%(value)s, %(id)s) order by {order} limit {most}",
        kind,
    )
    return (
        f"{_with_found(kind)} select {LISTED}{about}"
        f" from (select id, mark from ({wanted}) wanted"
        f" order by mark {way}, id {way} limit {most}) page"
        " join journal_case c on c.tenant = %(tenant)s and c.id = page.id"
        " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        f"{_CASEWORKER if about else ''}"
        f" order by page.mark {way}, page.id {way}"
    )


_CASEWORKER: Final = " left join journal_person w on w.tenant = c.tenant and w.id = c.caseworker"


@cache
def _about(kind: _Kind) -> str:
    return f", w.name, ({_number(kind)}), ({_looked_at(kind)})"


@cache
def _counts(kinds: tuple[_Kind, ...]) -> str:
    parts = (
        f"({_with_found(kind)} select ({_number(kind)}), ({_looked_at(kind)})) of_{place}".replace(
            "%(", f"%({place}."
        )
        for place, kind in enumerate(kinds)
    )
    return f"select * from {', '.join(parts)}"


def _number(kind: _Kind) -> str:
    # In an index's order, so that the index is read and not the table.
    wanted = _cut("1", f"order by c.due, c.id limit {COUNTED + 1}", kind)
    return f"select count(*) from (select 1 from ({wanted}) wanted limit {COUNTED + 1}) counted"


def _looked_at(kind: _Kind) -> str:
    return "select count(*) from found" if kind.search else "select 0"


def _with_found(kind: _Kind) -> str:
    return (
        f"with found as materialized ({_FOUND.format(most=kind.search, numbers=kind.numbers)})"
        if kind.search
        else ""
    )


def _cut(columns: str, ending: str, kind: _Kind) -> str:
    """The cases that are asked for: lane by lane, or of those that were found."""
    both = (
        f"{' and c.due <= %(due_to)s' if kind.limited else ''}"
        f"{' and c.caseworker = %(caseworker)s' if kind.of_caseworker else ''}"
    )
    if kind.search:
        return (
            f"select {columns} from found c where c.service = any(%(services)s)"
            f" and c.lane = any(%(lanes)s){both} {ending}"
        )
    return (
        f"select part.* from (select unnest(%(services)s::text[]) limit {kind.services})"
        f" asked_service (id) cross join (select unnest(%(lanes)s::text[]) limit {kind.lanes})"
        " asked_lane (id) cross join lateral"
        f" (select {columns} from journal_case c where c.tenant = %(tenant)s{both}"
        f" and c.service = asked_service.id and c.lane = asked_lane.id {ending}) part"
    )


_FOUND: Final = """
    select named.* from (
        select distinct person from (
            select person from journal_person_word
            where tenant = %(tenant)s and word >= %(word)s and word < %(word_end)s
            order by word limit {most}
        ) words
    ) somebody
    cross join lateral (
        select id, service, lane, caseworker, due, received_at, changed_at from journal_case
        where tenant = %(tenant)s and resident = somebody.person
        order by received_at desc, id limit {most}
    ) named
    union
    select numbered.*
    from (
        select * from unnest(%(numbers)s::text[], %(number_ends)s::text[]) limit {numbers}
    ) asked (first, last)
    cross join lateral (
        select id, service, lane, caseworker, due, received_at, changed_at from journal_case
        where tenant = %(tenant)s and number >= asked.first and number < asked.last
        order by number limit {most}
    ) numbered
"""
