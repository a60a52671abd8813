"""Telling another system what has happened: signed, out into the world and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest

from samrum.channels.webhook import NotDelivered, Webhook, deliver, is_public, new_key

KEY = new_key()
EVENT = {"specversion": "1.0", "id": "case/1", "type": "org.samrum.case.CaseOpened"}
HOOK = Webhook("https://hooks.example/samrum?of=lillevik")
OUT = "93.184.216.34"


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets every name lead to these addresses."""

    def leads_to(*addresses: str) -> None:
        told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: told)

    return leads_to


def answers(status: int, heard: list[httpx.Request] | None = None) -> httpx.MockTransport:
    def hear(request: httpx.Request) -> httpx.Response:
        if heard is not None:
            heard.append(request)
        return httpx.Response(status, headers={"Location": "http://127.0.0.1/"})

    return httpx.MockTransport(hear)


def test_the_receiver_can_prove_who_told_it_and_what(name: Callable[..., None]) -> None:
    name(OUT)
    heard: list[httpx.Request] = []

    deliver(HOOK, EVENT, KEY, answers(204, heard))

    (request,) = heard
    assert (request.url.host, request.headers["Host"]) == (OUT, "hooks.example")
    assert request.extensions["sni_hostname"] == "hooks.example"
    assert request.headers["Content-Type"].startswith("application/cloudevents+json")
    digest = base64.b64encode(hashlib.sha256(request.content).digest()).decode()
    assert request.headers["Content-Digest"] == f"sha-256=:{digest}:"
    params = request.headers["Signature-Input"].removeprefix("samrum=")
    told = {
        "@method": request.method,
        "@target-uri": HOOK.address,
        "content-digest": request.headers["Content-Digest"],
        "content-type": request.headers["Content-Type"],
    }
    covered = re.findall(r'"([^"]+)"', params.partition(")")[0])
    base = "".join(f'"{one}": {told[one]}\n' for one in covered) + f'"@signature-params": {params}'
    signature = base64.b64decode(request.headers["Signature"].removeprefix("samrum=:").strip(":"))
    KEY.public_key.verify(signature, base.encode())  # raises where it does not hold
    assert f'keyid="{KEY.kid}"' in params


PRIVATE = (
    *("127.0.0.1", "127.8.8.8", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0"),
    *("fc00::1", "::ffff:10.0.0.7", "::ffff:127.0.0.1", "64:ff9b::a00:7", "2002:a00:7::"),
    *("ff02::1", "192.0.2.1", "2001:db8::1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_network_of_our_own_is_not_told(
    address: str, name: Callable[..., None]
) -> None:
    heard: list[httpx.Request] = []
    for told in ((address,), (OUT, address)):
        name(*told)
        with pytest.raises(NotDelivered, match="private network"):
            deliver(HOOK, EVENT, KEY, answers(200, heard))

    assert heard == []


def test_what_is_out_in_the_world_is() -> None:
    assert all(map(is_public, (OUT, "2606:2800:220:1:248:1893:25c8:1946")))


def test_nothing_is_told_in_the_open_and_no_other_address_is_followed(
    name: Callable[..., None],
) -> None:
    name(OUT)
    with pytest.raises(NotDelivered, match="https"):
        deliver(Webhook("http://hooks.example/"), EVENT, KEY, answers(200))
    heard: list[httpx.Request] = []
    with pytest.raises(NotDelivered, match="302"):
        deliver(HOOK, EVENT, KEY, answers(302, heard))
    assert len(heard) == 1


@pytest.mark.parametrize("status", [301, 400, 404, 410, 500, 503])
def test_only_a_yes_is_a_yes(status: int, name: Callable[..., None]) -> None:
    name(OUT)

    with pytest.raises(NotDelivered, match=str(status)):
        deliver(HOOK, EVENT, KEY, answers(status))


def test_who_cannot_be_found_or_reached_has_not_been_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*asked: Any, **more: Any) -> Any:
        raise socket.gaierror("unknown")

    with pytest.raises(NotDelivered):
        deliver(Webhook("http://127.0.0.1:9/", private=True), EVENT, KEY)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotDelivered):
        deliver(HOOK, EVENT, KEY)
    with pytest.raises(NotDelivered):
        deliver(Webhook("https://[::broken/"), EVENT, KEY)


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def near() -> Iterator[tuple[str, list[bytes]]]:
    """A receiver on this machine, and what it has heard."""
    heard: list[bytes] = []

    def receive(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        heard.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start("204 No Content", [])
        return []

    server = make_server("127.0.0.1", 0, receive, handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", heard
    server.shutdown()
    server.server_close()


def test_an_address_that_the_file_says_is_near_is_told(near: tuple[str, list[bytes]]) -> None:
    address, heard = near

    deliver(Webhook(address, private=True), EVENT, KEY)

    assert b"org.samrum.case.CaseOpened" in heard[0]
