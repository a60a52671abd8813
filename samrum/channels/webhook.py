"""Telling another system what has happened: one event in one request that we sign.

CloudEvents 1.0 in structured mode.  Signed as RFC 9421 says, over method, address, content and
kind, so that the receiver needs only our public key and shares no secret with anybody.

The address stands in a file that the municipality keeps; still it must not lead into a network of
our own, now or when its name is looked up another time.  So the name is looked up here, every
answer is judged, and the request goes to the very address that was judged.
"""

from __future__ import annotations

import base64
import hashlib
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpx
import msgspec
from joserfc.jwk import OKPKey

from samrum.channels import egress
from samrum.channels.egress import Peer

MEDIA: Final = "application/cloudevents+json; charset=utf-8"
PATIENCE: Final = 10.0  # seconds
THROUGH: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))  # to IPv4 (RFC 6052)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell it; `private`: the address may be in a network of our own."""

    address: str
    private: bool = False


class NotDelivered(Exception):
    """Nobody has said that it arrived: why, in a few words."""


def new_key() -> OKPKey:
    """A key to sign with (Ed25519)."""
    return OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "EdDSA"}, auto_kid=True)


def deliver(
    webhook: Webhook,
    event: Mapping[str, Any],
    key: OKPKey,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Tell of an event.  Raises NotDelivered; then it may have arrived all the same."""
    try:
        address = httpx.URL(webhook.address)
        content = msgspec.json.encode(event)
        headers = {"Content-Type": MEDIA, "Host": address.netloc.decode()}
        headers |= signed(webhook.address, content, key, int(time.time()))
        with httpx.Client(
            transport=transport, timeout=PATIENCE, follow_redirects=False, trust_env=False
        ) as client:
            request = client.build_request(
                "POST",
                address.copy_with(host=found(address, private=webhook.private)),
                content=content,
                headers=headers,
                extensions={"sni_hostname": address.host},
            )
            answer = client.send(request, stream=True)
            answer.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotDelivered(type(error).__name__) from error
    if not answer.is_success:
        raise NotDelivered(f"status {answer.status_code}")


def found(address: httpx.URL, *, private: bool) -> str:
    """The IP address behind a name.  Raises NotDelivered where one of them is not for us."""
    if address.scheme != "https" and not private:
        raise NotDelivered("the address is not https")
    port = address.port or (443 if address.scheme == "https" else 80)
    told = [one[4][0] for one in socket.getaddrinfo(address.host, port, type=socket.SOCK_STREAM)]
    if not private and not all(map(is_public, map(str, told))):
        raise NotDelivered("the name leads into a private network")
    egress.also(Peer(str(told[0]), port, f"behind {address.host}"))
    return str(told[0])


def is_public(address: str) -> bool:
    """Whether an IP address is out in the world, and does not lead back by another way."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or ip.teredo
        if wrapped or any(ip in network for network in THROUGH):
            return False
    return ip.is_global and not ip.is_multicast


def signed(address: str, content: bytes, key: OKPKey, now: int) -> dict[str, str]:
    """The headers that prove that it is us who tell this (RFC 9421, RFC 9530)."""
    digest = f"sha-256=:{_base64(hashlib.sha256(content).digest())}:"
    covered = '("@method" "@target-uri" "content-digest" "content-type")'
    params = f'{covered};created={now};keyid="{key.kid}";alg="ed25519"'
    lines = (
        '"@method": POST',
        f'"@target-uri": {address}',
        f'"content-digest": {digest}',
        f'"content-type": {MEDIA}',
        f'"@signature-params": {params}',
    )
    signature = key.private_key.sign("\n".join(lines).encode())
    return {
        "Content-Digest": digest,
        "Signature-Input": f"samrum={params}",
        "Signature": f"samrum=:{_base64(signature)}:",
    }


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
