"""What `samrum verify` finds when somebody has been at the tables with a superuser's rights."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from samrum.cli.main import main
from samrum.core.case import HandInDocument
from samrum.core.document import Upload
from samrum.journal import chain, entries
from samrum.journal.cases import numbers_of
from samrum.journal.verify import verify
from samrum.office import clock, see
from samrum.office.act import act
from tests.database import RunDatabase
from tests.office.town import Cast, applies

ZONE = ZoneInfo("Europe/Stockholm")
CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)


@pytest.fixture
def case(lasting_cast: Cast) -> str:
    """A case with three acts and a reading, among others that nobody touches."""
    cast = lasting_cast
    anna = cast.reads("anna")
    applies(cast.reads("erik"), key="other")
    receipt = applies(anna)
    act(anna, HandInDocument(CERTIFICATE), case=receipt.case, key="k2")
    see.case(cast.reads("bo"), receipt.case)
    applies(anna, key="another")
    return receipt.case


def found(lasting_db: RunDatabase, *statements: str) -> list[str]:
    """What verify says after these statements of a superuser."""
    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        for statement in statements:
            assert superuser.execute(statement).rowcount > 0
    return [str(fault) for fault in verify(1, ZONE).faults]


def test_an_untouched_journal_holds(lasting_db: RunDatabase, case: str) -> None:
    told: list[int] = []
    checked = verify(1, ZONE, told.append)

    assert checked.faults == []
    assert checked.streams == 6 + 3 + 1
    assert checked.entries > 30
    assert verify(2, ZONE).entries == 0


@pytest.mark.parametrize("hour", [0, 1])
def test_what_came_in_the_hour_that_comes_twice_holds_too(cast: Cast, hour: int) -> None:
    """The night when summer time ends: half past two, twice."""
    with clock.held_at(datetime(2027, 10, 31, hour, 30, tzinfo=UTC)):
        applies(cast.reads("anna"))

    assert verify(1, ZONE).faults == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "update journal_entry set payload = replace(payload, '300', '301')"
            " where stream = '{case}' and seq = 2",
            "entry 2: its payload is not what was committed to",
        ),
        (
            "update journal_entry set actor = 'rules' where stream = '{case}' and seq = 2",
            "entry 2: its hash does not follow",
        ),
        (
            "update journal_entry set at = at + interval '1 second' where stream = '{case}'"
            " and seq = 3",
            "entry 3: its hash does not follow",
        ),
        (
            "delete from journal_entry where stream = '{case}' and seq = 4",
            "entry 5: entry 4 is missing",
        ),
        (
            "update journal_entry set seq = case seq when 2 then 102 else 103 end"
            " where stream = '{case}' and seq in (2, 3)",
            "entry 4: entry 2 is missing",
        ),
        (
            "update journal_entry set gap = gap + 1 where stream = '{case}' and seq = 7",
            "entry 7: its columns for counting do not follow",
        ),
        (
            "update journal_entry set salt = null where stream = '{case}' and seq = 1",
            "entry 1: payload and salt go together",
        ),
        (
            "delete from journal_entry where stream = '{case}' and seq > 6",
            "a receipt was given for another entry",
        ),
        (
            "delete from journal_entry where stream = '{case}'",
            "it has state, and no entries at all",
        ),
        (
            "update journal_case set state = replace(state, '300', '301') where id = '{case}'",
            "its state is not what the entries give",
        ),
        (
            "update journal_case set due = due + 1 where id = '{case}'",
            "its due is not what the entries give",
        ),
        ("delete from journal_case where id = '{case}'", "its state is missing"),
        (
            "delete from journal_outbox where stream = '{case}'",
            "letter 1 was ordered and is not in the outbox",
        ),
        (
            "update journal_person set protected = true where name = 'Anna Berg'",
            "its protected is not what the entries give",
        ),
        (
            "delete from journal_person_word where word = 'anna berg'",
            "its words is not what the entries give",
        ),
        ("delete from journal_mandate", "its mandates is not what the entries give"),
        (
            "update journal_entry set kind = 'Unheard' where stream = '{case}' and seq = 2",
            "no event is called Unheard",
        ),
    ],
)
def test_what_was_changed_is_said_with_its_place(
    lasting_db: RunDatabase, case: str, change: str, said: str
) -> None:
    told = found(lasting_db, change.format(case=case))

    assert any(said in line for line in told), told


def test_what_is_gone_without_a_lawful_ground_is_said(lasting_db: RunDatabase, case: str) -> None:
    """How it is done lawfully is in test_erase."""
    gone = f"update journal_entry set payload = null, salt = null where stream = '{case}'"

    told = found(lasting_db, f"{gone} and seq = 2")
    assert told == [f"case {case}, entry 2: what it said is gone, and no erasure says why"]
    assert any("its state still stands" in line for line in found(lasting_db, gone))


def test_a_tail_written_anew_with_right_hashes_contradicts_the_receipt(
    lasting_db: RunDatabase, case: str
) -> None:
    """The chain alone cannot see it; the receipt that Anna was given can."""
    made = entries.read(1, case)
    head = chain.head_at(made[0])
    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        for entry in made[1:]:
            payload = (entry.payload or "").replace("300", "999")
            assert entry.salt is not None
            commitment = chain.commit(entry.salt, payload)
            row = chain.row_of(entry)
            told = (*row[:6], chain.moment_of(entry.at), *row[7:12])
            hash = chain.link(told, commitment, head.hash)
            superuser.execute(
                "update journal_entry set payload = %s, commitment = %s, hash = %s"
                " where stream = %s and seq = %s",
                (payload, commitment, hash, case, entry.seq),
            )
            head = chain.head_at(entries.read(1, case, entry.seq - 1)[0])
        superuser.execute(
            "update journal_case set head = %s, state = replace(state, '300', '999') where id = %s",
            (head.hash, case),
        )
    told = [str(fault) for fault in verify(1, ZONE).faults]

    assert told and all("a receipt was given for another entry" in line for line in told)


def test_the_command_says_what_is_wrong_and_where(
    lasting_db: RunDatabase, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    assert "0 faults" in capsys.readouterr().out

    found(lasting_db, f"update journal_entry set actor = 'x' where stream = '{case}' and seq = 2")
    assert main(["verify", "--tenant", "1"]) == 1
    said = capsys.readouterr().out
    assert f"case {case}, entry 2: its hash does not follow" in said
    assert f"  case {case} is {numbers_of(1, [case])[case]}\n" in said, "as people know it"
    assert main(["verify", "--tenant", "2"]) == 0


@pytest.mark.parametrize(
    "change",
    [
        "update journal_entry set actor = 'x'",
        "delete from journal_entry",
        "update journal_receipt set version = 1",
        "truncate journal_entry",
    ],
)
def test_the_pages_cannot_change_what_has_happened(
    lasting_db: RunDatabase, case: str, change: str
) -> None:
    with psycopg.connect(lasting_db.app_dsn, autocommit=True) as pages:
        pages.execute("select set_config('app.tenant', '1', false)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            pages.execute(change)
