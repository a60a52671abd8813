"""What is broken: the doctor tells it in numbers, and once a day a mail tells it."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import override_settings

from samrum.channels.outgoing import Message, NotSent, Outcome
from samrum.core.case import ReportLetter
from samrum.core.danger import Danger, news
from samrum.journal import extracts, hooks, looks
from samrum.office import clock
from samrum.office.act import act_by_itself
from samrum.office.municipality import now
from samrum.site import daily, doctor, undone
from tests.database import RunDatabase
from tests.office.town import Cast, applies, settle

TO = "drift@lillevik.example"
SIX: datetime = datetime(2026, 11, 30, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_folders(tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path, FILES=tmp_path / "files", ADMINISTRATOR=TO):
        yield


@pytest.fixture
def cast(db: RunDatabase) -> Cast:
    return settle()


def found(monkeypatch: pytest.MonkeyPatch, *dangers: Danger) -> None:
    monkeypatch.setattr(doctor, "examine", lambda tenant, since: list(dangers))


def mails(var: Path) -> list[EmailMessage]:
    files = sorted((var / "post" / "lillevik" / "email").glob("broken-*.eml"))
    return [email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]


BACKUPS = Danger("The newest backup is of Monday.", "It is old.", "Make one.", kind="backups")
LETTERS = Danger("Letters: 3.", "No.", "Look.", kind="letters-failed", many=3)


def test_a_mail_goes_once_a_day_while_something_is_broken_and_once_when_it_is_mended(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, BACKUPS)
    with clock.held_at(SIX):
        assert daily.tell(1)
        assert daily.tell(1) is None, "it has looked today"
    with clock.held_at(SIX + timedelta(days=1)):
        assert daily.tell(1)
    found(monkeypatch)
    for day in (2, 3, 4):
        with clock.held_at(SIX + timedelta(days=day)):
            daily.tell(1)

    new, still, mended = mails(tmp_path)
    assert new["X-Samrum-To"] == TO
    assert new["Subject"] == "Lillevik: 1 thing is broken, 1 new"
    assert still["Subject"] == "Lillevik: 1 thing is broken, 0 new"
    assert "NEW" in new.get_content() and "Make one." in new.get_content()
    assert "STILL" in still.get_content()
    assert mended["Subject"] == "Lillevik: nothing is broken any more"
    gone = mended.get_content().partition("NO LONGER")[2]
    assert "The newest backup" in gone and "Make one." not in gone


def test_letters_that_failed_yesterday_are_not_mended_because_none_failed_today() -> None:
    assert news([LETTERS], []).mended == ()
    assert news([LETTERS], [LETTERS]).new == (LETTERS,)
    assert not news([LETTERS], [])


def test_a_mail_that_cannot_be_sent_is_tried_again_and_nothing_of_it_is_lost(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        def deliver(self, message: Message) -> Outcome:
            return NotSent(message.key, "smtp", SIX, "It is down.", try_again=True)

    found(monkeypatch, BACKUPS)
    with clock.held_at(SIX), monkeypatch.context() as broken:
        broken.setattr(daily, "channel_of", lambda here, reach: Down())
        assert daily.tell(1) is None
    with clock.held_at(SIX + timedelta(minutes=5)):
        assert daily.tell(1) is None, "it waits for an hour"
    with clock.held_at(SIX + timedelta(hours=1)):
        told = daily.tell(1)

    assert told is not None and told.new == (BACKUPS,)
    assert len(mails(tmp_path)) == 1


def test_a_look_that_fails_stops_nothing_else_and_is_made_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(tenant: int, since: datetime) -> list[Danger]:
        raise RuntimeError("the doctor is ill")

    monkeypatch.setattr(doctor, "examine", breaks)
    with clock.held_at(SIX):
        assert daily.tell(1) is None
    assert "The look at what is broken was cut short." in caplog.text
    found(monkeypatch, BACKUPS)
    with clock.held_at(SIX + timedelta(hours=1)):
        assert daily.tell(1)


def test_without_an_address_it_is_looked_and_nothing_is_sent(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, BACKUPS)
    with override_settings(ADMINISTRATOR=""):
        daily.tell(1)

    kept = looks.newest(1)
    assert kept is not None and kept.found == (BACKUPS,)
    assert mails(tmp_path) == []


def broken_town(cast: Cast) -> str:
    """A letter that failed, a register and a webhook that do not answer, an extract that waits."""
    case = applies(cast.reads("anna")).case
    report = ReportLetter(1, "failed", "", f"No such box: {cast.anna.number}")
    act_by_itself(1, "post", report, case=case, key=f"{case}/failed")
    at = now(1)
    hooks.begin(1, "system:statistics", 0, at)
    held = hooks.hold(1, "system:statistics", at, at)
    assert held is not None
    hooks.settle(1, held, 0, undone.ATTEMPTS, at)
    extracts.ask(1, cast.anna.id, "sv", at - timedelta(hours=2))
    return case


def test_the_doctor_counts_what_was_not_done(cast: Cast) -> None:
    broken_town(cast)

    kinds = {one.kind: one for one in undone.of_the_work(1)}
    assert kinds["letters-failed"].many == 1
    assert kinds["register:population"].many >= 1, "no register is set up in this folder"
    assert kinds["webhook:system:statistics"].many == undone.ATTEMPTS
    assert kinds["extracts"].many == 1
    assert not any(one.fatal for one in kinds.values())
    later = now(1) + timedelta(minutes=1)
    assert "letters-failed" not in {one.kind for one in undone.of_the_work(1, later)}
    assert {one.kind for one in doctor.examine(1)} >= set(kinds), "one source for all of it"


def test_a_letter_that_nobody_sends_is_told_after_an_hour(cast: Cast) -> None:
    applies(cast.reads("anna"))
    assert "letters-waiting" not in {one.kind for one in undone.of_the_work(1)}

    with clock.held_at(now(1) + undone.PATIENCE + timedelta(minutes=1)):
        assert "letters-waiting" in {one.kind for one in undone.of_the_work(1)}


def test_the_mail_names_nobody(cast: Cast, tmp_path: Path) -> None:
    case = broken_town(cast)
    daily.tell(1)

    (mail,) = mails(tmp_path)
    said = f"{mail['Subject']} {mail.get_content()}"
    assert "could not be delivered" in said
    for secret in ("Anna", cast.anna.number, cast.anna.id, case, "Storgatan", "anna@example.com"):
        assert secret not in said


def test_a_neighbour_is_told_nothing_of_it(cast: Cast) -> None:
    broken_town(cast)

    assert "Lillevik" not in " ".join(one.what for one in doctor.examine(2))
    assert [one.kind for one in undone.of_the_work(2)] == []


def test_a_backup_that_is_missing_or_old_is_told(tmp_path: Path) -> None:
    at = datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert list(undone.of_the_backups(tmp_path, at)) == [], "the database is not ours"
    undone.Cluster(tmp_path).data.mkdir(parents=True)

    def told(made: str) -> list[str]:
        (tmp_path / undone.NEWEST_BACKUP).write_text(made)
        return [one.what for one in undone.of_the_backups(tmp_path, at)]

    assert told("not JSON") == ["There is no backup yet."]
    assert told('{"made_at": "2026-11-29T22:00:00+00:00"}') == []
    assert told('{"made_at": "2026-11-27T22:00:00+00:00"}') == [
        "The newest backup is of 2026-11-27 22:00 UTC."
    ]


def test_since_when_is_told_by_the_clock_on_the_wall(
    db: RunDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten in UTC is noon in Lillevik, in summer."""
    monkeypatch.setattr("samrum.journal.undone.unanswered", lambda tenant, since: {"permits": 2})
    with clock.held_at(datetime(2026, 7, 2, 10, tzinfo=UTC)):
        told = [one.what for one in undone.of_the_work(1) if one.kind == "register:permits"]

    assert told == [
        "The register permits of Lillevik did not answer, times since 2026-07-01 12:00: 2."
    ]
