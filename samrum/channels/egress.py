"""The egress list: whom this process may reach over the network, and nobody else (ASVS 13.2.4).

Python tells an audit hook of every name or address before it is looked up (PEP 578), whichever
library asks.  Once the list is closed, whoever does not stand on it is never asked for: that is an
OSError like any other connection that does not come about.  The database's own client and the
server of the pages are not Python; a firewall sees to them (`samrum egress`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

PORTS: Final = {"http": 80, "https": 443}
_LOOKED_UP: Final = "socket.getaddrinfo"


class NotOnTheList(OSError):
    """Somebody wanted to reach whom nobody who runs this has named."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody it may reach; `why` says for what, in the words of docs/security.md."""

    host: str
    port: int
    why: str


_OPEN_TO: set[tuple[str, int]] = set()
_STATE = {"hooked": False, "closed": False}


def at(address: str, why: str) -> Peer:
    """The peer at a URL.  Raises ValueError where it names none."""
    parts = urlsplit(address)
    port = parts.port or PORTS.get(parts.scheme)
    if not parts.hostname or not port:
        raise ValueError(f"{address} names no host")
    return Peer(parts.hostname, port, why)


def close(peers: Iterable[Peer]) -> None:
    """From now on this process reaches these, and whom `also` adds."""
    _OPEN_TO.update((one.host.lower(), one.port) for one in peers)
    _STATE["closed"] = True
    if not _STATE["hooked"]:
        sys.addaudithook(_heard)
        _STATE["hooked"] = True


def reopen() -> None:
    """As if the list had never been closed: for tests."""
    _OPEN_TO.clear()
    _STATE["closed"] = False


def also(peer: Peer) -> None:
    """Add whom a peer of the list has named: the e-identity provider's other addresses, or the IP
    address behind a name."""
    _OPEN_TO.add((peer.host.lower(), peer.port))


def _heard(event: str, about: tuple[Any, ...]) -> None:
    if event != _LOOKED_UP or not _STATE["closed"]:
        return
    host, port = about[0], about[1]
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is not None and (str(host).lower(), _number(port)) not in _OPEN_TO:
        raise NotOnTheList(f"{host}:{port} is not on the egress list")


def _number(port: object) -> int:
    return int(str(port)) if str(port).isdigit() else -1
