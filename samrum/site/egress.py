"""Whom this installation may reach: what its settings and its municipalities' files name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from samrum.channels import egress
from samrum.channels.egress import Peer
from samrum.channels.smtp import SmtpChannel
from samrum.core.refusal import Refused
from samrum.office.municipality import Municipality, municipalities
from samrum.office.sending import channel_of
from samrum.site.variables import told

POSTGRES: Final = 5432


def close() -> None:
    """From now on nobody else is reached from this process."""
    egress.close(peers())


def peers() -> list[Peer]:
    """Each once, in the order of docs/security.md."""
    found = [*_of_the_settings(), *(one for here in municipalities().values() for one in _of(here))]
    return list({(one.host, one.port, one.why): one for one in found}.values())


def _of_the_settings() -> Iterator[Peer]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        yield from _of_a_database(told(name))
    yield from _at(told("SAMRUM_OIDC"), "the e-identity provider")
    yield from _at(told("SAMRUM_API_ISSUER"), "the issuer of other systems' tokens")
    if "/" not in told("SAMRUM_SCANNER"):
        yield from _at(f"tcp://{told('SAMRUM_SCANNER')}", "the virus scanner")
    yield from _at(settings.ADDRESS, "itself, as it looks from outside")


def _of_a_database(url: str) -> Iterator[Peer]:
    """One or several hosts (libpq 34.1.1); none for a socket on this machine."""
    about = conninfo_to_dict(url) if url else {}
    hosts, ports = str(about.get("host", "")).split(","), str(about.get("port", "")).split(",")
    for number, host in enumerate(hosts):
        if host and not host.startswith("/"):
            port = ports[number] if len(ports) == len(hosts) else ports[0]
            yield Peer(host, int(port or POSTGRES), "the database")


def _of(here: Municipality) -> Iterator[Peer]:
    for reach in here.channels:
        with suppress(Refused, OSError):  # what cannot be set up says so when it is to send
            channel = channel_of(here, reach)
            if isinstance(channel, SmtpChannel):
                yield Peer(channel.host, channel.port, f"the mail server of {here.name}")
    for system in here.systems.values():
        yield from _at(system.webhook, f"the webhook of {system.name}")


def _at(address: str, why: str) -> Iterator[Peer]:
    """Nobody where nobody is named, or where nobody could be reached at all."""
    with suppress(ValueError):
        yield egress.at(address, why)
