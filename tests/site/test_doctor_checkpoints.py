"""The doctor says when what we acknowledge could be taken back without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings

from samrum.office import persons
from samrum.site import checkpoints, doctor
from tests.database import RunDatabase

BESIDE = "The key that signs checkpoints lies beside the database."


@pytest.fixture(autouse=True)
def in_production(tmp_path: Path) -> Iterator[None]:
    with override_settings(VAR=tmp_path, UNCOVERED=timedelta(minutes=15)):
        yield


def what() -> list[str]:
    return [danger.what for danger in doctor.of_the_checkpoints()]


def somebody(number: str) -> None:
    persons.register(persons.Identity(number, "Anna Berg"), tenant=1)


def test_a_key_elsewhere_and_checkpoints_in_time_are_left_in_peace(
    lasting_db: RunDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMRUM_CHECKPOINT_KEY", checkpoints.made())
    somebody("1")
    checkpoints.cover(1)

    assert what() == []


def test_a_key_beside_the_database_and_acts_without_end_are_told(lasting_db: RunDatabase) -> None:
    assert what() == [BESIDE]
    with override_settings(UNCOVERED=None):
        assert what()[1:] == ["Acts are taken also when no checkpoint is made."]


def test_a_worker_that_has_stopped_is_told(lasting_db: RunDatabase) -> None:
    somebody("1")
    with psycopg.connect(lasting_db.superuser_dsn, autocommit=True) as superuser:
        superuser.execute("update journal_moved set since = '2026-01-01 12:00Z'")

    assert what()[1:] == [
        "No checkpoint has been made of Lillevik's journal since 2026-01-01 12:00 UTC."
    ]


def test_another_key_than_before_is_told(
    lasting_db: RunDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody("1")
    checkpoints.cover(1)
    checkpoints.given_out(1).unlink()
    monkeypatch.setenv("SAMRUM_CHECKPOINT_KEY", checkpoints.made())

    assert what() == ["The newest checkpoint of Lillevik's journal is not signed with our key."]


def test_a_journal_older_than_what_was_given_out_is_told(lasting_db: RunDatabase) -> None:
    somebody("1")
    checkpoints.cover(1)
    lasting_db.empty()

    dangers = [danger for danger in doctor.of_the_checkpoints() if danger.fatal]
    assert [danger.what for danger in dangers] == [
        "No checkpoint can be made: the journal does not hold what was given out."
    ]
    assert str(Path(settings.VAR) / "checkpoints") in dangers[0].because
