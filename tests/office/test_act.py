"""Stories through the two doors, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import close_old_connections, connection, connections

from samrum.core.case import (
    AnswerStep,
    CallLate,
    Command,
    Decide,
    HandInDocument,
    OpenDecision,
    ReportLetter,
    SendMessage,
    TakeCase,
    WriteNote,
)
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.refusal import Refused
from samrum.journal import outbox, receipts
from samrum.journal.verify import verify
from samrum.office import drafts, see
from samrum.office.act import Changed, Receipt, acknowledged, act, act_by_itself
from samrum.office.clock import held_at
from samrum.office.municipality import now
from samrum.office.relation import NotHere
from tests.database import RunDatabase
from tests.office.town import METRES, Cast, applies
from tests.office.trace import statements

CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
GRANT = Decide("grant", "You get a permit.", "You walk 300 metres.")
TABLES = ("journal_entry", "journal_case", "journal_receipt", "journal_outbox", "journal_counter")


def rows_in_all_tables() -> dict[str, int]:
    with connection.cursor() as cursor:
        counted = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            counted[table] = cursor.fetchone()[0]
        return counted


def test_a_resident_applies_the_case_is_decided_and_she_reads_the_decision(cast: Cast) -> None:
    anna, bo = cast.reads("anna"), cast.reads("bo")
    receipt = applies(anna)
    assert (receipt.number[:4], receipt.number[-6:], receipt.repeated) == ("PRH ", "000001", False)
    assert see.case(anna, receipt.case).turn == "resident"

    act(anna, HandInDocument(CERTIFICATE), case=receipt.case, key="k2")
    assert see.case(bo, receipt.case).turn == "caseworker"

    act(bo, GRANT, case=receipt.case, key="k3")
    act(anna, OpenDecision(), case=receipt.case, key="k4")

    view = see.case(anna, receipt.case)
    assert view.case.decision is not None and view.case.decision.opened_at is not None
    assert [item.kind for item in view.timeline] == [
        *("CaseOpened", "FactGiven", "RegisterRead", "RulesApplied", "StepOpened"),
        *("LetterOrdered", "DocumentReceived", "RulesApplied", "StepClosed", "StepOpened"),
        *("DecisionMade", "StepClosed", "LetterOrdered", "DecisionOpened"),
    ]
    assert {item.by_name for item in view.timeline} == {"Anna Berg", "Bo Lind", ""}
    assert (view.timeline[3].by.role, view.timeline[10].by_name) == ("rules", "Bo Lind")


def test_letters_wait_in_the_outbox_from_the_same_moment(cast: Cast) -> None:
    receipt = applies(cast.reads("anna"))
    (waiting,) = outbox.lease(1, 10, now(1), now(1))

    assert (waiting.key, waiting.letter) == (f"{receipt.case}/letter/1", 1)

    report = ReportLetter(1, "sent", "b" * 64, "")
    for _ in range(2):  # the worker died after reporting, and reports again
        act_by_itself(1, "post", report, case=receipt.case, key=f"{waiting.key}/1")
    assert see.case(cast.reads("anna"), receipt.case).case.letters[0].fate == "sent"
    outbox.settle(1, waiting)
    assert outbox.waiting(1) == 0


def test_what_is_on_the_telephone_says_who_typed_for_whom(cast: Cast) -> None:
    bo, anna = cast.reads("bo"), cast.reads("anna")
    receipt = applies(bo, resident=anna.id, via="phone")
    act(bo, SendMessage("She asks when."), case=receipt.case, key="k2", via="phone")
    act(bo, SendMessage("In a month."), case=receipt.case, key="k3")

    first, *_, hers, _, his, _ = see.case(anna, receipt.case).timeline
    assert (first.by.id, first.by.on_behalf_of, first.by.via) == (bo.id, anna.id, "phone")
    assert (hers.by.on_behalf_of, his.by.on_behalf_of, his.by.via) == (anna.id, "", "desk")
    messages = see.case(anna, receipt.case).case.messages
    assert [message.from_resident for message in messages] == [True, False]


def test_who_holds_a_mandate_acts_for_her_and_the_journal_says_under_which(cast: Cast) -> None:
    anna, maj = cast.reads("anna"), cast.reads("maj")
    receipt = applies(anna, resident=maj.id)

    view = see.case(anna, receipt.case)
    by = view.timeline[0].by
    assert (by.role, by.id, by.on_behalf_of, by.mandate) == ("representative", anna.id, maj.id, 1)
    assert (view.relation, view.resident.name, view.resident.address) == (
        "mandate",
        "Maj Berg",
        None,
    )
    assert see.case(maj, receipt.case).resident.address == ("Storgatan 2",)
    assert [row.resident_name for row in see.my_cases(anna)] == ["Maj Berg"]
    with pytest.raises(NotHere):
        applies(maj, resident=anna.id, key="k2")


def test_pressing_twice_is_pressing_once(cast: Cast) -> None:
    anna = cast.reads("anna")
    first = applies(anna)
    rows = rows_in_all_tables()
    again = applies(anna)

    assert again == Receipt(first.case, first.number, first.version, first.hash, again.at, True)
    assert again.at == first.at and rows_in_all_tables() == rows
    assert acknowledged(anna, "k1") == again and acknowledged(anna, "k2") is None

    act(anna, SendMessage("Hej"), case=first.case, key="k2")
    assert act(anna, SendMessage("Hej"), case=first.case, key="k2").repeated
    assert len(see.case(anna, first.case).case.messages) == 1


@pytest.mark.parametrize("key", ["k1", "", "x" * 201, "a b", "nul\x00"])
def test_a_key_is_for_one_thing_and_has_a_form(cast: Cast, key: str) -> None:
    anna = cast.reads("anna")
    receipt = applies(anna)

    with pytest.raises(Refused):
        act(anna, SendMessage("Hej"), case=receipt.case, key=key)
    with pytest.raises(Refused):
        applies(anna, metres=301, key=key)


def test_two_presses_at_the_same_moment_open_one_case(lasting_cast: Cast) -> None:
    anna = lasting_cast.reads("anna")

    got = at_once(*[lambda: applies(anna)] * 6)

    assert len({receipt.case for receipt in got}) == 1
    assert sorted(receipt.repeated for receipt in got) == [False] + [True] * 5
    assert len(see.my_cases(anna)) == 1


def test_many_at_once_get_numbers_without_gaps(lasting_cast: Cast) -> None:
    readers = [lasting_cast.reads(name) for name in ("anna", "erik", "maj")]

    got = at_once(*[lambda r=r, n=n: applies(r, key=f"k{n}") for r in readers for n in range(4)])

    assert sorted(int(receipt.number[-6:]) for receipt in got) == list(range(1, 13))


def test_two_who_write_at_once_stand_after_each_other(lasting_cast: Cast) -> None:
    anna, bo = lasting_cast.reads("anna"), lasting_cast.reads("bo")
    case = applies(anna).case

    def write(n: int) -> Receipt:
        if n % 2:
            return act(bo, WriteNote(f"Note {n}"), case=case, key=f"n{n}")
        see.case(bo, case)
        return act(anna, SendMessage(f"Message {n}"), case=case, key=f"n{n}")

    got = at_once(*[lambda n=n: write(n) for n in range(8)])

    assert len({receipt.version for receipt in got}) == 8
    told = see.case(anna, case).case
    assert (len(told.messages), len(told.notes)) == (4, 4)
    assert len(see.readings_of(anna, case)) == 4


def test_two_caseworkers_on_one_case_the_second_sees_what_happened_since(cast: Cast) -> None:
    anna, bo = cast.reads("anna"), cast.reads("bo")
    case = applies(anna).case
    seen = see.case(bo, case).version
    act(anna, HandInDocument(CERTIFICATE), case=case, key="k2")
    rows = rows_in_all_tables()

    with pytest.raises(Changed) as changed:
        act(bo, GRANT, case=case, key="k3", expected=seen)

    assert [item.kind for item in changed.value.since] == [
        "DocumentReceived",
        "RulesApplied",
        "StepClosed",
        "StepOpened",
    ]
    assert changed.value.view.version == seen + 4 and rows_in_all_tables() == rows
    assert act(bo, GRANT, case=case, key="k3", expected=seen + 4).version > seen + 4


def test_a_refusal_leaves_nothing_behind(cast: Cast) -> None:
    anna, bo = cast.reads("anna"), cast.reads("bo")
    case = applies(anna).case
    rows = rows_in_all_tables()

    for reader, command in [
        (anna, SendMessage("  ")),
        (anna, OpenDecision()),
        (anna, AnswerStep("unheard", {METRES: Answer(1)})),
        (anna, GRANT),
        (anna, WriteNote("Mine")),
        (bo, TakeCase(cast.cecilia.id)),
        (bo, TakeCase(cast.erik.id)),
        (bo, OpenDecision()),
    ]:
        with pytest.raises(Refused):
            act(reader, command, case=case, key="k2")
    assert rows_in_all_tables() == rows


@pytest.mark.parametrize(
    "where",
    [
        "samrum.journal.entries.add",
        "samrum.journal.cases.add",
        "samrum.journal.outbox.put",
        "samrum.journal.receipts.add",
    ],
)
def test_a_crash_in_between_leaves_nothing_behind(
    lasting_cast: Cast, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    anna = lasting_cast.reads("anna")
    rows = rows_of_tenant()

    def crash(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, crash)
        with pytest.raises(KeyboardInterrupt):
            applies(anna)
    assert rows_of_tenant() == rows
    assert applies(anna).number.endswith("000001")


def test_a_connection_that_breaks_in_the_middle_leaves_nothing_and_the_next_press_works(
    lasting_db: RunDatabase, lasting_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = lasting_cast.reads("anna")
    rows = rows_of_tenant()

    def break_off(*_: object) -> None:
        with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
            pid = connection.connection.info.backend_pid
            superuser.execute("select pg_terminate_backend(%s)", [pid])

    with monkeypatch.context() as patched:
        patched.setattr("samrum.journal.cases.add", break_off)
        with pytest.raises(psycopg.OperationalError):
            applies(anna)
    close_old_connections()  # as at the beginning of every request

    assert rows_of_tenant() == rows
    assert applies(anna).number.endswith("000001")


def rows_of_tenant() -> dict[str, int]:
    assert receipts.find(1, "nobody", "nothing") is None  # the connection works for tenant 1
    return rows_in_all_tables()


ACTS: list[tuple[str, Command]] = [
    ("bo", TakeCase("")),
    ("bo", WriteNote("Note")),
    ("anna", SendMessage("Hej")),
    ("anna", HandInDocument(CERTIFICATE)),
    ("anna", AnswerStep("supplement", {METRES: Answer(5)}, (CERTIFICATE,))),
    ("bo", GRANT),
]


@pytest.mark.parametrize(("name", "command"), ACTS)
def test_an_act_is_at_most_fifteen_statements_and_one_commit(
    lasting_cast: Cast, tmp_path: Path, name: str, command: Command
) -> None:
    anna, bo = lasting_cast.reads("anna"), lasting_cast.reads("bo")
    case = applies(anna).case
    if isinstance(command, TakeCase):
        command = TakeCase(bo.id)
    reader = lasting_cast.reads(name)
    key = f"{case}:supplement"
    drafts.keep(anna, anna.id, key, answers={}, expected=0)

    with statements(tmp_path) as told:
        act(reader, command, case=case, key="counted")
    assert len(told) <= 15, told
    assert told.count("COMMIT") == 1

    with statements(tmp_path) as told:
        applies(anna, key="k9")
    assert len(told) <= 15, told
    assert told.count("COMMIT") == 1


def at_once(*acts: Callable[[], Receipt]) -> list[Receipt]:
    """What these give when they run in threads, each on a connection of its own."""

    def alone(one: Callable[[], Receipt]) -> Receipt:
        try:
            return one()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


def test_the_rules_and_the_post_room_do_only_what_is_theirs(cast: Cast) -> None:
    case = applies(cast.reads("anna")).case

    for by, command in [("rules", GRANT), ("post", CallLate("supplement"))]:
        with pytest.raises(Refused):
            act_by_itself(1, by, command, case=case, key="k2")  # type: ignore[arg-type]


def test_a_tenant_is_a_wall(lasting_db: RunDatabase, lasting_cast: Cast) -> None:
    """A statement without any filter sees one tenant; a row cannot be put into another."""
    applies(lasting_cast.reads("anna"))
    with psycopg.connect(lasting_db.app_dsn, autocommit=True) as pages:
        for tenant, seen in (("", False), ("1", True), ("2", False)):
            pages.execute("select set_config('app.tenant', %s, false)", [tenant])
            for table in TABLES:
                row = pages.execute(f"select count(*) from {table}").fetchone()
                assert row is not None and (row[0] > 0) == seen, (table, tenant)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            pages.execute(
                "insert into journal_counter (tenant, service, year, last) values (1, 'x', 1, 1)"
            )
        assert pages.execute("update journal_case set tenant = 2").rowcount == 0
    with psycopg.connect(lasting_db.owner_dsn, autocommit=True) as owner:
        assert owner.execute("select count(*) from journal_case").fetchone() == (0,)


def test_what_comes_second_by_a_clock_set_back_has_the_date_of_the_municipality(
    cast: Cast,
) -> None:
    """Late in the evening here it is still yesterday by the clock that the database keeps."""
    anna, night = cast.reads("anna"), datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    with held_at(night):
        case = applies(anna).case
    with held_at(night - timedelta(minutes=5)):
        act(anna, SendMessage("A little earlier, by my clock."), case=case, key="k2")

    said = see.case(anna, case).case.messages[0]
    assert said.sent_at.isoformat() == "2026-11-30T00:30:00+01:00"
    assert verify(1, ZoneInfo("Europe/Stockholm")).faults == []
