"""O4: what is secret, and what somebody sent, stands in no line of the log and on no error page.

Requests carry words that stand nowhere else, in every place of a request: cookies, headers, the
path, the question, the form.  In two of three the database fails in the middle, and quotes the
statement with all that there is to quote.  The log is written as production writes it.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import psycopg

from trials.frame import Asked, Result, Trial, replaced
from trials.installation import TENANT, begin

HOST: Final = "localhost"
HEADERS: Final = ("Authorization", "Referer", "User-Agent", "X-Forwarded-For", "X-Case", "Cookie")
FIELDS: Final = ("text", "reason", "answer", "number", "name", "matters", "purpose", "q", "why")
FAULTS: Final = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.DataError,
    psycopg.OperationalError,
    ValueError,
    KeyError,
)
# What may be given back to whoever sent it: on a page whatever she typed; on the page of a fault
# only its own address, which leads to the other languages.
ADDRESS: Final = ("sent in the path", "sent in the question")
HERS: Final = ("sent", "her number", "her mail")
LATEST: Final = 14  # a fault comes at one of the first so many statements of a page


@dataclass
class _Ears:
    """Words by what they are, and where one was heard that is for nobody."""

    words: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    heard: list[dict[str, str]] = field(default_factory=list)

    def listen(self, told: str, where: str, without: tuple[str, ...] = ()) -> None:
        """`without` are words that somebody may get back, who has sent them herself."""
        self.heard += [
            {"word": name, "where": where[:160]}
            for name, word in self.words.items()
            if word and word in told and not name.startswith(without)
        ]


def ask_and_listen(asked: Asked) -> Result:
    """n requests; searches every answer and every line."""
    from django.test import Client

    stand()
    random, statuses = Random(asked.seed), Counter[int]()
    who, case = _somebody()
    ears = _Ears(_secrets(who) | _sent(random))
    paths, browser = (
        _paths(case, ears.words["sent in the path"]),
        Client(SERVER_NAME=HOST, raise_request_exception=False),
    )
    with _logged(ears.lines):
        for number in range(asked.n):
            door, method, path = random.choice(paths)
            fails = random.randrange(1, LATEST) if number % 3 else 0
            with _failing(fails, random.choice(FAULTS), ears.words):
                answer = _ask(browser, method, path, ears.words, who)
            statuses[answer.status_code] += 1
            own = HERS if answer.status_code < 500 else ADDRESS
            ears.listen(_text(answer), f"{answer.status_code} {method} {door}", own)
    for line in ears.lines:
        ears.listen(line, f"log: {line}")
    figures = {
        "requests": asked.n,
        "statuses": {str(status): n for status, n in sorted(statuses.items())},
        "lines of the log": len(ears.lines),
        "words that are looked for": len(ears.words),
        "heard": len(ears.heard),
    }
    broke = sum(n for status, n in statuses.items() if status >= 500)
    whole = statuses[200] > 0 and broke > 0 and bool(ears.lines)
    return Result(whole and not ears.heard, figures, ears.heard)


def stand() -> None:
    """Lillevik, with all that its pages are made of."""
    begin()
    from samrum.site import ground

    ground.gather_static_files()


def _somebody() -> tuple[dict[str, str], str]:
    """Mette, logged in, with a case of her own."""
    from samrum.cli.lillevik.people import METTE
    from samrum.office import identity
    from trials.durability.acts import apply, resident
    from trials.installation import new_key

    reader = resident()
    case = apply(reader, new_key()).case
    session = identity.begin_session(reader.person, tenant=TENANT)
    return {"session": session, "number": METTE.number, "mail": METTE.email}, case


def _secrets(who: Mapping[str, str]) -> dict[str, str]:
    """What no line of the log says, and no page of a fault."""
    from django.conf import settings

    held = settings.DATABASES["default"]
    return {
        "her session": who["session"],
        "her number": who["number"],
        "her mail": who["mail"],
        "the key of cookies": settings.SECRET_KEY,
        "the password of the database": str(held.get("PASSWORD") or ""),
    }


def _sent(random: Random) -> dict[str, str]:
    """What is sent, by where it stands."""
    places = ("in the path", "in the question", "in the form", *(f"as {one}" for one in HEADERS))
    return {f"sent {one}": f"kanarie{random.getrandbits(48):012x}" for one in places}


def _paths(case: str, word: str) -> list[tuple[str, str, str]]:
    """Every door that says something of a case, by her own and by a word; each with its methods."""
    from django.urls import reverse

    from trials.access import doors

    found = []
    for name, wanted in doors.names():
        known, door = (
            {**doors.USUAL, **doors.WHICH.get(name, {}), **doors.NOTHING},
            doors.door(name),
        )
        if name == "shared:logout" or door is None:
            continue
        given = {"id": case, "case": case} | ({"name": word} if "name" in wanted else {})
        path = reverse(name, kwargs={one: {**known, **given}[one] for one in wanted})
        found += [(name, method, path) for method in door.methods if method in ("GET", "POST")]
    return [*found, ("nowhere", "GET", f"/{word}/"), ("nowhere", "POST", f"/cases/{word}/")]


def _ask(
    browser: Any, method: str, path: str, words: Mapping[str, str], who: Mapping[str, str]
) -> Any:
    from samrum.web.shared.session import COOKIE

    browser.cookies.clear()
    browser.cookies[COOKIE] = who["session"]
    browser.cookies["samrum-parked"] = words["sent as Cookie"]
    headers = {name: words[f"sent as {name}"] for name in HEADERS if name != "Cookie"}
    path = f"{path}?q={words['sent in the question']}"
    if method == "GET":
        return browser.get(path, headers=headers)
    form = dict.fromkeys(FIELDS, f"{words['sent in the form']} {who['mail']} {who['number']}")
    return browser.post(path, form, headers=headers)


def _text(answer: Any) -> str:
    """What an answer says; the cookie that she keeps is hers."""
    body = b"".join(answer) if answer.streaming else answer.content
    return str(answer.headers) + str(body.decode("utf-8", "replace"))


@contextmanager
def _logged(lines: list[str]) -> Iterator[None]:
    """Everything that is logged, as production writes it."""
    from samrum.site.logs import JsonLines

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, hears = logging.getLogger(), Listening()
    hears.setFormatter(JsonLines())
    before, level = root.handlers[:], root.level
    root.handlers[:], root.level = [hears], logging.INFO
    try:
        yield
    finally:
        root.handlers[:], root.level = before, level


@contextmanager
def _failing(at: int, kind: type[Exception], words: Mapping[str, str]) -> Iterator[None]:
    """The database fails at its `at`-th statement (0: never), and quotes all that it knows."""
    right, passed, knows = psycopg.Cursor.execute, [0], " ".join(words.values())

    def execute(cursor: Any, query: Any, params: Any = None, **more: Any) -> Any:
        passed[0] += 1
        if passed[0] == at:
            raise kind(f"Key ({query})=({params}) is not as it should be: {knows}")
        return right(cursor, query, params, **more)

    with replaced(psycopg.Cursor, "execute", execute):
        yield
    if at:
        from django.db import connections

        with suppress(Exception):
            connections.close_all()


@contextmanager
def _as_others_do() -> Iterator[None]:
    """The log is written with all that an exception says."""
    from samrum.site import logs

    usual = logging.Formatter()

    def whole(_self: object, record: logging.LogRecord) -> str:
        return json.dumps({"message": usual.format(record)})

    with replaced(logs.JsonLines, "format", whole):
        yield


@contextmanager
def _told_on_the_page() -> Iterator[None]:
    """The page of a fault says what the fault was, to whoever sees it."""
    import sys

    from samrum.web.shared import page

    right = page.told

    def told(request: Any, what: str, *, because: str, instead: str, status: int) -> Any:
        fault = f" {sys.exc_info()[1] or ''}" if status >= 500 else ""
        return right(request, what + fault, because=because, instead=instead, status=status)

    with replaced(page, "told", told):
        yield


@contextmanager
def _headers_are_logged() -> Iterator[None]:
    """Somebody logs the headers of a request, to find a fault."""
    from samrum.web.shared import session

    right: Callable[[Any], str] = session.token

    def token(request: Any) -> str:
        logging.getLogger("samrum.web").warning("Asked with %s", dict(request.headers))
        return right(request)

    with replaced(session, "token", token):
        yield


TRIALS = (
    Trial(
        "O4",
        "No key, no session and nothing that somebody sent stands in a line of the log or on the "
        "page of a fault, also where the database fails and quotes what it was given.",
        "requests, two of three with a database that fails in the middle",
        5_000,
        150,
        ask_and_listen,
        {
            "as-others-do": _as_others_do,
            "told-on-the-page": _told_on_the_page,
            "headers-are-logged": _headers_are_logged,
        },
        stand,
    ),
)
