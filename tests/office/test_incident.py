"""Counting an incident over a real journal, and what the drafts say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from samrum.core.case import WriteNote
from samrum.core.incident import Extent, Incident, clock
from samrum.core.party import RULES
from samrum.core.person import Post
from samrum.core.refusal import Refused
from samrum.journal.destroyed import destroy
from samrum.office import assisted, persons, room_worry, see
from samrum.office.act import act
from samrum.office.incident import Counted, count
from samrum.office.incident_paper import papers
from samrum.office.municipality import country, municipality, now
from samrum.office.persons import Identity
from samrum.office.security_log import mark
from tests.office.town import Cast, applies, settle

SECOND = timedelta(seconds=1)


def counted(tenant: int = 1, **scope: object) -> Counted:
    at = now(tenant)
    told = Incident(at, at - timedelta(days=1), None, **scope)  # type: ignore[arg-type]
    return count(tenant, told, at + SECOND)


def told(found: Counted, tenant: int = 1, **known: str) -> dict[str, str]:
    at, here = now(tenant), municipality(tenant)
    scope = Incident(at, at - timedelta(days=1), None, everything=True, **known)  # type: ignore[arg-type]
    return papers(here, scope, clock(country(here.country).reports, scope), found, at)


def test_an_account_is_counted_by_what_it_read_and_did_and_not_by_what_others_did(
    cast: Cast,
) -> None:
    persons.appoint(
        cast.cecilia.id, Post("Samhällsbyggnadsnämnden", "permits", "handläggare"), tenant=1
    )
    mine, other = applies(cast.reads("anna")), applies(cast.reads("erik"), key="k2")
    see.case(cast.reads("bo"), mine.case)
    act(cast.reads("bo"), WriteNote("Ringde."), case=mine.case, key="k3", via="desk")
    assisted.looked_up(cast.reads("bo"), cast.elis.id, "person")
    see.case(cast.reads("cecilia"), other.case)

    found = counted(readers=(mark(1, cast.bo.id),))

    assert [one.person for one in found.persons] == sorted([cast.anna.id, cast.elis.id])
    anna = next(one for one in found.persons if one.person == cast.anna.id)
    assert (anna.cases, anna.readings, anna.acts) == (1, 1, 1)
    extent = found.extent
    assert (extent.cases, extent.readings, extent.acts, extent.looked_up) == (1, 2, 1, 1)
    assert (extent.children, extent.ageless, extent.listed) == (1, 0, 2)
    assert found == counted(readers=(cast.bo.id, mark(1, cast.bo.id)))
    assert found.boards == ("Samhällsbyggnadsnämnden",)


def test_a_residents_account_reaches_her_own_cases_and_those_she_acts_in(cast: Cast) -> None:
    applies(cast.reads("anna"))
    applies(cast.reads("anna"), resident=cast.maj.id, key="k2")
    applies(cast.reads("erik"), key="k3")

    found = counted(readers=(cast.anna.id,))

    assert {one.person for one in found.persons} == {cast.anna.id, cast.maj.id}
    assert found.extent.cases == 2
    assert "egna ärenden räknade" in told(found)["3-breach.md"]


def test_single_cases_and_everything(cast: Cast) -> None:
    first = applies(cast.reads("anna"))
    applies(cast.reads("erik"), key="k2")
    neighbours = settle(2)

    case = counted(cases=(first.number,))
    everything = counted(everything=True)

    assert [one.person for one in case.persons] == [cast.anna.id]
    assert everything.extent.persons == 6 and everything.extent.staff == 2
    assert everything.extent.cases == 2
    assert neighbours.anna.id not in {one.person for one in everything.persons}


def test_a_mandate_that_was_revoked_when_it_was_found_out_had_been_there(cast: Cast) -> None:
    applies(cast.reads("anna"), resident=cast.maj.id)
    persons.revoke_mandate(cast.reads("maj"), 1)

    assert {one.person for one in counted(readers=(cast.anna.id,)).persons} == {
        cast.anna.id,
        cast.maj.id,
    }
    at = now(1) + 2 * SECOND
    afterwards = Incident(at, at, None, readers=(cast.anna.id,))
    assert [one.person for one in count(1, afterwards, at + SECOND).persons] == [cast.anna.id]


def test_who_was_shown_out_when_it_was_found_out_is_counted_as_she_worked_here(
    cast: Cast,
) -> None:
    see.case(cast.reads("bo"), applies(cast.reads("anna")).case)
    before = counted(readers=(cast.bo.id,))
    persons.end_post(cast.bo.id)

    after = counted(readers=(cast.bo.id,))
    assert (after.extent, after.persons) == (before.extent, before.persons)
    assert [one.person for one in before.persons] == [cast.anna.id]
    at = now(1) + 2 * SECOND
    afterwards = Incident(at, at, None, readers=(cast.bo.id,))
    assert [one.person for one in count(1, afterwards, at + SECOND).persons] == [cast.bo.id]


def test_a_report_of_worry_that_was_read_is_about_the_child_and_about_who_reported(
    cast: Cast,
) -> None:
    social = Post("Socialnämnden", "children", "socialsekreterare")
    persons.appoint(cast.cecilia.id, social, tenant=1)
    room_worry.report_anybody(
        cast.reads("erik"), named="Elis", number=cast.elis.number, text="Oro.", acute=False, key="w"
    )
    (report,) = room_worry.reports(cast.reads("cecilia"))
    room_worry.read(cast.reads("cecilia"), report.worry.id)

    found = counted(readers=(cast.cecilia.id,))

    assert {one.person for one in found.persons} == {cast.elis.id, cast.erik.id}
    assert (found.extent.worries, found.extent.rooms, found.extent.gone) == (1, 0, 0)


def test_who_has_acted_for_somebody_stands_in_her_case(cast: Cast) -> None:
    case = applies(cast.reads("anna"), resident=cast.maj.id)
    applies(cast.reads("erik"), key="k2")

    found = counted(cases=(case.number,))

    assert {one.person for one in found.persons} == {cast.maj.id, cast.anna.id}
    assert found.extent.representatives == 1


def test_what_was_erased_since_is_counted_and_nobody_is_guessed(cast: Cast) -> None:
    case = applies(cast.reads("anna")).case
    see.case(cast.reads("bo"), case)
    destroy(1, case, provision="Arkivlagen 10 §", ground="SBN 1", by=RULES, at=now(1))

    read, everything = counted(readers=(cast.bo.id,)), counted(everything=True)

    assert (read.extent.lost, read.extent.persons) == (1, 0)
    assert everything.extent.gone == 1
    later = now(1) + 2 * SECOND
    afterwards = Incident(later, later, None, everything=True)
    assert count(1, afterwards, later + SECOND).extent.gone == 0


def test_whose_data_are_protected_is_in_no_file(cast: Cast) -> None:
    hidden = persons.register(Identity("19610708-9804", "Hidden Person", protected=True))

    found = counted(everything=True)
    texts = "".join(told(found).values())

    assert found.protected == (hidden.id,) and found.extent.protected == 1
    assert hidden.id not in texts and "Hidden" not in texts and "19610708" not in texts
    assert cast.anna.id in texts and "Anna" not in texts and "19800101" not in texts


def test_nobody_found_is_said_with_what_no_journal_knows(cast: Cast) -> None:
    found = counted(readers=(cast.bo.id,))
    texts = told(replace(found, extent=replace(found.extent, listed=0)))

    assert found.extent == Extent(readings=0) and found.extent.is_empty
    assert "så vitt journalen vet lästes inget" in texts["3-breach.md"]
    assert "själva databasen" in texts["3-breach.md"]
    assert "Journalen som räknades slutar" in texts["3-breach.md"]


def test_what_only_people_can_know_is_a_gap_and_never_a_no(cast: Cast) -> None:
    found = counted(everything=True)

    empty, filled = told(found), told(found, what="Ett konto.", done="Stängt.", contact="Bo, 123")

    assert empty["3-breach.md"].count("**Inte känt än:**") == 10
    assert filled["3-breach.md"].count("**Inte känt än:**") == 7
    assert "Ett konto." in filled["1-early-warning.md"] and "Bo, 123" in filled["3-breach.md"]
    assert "(ska kontrolleras)" in empty["2-notification.md"]


def test_a_danish_municipality_reports_in_danish_to_danish_authorities(cast: Cast) -> None:
    texts = told(counted(3, everything=True), 3)

    assert "Datatilsynet" in texts["3-breach.md"] and "Ikke kendt endnu" in texts["3-breach.md"]


@pytest.mark.parametrize(
    ("scope", "first"),
    [
        ({"readers": ("0123456789abcdef",)}, "Nobody is found behind 0123456789abcdef."),
        ({"readers": ("11111111-1111-1111-1111-111111111111",)}, "Nobody is found behind"),
        ({"cases": ("PRH 2026-999999",)}, "There is no case PRH 2026-999999."),
    ],
)
def test_a_stranger_is_refused(cast: Cast, scope: dict[str, object], first: str) -> None:
    with pytest.raises(Refused) as refusal:
        counted(**scope)

    assert refusal.value.told().startswith(first)


def test_the_neighbours_mark_and_case_are_strangers_here(cast: Cast) -> None:
    theirs = settle(2)

    with pytest.raises(Refused):
        counted(readers=(mark(2, theirs.bo.id),))
    with pytest.raises(Refused):
        counted(readers=(theirs.bo.id,))
