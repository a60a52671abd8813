"""A-matrix: every address, method and person, against what people have written in policy.txt.

A cell is not only a status.  What is not there must look like what does not exist; a page of one's
own must not name whom it is not about; and who only sees must not have changed anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from trials.access import doors, town
from trials.access.town import COLUMNS, Town, undone
from trials.frame import Asked, Result, Trial, replaced

if TYPE_CHECKING:
    from django.http import HttpResponse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING = ("GET", "HEAD")
TURNED_AWAY = "You cannot do this yourself"
# What is pressed, where an empty form would say nothing of who may press.
PRESSES: Mapping[str, Mapping[str, str]] = {
    "room:step-answer": {"standing": "planned"},
    "room:signature": {"answer": "yes"},
    "desk:typing": {"via": "phone"},
}
# Pages that tell by its number what was read, and never whom it is about.
BY_NUMBER = frozenset(("desk:follow-up", "desk:alarm"))
PERSONAL = 2  # of the marks: her name and her national number


@dataclass(frozen=True, slots=True)
class Cell:
    """One address for one person with one method."""

    door: str
    column: str
    method: str


class Probe:
    """Knocks at one door after the other, and takes back what came of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.wanted = dict(doors.names())
        self._absent: dict[tuple[str, str, str], tuple[int, str]] = {}
        self._marks = {whose: marks(town, whose) for whose in ("elis", "petra")}

    def differs(self, cell: Cell, letter: str) -> str:
        """In what the cell is not as it is written; "" where it is."""
        door = doors.door(cell.door)
        if door is None:
            return "the address is in no table"
        whose, who = COLUMNS[cell.column]
        wanted = self.wanted[cell.door]
        path = doors.address(self.town, cell.door, wanted, whose)
        if cell.method == "GET":
            path = doors.with_query(path, doors.ASKED.get(cell.door, {}))
        with undone():
            asks = cell.method in ("GET", "POST") and cell.method in door.methods
            before = self._streams(whose) if asks else 0
            answer = self._knock(cell, path, who)
            moved = asks and self._streams(whose) != before
            return self._judged(cell, letter, answer, moved)

    def _judged(self, cell: Cell, letter: str, answer: HttpResponse, moved: bool) -> str:
        whose, who = COLUMNS[cell.column]
        door = doors.door(cell.door)
        assert door is not None, "it was there a moment ago"
        if answer.status_code >= 500:
            return f"it broke ({answer.status_code})"
        if cell.method not in door.methods:
            return "" if answer.status_code == 405 else f"answers {cell.method}"
        if moved and letter != "d":
            return "it changed something"
        to = answer.get("Location", "")
        absent = self._is_absent(cell, answer, who)
        if cell.method == "HEAD" and letter not in "ly":
            return (
                ""
                if letter == "o" or absent == (letter == "n")
                else f"HEAD is {answer.status_code}"
            )
        body = text(answer)
        marks = self._marks[whose][: PERSONAL if cell.door in BY_NUMBER else None]
        named = [mark for mark in marks if mark in body and who != whose]
        turned = TURNED_AWAY in body or absent
        reads = cell.method in READING
        held = {
            "l": to.startswith("/login/") or answer.status_code == 401,
            "y": "/reading/" in to,
            "n": absent,
            "o": not named and not to.startswith("/login/"),
            "s": self._opens(answer) if reads else not to.startswith("/login/"),
            "d": not turned and self._opens(answer) if reads else not turned and self._taken(to),
        }[letter]
        seen = f", naming {named}" if named and letter in "on" else ""
        return "" if held else f"{answer.status_code} {to}{seen}"

    def _opens(self, answer: HttpResponse) -> bool:
        to = answer.get("Location", "")
        return answer.status_code < 400 and "/login/" not in to and "/reading/" not in to

    def _taken(self, to: str) -> bool:
        return not to.startswith("/login/") and "/reading/" not in to

    def _knock(self, cell: Cell, path: str, who: str) -> HttpResponse:
        browser = self.town.browser(who)
        if cell.method != "POST":
            return browser.generic(cell.method, path)
        pressed = PRESSES.get(cell.door, {})
        return browser.post(path, {**whose(self.town, who), **pressed})

    def _is_absent(self, cell: Cell, answer: HttpResponse, who: str) -> bool:
        """Whether it looks like what does not exist."""
        from tests.web.lillevik import said

        if answer.status_code != 404:
            return False
        key = (cell.door, who, cell.method)
        if key not in self._absent:
            path = doors.nowhere(cell.door, self.wanted[cell.door])
            self._absent[key] = said(self._knock(cell, path, who))
        return said(answer) == self._absent[key]

    def _streams(self, whose: str) -> int:
        """How much has happened to what is around her, readings apart."""
        from samrum.journal.database import execute

        ids = [self.town.open, self.town.decided, self.town.rooms, self.town.worries]
        streams = [kept[whose] for kept in ids if whose in kept]
        tenant = self.town.tenant(whose)
        asked = "select count(*) from journal_entry where tenant = %s and stream = any(%s::uuid[])"
        (many,) = execute(tenant, asked, (tenant, streams)).fetchone() or (0,)
        return int(many)


def whose(town: Town, who: str) -> dict[str, str]:
    """The field that says for whom a form was made: for herself."""
    from samrum.web.shared.page import WHOSE

    id = town.ids[who] if who else ""
    return {"whose": WHOSE.sign(f"{id}|{id}")} if who else {}


def marks(town: Town, whose: str) -> tuple[str, ...]:
    """What names somebody (the first PERSONAL of them) or something of hers."""
    from samrum.journal import rooms

    room = rooms.load(town.tenant(whose), town.rooms[whose]) if whose in town.rooms else None
    named = town.people[whose]
    return (named.name, named.number, *([room.room.number] if room else []))


def text(answer: Any) -> str:
    """A page as it came; of a file nothing, that is for the canaries."""
    return "" if answer.streaming else answer.content.decode("utf-8", "replace")


def cells() -> list[tuple[Cell, str]]:
    """Every cell of the table with what is written in it."""
    from samrum.web.shared import policy

    return [
        (Cell(door, column, method), row[column])
        for door, row in policy.cells().items()
        for column in COLUMNS
        for method in METHODS
    ]


def run(asked: Asked) -> Result:
    """Knocks at every door of the table, or at so many of them as are asked for."""
    with town.standing() as here:
        return judge(here, asked)


def judge(here: Town, asked: Asked, wanted: Callable[[Cell], bool] = lambda cell: True) -> Result:
    """The same in a town that stands already, and of the cells only those that are wanted."""
    from samrum.web.shared import policy

    every = [(cell, letter) for cell, letter in cells() if wanted(cell)]
    without = sorted(set(dict(doors.names())) - set(policy.cells()))
    chosen = every if asked.n >= len(every) else Random(asked.seed).sample(every, asked.n)
    if without:
        return Result(False, {"cells": len(every), "without_policy": len(without)}, without)
    probe = Probe(here)
    wrong = [
        {"door": cell.door, "who": cell.column, "method": cell.method, "written": letter, "is": how}
        for cell, letter in chosen
        if (how := probe.differs(cell, letter))
    ]
    figures = {
        "addresses": len(probe.wanted),
        "without_policy": len(without),
        "relations": len(COLUMNS),
        "cells": len(every),
        "tried": len(chosen),
        "deviations": len(wrong),
    }
    return Result(not wrong, figures, wrong)


@contextmanager
def page_without_filter() -> Iterator[None]:
    """A page shows the case it is asked for, whoever asks."""
    from samrum.office import see

    with replaced(see, "must_see", lambda *stands, **protected: None):
        yield


@contextmanager
def new_address(letters: str = "") -> Iterator[None]:
    """An address is added with a page that asks nobody; `letters` is what is written of it."""
    from django.http import HttpRequest, HttpResponse
    from django.urls import clear_url_caches, path

    from samrum.journal import cases
    from samrum.site import urls
    from samrum.web.shared import gate, policy

    def page(request: HttpRequest, id: str) -> HttpResponse:
        kept = cases.load(town.HERE, id)
        return HttpResponse(str(kept.case) if kept else "")

    added = path("whole/<str:id>/", page, name="whole")
    doors = {**gate.doors(), "whole": gate.Door("whole", ("HEAD", "GET"), "anyone", "all of it")}
    cells = {**policy.cells(), **({"whole": dict.fromkeys(COLUMNS, letters)} if letters else {})}
    with (
        replaced(urls, "urlpatterns", [*urls.urlpatterns, added]),
        replaced(gate, "doors", lambda: doors),
        replaced(policy, "cells", lambda: cells),
    ):
        clear_url_caches()
        yield
    clear_url_caches()


@contextmanager
def wrong_relation() -> Iterator[None]:
    """Whoever works for the board counts as working in the unit."""
    from samrum.core import access

    right = access.relation

    def relation(reader: Any, **about: Any) -> Any:
        post = reader.person.post
        board = post is not None and post.agency == town.BOARD
        return "unit" if board else right(reader, **about)

    with replaced(access, "relation", relation):
        yield


A_MATRIX = Trial(
    "A-matrix",
    "Every address answers everybody with every method as policy.txt says, and no address is "
    "missing there.",
    "cells of address, relation and method",
    100_000,
    1_200,
    run,
    {
        "page-without-filter": page_without_filter,
        "new-address": new_address,
        "wrong-relation": wrong_relation,
    },
    town.stand,
)
