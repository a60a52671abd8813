"""The ground a trial in the browser stands on: a database, the pages in threads, a Chromium.

The pages run in this process, so that a defect can be planted in them and every answer counted.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

from trials import ground
from trials.frame import NotHere

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--window-size=800,600",
)


def stand() -> None:
    """A database with tables, and Django over it; the tests bring their own."""
    # The browser is driven from an event loop, in which Django would not let us ask anything.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if ground.stand("browser"):
        from samrum.site.ground import gather_static_files

        gather_static_files()


@contextmanager
def served() -> Iterator[str]:
    """The pages at an address of their own until the block ends."""
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """The trial counts for itself."""

    class Server(ThreadedWSGIServer):
        def close_request(self, request: Any) -> None:
            connections.close_all()
            super().close_request(request)

    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    server = Server(("127.0.0.1", 0), Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def browser(**how: Any) -> Iterator[Any]:
    """A Chromium; raises NotHere where there is none."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise NotHere(
            "There is no browser here.",
            "This trial looks at the pages in a real Chromium.",
            "Install it (on Debian and Ubuntu: apt-get install chromium).",
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if "user_data_dir" in how:
            context = playwright.chromium.launch_persistent_context(
                executable_path=path, args=list(FLAGS), **how
            )
            yield context
            context.close()
            return
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@contextmanager
def other_site(arrived: list[str]) -> Iterator[str]:
    """Somebody else's site on this machine, which answers everything and notes what arrives."""
    from wsgiref.simple_server import make_server

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        arrived.append(environ["PATH_INFO"])
        start("200 OK", [("Content-Type", "text/html"), ("Access-Control-Allow-Origin", "*")])
        return [b"<p>from elsewhere</p>"]

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """What arrives is noted."""

    server = make_server("127.0.0.1", 0, answer, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
