"""Whom an incident is about, as the journal and the state beside it know: counted, never changed.

An operator may see these counts without standing to any case, because they are made to tell the
authority and the persons themselves (GDPR 33 and 34); no name and no number is read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samrum.core.room import Room
from samrum.core.transfer import Transfer
from samrum.core.worry import Worry
from samrum.journal import cases, codec
from samrum.journal.cases import KEPT, Kept, kept_of
from samrum.journal.database import execute, rows_of

Known = tuple[str, str, bool, bool]
"""A person: id, number (to know the age), whether her data are protected, by herself or in any case
of hers, and whether she works here."""
NOUNS: Final = ("case", "person", "room", "worry", "transfer")


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that somebody read or did: in which stream, and what the entry says, None where
    that was erased."""

    noun: str
    stream: str
    kind: str
    payload: str | None


def touched(tenant: int, actors: Sequence[str], first: datetime, last: datetime) -> Iterator[Touch]:
    """What these have read and done from `first` on, before `last`, inside a transaction."""
    statement = (
        "select noun, stream::text, kind, payload from journal_entry where tenant = %(tenant)s"
        " and actor = any(%(actors)s) and at >= %(first)s and at < %(last)s order by at"
    )
    told = {"tenant": tenant, "actors": list(actors), "first": first, "last": last}
    for row in rows_of(tenant, "touched", statement, told):
        yield Touch(*row)


def ends(tenant: int) -> datetime | None:
    """When the last entry was made, None in a journal without any."""
    row = execute(
        tenant, "select max(at) from journal_entry where tenant = %s", (tenant,)
    ).fetchone()
    return row[0] if row else None


def begun(tenant: int, before: datetime) -> dict[str, set[str]]:
    """The ids of all that had begun before a moment, by noun, also where it was erased since."""
    found: dict[str, set[str]] = {noun: set() for noun in NOUNS}
    rows = execute(
        tenant,
        "select noun, stream::text from journal_entry"
        " where tenant = %s and seq = 1 and noun = any(%s) and at < %s",
        (tenant, list(NOUNS), before),
    )
    for noun, id in rows:
        found[noun].add(id)
    return found


def nouns_of(tenant: int, streams: Collection[str]) -> dict[str, str]:
    """What these streams are of, also where they were erased since."""
    rows = execute(
        tenant,
        "select stream::text, noun from journal_entry"
        " where tenant = %s and seq = 1 and stream = any(%s::uuid[])",
        (tenant, list(streams)),
    )
    return dict(rows.fetchall())


def represented(tenant: int, ids: Collection[str], before: datetime) -> list[tuple[str, str]]:
    """In which of these cases somebody has acted for the resident before a moment, and who."""
    rows = execute(
        tenant,
        "select distinct stream::text, actor from journal_entry where tenant = %s"
        " and stream = any(%s::uuid[]) and role = 'representative' and at < %s",
        (tenant, list(ids), before),
    )
    return rows.fetchall()


def erased_since(tenant: int, ids: Collection[str], since: datetime) -> set[str]:
    """Which of these streams were erased at a moment or later."""
    rows = execute(
        tenant,
        "select distinct payload::json ->> 'stream' from journal_entry"
        " where tenant = %s and noun = 'erasure' and kind = 'EntriesErased' and at >= %s",
        (tenant, since),
    )
    return {id for (id,) in rows} & set(ids)


def how_many_begun(tenant: int, streams: Collection[str]) -> int:
    """How many of these streams are of cases, persons, rooms, reports or requests."""
    row = execute(
        tenant,
        "select count(*) from journal_entry"
        " where tenant = %s and seq = 1 and noun = any(%s) and stream = any(%s::uuid[])",
        (tenant, list(NOUNS), list(streams)),
    ).fetchone()
    return row[0] if row else 0


def cases_of(tenant: int, ids: Collection[str]) -> Iterator[Kept]:
    """The whole of those of these cases that are kept, inside a transaction."""
    statement = (
        f"select {KEPT} from journal_case"
        " where tenant = %(tenant)s and id = any(%(ids)s::uuid[]) order by id"
    )
    for row in rows_of(tenant, "concerned", statement, {"tenant": tenant, "ids": list(ids)}):
        yield kept_of(row)


def rooms_of(tenant: int, ids: Collection[str]) -> Iterator[Room]:
    """The rooms with these ids."""
    return map(codec.room, _states(tenant, "journal_room", ids))


def worries_of(tenant: int, ids: Collection[str]) -> Iterator[Worry]:
    """The reports of worry with these ids."""
    return map(codec.worry, _states(tenant, "journal_worry", ids))


def requests_of(tenant: int, ids: Collection[str]) -> Iterator[Transfer]:
    """The requests of other municipalities with these ids."""
    return map(codec.transfer, _states(tenant, "journal_transfer", ids))


def persons_of(tenant: int, ids: Collection[str]) -> Iterator[Known]:
    """Those of these persons that are kept."""
    hidden = _protected_by_a_case(tenant)
    rows = execute(
        tenant,
        "select id::text, number, protected, unit <> '' from journal_person"
        " where tenant = %s and id = any(%s::uuid[])",
        (tenant, list(ids)),
    )
    for id, number, protected, works_here in rows:
        yield id, number, protected or id in hidden, works_here


def by_number(tenant: int, numbers: Collection[str]) -> dict[str, str]:
    """The ids of the persons with these numbers, by number."""
    rows = execute(
        tenant,
        "select number, id::text from journal_person where tenant = %s and number = any(%s)",
        (tenant, list(numbers)),
    )
    return dict(rows.fetchall())


def how_many_listed(tenant: int, services: Collection[str]) -> int:
    """How many residents the lists of these services can name."""
    row = execute(
        tenant,
        "select count(distinct resident) from journal_case where tenant = %s and service = any(%s)",
        (tenant, list(services)),
    ).fetchone()
    return row[0] if row else 0


def how_many_drafts(tenant: int) -> int:
    """How much lies here that was typed and not handed in."""
    row = execute(
        tenant, "select count(*) from journal_draft where tenant = %s", (tenant,)
    ).fetchone()
    return row[0] if row else 0


def _states(tenant: int, table: str, ids: Collection[str]) -> list[str]:
    rows = execute(
        tenant,
        f"select state from {table} where tenant = %s and id = any(%s::uuid[]) order by id",
        (tenant, list(ids)),
    )
    return [state for (state,) in rows]


def _protected_by_a_case(tenant: int) -> set[str]:
    lanes = [cases.lane(stage, turn, True) for stage in cases.STAGES for turn in cases.TURNS]
    rows = execute(
        tenant,
        "select distinct resident::text from journal_case where tenant = %s and lane = any(%s)",
        (tenant, lanes),
    )
    return {id for (id,) in rows}
