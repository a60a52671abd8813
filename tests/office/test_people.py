"""Who is known here, who works here, who may act for whom, and who is logged in."""

from __future__ import annotations

import json
from argparse import Namespace
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections

from samrum.cli import work
from samrum.core.access import Reader
from samrum.core.person import MandateKind, Post
from samrum.core.refusal import Refused
from samrum.journal import entries, people
from samrum.journal.database import execute
from samrum.office import clock, identity, municipality, persons, registers, see
from samrum.office.act import read_registers
from samrum.office.persons import Identity
from samrum.office.relation import NotHere
from tests.database import RunDatabase
from tests.office.town import Cast, applies

NINA = Identity("19901112-2386", "Nina Å. Öster-Ek", "da", ("Nygatan 1",), "nina@example.com")


def test_logging_in_again_changes_only_what_has_changed(db: RunDatabase) -> None:
    nina = persons.register(NINA)
    again = persons.register(NINA)
    moved = persons.register(Identity(NINA.number, "Nina Öster", "sv", ("Storgatan 1",)))

    assert again == nina and moved.id == nina.id and moved.name == "Nina Öster"
    assert [entry.kind for entry in entries.read(1, nina.id)] == ["PersonRegistered"] * 2


def test_logging_in_twice_at_once_for_the_first_time_makes_one_person(
    lasting_db: RunDatabase,
) -> None:
    def once(_: int) -> str:
        try:
            return persons.register(NINA).id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(once, range(6)))) == 1


def test_the_same_number_is_another_person_in_another_municipality(db: RunDatabase) -> None:
    here, there = persons.register(NINA), persons.register(NINA, tenant=2)

    assert here.id != there.id
    with pytest.raises(NotHere):
        persons.known_person(there.id)


def test_who_has_the_same_name_is_somebody_else_and_who_has_changed_hers_is_herself(
    db: RunDatabase,
) -> None:
    """ASVS 10.5.2: a person is her national number, which nobody else is ever given."""
    first = persons.log_in(Identity("19440614-0005", "Anna Lind", email="anna@example.org"))
    second = persons.log_in(Identity("19450615-0006", "Anna Lind", email="anna@example.org"))
    married = persons.log_in(Identity("194406140005", "Anna Ek", email="other@example.org"))

    assert second.id != first.id == married.id
    assert married.name == "Anna Ek"


def test_a_name_is_folded_into_words_that_are_found(db: RunDatabase) -> None:
    nina = persons.register(NINA)

    assert people.folded("Nina Å. Öster-Ek\x00 ﬁn") == ["nina", "a", "oster", "ek", "fin"]
    assert "oster nina" in people.words_of(nina) and "901112 2386" not in people.words_of(nina)
    assert {"199011122386", "9011122386"} <= set(people.words_of(nina))
    assert people.words_of(persons.register(Identity("x", "Cher"))) == ["cher", "x"]


def test_a_mandate_is_given_to_somebody_known_and_taken_back(cast: Cast) -> None:
    anna = cast.reads("anna")
    with pytest.raises(Refused):
        give(anna, number="nobody")
    with pytest.raises(Refused):
        give(anna, number=cast.anna.number)
    given = give(anna, number=f" {cast.erik.number} ")
    assert given.mandates[1].holder == cast.erik.id
    assert cast.reads("erik").mandates[anna.id][0].services == ("parking-permit",)

    persons.revoke_mandate(anna, 1)
    persons.revoke_mandate(anna, 1)
    assert cast.reads("erik").mandates[anna.id][0].revoked_at is not None
    with pytest.raises(Refused):
        persons.revoke_mandate(anna, 2)


def test_only_staff_enter_a_mandate_for_somebody_else(cast: Cast) -> None:
    elis, anna = cast.elis.id, cast.anna.number
    with pytest.raises(NotHere):
        give(cast.reads("erik"), number=anna, giver=elis)
    given = give(cast.reads("bo"), "guardian", number=anna, giver=elis)
    assert given.mandates[1].kind == "guardian"
    entry = entries.read(1, elis)[-1]
    assert (entry.actor, entry.on_behalf_of, entry.via) == (cast.bo.id, elis, "desk")


def give(reader: Reader, kind: MandateKind = "power_of_attorney", **told: str) -> persons.Person:
    return persons.give_mandate(
        reader, kind=kind, services=("parking-permit",), valid_from=date(2026, 1, 1), **told
    )


def test_an_id_is_a_uuid_of_version_seven() -> None:
    ids = [persons.new_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert all(id[14] == "7" and id[19] in "89ab" for id in ids)


def test_a_session_has_its_person_her_mandates_language_and_whom_she_acts_for(cast: Cast) -> None:
    token = identity.begin_session(cast.anna)
    session = identity.session(token)
    assert session is not None
    assert session.reader == cast.reads("anna")
    assert (session.language, session.acting_for) == ("sv", "")

    identity.choose_language(token, "da")
    identity.choose_language(token, "xx")
    identity.act_for(token, cast.maj.id)
    with pytest.raises(NotHere):
        identity.act_for(token, cast.erik.id)
    session = identity.session(token)
    assert session is not None and (session.language, session.acting_for) == ("da", cast.maj.id)

    persons.revoke_mandate(cast.reads("maj"), 1)
    session = identity.session(token)
    assert session is not None and session.acting_for == ""


def test_a_session_ends_when_nobody_presses_and_after_eight_hours(cast: Cast) -> None:
    token = identity.begin_session(cast.anna)
    start = clock.moment()
    for minutes in range(25, 8 * 60, 25):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert identity.reader(token) is not None
    with time_machine.travel(start + timedelta(hours=8, minutes=1)):
        assert identity.reader(token) is None
    assert identity.reader(token) is None

    token = identity.begin_session(cast.anna)
    with time_machine.travel(start + timedelta(minutes=32)):
        assert identity.reader(token) is None


def test_nothing_is_left_of_sessions_that_ended_without_a_word(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)  # the worker gives out a checkpoint too
    ended, lasts = identity.begin_session(cast.anna), identity.begin_session(cast.maj)
    visit = SessionStore()
    visit.create()
    with time_machine.travel(clock.moment() + timedelta(minutes=20)):
        assert identity.reader(lasts) is not None

    with time_machine.travel(clock.moment() + timedelta(minutes=31)):
        assert work.run(Namespace(once=True)) == 0
        assert identity.reader(ended) is None and identity.reader(lasts) is not None
        assert _held_by("journal_session", "person") == [cast.maj.id]
        assert _held_by("django_session", "session_key") == [visit.session_key]
    with time_machine.travel(clock.moment() + timedelta(hours=9)):
        work.run(Namespace(once=True))
        assert _held_by("journal_session", "person") == []
        assert _held_by("django_session", "session_key") == []


def _held_by(table: str, column: str) -> list[str]:
    rows = execute(1, f"select {column}::text from {table}", ())
    return [one for (one,) in rows]


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "å" * 10_000])
def test_nobody_is_behind_a_strange_token(cast: Cast, token: str) -> None:
    assert identity.session(token) is None
    identity.end_session(token)


def test_a_session_is_of_one_municipality_and_its_token_is_not_stored(cast: Cast) -> None:
    token = identity.begin_session(cast.anna)
    assert identity.reader(token, tenant=2) is None
    with connection.cursor() as cursor:
        cursor.execute("select journal_session::text from journal_session")
        assert token not in str(cursor.fetchall())
    identity.end_session(token)
    assert identity.reader(token) is None


@pytest.fixture
def population() -> Iterator[Path]:
    """The file of the simulated population register of Lillevik."""
    file = registers.simulated_file(municipality.municipality(1), "population")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)


def test_a_register_that_cannot_be_read_is_a_reading_that_failed(
    cast: Cast, population: Path
) -> None:
    case = applies(cast.reads("anna")).case
    told = see.case(cast.reads("anna"), case).case
    assert (
        told.registers["population"].outcome == "failed" and not told.registers["population"].values
    )

    record = {"name": "Anna Berg", "address": ["Storgatan 2"], "municipality": "9901"}
    for content, outcome in [
        ("{", "failed"),
        ("{}", "not_found"),
        (json.dumps({cast.anna.number: {"name": 7}}), "failed"),
        (json.dumps({cast.anna.number: {**record, "protected": True}}), "protected"),
        (json.dumps({cast.anna.number: record}), "found"),
    ]:
        population.write_text(content, encoding="utf-8")
        key = f"k-{outcome}-{len(content)}"
        if outcome == "found":  # protected as the last reading was, Bo must be cleared to see it
            post = Post("Samhällsbyggnadsnämnden", "permits", "handläggare", cleared=True)
            persons.appoint(cast.bo.id, post)
        read_registers(cast.reads("bo"), case=case, key=key)
        told = see.case(cast.reads("anna"), case).case
        assert told.registers["population"].outcome == outcome


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("tenant = 1", ""), "'tenant' is missing"),
        (('unit = "permits"', 'unit = "unheard"'), "no unit is called unheard"),
        (("tenant = 1", "tenant = ["), "lillevik.toml cannot be read"),
        (('"Europe/Stockholm"', '"Europe/Nowhere"'), "Nowhere"),
        (("[units.permits]", "[units]\npermits = 3\n[other]"), "cannot be read"),
    ],
)
def test_a_fault_in_a_municipality_s_file_is_said(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    text = (municipality.shipped("municipalities") / "lillevik.toml").read_text(encoding="utf-8")
    file = tmp_path / "lillevik.toml"
    file.write_text(text.replace(*change), encoding="utf-8")

    with pytest.raises(municipality.NotUnderstood) as refusal:
        municipality.read_municipality(file)
    assert said in str(refusal.value)


def test_the_municipalities_that_are_shipped() -> None:
    assert [(tenant, one.name) for tenant, one in municipality.municipalities().items()] == [
        (1, "Lillevik"),
        (2, "Storvik"),
        (3, "Sølund"),
    ]
    assert municipality.tenant_of("soelund.localhost") == 3
    assert municipality.tenant_of("storvik.localhost") == 2
    assert municipality.tenant_of("unheard.example") == 1
    assert municipality.municipality(1).services_of("permits") == ("parking-permit",)
    assert municipality.municipality(1).unit_of("unheard") == ""


def test_only_staff_who_work_with_a_service_enter_a_mandate(cast: Cast) -> None:
    """Cecilia of school health would otherwise open anybody's cases to anybody."""
    with pytest.raises(NotHere):
        persons.give_mandate(
            cast.reads("cecilia"),
            number=cast.erik.number,
            kind="power_of_attorney",
            services=("*",),
            valid_from=date(2020, 1, 1),
            giver=cast.anna.id,
        )


def test_a_token_is_made_for_each_session_from_256_random_bits(cast: Cast) -> None:
    """ASVS 7.2.2 and 7.2.3."""
    tokens = [identity.begin_session(cast.anna) for _ in range(50)]
    bits = [urlsafe_b64decode(token + "=") for token in tokens]

    assert len(set(tokens)) == 50 and {len(one) for one in bits} == {32}
    # Every bit is one now and then, and none always: 50 throws of a coin, 256 times.
    ones = [sum(one[place // 8] >> place % 8 & 1 for one in bits) for place in range(256)]
    assert min(ones) > 0 and max(ones) < 50


def test_a_new_installation_knows_nobody(db: RunDatabase) -> None:
    """ASVS 6.3.2: there is no account before somebody has logged in with her own e-identity."""
    for table in ("journal_person", "journal_session", "journal_mandate"):
        row = execute(1, f"select count(*) from {table} where tenant = %s", (1,)).fetchone()
        assert row == (0,)
