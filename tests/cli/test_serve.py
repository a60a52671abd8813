"""The server as it is served: where a request ends, and whose word counts for how it came."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.database import RunDatabase

HERE = "samrum.lillevik.example"
PATIENCE = 30  # seconds for the server to answer
SILENCE = 0.2  # seconds after which nothing more comes
SERVING = (
    "import sys; from samrum.site import ground; ground.set_up();"
    " from samrum.cli import serve; serve.serve('127.0.0.1', int(sys.argv[1]))"
)


@pytest.fixture(scope="module")
def port(database: RunDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where `samrum serve` answers, behind a proxy that ends TLS."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    about = {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SAMRUM_VAR": str(tmp_path_factory.mktemp("served")),
        "SAMRUM_ADDRESS": f"https://{HERE}",
        "SAMRUM_HOSTS": HERE,
        "SAMRUM_WORKERS": "1",
    }
    command = [sys.executable, "-c", SERVING, str(port)]
    with subprocess.Popen(command, env={**os.environ, **about}) as server:
        try:
            until = time.monotonic() + PATIENCE
            while not alive(port):
                assert time.monotonic() < until and server.poll() is None, "it does not serve"
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()


def alive(port: int) -> bool:
    with suppress(OSError):
        return bool(answers(port, request("/api/health", "X-Forwarded-Proto: https")))
    return False


def request(path: str, *headers: str, method: str = "GET", body: str = "") -> str:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HERE}", *headers]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def answers(port: int, sent: str) -> list[str]:
    """The first line of each answer to what was sent on one connection, until it is silent."""
    with socket.create_connection(("127.0.0.1", port), 2) as line:
        line.sendall(sent.encode())
        heard, line_is_silent = b"", 2.0
        with suppress(OSError):
            while True:
                line.settimeout(line_is_silent)
                piece = line.recv(65536)
                if not piece:
                    break
                heard, line_is_silent = heard + piece, SILENCE
    return re.findall(r"HTTP/1\.1 \d{3} [^\r]*", heard.decode("latin-1"))


TOKEN = "Authorization: Bearer none"  # refused where it comes in the clear
SMUGGLED = request("/api/ready", "X-Forwarded-Proto: https")
CHUNKED = f"0\r\n\r\n{SMUGGLED}"


@pytest.mark.parametrize(
    "headers",
    [
        (f"Content-Length: {len(CHUNKED)}", f"Content-Length: {len(CHUNKED) + 1}"),
        ("Content-Length: 5, 6",),
        ("Content-Length: +5",),
        ("Content-Length: 5", "Transfer-Encoding: xchunked"),
        ("Transfer-Encoding : chunked",),
        ("Transfer-Encoding: chunked, identity",),
        ("Content-Length: 5", "Transfer-Encoding:\x0bchunked"),
        ("X-Forwarded-Proto: https", " folded: on"),
    ],
    ids=str,
)
def test_where_it_cannot_be_told_where_a_request_ends_nothing_is_answered(
    port: int, headers: tuple[str, ...]
) -> None:
    """ASVS 4.2.1."""
    sent = request("/api/health", *headers, method="POST", body=CHUNKED)

    assert answers(port, sent) == ["HTTP/1.1 400 Bad Request"]


def test_a_length_beside_pieces_is_not_believed_and_nothing_is_smuggled(port: int) -> None:
    """ASVS 4.2.1: what follows the last piece is not another request on a line that lied."""
    lies = ("Content-Length: 4", "Transfer-Encoding: chunked", "X-Forwarded-Proto: https")
    assert len(answers(port, request("/api/health", *lies, method="POST", body=CHUNKED))) == 1

    honest = (f"Content-Length: {len(SMUGGLED)}", "X-Forwarded-Proto: https")
    assert len(answers(port, request("/api/health", *honest, method="POST", body=SMUGGLED))) == 1
    assert len(answers(port, SMUGGLED * 2)) == 2, "two that are honest are two"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((), "403"),
        (("X-Forwarded-Proto: https",), "200"),
        # The proxy adds its own word after what the visitor said.
        (("X-Forwarded-Proto: https, http",), "403"),
        (("X-Forwarded-Proto: https", "X-Forwarded-Proto: http"), "403"),
        (("X-Forwarded-Proto: http, https",), "200"),
        (("X-Forwarded-Ssl: on", "Front-End-Https: on", "X-Url-Scheme: https"), "403"),
        (("Forwarded: proto=https", "X-Forwarded-Port: 443"), "403"),
    ],
    ids=str,
)
def test_only_the_proxy_says_whether_it_came_encrypted(
    port: int, headers: tuple[str, ...], status: str
) -> None:
    """ASVS 4.1.3."""
    (first,) = answers(port, request("/api/health", TOKEN, *headers))

    assert first.split()[1] == status


@pytest.mark.parametrize(
    "forged",
    ["X-Forwarded-Host: evil.example", "X-Original-Url: /api/ready", "X-Rewrite-Url: /api/ready"],
)
def test_nothing_else_that_a_proxy_might_say_is_listened_to(port: int, forged: str) -> None:
    """ASVS 4.1.3: the host is the one that was asked for, and so is the address."""
    safely = "X-Forwarded-Proto: https"
    (first,) = answers(port, request("/api/nothing", forged, safely))
    assert first.split()[1] == "404"
    for name in ("X-HTTP-Method-Override: POST", "X-Method-Override: POST"):
        (first,) = answers(port, request("/api/health", name, safely))
        assert first.split()[1] == "200"
    (first,) = answers(port, request("/api/health", forged, safely).replace(HERE, "evil.example"))
    assert first.split()[1] == "400"
