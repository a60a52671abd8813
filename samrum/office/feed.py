"""What another system is shown of many cases: its list, and what has happened since it last asked.

The statements are only quicker; whether a case is for the system is asked of samrum.core.access,
case by case, as everywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from samrum.core.access import System, system_relation
from samrum.journal import cases, feed
from samrum.journal.cases import CaseRow
from samrum.office import see
from samrum.office.municipality import Municipality, address
from samrum.office.relation import NotHere, known_id

AT_ONCE: Final = 50
API: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that has happened in a case: of which kind and when, and nothing of whom.

    Its id, "<case>/<version>", is the same for ever.
    """

    case: str
    version: int
    kind: str
    at: datetime

    @property
    def id(self) -> str:
        return f"{self.case}/{self.version}"


def listed(
    system: System, *, after: str = "", most: int = AT_ONCE, number: str = "", stage: str = ""
) -> tuple[tuple[CaseRow, ...], str]:
    """Some of the system's cases in the order they were opened, and the id to ask on from, "" at
    the end.  `number` is a whole case number.  Raises NotHere for an id that is none."""
    followed, handed_in = _services(system)
    rows = cases.of_system(
        system.tenant,
        cases.Asked(
            followed,
            handed_in,
            system.id,
            known_id(after) if after else cases.NOBODY,
            number,
            stage,
        ),
        most + 1,
    )
    shown = tuple(row for row, its_own in rows[:most] if _seen(system, row, its_own))
    return shown, rows[most - 1][0].id if len(rows) > most else ""


def happened(system: System, place: int, most: int = AT_ONCE) -> tuple[tuple[Happening, ...], int]:
    """What has happened from a place on, in order, and the place to ask on from."""
    followed, handed_in = _services(system)
    end = feed.size(system.tenant)
    moved = feed.moved(
        system.tenant, place, most, followed=followed, handed_in=handed_in, by=system.id
    )
    found = tuple(one for move in moved for one in _of_move(system, move))
    return found, moved[-1].number + 1 if len(moved) == most else max(place, end)


def cloud_event(here: Municipality, happening: Happening) -> dict[str, Any]:
    """What is told of it (CloudEvents 1.0): where to read on, and nothing of any person."""
    source = f"{address(here)}{API}"
    return {
        "specversion": "1.0",
        "id": happening.id,
        "source": source,
        "type": f"org.samrum.case.{happening.kind}",
        "subject": happening.case,
        "time": happening.at.isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "case": happening.case,
            "version": happening.version,
            "link": f"{source}/cases/{happening.case}",
        },
    }


def end(tenant: int) -> int:
    """The place after everything that has happened."""
    return feed.size(tenant)


def _of_move(system: System, move: feed.Moved) -> list[Happening]:
    try:
        items = see.happened(system, move.case, move.after, move.to)
    except NotHere:  # its resident is protected now
        return []
    return [Happening(move.case, item.seq, item.kind, item.at) for item in items]


def _services(system: System) -> tuple[list[str], list[str]]:
    """The services that the system follows, and those that it hands in for."""
    followed = [one for one, roles in system.roles.items() if "follower" in roles]
    return followed, [one for one, roles in system.roles.items() if "intake" in roles]


def _seen(system: System, row: CaseRow, its_own: bool) -> bool:
    stands = system_relation(
        system, service=row.service, protected=row.protected, handed_in=its_own
    )
    return stands != "outsider"
