"""python -m docs.camera: takes the pictures of docs/pictures/ in a real browser, of a new Lillevik.

Everything is pressed as in the browser tests; what is seen is what a visitor of `./do demo` sees.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samrum.cli import demo

if TYPE_CHECKING:
    from tests.web.browser import Visitor

HERE: Final = Path(__file__).parent / "pictures"
CASES: Final = 60
LARGEST: Final = 150_000  # bytes of one picture
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Set Lillevik up in a folder of its own, walk through it, and keep the pictures."""
    chromium = next(path for name in BROWSERS if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory(prefix="samrum-pictures-") as folder:
        var = Path(folder)
        var.chmod(0o755)
        about = {"port": 8000, "cases": CASES, "seed": demo.SEED, "arrivals": None}
        demo.run(argparse.Namespace(var=var, prepare=True, **about))
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        _walk(chromium, var)


def _walk(chromium: str, var: Path) -> None:
    from tests.web.browser import NARROW, WIDE, Screen, served

    small = Screen("360 px", 360, 740)
    with served(chromium, var) as pages, ExitStack() as stack:
        for name, screen, walks in (
            ("Anna Berg", WIDE, resident),
            ("Bo Lind", WIDE, caseworker),
            ("Maj Berg", small, reader),
            ("Mette Sørensen", NARROW, phone),
            ("Siv Nyman", WIDE, coordinator),
            ("Elis Berg", small, child),
        ):
            walks(stack.enter_context(pages.visitor(name, screen)))


def resident(anna: Visitor) -> None:
    """Applying: the first page, a question, and the page where it is read through."""
    anna.go("/")
    anna.press("English")
    take(anna, "home")
    anna.go("/apply/parking-permit/?for=chosen")
    anna.log_in()
    for answer in ("A permit for the first time", "I drive myself", "Yes"):
        anna.choose(answer)
        anna.press("Save and go on")
    anna.write("How many metres can you walk at most?", "150")
    anna.choose("A stick or poles")
    take(anna, "question")
    anna.press("Save and go on")
    anna.go("/apply/parking-permit/check/")
    take(anna, "check")


def caseworker(bo: Visitor) -> None:
    """The desk: the list, a case, what the rules make of it, and the decision with its letter."""
    bo.go("/desk/")
    bo.log_in()
    bo.go("/desk/?whose=unit")
    take(bo, "worklist")
    bo.go("/desk/?whose=nobody")
    bo.press("Take the next case")
    take(bo, "desk-case")
    case = bo.visited[-1]
    bo.go(f"{case}assessment/")
    take(bo, "rules")
    bo.go(f"{case}decision/")
    bo.press("Read through with the letter")
    take(bo, "letter")


def reader(maj: Visitor) -> None:
    """A resident with a decision to read, on a telephone."""
    maj.go("/cases/")
    maj.log_in()
    maj.press("Parking permit for people with reduced mobility")
    take(maj, "case")
    maj.press("Open the decision")
    take(maj, "decision")


def phone(mette: Visitor) -> None:
    """What is missing, in Danish and in the dark."""
    mette.go("/cases/")
    mette.log_in()
    mette.press("Dansk")
    mette.page.locator("main a[href^='/cases/0']").first.click()
    mette.page.wait_for_url("**/cases/0*/")
    take(mette, "case-in-danish")


def coordinator(siv: Visitor) -> None:
    """The shared room as who coordinates it sees it, and calling a meeting."""
    siv.go("/rooms/")
    siv.log_in()
    siv.press("The room around Elis Berg")
    take(siv, "room")
    siv.press("Call a meeting")
    take(siv, "meeting")


def child(elis: Visitor) -> None:
    """The same room as the boy it is about sees it, on a telephone."""
    elis.go("/rooms/")
    elis.log_in()
    elis.press("My own room")
    take(elis, "room-child")


def take(visitor: Visitor, name: str) -> None:
    """Keep what the window shows."""
    file = HERE / f"{name}.png"
    HERE.mkdir(exist_ok=True)
    visitor.page.screenshot(path=file, animations="disabled")
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes")
    print(f"Took docs/pictures/{file.name}.")


if __name__ == "__main__":
    main()
