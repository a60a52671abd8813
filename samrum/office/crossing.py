"""Over the wall between two municipalities: what happens to a request stands in both journals.

The one place where one municipality's act is written in another's journal.  What crosses is the
events of a transfer (samrum.core.transfer) and nothing else; over there they are made by the
municipality that asks, or by the caseworker there who answered.
"""

from __future__ import annotations

from collections.abc import Iterable

from samrum.core import transfer
from samrum.core.case import Case
from samrum.core.party import Party
from samrum.journal import chain, entries, people, transfers
from samrum.office.clock import not_before
from samrum.office.municipality import Municipality, municipalities, now
from samrum.office.press import must_be_covered


def named(id: str) -> Municipality:
    """The municipality of this installation with this id.  Raises KeyError."""
    found = next((one for one in municipalities().values() if one.id == id), None)
    if found is None:
        raise KeyError(id)
    return found


def acting_as(id: str, name: str) -> Party:
    """A municipality as it stands in the journal of another."""
    return Party(f"municipality:{id}", "municipality", name, via="machine")


def is_anybody_cleared(there: Municipality, service: str) -> bool:
    """Whether somebody who works with a service there may read of residents who are protected.

    All that is told over the wall is yes or no.
    """
    staff = people.of_unit(there.tenant, there.unit_of(service))
    return any(one.is_cleared for one in staff)


def guardians(tenant: int, case: Case, service: str) -> tuple[transfer.Guardian, ...]:
    """The guardians who act for the resident of a case today, as they are handed over with it.

    Nobody whose own data are protected: who takes the case over asks her herself.
    """
    kept, today = people.load(tenant, case.resident), now(tenant).date()
    held = kept.person.mandates.values() if kept else ()
    found = []
    for one in held:
        holder = people.load(tenant, one.holder)
        if one.kind != "guardian" or not one.covers(service, today) or holder is None:
            continue
        who = holder.person
        if not who.protected:
            told = (who.number, who.name, who.language, one.services, one.valid_to)
            found.append(transfer.Guardian(*told))
    return tuple(found)


def tell(case: Case, happened: Iterable[object], signed: Party | None = None) -> None:
    """Write what has happened to the request of a case where it was sent to, in the open
    transaction; `signed` is the caseworker there whose answer it is, None where it is ours."""
    told = [event for event in happened if isinstance(event, transfer.Event)]
    if not told or case.transfer is None:
        return
    request = case.transfer.request
    by = signed or acting_as(request.sender, request.sender_name)
    write(named(request.to).tenant, request.id, told, by)


def write(tenant: int, id: str, events: Iterable[transfer.Event], by: Party) -> None:
    """Add to the stream of a request, where it was sent to, in the open transaction."""
    kept = transfers.load(tenant, id, hold=True)
    known, head = (kept.transfer, kept.head) if kept else (None, chain.Head())
    at = not_before(now(tenant), head.at)
    made = [(event, by) for event in events]
    for event, _ in made:
        known = transfer.evolve(known, event, by=by, at=at)
    assert known is not None, "a request comes first"
    head, written = chain.extend(chain.Stream(tenant, id, "transfer"), head, made, at)
    must_be_covered(entries.add(written))
    transfers.keep(tenant, known, head)
