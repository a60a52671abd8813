"""A real browser at the real pages: all that `samrum demo` runs, over the database of a test.

The pages are served by a process of its own, as in production; who logs in picks herself at the
demonstration's e-identity provider.  A `Visitor` looks at every page she comes to: axe finds
nothing, nothing is wider than the screen, and the browser has nothing to complain about.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from samrum.cli.door import open_door
from samrum.cli.lillevik.seed import TENANT
from samrum.office import post_room

PATIENCE = 60  # seconds for the pages to be served
SLOWEST = 20_000  # milliseconds that a page may take on a busy machine
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What the law asks of public pages (EN 301 549), and what axe's authors know to be good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# How a page is built: each element with its attributes, and whether it says something.
BUILT = """Array.from(document.querySelectorAll("*"), (one) => [
    one.tagName,
    Array.from(one.attributes, (its) => its.name + (its.name === "class" ? its.value : "")),
    one.childElementCount === 0 && one.textContent.trim() !== "",
]).join("|")"""


@dataclass(frozen=True)
class Screen:
    """What somebody reads the pages on."""

    name: str
    width: int = 1280
    height: int = 800
    scripts: bool = True
    colours: str = "light"

    def __str__(self) -> str:
        return self.name


WIDE = Screen("1280 px")
PLAIN = Screen("without JavaScript", scripts=False)
NARROW = Screen("360 px, dark", 360, 740, colours="dark")
SLOWLY_WIDE = pytest.param(WIDE, marks=pytest.mark.slow)  # where the narrow one is tried always


_JUDGED: set[tuple[Screen, str]] = set()  # the pages that axe has found nothing on, in this run


@dataclass
class Visitor:
    """Somebody at a browser of her own, in which nobody else is logged in."""

    name: str
    address: str
    screen: Screen
    context: BrowserContext
    visited: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(SLOWEST)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def go(self, path: str) -> None:
        """Open an address of ours."""
        response = self.page.goto(self.address + path)
        assert response is not None and response.status == 200, path
        self.look()

    def press(self, name: str, *, exact: bool = True, within: Locator | None = None) -> None:
        """Press the button or link with these words, and look at the page it leads to."""
        inside = within or self.page
        button = inside.get_by_role("button", name=name, exact=exact)
        link = inside.get_by_role("link", name=name, exact=exact)
        self._click(button.or_(link).first)

    def choose(self, *answers: str) -> None:
        """Choose the answers on the page that begin like this."""
        for answer in answers:
            self.page.get_by_label(re.compile(rf"^\s*{re.escape(answer)}")).first.check()

    def write(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(label).first.fill(text)

    def upload(self, name: str, media_type: str, content: bytes) -> None:
        """Choose a file for the only file field of the page; where scripts run, that sends it."""
        file = {"name": name, "mimeType": media_type, "buffer": content}
        with self._led_on() if self.screen.scripts else nullcontext():
            self.page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]

    def reads(self, text: str) -> None:
        """The page says this."""
        said = " ".join(self.page.locator("main").inner_text().split())
        assert text in said, said

    def log_in(self, language: str = "English", way: str = "Log in with e-identity") -> None:
        """Log in with an e-identity, by picking oneself, and read on in English."""
        self.press(language)
        self.press(way)
        self._click(self.page.get_by_role("button", name=self.name))

    def answered(self, path: str) -> int:
        """The status of one of our addresses, as this visitor gets it."""
        return self.context.request.get(self.address + path).status

    def opened(self, locator: Locator) -> bytes:
        """The content of the file that a link leads to."""
        path = locator.get_attribute("href")
        answer = self.context.request.get(f"{self.address}{path}")
        assert answer.status == 200, path
        self.visited.append(str(path))
        return answer.body()

    def look(self) -> None:
        """Look at the page as it is now."""
        shown = urlsplit(self.page.url)
        if not self.page.url.startswith(self.address):
            return
        self.visited.append(shown.path)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.screen.width, f"{shown.path} is {wide} px wide"
        if self.screen.scripts:
            self._judge(shown.path)
        assert self.complaints == [], shown.path

    def _judge(self, path: str) -> None:
        """Axe finds nothing; a page that was judged is not judged again for its other words."""
        built = self.screen, str(self.page.evaluate(BUILT))
        if built not in _JUDGED:
            assert _faults(self.page) == [], path
            _JUDGED.add(built)

    def _click(self, what: Locator) -> None:
        with self._led_on():
            what.click()

    @contextmanager
    def _led_on(self) -> Iterator[None]:
        """What is done in this block leads to another page, which is looked at."""
        with self.page.expect_navigation(wait_until="load"):
            yield
        self.look()

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@dataclass
class Pages:
    """The served pages, and the browser to read them with."""

    address: str
    browser: Browser

    @contextmanager
    def visitor(
        self, name: str, screen: Screen, language: str = "en", host: str = "localhost"
    ) -> Iterator[Visitor]:
        """Somebody who comes to the pages of a host, and closes the browser when she leaves."""
        address = self.address.replace("localhost", host)
        with self.browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            java_script_enabled=screen.scripts,
            color_scheme=screen.colours,  # type: ignore[arg-type]
            locale=language,
            reduced_motion="reduce",
        ) as context:
            yield Visitor(name, address, screen, context)


@contextmanager
def served(chromium: str, var: Path) -> Iterator[Pages]:
    """The pages of Lillevik with the way in, and a browser, until the end of the block.

    Files, registers and keys are kept in `var`, also by what the test does itself.
    """
    with override_settings(VAR=var, FILES=var / "files"):
        yield from _served(chromium, var)


def _served(chromium: str, var: Path) -> Iterator[Pages]:
    port = _free_port()
    address = f"http://localhost:{port}"
    door = open_door(address)
    told = {"SAMRUM_ENV": "demo", "SAMRUM_DEMO_LOGIN": "1", "SAMRUM_WORKERS": "1"}
    about = {"SAMRUM_VAR": str(var), "SAMRUM_ADDRESS": address, "SAMRUM_OIDC": door.issuer}
    about["SAMRUM_HOSTS"] = "localhost,soelund.localhost,storvik.localhost"
    command = [sys.executable, "-m", "samrum", "serve", "--port", str(port)]
    with (
        subprocess.Popen(command, env={**os.environ, **told, **about}) as server,
        sync_playwright() as playwright,
    ):
        try:
            _wait_for(port, server)
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            yield Pages(address, browser)
            browser.close()
        finally:
            server.terminate()
            server.wait(PATIENCE)
            door.stop()


def send_letters() -> int:
    """What the worker does after each commit: how many letters left the house."""
    sent = 0
    while now := post_room.send_waiting(TENANT):
        sent += now
    return sent


def _faults(page: Page) -> list[str]:
    """What axe finds on a page: the rule, and where."""
    told = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=told).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the pages are not served")
