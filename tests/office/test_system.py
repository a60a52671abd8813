"""Other systems at the two doors: what they hand in, what they see, and the trace they leave."""

import pytest

from samrum.core.access import System
from samrum.core.case import SendMessage, TakeCase
from samrum.core.refusal import Refused
from samrum.office import persons, see
from samrum.office.act import act
from samrum.office.relation import NotHere
from tests.office.town import Cast, applies

E_SERVICE = System("system:e-service", "", {"parking-permit": ("intake",)})
OTHER = System("system:other", "", {"parking-permit": ("intake",)})
STATISTICS = System("system:statistics", "", {"parking-permit": ("follower",)})


def hands_in(cast: Cast, system: System = E_SERVICE) -> str:
    return applies(system, resident=cast.anna.id).case  # type: ignore[arg-type]


def test_what_a_system_hands_in_is_the_residents_own(cast: Cast) -> None:
    case = hands_in(cast)
    act(E_SERVICE, SendMessage("Hello."), case=case, key="m1")

    view = see.case(cast.reads("anna"), case)

    assert view.case.messages[0].from_resident
    by = view.timeline[0].by
    assert (by.id, by.role, by.on_behalf_of, by.via) == (
        "system:e-service",
        "system",
        cast.anna.id,
        "machine",
    )
    assert view.timeline[0].by_name == "Lilleviks e-tjänster"


def test_a_system_sees_what_it_handed_in_and_nothing_else(cast: Cast) -> None:
    case, hers = hands_in(cast), applies(cast.reads("anna"), key="k2").case

    assert see.case(E_SERVICE, case).case.facts
    for system, id in ((OTHER, case), (E_SERVICE, hers)):
        with pytest.raises(NotHere):
            see.case(system, id)
        with pytest.raises(NotHere):
            act(system, SendMessage("Hello."), case=id, key="m2")


def test_a_system_that_follows_sees_how_it_goes_and_no_facts(cast: Cast) -> None:
    case = hands_in(cast)

    view = see.case(STATISTICS, case)

    assert view.case.steps
    assert not view.case.facts
    assert not view.case.messages
    assert view.resident.address is None
    with pytest.raises(Refused):
        act(STATISTICS, SendMessage("Hello."), case=case, key="m1")


def test_the_resident_reads_which_systems_have_looked(cast: Cast) -> None:
    case = hands_in(cast)
    see.case(STATISTICS, case)

    read = see.readings_of(cast.reads("anna"), case)

    assert [one.by_name for one in read] == ["Lilleviks ärendestatistik"]


def test_a_system_does_nothing_that_is_for_the_staff(cast: Cast) -> None:
    case = hands_in(cast)

    with pytest.raises(Refused):
        act(E_SERVICE, TakeCase(cast.bo.id), case=case, key="t1")


def test_no_system_sees_who_is_protected(cast: Cast) -> None:
    case = hands_in(cast)
    persons.protect(cast.anna.id)

    for system in (E_SERVICE, STATISTICS):
        with pytest.raises(NotHere):
            see.case(system, case)
    with pytest.raises(NotHere):
        applies(E_SERVICE, resident=cast.anna.id, key="k2")  # type: ignore[arg-type]
    with pytest.raises(NotHere):
        see.case(cast.reads("erik"), case)
