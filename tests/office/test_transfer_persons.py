"""Whose case is moved: a child's guardians go with it, and a protected person stays protected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from samrum.core.access import Reader
from samrum.core.refusal import Refused
from samrum.journal import people
from samrum.office import persons, see, transfer
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.office.relation import NotHere
from tests.office.test_transfer import (
    HERE,
    THERE,
    WORKS,
    Towns,
    payloads,
    towns,
    under_the_law,
    whole,
)

__all__ = ["towns", "under_the_law"]
MAJ = Identity("19510302-9806", "Maj Berg")


def guarded(towns: Towns) -> None:
    """Maj is guardian of whom the case is for, in Lillevik; Storvik knows nothing of it."""
    persons.register(MAJ, tenant=HERE)
    persons.give_mandate(
        towns.reads("anna", HERE),
        number=MAJ.number,
        kind="guardian",
        services=("*",),
        valid_from=now(HERE).date() - timedelta(days=9),
    )


def protected(towns: Towns) -> None:
    persons.protect(towns.people["anna", HERE].id, tenant=HERE)
    cleared = replace(WORKS, cleared=True)
    siv = persons.appoint(towns.people["siv", HERE].id, cleared, tenant=HERE)
    towns.people["siv", HERE] = siv


def clear_vera(towns: Towns) -> None:
    cleared = replace(WORKS, cleared=True)
    vera = persons.appoint(towns.people["vera", THERE].id, cleared, tenant=THERE)
    towns.people["vera", THERE] = vera


def test_a_guardian_acts_for_the_child_where_the_case_goes_on(towns: Towns) -> None:
    guarded(towns)
    towns.asks()
    assert MAJ.name not in payloads(THERE)
    taken = towns.answers(yes=True)

    maj = persons.log_in(MAJ, tenant=THERE)
    hers = Reader(maj, people.mandates_of(THERE, maj.id), THERE)
    assert [row.id for row in see.my_cases(hers)] == [taken.case]
    assert see.case(hers, taken.case).relation == "mandate"
    with pytest.raises(NotHere):
        see.case(towns.reads("erik", THERE), taken.case)
    whole(HERE), whole(THERE)


def test_a_guardian_who_acts_there_already_is_not_entered_twice(towns: Towns) -> None:
    guarded(towns)
    towns.asks()
    taken, vera = towns.answers(yes=True), towns.reads("vera", THERE)
    id = transfer.requests(vera)[0].transfer.request.id
    transfer._let_guardians_act(vera, id, see.case(vera, taken.case).case.resident)

    maj = persons.log_in(MAJ, tenant=THERE)
    (held,) = people.mandates_of(THERE, maj.id).values()
    assert len(held) == 1


def test_a_protected_persons_request_is_sent_only_where_somebody_is_cleared(towns: Towns) -> None:
    protected(towns)
    with pytest.raises(Refused, match="is cleared to read of them"):
        towns.asks()
    assert payloads(THERE).count("TransferAsked") == 0

    clear_vera(towns)
    towns.asks()

    assert towns.request().request.protected
    whole(HERE), whole(THERE)


def test_only_who_is_cleared_is_shown_a_protected_persons_request(towns: Towns) -> None:
    protected(towns), clear_vera(towns)
    towns.asks()
    id = towns.request().request.id
    colleague = persons.register(Identity("19740106-9808", "Ulla Ek"), tenant=THERE)
    ulla = Reader(persons.appoint(colleague.id, WORKS, tenant=THERE), {}, THERE)

    assert (transfer.requests(ulla), transfer.waiting(ulla)) == ((), 0)
    with pytest.raises(NotHere):
        transfer.read(ulla, id)
    with pytest.raises(NotHere):
        transfer.answer(ulla, id, accepted=True, text="", key="uncleared")


def test_a_protected_person_is_protected_where_the_case_goes_on(towns: Towns) -> None:
    protected(towns), clear_vera(towns)
    towns.asks()
    taken = towns.answers(yes=True)

    there = see.case(towns.reads("vera", THERE), taken.case)
    assert persons.known_person(there.case.resident, tenant=THERE).protected
    colleague = persons.register(Identity("19740106-9808", "Ulla Ek"), tenant=THERE)
    ulla = Reader(persons.appoint(colleague.id, WORKS, tenant=THERE), {}, THERE)
    with pytest.raises(NotHere):
        see.case(ulla, taken.case)
    whole(THERE)
