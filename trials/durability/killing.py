"""D1: the server is killed at random moments while people press buttons, over HTTP.

Everybody presses the same button with the same key until the page says that it was received.
"""

from __future__ import annotations

import atexit
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

import psutil

from trials.durability.writer import BEGINS, ZONE, reckoned
from trials.frame import Asked, Result, Trial
from trials.installation import (
    PATIENCE,
    TENANT,
    free_port,
    installation,
    kill_all,
    new_key,
    product,
    wait_until,
)

CLIENTS = 8
PORT = free_port()
ONE_IN = 10  # kills that end the server too, and not only all its workers
LONGEST_LIFE = 0.6  # seconds between an answer and the next kill
_PLANTED = {"new keys": False}


@dataclass
class _People:
    """Clients that press until told to stop; what they were told was received."""

    acknowledged: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    tries: int = 0

    def press(self, visitor: object, case: str) -> None:
        """One client: message after message, each until it is received."""
        from bench.main_job.press import pressed

        random, number = Random(case), 0
        while not self.stopped.is_set():
            number += 1
            text = f"{BEGINS}{number} of {case} {random.getrandbits(32)}"
            press = pressed(visitor, "resident:messages", case, text=text)  # type: ignore[arg-type]
            while not _received(press.request):
                self.tries += 1
                if _PLANTED["new keys"]:
                    press = pressed(visitor, "resident:messages", case, text=text)  # type: ignore[arg-type]
                if self.stopped.is_set():
                    return
            self.acknowledged.append(text)


def kill_the_server(asked: Asked) -> Result:
    """So many kills of all workers, one in ten with the server too, at random moments."""
    from samrum.journal.verify import verify

    here, random = installation(), Random(asked.seed)
    here.empty()
    people = _People()
    os.environ["SAMRUM_WORKERS"] = "2"
    threads = [threading.Thread(target=people.press, args=one) for one in _visitors()]
    server = product("serve", "--port", str(PORT))
    atexit.register(lambda: kill_all(server))
    answers = []
    try:
        answers.append(wait_until(_answers))
        for one in threads:
            one.start()
        for number in range(asked.n):
            before = len(people.acknowledged)
            wait_until(lambda before=before: len(people.acknowledged) > before + CLIENTS)
            time.sleep(random.uniform(0, LONGEST_LIFE))
            if number % ONE_IN:
                _kill_the_workers(server.pid)
            else:
                kill_all(server)
                server = product("serve", "--port", str(PORT))
            answers.append(wait_until(_answers))
    finally:
        people.stopped.set()
        for one in threads:
            if one.ident:
                one.join(PATIENCE)
        kill_all(server)
    found = reckoned(people.acknowledged, [str(f) for f in verify(TENANT, ZONE).faults])
    figures = {
        "kills": asked.n,
        **found.figures,
        "tried again": people.tries,
        "seconds to the first answer, middle": round(sorted(answers)[len(answers) // 2], 1),
        "seconds to the first answer, most": round(max(answers), 1),
    }
    return Result(found.holds, figures, found.examples)


def _kill_the_workers(server: int) -> None:
    """All processes that answer pages, at once; the server itself begins new ones."""
    for one in psutil.Process(server).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            one.kill()


def _visitors() -> list[tuple[object, str]]:
    """Logged-in residents, each with a case of her own."""
    from bench.main_job.press import log_in
    from trials.durability.acts import apply, resident

    reader = resident()
    return [(log_in(reader.person), apply(reader, new_key()).case) for _ in range(CLIENTS)]


def _received(request: bytes) -> bool:
    """Whether the page was sent on, as it is when what was pressed has been kept."""
    from bench.main_job.load import exchange

    with suppress(OSError, ValueError), socket.create_connection(("127.0.0.1", PORT), 5) as one:
        one.settimeout(5)
        return exchange(one, request)[0] == 303
    time.sleep(0.05)
    return False


def _answers() -> bool:
    from bench.main_job.load import exchange, get

    with suppress(OSError, ValueError), socket.create_connection(("127.0.0.1", PORT), 1) as one:
        one.settimeout(5)
        return exchange(one, get("/"))[0] in (200, 302, 303)
    return False


@contextmanager
def _new_keys() -> Iterator[None]:
    """Pressing again is another press: the key is new each time."""
    _PLANTED["new keys"] = True
    try:
        yield
    finally:
        _PLANTED["new keys"] = False


TRIALS = (
    Trial(
        "D1",
        "What was acknowledged survives that the server is killed, and stands there once.",
        "kills of all workers, one in ten with the server, under eight clients",
        500,
        3,
        kill_the_server,
        {"new-keys": _new_keys},
    ),
)
