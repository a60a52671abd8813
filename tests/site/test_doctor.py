"""The doctor says in words what is unsafe, and production is not served like that."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.conf import settings
from django.db.utils import ConnectionHandler
from django.test import override_settings

from samrum.journal.cluster import Cluster
from samrum.site import doctor, local
from samrum.site.settings import database as database_at
from tests.channels.test_scanner import running
from tests.database import RunDatabase

STRONG = "k3T-x9_Lq7Zb2Vw5Nc8Rj1Hd4Gf6Ys0Pm"
SAFE = {
    "SECRET_KEY": STRONG,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "ALLOWED_HOSTS": ["minasidor.lillevik.example"],
}


def what(dangers: Iterator[doctor.Danger], *, fatal: bool = True) -> list[str]:
    return [danger.what for danger in dangers if danger.fatal is fatal]


def at(dsn: str) -> Any:
    return ConnectionHandler({"default": database_at(dsn)})["default"]


def of_the_database_at(dsn: str) -> list[str]:
    connection = at(dsn)
    try:
        return what(doctor.of_the_database(connection))
    finally:
        connection.close()


def test_safe_settings_are_left_in_peace() -> None:
    with override_settings(**SAFE):
        assert list(doctor.of_the_settings(settings)) == []


@pytest.mark.parametrize(
    ("unsafe", "told"),
    [
        ({"SECRET_KEY": "hemligt"}, "The key that signs cookies is weak."),
        ({"SECRET_KEY": "abc" * 20}, "The key that signs cookies is weak."),
        ({"SESSION_COOKIE_SECURE": False}, "Cookies also travel without encryption."),
        ({"CSRF_COOKIE_SECURE": False}, "Cookies also travel without encryption."),
        ({"ALLOWED_HOSTS": ["*"]}, "It answers to any host name."),
        (
            {"ADDRESS": "https://lillevik.example/samrum"},  # ASVS 3.5.4
            "It shares its host with something else: https://lillevik.example/samrum.",
        ),
    ],
)
def test_an_unsafe_setting_is_told(unsafe: dict[str, Any], told: str) -> None:
    with override_settings(**SAFE | unsafe):
        assert what(doctor.of_the_settings(settings)) == [told]


@pytest.mark.parametrize(
    ("variable", "told"),
    [("SAMRUM_DEBUG", "Debug is on."), ("SAMRUM_DEMO_LOGIN", "The demo login is on.")],
)
def test_what_is_for_trying_out_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str, told: str
) -> None:
    monkeypatch.setenv(variable, "1")

    with override_settings(**SAFE):
        assert what(doctor.of_the_settings(settings)) == [told]


def test_the_database_we_bring_along_loses_nothing(var: Path) -> None:
    with Cluster(var) as cluster:
        (told,) = of_the_database_at(cluster.app_dsn)
    assert told.endswith("steps behind this version.")  # it has no tables yet


def test_a_database_in_a_hurry_is_told(database: RunDatabase) -> None:
    assert of_the_database_at(database.app_dsn) == [
        "The database runs with fsync off.",
        "The database runs with synchronous_commit off.",
        "The database runs with full_page_writes off.",
    ]


def test_pages_that_own_the_tables_are_told(database: RunDatabase) -> None:
    told = of_the_database_at(database.owner_dsn)

    assert [
        t for t in told if t.startswith("The pages use the database role samrum_owner, which owns")
    ]


def test_pages_that_may_do_anything_are_told(database: RunDatabase) -> None:
    told = of_the_database_at(database.superuser_dsn)

    assert "The pages use the database role postgres, which is a superuser." in told
    assert (
        "The pages use the database role postgres, which may step past row level security." in told
    )


def test_a_table_without_its_fence_is_told(database: RunDatabase) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("create table open_to_all (tenant smallint)")
        try:
            assert "Row level security is off on: open_to_all." in of_the_database_at(
                database.app_dsn
            )
        finally:
            owner.execute("drop table open_to_all")


def test_a_journal_that_the_pages_may_alter_is_told(database: RunDatabase) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("grant update on journal_entry to samrum_app")
        try:
            told = of_the_database_at(database.app_dsn)
        finally:
            owner.execute("revoke update on journal_entry from samrum_app")
    assert "The pages may alter what stands in the journal." in told


def test_a_database_that_is_not_there_is_told() -> None:
    nowhere = "postgresql://samrum_app@127.0.0.1:1/samrum"

    assert of_the_database_at(nowhere) == ["The database does not answer."]


def test_a_place_for_documents_that_can_be_written_is_left_in_peace(tmp_path: Path) -> None:
    assert what(doctor.of_the_folders(tmp_path, tmp_path / "files")) == []


def test_a_place_for_documents_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")

    (told,) = what(doctor.of_the_folders(tmp_path, tmp_path / "files"))
    assert told.startswith("Documents cannot be stored in")


def test_secrets_that_others_can_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir(mode=0o755)

    (told,) = what(doctor.of_the_folders(tmp_path, tmp_path / "files"))
    assert told.startswith("Others on this machine can look into")


def test_a_full_disk_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LITTLE_ROOM", float("inf"))

    told = what(doctor.of_the_folders(tmp_path, tmp_path / "files"), fatal=False)
    assert told == ["The disk is nearly full."]


def test_a_name_for_ever_is_not_taken_from_an_address_by_mistake(
    monkeypatch: pytest.MonkeyPatch, db: RunDatabase
) -> None:
    told = f"Checkpoints are signed as {urlsplit(settings.ADDRESS).hostname}, only because that is"
    with override_settings(IN_PRODUCTION=True):
        assert any(told in one for one in what(doctor.of_the_checkpoints(), fatal=False))
        monkeypatch.setenv("SAMRUM_CHECKPOINT_ORIGIN", "samrum.lillevik.example")
        assert not any(told in one for one in what(doctor.of_the_checkpoints(), fatal=False))


def test_digital_mail_that_only_plays_the_part_is_told() -> None:
    (told,) = what(local.of_a_channel("Lillevik", "digital_mail", {"name": "digital-mail"}))
    assert told == "Digital mail from Lillevik reaches nobody."


def test_letters_in_a_folder_are_left_in_peace() -> None:
    assert list(local.of_a_channel("Lillevik", "letter", {"name": "file"})) == []


def test_a_register_that_was_made_up_is_told() -> None:
    assert "Lillevik asks a simulator instead of the register population." in what(
        local.of_the_municipalities()
    )


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


def test_a_mail_server_that_does_not_answer_is_a_warning() -> None:
    server = {"name": "smtp", "host": "127.0.0.1", "port": str(free_port())}

    told = what(local.of_a_channel("Lillevik", "email", server), fatal=False)
    assert told == ["The mail server 127.0.0.1 does not answer."]


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a mail server on this machine that knows no encryption."""
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


def test_a_mail_server_without_encryption_is_told(mail_server: int) -> None:
    (told,) = what(local.of_the_mail_server("127.0.0.1", mail_server))
    assert told == "The mail server 127.0.0.1 does not offer encryption."


def test_a_mail_server_on_this_machine_needs_none(mail_server: int) -> None:
    assert what(local.of_the_mail_server("127.0.0.1", mail_server, "none")) == []


def test_where_nobody_looks_for_viruses_production_is_told() -> None:
    with override_settings(IN_PRODUCTION=True):
        told = what(doctor.of_the_scanner(""), fatal=False)
    assert told == ["Files are not looked through for viruses."]
    assert list(doctor.of_the_scanner("")) == []


def test_a_scanner_that_does_not_answer_is_told_and_one_that_does_is_left_in_peace(
    tmp_path: Path,
) -> None:
    (told,) = doctor.of_the_scanner("127.0.0.1:1")
    assert told.what == "No file can be received: the virus scanner does not answer."
    assert not told.fatal and "127.0.0.1:1 said:" in told.because

    far = what(doctor.of_the_scanner("clamd.invalid:3310"), fatal=False)
    assert far[0] == "Files cross the network to the virus scanner without encryption."

    for clamd in running(tmp_path):
        assert list(doctor.of_the_scanner(clamd.address)) == []


def test_without_a_provider_nobody_can_log_in() -> None:
    assert what(doctor.of_the_login("")) == ["Nobody can log in."]


def test_a_provider_without_encryption_is_told() -> None:
    (told,) = what(doctor.of_the_login("http://id.lillevik.example"))

    assert (
        told == "The e-identity provider http://id.lillevik.example is reached without encryption."
    )


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("sub", []),
        ("https://id.oidc.se/claim/personalIdentityNumber", []),
        ("email", ["People are known by their email."]),
        ("preferred_username", ["People are known by their preferred_username."]),
    ],
)
def test_a_claim_that_can_pass_to_somebody_else_is_told(claim: str, told: list[str]) -> None:
    """ASVS 10.5.2."""
    assert what(doctor.of_the_number(claim)) == told


def test_a_provider_that_does_not_answer_is_a_warning() -> None:
    told = what(doctor.of_the_login("https://127.0.0.1:1"), fatal=False)

    assert told == ["The e-identity provider https://127.0.0.1:1 does not answer."]


def test_a_provider_under_another_name_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer = tmp_path / "openid-configuration"
    answer.write_text(json.dumps({"issuer": "https://other.example"}))
    monkeypatch.setattr(doctor, "urlopen", lambda *_, **__: answer.open())

    (told,) = what(doctor.of_the_login("https://id.lillevik.example"))
    assert told.endswith("calls itself https://other.example.")


def test_only_production_is_refused() -> None:
    grave = doctor.Danger("a", "b", "c")
    mild = doctor.Danger("a", "b", "c", fatal=False)

    assert doctor.forbid_serving([mild, grave], "production")
    assert not doctor.forbid_serving([mild], "production")
    assert not doctor.forbid_serving([grave], "demo")


def test_a_danger_is_told_in_three_sentences() -> None:
    assert doctor.in_words([doctor.Danger("It burns.", "There is smoke.", "Leave.")]) == (
        "DANGER: It burns.\n  There is smoke.\n  Leave."
    )


def test_what_is_fatal_is_told_first(db: RunDatabase) -> None:
    fatal = [danger.fatal for danger in doctor.examine()]

    assert fatal == sorted(fatal, reverse=True)
