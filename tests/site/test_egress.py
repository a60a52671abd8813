"""Nobody is reached over the network but whom the settings name (ASVS 13.2.4, 13.2.5)."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import override_settings

from samrum.channels import egress, eidentity, webhook
from samrum.channels.egress import NotOnTheList, Peer
from samrum.channels.eidentity import ENDPOINTS
from samrum.channels.webhook import NotDelivered, Webhook
from samrum.cli.main import main
from samrum.office import municipality
from samrum.site import egress as of_the_site
from tests.database import RunDatabase


@dataclass
class Described:
    """An issuer of whom nothing is known yet."""

    issuer: str
    http: httpx.Client
    clock: Callable[[], float] = float
    _metadata: Any = None
    _keys: Any = None


ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_whoever_asks_reaches_those_on_the_list_and_nobody_else(listening: int) -> None:
    egress.close([Peer("localhost", listening, "a test")])

    socket.create_connection(("localhost", listening), 5).close()
    for ask in (
        lambda: socket.create_connection(("127.0.0.1", listening), 5),
        lambda: socket.create_connection(("localhost", listening + 1), 5),
        lambda: smtplib.SMTP("mail.example", 25, timeout=5),
        lambda: httpx.get("https://evil.example/", timeout=5),
        lambda: socket.getaddrinfo(b"evil.example", "443"),
        lambda: socket.getaddrinfo("evil.example", "https"),
    ):
        with pytest.raises((NotOnTheList, httpx.ConnectError), match="is not on the egress list"):
            ask()


def test_a_name_is_the_same_however_it_is_written_and_a_server_may_listen(listening: int) -> None:
    egress.close([Peer("LocalHost", listening, "a test")])

    socket.create_connection(("LOCALHOST", listening), 5).close()
    socket.create_server(("127.0.0.1", 0)).close()
    assert socket.getaddrinfo(None, 0)


def test_a_webhook_is_reached_by_the_address_behind_its_name(listening: int) -> None:
    egress.close([Peer("localhost", listening, "a test")])
    told = Webhook(f"http://localhost:{listening}/", private=True)

    assert webhook.found(httpx.URL(told.address), private=True) in ("127.0.0.1", "::1")
    with pytest.raises(NotOnTheList):
        webhook.found(httpx.URL("https://evil.example/"), private=False)
    with pytest.raises(NotDelivered, match="NotOnTheList"):
        webhook.deliver(Webhook("https://evil.example/"), {"id": "1"}, webhook.new_key())


def test_what_the_provider_says_of_itself_is_added() -> None:
    egress.close([Peer("login.example", 443, "the e-identity provider")])
    with pytest.raises(NotOnTheList):
        socket.getaddrinfo("keys.example", 8443)
    said = dict.fromkeys(ENDPOINTS, "https://login.example/x")
    said |= {"issuer": "https://login.example", "jwks_uri": "https://keys.example:8443/jwks"}
    answers = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=said)))

    eidentity._described(Described("https://login.example", answers))

    with pytest.raises(socket.gaierror):  # it was looked up; there is no such name
        socket.getaddrinfo("keys.example", 8443)


def test_the_list_is_what_the_settings_and_the_files_name(
    db: RunDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://app:x@db1.example,db2.example:6432/samrum",
        "DATABASE_OWNER_URL": "postgresql://owner:x@/samrum?host=%2Frun%2Fpostgres&port=5432",
        "SAMRUM_OIDC": "https://login.example/realms/town",
        "SAMRUM_API_ISSUER": "",
        "SAMRUM_SCANNER": "127.0.0.1:3310",
    }.items():
        monkeypatch.setenv(name, value)
    here = municipality.municipality(1)
    mail = {"name": "smtp", "host": "mail.example", "sender": "a@example.com", "sent_log": "/tmp"}
    hook = replace(next(iter(here.systems.values())), webhook="https://hook.example:8443/in")
    lost = mail | {"ca_file": "/nowhere.pem", "host": "lost.example"}
    clear = mail | {"security": "none", "host": "clear.example"}  # would be refused when it sends
    channels = {"email": mail, "letter": lost, "sms": clear}
    town = replace(here, channels=channels, systems={"one": hook})
    monkeypatch.setattr(of_the_site, "municipalities", lambda: {1: town})

    with override_settings(ADDRESS="https://samrum.lillevik.example"):
        assert main(["egress"]) == 0

    assert [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["db1.example", "5432"],
        ["db2.example", "6432"],
        ["login.example", "443"],
        ["127.0.0.1", "3310"],
        ["samrum.lillevik.example", "443"],
        ["mail.example", "587"],
        ["hook.example", "8443"],
    ]


@pytest.mark.parametrize("module", ["samrum.site.wsgi", "work"])
def test_who_serves_and_who_works_have_closed_it(lasting_db: RunDatabase, module: str) -> None:
    """In a process of its own, as whoever runs it begins it."""
    begin = (
        "import samrum.site.wsgi"
        if module == "samrum.site.wsgi"
        else "from samrum.cli.main import main; main(['work', '--once'])"
    )
    tries = f"{begin}\nimport socket\nsocket.create_connection(('evil.example', 443), 5)"
    told = {
        **os.environ,
        "SAMRUM_VAR": str(settings.VAR),
        "SAMRUM_ENV": "test",
        "DATABASE_URL": lasting_db.app_dsn,
        "DATABASE_OWNER_URL": lasting_db.owner_dsn,
    }

    ended = subprocess.run(
        [sys.executable, "-c", tries],
        env=told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
    )

    assert "NotOnTheList: evil.example:443 is not on the egress list" in ended.stderr
