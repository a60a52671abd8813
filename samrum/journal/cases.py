"""The state of each case beside the journal: what its entries add up to, and columns to list by.

Written in the transaction that writes the entries; `samrum verify` proves that the journal alone
gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import product
from typing import Final
from uuid import UUID

from samrum.core.case import Case, Step
from samrum.journal import codec
from samrum.journal.chain import Head
from samrum.journal.database import Row, execute, rows_of
from samrum.journal.many import as_json
from samrum.journal.rows import HEAD, as_compared, insert, update

NOBODY: Final = str(UUID(int=0))
NO_DAY: Final = date.max
STAGES: Final = ("received", "decided", "withdrawn", "closed")
TURNS: Final = ("caseworker", "resident", "")


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as it is kept, with what the next entry of its stream stands on.

    `resident_protected` is what her own stream says of her; the case itself has the registers'.
    """

    case: Case
    head: Head
    resident_protected: bool

    @property
    def protected(self) -> bool:
        """Whether the resident's data are protected, whoever says so."""
        return self.case.protected or self.resident_protected


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list shows it.  `due` is the first day that something is due, None for never;
    `automatic` is whether a function made the decision."""

    id: str
    number: str
    service: str
    resident: str
    resident_name: str
    caseworker: str
    stage: str
    turn: str
    protected: bool
    due: date | None
    received_at: datetime
    changed_at: datetime
    outcome: str
    unread: bool
    unanswered: int
    steps: tuple[Step, ...]
    version: int
    automatic: bool = False


LISTED: Final = (
    "c.id::text, c.number, c.service, c.resident::text, p.name, c.caseworker::text, c.lane, c.due,"
    " c.received_at, c.changed_at, c.outcome, c.unread, c.unanswered, c.steps, c.version,"
    " c.outcome <> '' and c.state::json #>> '{decision,decider}' like 'function:%%'"
)
"""The columns of a CaseRow: `c` is journal_case, `p` the resident in journal_person."""

COLUMNS: Final = (
    *("tenant", "id", "version", "number", "service", "resident", "caseworker", "lane", "due"),
    *("resident_protected", "received_at", "changed_at", "outcome", "unread", "unanswered"),
    *("steps", "state"),
    *("head", "last_kind", "last_agency", "path_hash"),
)
KEPT: Final = f"{HEAD}, resident_protected, state"
_INSERT: Final = insert("journal_case", COLUMNS)
_UPDATE: Final = update("journal_case", COLUMNS)
_UPDATE_MANY: Final = (
    f"update journal_case c set {', '.join(f'{name} = r.{name}' for name in COLUMNS[2:])}"
    " from json_populate_recordset(null::journal_case, %s::json) r"
    " where c.tenant = r.tenant and c.id = r.id"
)


def load(tenant: int, id: str, *, hold: bool = False) -> Kept | None:
    """The case; `hold` keeps everybody else from changing it until the transaction ends."""
    row = execute(
        tenant,
        f"select {KEPT} from journal_case where tenant = %s and id = %s"
        + (" for update" if hold else ""),
        (tenant, id),
    ).fetchone()
    return None if row is None else kept_of(row)


def load_all(tenant: int, ids: Sequence[str]) -> list[Kept]:
    """These cases, as they are; nobody is kept from changing them."""
    rows = execute(
        tenant,
        f"select {KEPT} from journal_case where tenant = %s and id = any(%s::uuid[])",
        (tenant, list(ids)),
    ).fetchall()
    return [kept_of(row) for row in rows]


def hold(tenant: int, versions: Mapping[str, int]) -> set[str]:
    """Which of these cases (id -> version) are still as they were, and keep others from changing
    those until the transaction ends; a case that somebody else holds is left out."""
    rows = execute(
        tenant,
        "select c.id::text from journal_case c"
        " join unnest(%s::uuid[], %s::integer[]) as wanted (id, version)"
        " on c.id = wanted.id and c.version = wanted.version"
        " where c.tenant = %s order by c.id for update of c skip locked",
        (list(versions), list(versions.values()), tenant),
    ).fetchall()
    return {id for (id,) in rows}


def add(tenant: int, kept: Kept) -> None:
    """Keep a new case.  Raises UniqueViolation if its id or number is taken."""
    execute(tenant, _INSERT, row_of(tenant, kept))


def change(tenant: int, kept: Kept) -> None:
    """Keep a case that is held."""
    row = row_of(tenant, kept)
    execute(tenant, _UPDATE, (*row[2:], *row[:2]))


def change_many(tenant: int, many: Sequence[Kept]) -> None:
    """Keep cases that are held, in one statement.  Raises LookupError when one is not there."""
    rows = as_json(COLUMNS, (row_of(tenant, kept) for kept in many))
    done = execute(tenant, _UPDATE_MANY, (rows,)).rowcount
    if done != len(many):
        raise LookupError(f"{len(many) - done} of {len(many)} cases that are held were not there")


def protect(tenant: int, resident: str, protected: bool) -> None:
    """Let a resident's cases follow what has become of her protection."""
    rows = execute(
        tenant,
        f"select {KEPT} from journal_case where tenant = %s and resident = %s"
        " order by id for update",
        (tenant, resident),
    ).fetchall()
    for row in rows:
        change(tenant, replace(kept_of(row), resident_protected=protected))


def of_residents(tenant: int, residents: Sequence[str]) -> list[CaseRow]:
    """The cases of these residents, the latest first."""
    rows = execute(
        tenant,
        f"select {LISTED} from journal_case c"
        " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        " where c.tenant = %s and c.resident = any(%s::uuid[])"
        " order by c.received_at desc, c.id desc",
        (tenant, list(residents)),
    )
    return [listed(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases another system asks for: all of the services that are `followed`, and of those
    that it has `handed_in` for the ones that it, `by`, has acted in.

    `after` is an id; `number` and `stage` are "" for any.
    """

    followed: Sequence[str]
    handed_in: Sequence[str]
    by: str
    after: str
    number: str = ""
    stage: str = ""


def of_system(tenant: int, asked: Asked, most: int) -> list[tuple[CaseRow, bool]]:
    """Cases in the order of their ids, but those of protected residents; whether `by` acted in."""
    own = (
        "exists (select from journal_receipt r where r.tenant = c.tenant and r.stream = c.id"
        " and r.actor = %(by)s)"
    )
    parts = [_FOLLOWED] * bool(asked.followed) + [_HANDED_IN] * bool(asked.handed_in)
    if not parts:
        return []
    cut = (" and c.number = %(number)s" if asked.number else "") + (
        " and left(c.lane, 1) = %(stage)s" if asked.stage else ""
    )
    wanted = " union ".join(part.format(cut=cut) for part in parts)
    rows = execute(
        tenant,
        f"select {LISTED}, {own} from ({wanted}) one"
        " join journal_case c on c.tenant = %(tenant)s and c.id = one.id"
        " join journal_person p on p.tenant = c.tenant and p.id = c.resident"
        " order by c.id limit %(most)s",
        {
            "tenant": tenant,
            "after": asked.after,
            "followed": list(asked.followed),
            "handed_in": list(asked.handed_in),
            "by": asked.by,
            "number": asked.number,
            "stage": asked.stage[:1],
            "most": most,
        },
    )
    return [(listed(row[:-1]), row[-1]) for row in rows]


_FOLLOWED: Final = """
    (select c.id from journal_case c
    where c.tenant = %(tenant)s and c.id > %(after)s and c.service = any(%(followed)s)
        and right(c.lane, 1) <> 'p'{cut}
    order by c.id limit %(most)s)
"""
# From what the system itself has done, in the order of an index that holds nothing else: not from
# all the cases of the service, to look in each whether it had a hand in it.
_HANDED_IN: Final = """
    (select distinct r.stream as id
    from journal_receipt r join journal_case c on c.tenant = r.tenant and c.id = r.stream
    where r.tenant = %(tenant)s and r.actor = %(by)s and r.actor like 'system:%%'
        and r.stream > %(after)s and c.service = any(%(handed_in)s)
        and right(c.lane, 1) <> 'p'{cut}
    order by r.stream limit %(most)s)
"""


def latest_of(tenant: int, resident: str, most: int) -> list[Kept]:
    """The whole of a resident's cases, the latest first, at most so many."""
    rows = execute(
        tenant,
        f"select {KEPT} from journal_case where tenant = %s and resident = %s"
        " order by received_at desc, id desc limit %s",
        (tenant, resident, most),
    )
    return [kept_of(row) for row in rows]


def place_of(tenant: int, id: str) -> tuple[str, str] | None:
    """Where a case stands in the order of what is due."""
    row = execute(
        tenant,
        "select due::text, id::text from journal_case where tenant = %s and id = %s",
        (tenant, id),
    ).fetchone()
    return None if row is None else (row[0], row[1])


def numbered(tenant: int, numbers: Sequence[str]) -> dict[str, str]:
    """The ids of the cases with these numbers, by number."""
    rows = execute(
        tenant,
        "select number, id::text from journal_case where tenant = %s and number = any(%s)",
        (tenant, list(numbers)),
    )
    return dict(rows.fetchall())


def numbers_of(tenant: int, ids: Sequence[str]) -> dict[str, str]:
    """The numbers by which people know these cases, as their rows have them."""
    rows = execute(
        tenant,
        "select id::text, number from journal_case where tenant = %s and id = any(%s::uuid[])",
        (tenant, list(ids)),
    )
    return dict(rows.fetchall())


def of_service(tenant: int, service: str) -> Iterator[Kept]:
    """The whole of every case of a service, in the order of ids, inside a transaction."""
    statement = (
        f"select {KEPT} from journal_case"
        " where tenant = %(tenant)s and service = %(service)s order by tenant, id"
    )
    for row in rows_of(tenant, "cases_of", statement, {"tenant": tenant, "service": service}):
        yield kept_of(row)


def read_all(tenant: int) -> Iterator[tuple[str, Row]]:
    """Every stored row by id, in its order, inside a transaction."""
    columns = as_compared(COLUMNS, ids=("id", "resident", "caseworker"))
    statement = f"select {columns} from journal_case where tenant = %(tenant)s order by tenant, id"
    for row in rows_of(tenant, "cases", statement, {"tenant": tenant}):
        yield row[1], row


def row_of(tenant: int, kept: Kept) -> Row:
    """What the row of a case holds, in the order of COLUMNS."""
    case, head = kept.case, kept.head
    decision = case.decision
    return (
        tenant,
        case.id,
        head.seq,
        case.number,
        case.service,
        case.resident,
        case.caseworker or NOBODY,
        lane(case.stage, case.turn, kept.protected),
        due(case),
        kept.resident_protected,
        case.received_at,
        head.at,
        decision.outcome if decision else "",
        decision is not None and decision.opened_at is None,
        sum(one.from_resident and not one.answered for one in case.messages),
        codec.written(tuple(case.steps[id] for id in sorted(case.steps))),
        codec.written(case),
        head.hash,
        head.kind,
        head.agency,
        head.path_hash,
    )


def due(case: Case) -> date:
    """The first day that something is due: an open step, else the decision that was promised."""
    days = [step.due for step in case.steps.values() if step.due is not None]
    if case.stage == "received" and case.expected_by is not None:
        days.append(case.expected_by)
    return min(days, default=NO_DAY)


def lane(stage: str, turn: str, protected: bool) -> str:
    """Stage, turn and protection in three letters: what worklists are cut by."""
    return f"{stage[0]}{turn[:1] or '-'}{'p' if protected else '-'}"


def lanes(stages: Sequence[str], turns: Sequence[str], cleared: bool) -> list[str]:
    """The lanes of these stages and turns that somebody who is `cleared` (or not) may see."""
    protection = (False, True) if cleared else (False,)
    return [lane(*cut) for cut in product(stages, turns, protection)]


def kept_of(row: Row) -> Kept:
    """A case from the columns KEPT."""
    *head, resident_protected, state = row
    return Kept(codec.case(state), Head(*head), resident_protected)


def listed(row: Row) -> CaseRow:
    """A CaseRow from the columns LISTED."""
    id, number, service, resident, name, caseworker, cut, day = row[:8]
    received_at, changed_at, outcome, unread, unanswered, steps, version, automatic = row[8:]
    return CaseRow(
        id,
        number,
        service,
        resident,
        name,
        "" if caseworker == NOBODY else caseworker,
        next(stage for stage in STAGES if stage[0] == cut[0]),
        next(turn for turn in TURNS if (turn[:1] or "-") == cut[1]),
        cut[2] == "p",
        None if day == NO_DAY else day,
        received_at,
        changed_at,
        outcome,
        unread,
        unanswered,
        codec.steps(steps),
        version,
        automatic,
    )
