"""The demonstration's e-identity provider on a port of this machine, in a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from samrum.channels.demo_pages import Person
from samrum.channels.demo_provider import Client, DemoProvider, nobody

NEAR = "127.0.0.1"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    timeout = 20  # seconds a caller may take to say what it wants

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses here hold codes and names."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A provider that runs; it ends with the process or with `stop`."""

    provider: DemoProvider
    _server: _Server

    @property
    def issuer(self) -> str:
        return self.provider.issuer

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def serve(
    clients: Mapping[str, Client],
    cast: Sequence[Person],
    *,
    demo: bool,
    find: Callable[[str], Sequence[Person]] = nobody,
    port: int = 0,
) -> Serving:
    """Run the provider on this machine only; port 0 takes any.  Raises Refused, OSError."""
    # Before the port is opened: where this is no demonstration, nothing listens at all.
    provider = DemoProvider("", clients, cast, find, demo)
    server = make_server(NEAR, port, provider, server_class=_Server, handler_class=_Silent)
    provider.issuer = f"http://{NEAR}:{server.server_port}"
    threading.Thread(target=server.serve_forever, name="demo-login", daemon=True).start()
    return Serving(provider, server)
