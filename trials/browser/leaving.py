"""B3: on a computer that many use, nothing is left of somebody who has logged out.

In a Chromium with a folder of its own somebody reads pages that hold a word found nowhere else,
goes on to others, and logs out. Then: the back button, the addresses themselves, what scripts can
read (storage, caches, cookies), and every byte the browser has written into its folder.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from samrum.core.case import SendMessage
from trials.browser import ground, planted
from trials.browser.looking import PATIENCE
from trials.browser.payloads import Words
from trials.browser.screens import client
from trials.browser.town import Town, told
from trials.frame import Asked, Result, Trial

CANARY: Final = "Kanariefågel-7f3a91c2"
PAGES: Final = (
    "/cases/",
    "/cases/{open}/messages/",
    "/cases/{open}/",
    "/cases/{decided}/decision/",
)
LEFT: Final = """
async () => {
  const stores = Object.keys(localStorage).concat(Object.keys(sessionStorage));
  const caches_ = window.caches ? await caches.keys() : [];
  const bases = indexedDB.databases ? (await indexedDB.databases()).map((one) => one.name) : [];
  return [...stores, ...caches_, ...bases, document.cookie].filter(Boolean);
}
"""


def leaving(asked: Asked) -> Result:
    """n people, one after the other, at the same computer."""
    ground.stand()
    faults: list[str] = []
    read = 0
    with ground.served() as address:
        words = Words(asked.seed, 1)
        town = told(words)
        town.does("anna", town.cases["open"], SendMessage(f"{CANARY} bor på hemlig plats."))
        for _ in range(asked.n):
            folder = Path(tempfile.mkdtemp(prefix="samrum-trial-"))
            try:
                read += _visit(address, town, folder, faults)
                faults += _on_disk(folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    figures = {"visits": asked.n, "pages read": read, "left behind": len(faults)}
    return Result(not faults and read >= asked.n, figures, faults)


def _visit(address: str, town: Town, folder: Path, faults: list[str]) -> int:
    from samrum.web.shared.session import COOKIE

    with ground.browser(user_data_dir=folder, locale="en") as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        person = _session(town)
        context.add_cookies([{"name": COOKIE, "value": person, "url": address}])
        paths = [one.format(**town.cases) for one in PAGES]
        seen = 0
        for path in paths:
            page.goto(address + path, wait_until="load")
            seen += CANARY in page.content()
        assert seen, "the word stands on no page, so its absence would show nothing"
        page.locator("form[action='/logout/'] button").click()
        page.wait_for_url(re.compile(r"/\?state="))
        faults += [f"a script can read: {one}" for one in page.evaluate(LEFT)]
        faults += [f"cookie {one['name']}" for one in context.cookies() if one["value"] == person]
        for _back in paths:
            page.go_back(wait_until="load")
            if CANARY in page.content():
                faults.append(f"back to {page.url}")
        for path in paths:
            page.goto(address + path, wait_until="load")
            if CANARY in page.content():
                faults.append(f"opened again: {path}")
        if (
            client(town, "").get(paths[1], headers={"Cookie": f"{COOKIE}={person}"}).status_code
            == 200
        ):
            faults.append("the session still opens pages")
    return len(paths)


def _session(town: Town) -> str:
    from samrum.office import identity

    return identity.begin_session(town.reads("anna").person)


def _on_disk(folder: Path) -> Iterator[str]:
    """Files of the browser in which the word stands, plain or in UTF-16."""
    wanted = [CANARY.encode(), CANARY.encode("utf-16-le"), b"hemlig plats"]
    for file in folder.rglob("*"):
        if file.is_file() and any(word in file.read_bytes() for word in wanted):
            yield f"on the disk: {file.relative_to(folder)}"
    for base in folder.rglob("Cookies"):
        with sqlite3.connect(base) as known:
            rows = known.execute("select name from cookies").fetchall()
        yield from (f"cookie on the disk: {name}" for (name,) in rows if "person" in name)


@contextmanager
def _kept() -> Iterator[None]:
    """Pages may be kept, and logging out does not take the session from the browser."""
    ground.stand()
    from samrum.web.shared import entrance, session

    def forget(response: Any) -> None:
        session.remember_language(response, "en")

    with planted.header("Cache-Control", "private, max-age=3600"):
        right, entrance.session.forget = session.forget, forget  # type: ignore[assignment]
        try:
            yield
        finally:
            entrance.session.forget = right


B3 = Trial(
    id="B3",
    claim="On a shared computer nothing is left of somebody who has logged out: not behind the "
    "back button, in storage, in a cookie, in the cache, or in any file of the browser.",
    unit="visits",
    full=40,
    quick=1,
    run=leaving,
    defects={"pages-may-be-kept": _kept},
)
