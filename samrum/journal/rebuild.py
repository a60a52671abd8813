"""Write state anew from the entries, for a version that knows more of a case than the one before.

The rows of state have what an older version wrote: where a case has got a field since, its row is
not what its entries give today.  Only rows are touched of which nothing else is wrong, and whose
entries are whole and end where the row says; everything else is left for `samrum verify` to tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from samrum.journal import cases, codec, entries, people, rooms, transfers, worries
from samrum.journal.chain import Head, head_at
from samrum.journal.database import transaction
from samrum.journal.state import after
from samrum.journal.verify import NOT_GIVEN, Fault, verify

MAY_DIFFER: Final = frozenset(f"its {name} {NOT_GIVEN}" for name in ("state", "steps"))
"""What an older version writes otherwise; what a list is cut by is made anew by a migration."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many entries were read; which rows are older, as (noun, stream), and were written anew
    unless one only looked; and what is wrong otherwise."""

    entries: int
    older: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]


def rebuild(tenant: int, zone: ZoneInfo, *, only_look: bool = False) -> Rebuilt:
    """Write the rows anew that an older version has written; each in a transaction of its own."""
    found = verify(tenant, zone)
    by_stream = groupby(sorted(found.faults, key=_place), key=_place)
    told = [(place, [one.what for one in some]) for place, some in by_stream]
    older = tuple(place for place, whats in told if MAY_DIFFER.issuperset(whats))
    if not only_look:
        for noun, stream in older:
            _write(tenant, noun, stream, zone)
    wrong = (one for one in found.faults if _place(one) not in set(older))
    return Rebuilt(found.entries, older, tuple(wrong))


def _place(fault: Fault) -> tuple[str, str]:
    return fault.noun, fault.stream


def _write(tenant: int, noun: str, stream: str, zone: ZoneInfo) -> None:
    """The row of one stream, held meanwhile: who acts in it waits, and finds it as it should be."""
    with transaction(tenant):
        match noun:
            case "case":
                if (case := cases.load(tenant, stream, hold=True)) is not None:
                    state = _replayed(tenant, stream, case.head, zone)
                    cases.change(tenant, replace(case, case=state))
            case "room":
                if (room := rooms.load(tenant, stream, hold=True)) is not None:
                    state = _replayed(tenant, stream, room.head, zone)
                    rooms.change(tenant, room.room, replace(room, room=state))
            case "person":
                if (person := people.load(tenant, stream, hold=True)) is not None:
                    state = _replayed(tenant, stream, person.head, zone)
                    people.change(tenant, person.person, state, person.head)
            case "worry":
                if (worry := worries.load(tenant, stream)) is not None:
                    state = _replayed(tenant, stream, worry.head, zone)
                    worries.keep(tenant, state, worry.head)
            case "transfer":
                if (transfer := transfers.load(tenant, stream, hold=True)) is not None:
                    state = _replayed(tenant, stream, transfer.head, zone)
                    transfers.keep(tenant, state, transfer.head)


def _replayed(tenant: int, stream: str, head: Head, zone: ZoneInfo) -> Any:
    """What the entries of a stream give, which must end where its row says."""
    state: Any = None
    last = Head()
    for entry in entries.read(tenant, stream):
        if entry.payload is None:
            raise ValueError(f"entry {entry.seq} of {stream} was erased")
        event = codec.event(entry.kind, entry.payload)
        state, last = after(state, entry, event, zone), head_at(entry)
    if last != head:
        raise ValueError(f"the row of {stream} stands on another entry than its last")
    return state
