"""A person: who she is here, what she works with, who may act for her."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from samrum.core.party import Party
from samrum.core.person import (
    AppointPost,
    Command,
    EndPost,
    Event,
    GiveMandate,
    MandateGiven,
    MandateRevoked,
    Person,
    PersonRegistered,
    Post,
    PostAppointed,
    PostEnded,
    RegisterPerson,
    RevokeMandate,
    decide,
    evolve,
)
from samrum.core.refusal import Refused

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAJ = Party("maj", "resident")
REGISTER = RegisterPerson("maj", "19500101-0002", "Maj Berg", "sv", ("Storgatan 1",), "", "0990")
GIVE = GiveMandate("anna", "power_of_attorney", ("parking-permit",), date(2026, 11, 23))


def given(*events: Event) -> Person | None:
    person: Person | None = None
    for event in events:
        person = evolve(person, event, at=AT)
    return person


def when(person: Person | None, command: Command) -> list[Event]:
    return decide(person, command, by=MAJ, at=AT)


REGISTERED = when(None, REGISTER)


def test_registering_the_same_twice_happens_once() -> None:
    assert isinstance(REGISTERED[0], PersonRegistered)
    assert when(given(*REGISTERED), REGISTER) == []


def test_a_new_address_is_a_new_entry() -> None:
    moved = replace(REGISTER, address=("Lillgatan 2",))

    (event,) = when(given(*REGISTERED), moved)

    assert evolve(given(*REGISTERED), event, at=AT).address == ("Lillgatan 2",)


def test_of_a_protected_person_neither_address_nor_phone_is_kept() -> None:
    hidden = when(given(*REGISTERED), replace(REGISTER, protected=True))

    person = given(*REGISTERED, *hidden)

    assert person is not None
    assert (person.protected, person.address, person.phone) == (True, (), "")


@pytest.mark.parametrize("number", ["880209-T050", "19500161-0002", "0101010101", "x"])
def test_the_form_of_a_number_is_never_checked(number: str) -> None:
    assert when(None, replace(REGISTER, number=number))


def test_a_mandate_has_scope_and_dates_and_ends_at_once() -> None:
    person = given(*REGISTERED, *when(given(*REGISTERED), GIVE))
    assert person is not None
    assert person.mandates[1].covers("parking-permit", date(2026, 11, 23))
    assert not person.mandates[1].covers("home-help", date(2026, 11, 23))
    assert not person.mandates[1].covers("parking-permit", date(2026, 11, 22))

    assert when(person, RevokeMandate(1)) == [MandateRevoked(1)]
    revoked = evolve(person, MandateRevoked(1), at=AT)
    assert not revoked.mandates[1].covers("parking-permit", date(2026, 11, 23))
    assert when(revoked, RevokeMandate(1)) == []


def test_who_has_a_guardian_does_not_end_that_herself_and_staff_do() -> None:
    guarded = given(*REGISTERED, MandateGiven("anna", "guardian", ("*",), date(2026, 1, 1), None))

    with pytest.raises(Refused, match="You cannot take this back yourself"):
        when(guarded, RevokeMandate(1))
    staff = Party("bo", "caseworker", on_behalf_of="maj", via="desk")
    assert decide(guarded, RevokeMandate(1), by=staff, at=AT) == [MandateRevoked(1)]


REFUSALS = [
    (None, GIVE, "The person is not known here."),
    (given(*REGISTERED), replace(GIVE, holder="maj"), "The mandate cannot be given."),
    (
        given(*REGISTERED),
        replace(GIVE, valid_to=date(2026, 1, 1)),
        "The last day cannot come before the first day.",
    ),
    (given(*REGISTERED), RevokeMandate(7), "The mandate is not there."),
]


@pytest.mark.parametrize(("person", "command", "said"), REFUSALS)
def test_what_cannot_be_done_is_refused(person: Person, command: Command, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        when(person, command)

    assert str(refusal.value).startswith(said)


def test_a_post_is_appointed_once() -> None:
    post = Post("Board", "permits", "Caseworker")

    assert when(given(*REGISTERED), AppointPost(post)) == [PostAppointed(post)]
    assert when(given(*REGISTERED, PostAppointed(post)), AppointPost(post)) == []


def test_nothing_stands_in_the_journal_before_the_person() -> None:
    with pytest.raises(ValueError, match="before PersonRegistered"):
        given(MandateGiven("anna", "guardian", ("*",), date(2026, 1, 1), None))


def test_who_has_left_has_no_post_and_leaves_once() -> None:
    post = Post("Nämnden", "permits", "handläggare")
    works = given(*REGISTERED, PostAppointed(post))

    assert when(works, EndPost()) == [PostEnded(post)]
    left = given(*REGISTERED, PostAppointed(post), PostEnded(post))
    assert left is not None and left.post is None
    assert when(left, EndPost()) == []
    assert when(left, AppointPost(post)) == [PostAppointed(post)], "she may come back"
