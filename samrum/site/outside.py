"""How this installation looks from outside: its encryption, and what its proxy lets through.

Whoever runs it sets up the proxy that ends TLS in front of it.  So it is looked at over the
network, at SAMRUM_ADDRESS and nowhere else: as a browser would, and as somebody who means no good.
Nothing here is fatal: a proxy may start after us, and standing still mends no certificate.
ASVS 5.0, 4.1.3, 12.1.1, 12.1.2 and 12.2.2.
"""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from samrum.core.danger import Danger

PATIENCE: Final = 3.0  # seconds for each answer
SOON: Final = timedelta(days=14)
FORWARD_SECRET: Final = ("kx-ecdhe", "kx-dhe")
SET_IT: Final = "Set your proxy to TLS 1.2 and 1.3 with the suites that Mozilla calls intermediate."
# What everybody is answered who shows no token in the clear (samrum.api.door), and the status then.
ASKED: Final = "/api/health"
TOKEN: Final = {"Authorization": "Bearer none"}
IN_THE_CLEAR: Final = 403


def of_the_address(address: str) -> Iterator[Danger]:
    """What is wrong with how residents reach us; nothing where no encryption is meant to be."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return
    host, port = parts.hostname, parts.port or 443
    try:
        best, until = _greeted(host, port)
    except ssl.SSLCertVerificationError as error:
        yield Danger(
            f"A browser would not believe that {host} is us.",
            f"Its certificate is not good: {error.verify_message or error.reason}.",
            "Get a certificate for that name from an authority that browsers know.",
            fatal=False,
            kind="certificate",
        )
        return
    except OSError as error:
        yield Danger(
            f"How {host} looks from outside could not be seen.",
            f"Nobody answers at its port {port} from this machine: {error}.",
            "See that your proxy runs. If this machine cannot reach it, look from another one.",
            fatal=False,
            kind="outside",
        )
        return
    yield from _of_its_certificate(host, until)
    yield from _of_its_encryption(host, port, best)
    yield from _of_its_proxy(host, port)


def _greeted(host: str, port: int) -> tuple[str, datetime]:
    """The newest version of TLS it speaks, and until when its certificate holds.

    Raises SSLCertVerificationError where the system does not trust it, and OSError.
    """
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), PATIENCE) as line,
        context.wrap_socket(line, server_hostname=host) as secret,
    ):
        said = secret.getpeercert() or {}
        until = ssl.cert_time_to_seconds(str(said["notAfter"]))
        return secret.version() or "", datetime.fromtimestamp(until, UTC)


def _of_its_certificate(host: str, until: datetime) -> Iterator[Danger]:
    left = until - datetime.now(UTC)
    if left < SOON:
        yield Danger(
            f"The certificate of {host} runs out in {max(left.days, 0)} days.",
            "After that no browser lets anybody come to us.",
            "See why your proxy has not renewed it.",
            fatal=False,
            kind="certificate-ends",
        )


def _of_its_encryption(host: str, port: int, best: str) -> Iterator[Danger]:
    if best != "TLSv1.3":
        yield Danger(
            f"{host} speaks nothing newer than {best}.",
            "TLS 1.3 is faster, and leaves no weak choices.",
            SET_IT,
            fatal=False,
        )
    for found in filter(None, (_takes(host, port, _outdated()), _takes(host, port, _weak()))):
        yield Danger(
            f"{host} takes encryption that is no longer good: {found}.",
            "Whoever records what passes may read it one day, or today.",
            SET_IT,
            fatal=False,
            kind=f"weak-{found}",
        )


def _outdated() -> ssl.SSLContext:
    """Speaks TLS 1.0 and 1.1 only."""
    context = _unbelieving()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _weak() -> ssl.SSLContext:
    """Speaks TLS 1.2 only, in the suites that nobody recommends any more."""
    context = _unbelieving()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    weak = [
        one["name"]
        for one in context.get_ciphers()
        if one["kea"] != "kx-any"  # those of TLS 1.3
        and not (one["aead"] and one["kea"] in FORWARD_SECRET and one["auth"] != "auth-null")
    ]
    context.set_ciphers(":".join([*weak, "@SECLEVEL=0"]))
    return context


def _unbelieving() -> ssl.SSLContext:
    """Takes any suite from anybody: nothing is sent over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    return context


def _takes(host: str, port: int, context: ssl.SSLContext) -> str:
    """The version and suite that were agreed on, "" where nothing was."""
    try:
        with (
            socket.create_connection((host, port), PATIENCE) as line,
            context.wrap_socket(line, server_hostname=host) as secret,
        ):
            suite = secret.cipher()
            return f"{secret.version()}, {suite[0] if suite else ''}"
    except OSError:
        return ""


def _of_its_proxy(host: str, port: int) -> Iterator[Danger]:
    if _status(host, port, {}) == IN_THE_CLEAR:
        yield Danger(
            f"The proxy of {host} does not tell us that it ends encryption.",
            "Everybody is then sent to where she is already, and systems are refused.",
            "Let it set X-Forwarded-Proto to https on every request.",
            fatal=False,
        )
        return
    for header in ("X-Forwarded-Proto", "X_Forwarded_Proto"):
        if _status(host, port, {header: "http"}) == IN_THE_CLEAR:
            yield Danger(
                f"The proxy of {host} lets through what only it may say: {header}.",
                "Whoever comes can say how and from where she comes, and press as fast as she"
                " likes.",
                "Let it set X-Forwarded-Proto itself, add what it has seen to X-Forwarded-For, and"
                " throw away names with an underscore; see the runbook.",
                fatal=False,
            )


def _status(host: str, port: int, headers: dict[str, str]) -> int:
    """What we answer through the proxy, 0 where nobody does."""
    context = ssl.create_default_context()
    asked = HTTPSConnection(host, port, timeout=PATIENCE, context=context)
    try:
        asked.request("GET", ASKED, headers={**TOKEN, **headers})
        return asked.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        asked.close()
