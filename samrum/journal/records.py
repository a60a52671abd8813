"""The records of a register: each that came in or was drawn up in a case, by its day or number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samrum.journal import cases
from samrum.journal.cases import Kept
from samrum.journal.database import execute

KINDS: Final = ("CaseOpened", "DocumentReceived", "LetterOrdered", "DecisionMade")
_IN: Final = "'" + "', '".join(KINDS) + "'"


@dataclass(frozen=True, slots=True)
class Record:
    """One entry that is a record, with the case it belongs to; `payload` None once erased."""

    case: str
    seq: int
    kind: str
    at: datetime
    payload: str | None
    number: str
    service: str
    protected: bool
    resident: str
    resident_name: str


def between(
    tenant: int, services: Sequence[str], first: datetime, last: datetime, most: int
) -> list[Record]:
    """The records from `first` on, before `last`, the oldest first."""
    return _read(
        tenant, "e.at >= %s and e.at < %s and c.service = any(%s)", (first, last, [*services]), most
    )


def of_number(tenant: int, services: Sequence[str], number: str, most: int) -> list[Record]:
    """The records of the case with this number."""
    return _read(tenant, "c.number = %s and c.service = any(%s)", (number, [*services]), most)


def case_of(tenant: int, number: str) -> Kept | None:
    """The whole of the case with this number."""
    row = execute(
        tenant,
        f"select {cases.KEPT} from journal_case where tenant = %s and number = %s",
        (tenant, number),
    ).fetchone()
    return None if row is None else cases.kept_of(row)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, or a demand for one that was refused (`kind`), by whom, in which case; `payload`
    None once erased."""

    at: datetime
    actor: str
    payload: str | None
    number: str
    service: str
    kind: str = "DecisionMade"


def decisions(
    tenant: int, services: Sequence[str], first: datetime, last: datetime, most: int
) -> list[Decided]:
    """The decisions made from `first` on, before `last`, the oldest first."""
    rows = execute(
        tenant,
        "select e.at, e.actor, e.payload, c.number, c.service, e.kind from journal_case c"
        " join journal_entry e on e.tenant = c.tenant and e.stream = c.id"
        " where c.tenant = %s and c.service = any(%s) and c.changed_at >= %s"
        " and e.kind in ('DecisionMade', 'DemandRefused') and e.at >= %s and e.at < %s"
        " order by e.at, c.number limit %s",
        (tenant, [*services], first, first, last, most),
    )
    return [Decided(*row) for row in rows]


def _read(tenant: int, where: str, values: tuple[object, ...], most: int) -> list[Record]:
    rows = execute(
        tenant,
        "select e.stream::text, e.seq, e.kind, e.at, e.payload, c.number, c.service,"
        " c.lane like '%%p', c.resident::text, p.name"
        " from journal_case c"
        " join journal_entry e on e.tenant = c.tenant and e.stream = c.id"
        " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        f" where c.tenant = %s and e.kind in ({_IN}) and {where}"
        " order by e.at, e.stream, e.seq limit %s",
        (tenant, *values, most),
    )
    return [Record(*row) for row in rows]
