"""How an installation looks from outside is told in words: its encryption, and its proxy."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import override_settings

from samrum.site import doctor, outside

KEY = rsa.generate_private_key(65537, 2048)
Set = Callable[[ssl.SSLContext], None]


def certificate(folder: Path, days: int = 90, name: str = "localhost") -> Path:
    """A certificate for a name and its key, in one file."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority of the test")])
    made = (
        x509.CertificateBuilder(who, who, KEY.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=400))
        .not_valid_after(datetime.now(UTC) + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(KEY, hashes.SHA256())
    )
    file = folder / f"{name}-{days}.pem"
    private = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


class Proxy(BaseHTTPRequestHandler):
    """Says what Samrum would: 403 where it is told that somebody came in the clear."""

    believes: tuple[str, ...] = ()
    silent = False

    def do_GET(self) -> None:
        said = [self.headers.get(one) for one in self.believes]
        self.send_response(403 if self.silent or "http" in said else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *about: object) -> None:
        pass


@contextmanager
def served(file: Path, kind: type[Proxy] = Proxy, setting: Set = lambda _: None) -> Iterator[str]:
    """The address of a proxy on this machine with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    context.set_ciphers("ECDHE+AESGCM")
    setting(context)
    server = HTTPServer(("127.0.0.1", 0), kind)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate that this machine trusts."""
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def told(address: str) -> list[str]:
    found = list(outside.of_the_address(address))
    assert not any(one.fatal for one in found), "production starts before its proxy"
    return [one.what for one in found]


def test_what_is_as_it_should_be_is_left_in_peace(known: Path) -> None:
    with served(known) as address:
        assert told(address) == []


def test_a_certificate_that_browsers_do_not_know_is_told(tmp_path: Path, known: Path) -> None:
    """ASVS 12.2.2."""
    for days, name in ((90, "other.example"), (-1, "localhost")):
        with served(certificate(tmp_path, days, name)) as address:
            assert told(address) == ["A browser would not believe that localhost is us."]


def test_a_certificate_that_soon_runs_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, days=5)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with served(file) as address:
        assert told(address) == ["The certificate of localhost runs out in 5 days."]


def outdated(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ECDHE+AESGCM:AES128-SHA:@SECLEVEL=0")


def not_the_newest(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def without_forward_secrecy(context: ssl.SSLContext) -> None:
    context.set_ciphers("ECDHE+AESGCM:AES256-GCM-SHA384")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (not_the_newest, ["localhost speaks nothing newer than TLSv1.2."]),
        (
            without_forward_secrecy,
            [
                "localhost takes encryption that is no longer good: TLSv1.2, AES256-GCM-SHA384.",
            ],
        ),
        (
            outdated,
            [
                "localhost takes encryption that is no longer good: TLSv1.1, AES128-SHA.",
                "localhost takes encryption that is no longer good: TLSv1.2, AES128-SHA.",
            ],
        ),
    ],
)
def test_encryption_that_is_no_longer_good_is_told(
    known: Path, setting: Set, said: list[str]
) -> None:
    """ASVS 12.1.1 and 12.1.2."""
    with served(known, setting=setting) as address:
        assert told(address) == said


class Believes(Proxy):
    believes = ("X-Forwarded-Proto", "X_Forwarded_Proto")


class Underscores(Proxy):
    believes = ("X_Forwarded_Proto",)


class Silent(Proxy):
    silent = True


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Believes, ["X-Forwarded-Proto", "X_Forwarded_Proto"]),
        (Underscores, ["X_Forwarded_Proto"]),
    ],
)
def test_a_proxy_that_lets_through_what_only_it_may_say_is_told(
    known: Path, kind: type[Proxy], said: list[str]
) -> None:
    """ASVS 4.1.3."""
    lets = "The proxy of localhost lets through what only it may say: {}."
    with served(known, kind) as address:
        assert told(address) == [lets.format(one) for one in said]


def test_a_proxy_that_does_not_say_that_it_ends_encryption_is_told(known: Path) -> None:
    with served(known, Silent) as address:
        assert told(address) == ["The proxy of localhost does not tell us that it ends encryption."]


def test_where_nobody_answers_it_says_that_it_could_not_look() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert told(f"https://127.0.0.1:{port}") == [
        "How 127.0.0.1 looks from outside could not be seen."
    ]


def test_without_encryption_there_is_nothing_to_look_at() -> None:
    assert told("http://localhost:1") == []


def test_the_doctor_looks_too(known: Path) -> None:
    with (
        served(known, setting=not_the_newest) as address,
        override_settings(ADDRESS=address),
    ):
        assert "localhost speaks nothing newer than TLSv1.2." in {
            one.what for one in doctor.examine()
        }
