"""A-canary: everything that anybody can be shown is searched for words that are not for her eyes.

Bodies, headers, papers (the text of PDFs, the files in archives), lists, refusals, mails that went
out and every line that was logged.  It searches case and language apart: a canary is one word.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from random import Random
from typing import Any

from trials.access import doors, matrix
from trials.access.canaries import canary, eyes
from trials.access.town import Town, files_of_everything, stand, standing, undone
from trials.frame import Asked, Result, Trial, replaced

AROUND = ("elis", "petra", "sture")
NUMBERS = range(1, 6)
FACTS = ("mobility.walks", "mobility.why_not_alone", "residence.stays_in", "family.evenings")
TYPED = canary("typed")
FIND = "&find="
FIELDS = ("text", "reason", "answer", "number", "name", "matters", "purpose", "q", "why")


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody asks of the pages."""

    who: str
    door: str
    method: str
    path: str


class Sweep:
    """Searches one answer after the other; `leaks` are what it found where it must not be."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.eyes = eyes()
        self.words = {canary(name): name for name in self.eyes}
        self.leaks: list[dict[str, Any]] = []
        self.seen: set[tuple[str, str]] = set()
        self.read: dict[str, str] = {}

    def ask(self, one: Request) -> None:
        """Ask, search what comes, and take back what came of it."""
        browser = self.town.browser(one.who)
        with undone():
            if one.method == "GET":
                answer = browser.get(one.path)
            else:
                typed = dict.fromkeys(FIELDS, TYPED)
                whose = matrix.whose(self.town, one.who)
                answer = browser.post(one.path, {**typed, **whose})
            told = self.text_of(answer)
        self.search(told, one.who, f"{one.method} {one.path}")
        if TYPED in told and one.method == "GET":
            self.leaks.append({"canary": "typed", "where": one.path, "who": one.who})

    def search(self, told: str, who: str, where: str) -> None:
        """Note every canary in it."""
        lower = told.lower()
        for word, name in self.words.items() if "kanarie" in lower else ():
            if word not in lower:
                continue
            if who in self.eyes[name]:
                self.seen.add((name, who))
            else:
                self.leaks.append({"canary": name, "who": who or "nobody", "where": where})

    def text_of(self, answer: Any) -> str:
        """All that an answer says."""
        body = b"".join(answer) if answer.streaming else answer.content
        return str(answer.headers) + str(answer.cookies) + self.text_in(body)

    def text_in(self, body: bytes) -> str:
        """The words of a file, and of the files in it."""
        if body.startswith((b"%PDF", b"PK")):
            sum = hashlib.sha256(body).hexdigest()
            if sum not in self.read:
                self.read[sum] = _pdf(body) if body.startswith(b"%PDF") else self._archive(body)
            return self.read[sum]
        return body.decode("utf-8", "replace")

    def _archive(self, body: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(name + self.text_in(archive.read(name)) for name in archive.namelist())


def _pdf(body: bytes) -> str:
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def requests(town: Town) -> list[Request]:
    """Everything that can be asked: every address on everything around everybody, by everybody."""
    from samrum.web.shared.reader_log import mark

    people = [*(name for name in town.tokens if name != "mette"), ""]
    found = dict.fromkeys(_paths(town))
    words = [town.people[name].name.split()[0] for name in AROUND]
    numbers = [town.people[name].number for name in AROUND]
    asked = [("desk:register", f"/desk/register/?number=PRH 2026-00000{n}") for n in NUMBERS]
    asked += [
        ("room:readers", f"/rooms/{town.rooms['elis']}/readers/?who={mark(name)}")
        for name in (town.people[one].name for one in AROUND)
    ]
    gets = [(door, path) for door, path in found if "GET" in _methods(door)]
    posts = [(door, path) for door, path in found if "POST" in _methods(door)]
    return [
        Request(who, door, method, path)
        for who in people
        for method, many in (
            ("GET", [*gets, *asked, *_searches(town, who, [*words, *numbers, "PRH"])]),
            ("POST", posts),
        )
        for door, path in many
        if door not in ("shared:logout",)
    ]


def _searches(town: Town, who: str, words: list[str]) -> list[tuple[str, str]]:
    """The worklist, searched by somebody: what she looks for is sealed for her."""
    from samrum.web.shared.sealed import sealed

    reader = town.ids.get(who, "")
    found = (f"/desk/?whose=unit&turn=any{FIND}{sealed(word, reader)}" for word in words)
    return [("desk:worklist", address) for address in found]


def _methods(door: str) -> tuple[str, ...]:
    known = doors.door(door)
    return known.methods if known else ("GET",)


def _paths(town: Town) -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    for door, wanted in doors.names():
        moving = ("rut",) if door in doors.MOVING else ()
        for whose in (*AROUND, *moving) if doors.has_object(door, wanted) else AROUND[:1]:
            usual = doors.parts(town, door, whose)
            for number in NUMBERS if {"number", "which"} & set(wanted) else (1,):
                for fact in FACTS if "fact" in wanted else ("",):
                    numbered = {"number": number, "fact": fact}
                    parts = {**usual, **{k: v for k, v in numbered.items() if k in wanted}}
                    asked = doors.ASKED.get(door, {})
                    path = reverse(door, kwargs={one: parts[one] for one in wanted})
                    yield door, doors.with_query(path, asked)


def run(asked: Asked) -> Result:
    """Sweeps everything, or so many requests as are asked for."""
    with standing() as town:
        files_of_everything(town, "anna")  # the one place where her own address stands
        return judge(town, asked)


def judge(town: Town, asked: Asked, wanted: Callable[[Request], bool] = lambda one: True) -> Result:
    """The same in a town that stands already, and of the requests only those that are wanted."""
    sweep, possible = Sweep(town), requests(town)
    every = [one for one in possible if wanted(one)]
    whole = asked.n >= len(possible)
    chosen = every if asked.n >= len(every) else spread(every, Random(asked.seed))[: asked.n]
    del town.log[:]
    for one in chosen:
        sweep.ask(one)
    lines = list(town.log)
    for line in lines:
        sweep.search(line, "", f"log: {line[:80]}")
        if TYPED in line:
            sweep.leaks.append({"canary": "typed", "who": "log", "where": line[:120]})
    mails = _mails(sweep, town)
    must = {name for name, who in sweep.eyes.items() if who}
    unseen = sorted(must - {name for name, _who in sweep.seen}) if whole else []
    figures = {
        "canaries": len(sweep.eyes),
        "people": len({one.who for one in chosen}),
        "possible": len(possible),
        "requests": len(chosen),
        "papers": len(sweep.read),
        "mails": mails,
        "log_lines": len(lines),
        "seen_by_the_right_eyes": len(sweep.seen),
        "never_seen": len(unseen),
        "leaks": len(sweep.leaks),
    }
    return Result(not sweep.leaks and not unseen, figures, [*sweep.leaks, *unseen])


def spread(every: list[Request], chance: Random) -> list[Request]:
    """In an order of chance, in which everybody comes to each door, and looks for each word, before
    she comes to one again: a hole in one door shows early."""
    again = Counter[tuple[str, str, str, str]]()
    turns = []
    for place, one in enumerate(chance.sample(every, len(every))):
        at = (one.who, one.door, one.method, one.path.partition(FIND)[2])
        turns.append((again[at], place, one))
        again[at] += 1
    return [one for _turn, _place, one in sorted(turns, key=lambda turn: turn[:2])]


def _mails(sweep: Sweep, town: Town) -> int:
    """What went out: to a party what a party may see, to an instance what is of that case."""
    from django.conf import settings

    whose = {id: name for kept in (town.open, town.decided) for name, id in kept.items()}
    found = [one for one in Path(settings.VAR, "post").rglob("*.eml") if _case_of(one) in whose]
    for file in found:
        to = whose[_case_of(file)]
        told = _mail(sweep, file.read_bytes())
        if file.parent.name == "instance":
            own = {one for one in sweep.eyes if one.partition(".")[0] in (to, "owner")}
            told = _without(told, own)
        sweep.search(_without(told, {"protected.email", "protected.address"}), to, file.name)
    return len(found)


def _case_of(file: Path) -> str:
    return file.name.partition(".")[0]


def _without(told: str, names: set[str]) -> str:
    lower = told.lower()
    for name in names:
        lower = lower.replace(canary(name), "")
    return lower


def _mail(sweep: Sweep, content: bytes) -> str:
    told = content.decode("utf-8", "replace")
    for part in message_from_bytes(content).walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            told += sweep.text_in(payload)
    return told


@contextmanager
def search_hole() -> Iterator[None]:
    """The worklist's search is not filtered by who is cleared."""
    from samrum.journal import cases
    from samrum.office import worklist

    right = cases.lanes
    with (
        replaced(cases, "lanes", lambda stages, turns, cleared: right(stages, turns, True)),
        replaced(worklist, "_seen", lambda reader, row, today: True),
    ):
        yield


@contextmanager
def export_hole() -> Iterator[None]:
    """The register's list masks nothing."""
    from samrum.office import register

    with replaced(register, "relation", lambda reader, **about: "unit"):
        yield


@contextmanager
def expand_hole() -> Iterator[None]:
    """A case is given out whole, with what is hidden in it."""
    from samrum.office import see

    with replaced(see, "_blanked", lambda reader, kept, stands, as_party=False: kept.case):
        yield


@contextmanager
def transfer_hole() -> Iterator[None]:
    """Whoever works in a municipality reads what it is asked, whatever she works with."""
    from samrum.office import transfer
    from samrum.office.municipality import municipality

    def every(reader: Any) -> tuple[str, ...]:
        return tuple(municipality(reader.tenant).adopted)

    with replaced(transfer, "_services", every):
        yield


@contextmanager
def log_hole() -> Iterator[None]:
    """Somebody logs what was sent, to find an error."""
    import logging

    from samrum.web.shared import page

    right = page.key

    def key(request: Any) -> str:
        logging.getLogger("samrum").info("Pressed with %s", dict(request.POST))
        return right(request)

    with replaced(page, "key", key):
        yield


A_CANARY = Trial(
    "A-canary",
    "No word that is for other eyes stands in any page, header, paper, list, refusal, mail or line "
    "of the log, for anybody, across municipalities too.",
    "requests",
    25_000,
    6_000,
    run,
    {
        "search": search_hole,
        "export": export_hole,
        "expand": expand_hole,
        "new-address": lambda: matrix.new_address("o"),
        "log": log_hole,
        "transfer": transfer_hole,
    },
    stand,
)
