"""D1: the server is killed at random moments while people press buttons, over HTTP.

Everybody presses the same button with the same key until the page says that it was received.
"""

from __future__ import annotations

import atexit
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import psutil

from trials.durability.writer import BEGINS, ZONE, reckoned
from trials.frame import Asked, Result, Trial, by_name
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
LATE = 1.0  # seconds in which an act under way ends by itself
_PLANTED = {"keys": "", "server": ""}


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
                if _PLANTED["keys"]:
                    press = pressed(visitor, "resident:messages", case, text=text)  # type: ignore[arg-type]
                if self.stopped.is_set():
                    return
            self.acknowledged.append(text)


@dataclass
class _Supervised:
    """The server under a supervisor, which begins it again when it has ended.

    It ends by itself when a worker dies within seconds of its beginning: the supervisor that the
    runbook asks for is part of what is tried.
    """

    process: subprocess.Popen[bytes] = field(default_factory=lambda: _serve())
    begun: int = 1

    def answers(self) -> bool:
        """Whether a page is answered; a server that has ended is begun again."""
        if self.process.poll() is not None:
            self.process, self.begun = _serve(), self.begun + 1
        return _answers()

    def kill_workers(self) -> None:
        """All processes that answer pages, at once; the server itself begins new ones."""
        with suppress(psutil.NoSuchProcess):
            for one in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    one.kill()

    def kill(self) -> None:
        kill_all(self.process)


def kill_the_server(asked: Asked) -> Result:
    """So many kills of all workers, one in ten with the server too, at random moments."""
    from samrum.journal.verify import verify

    here, random = installation(), Random(asked.seed)
    here.empty()
    people = _People()
    threads = [threading.Thread(target=people.press, args=one) for one in _visitors()]
    server = _Supervised()
    atexit.register(lambda: server.kill())
    waits: dict[str, list[float]] = {"workers": [], "server": []}
    try:
        wait_until(server.answers)
        for one in threads:
            one.start()
        for number in range(asked.n):
            before = len(people.acknowledged)
            wait_until(lambda before=before: len(people.acknowledged) > before + CLIENTS)
            time.sleep(random.uniform(0, LONGEST_LIFE))
            what = "workers" if number % ONE_IN else "server"
            server.kill_workers() if what == "workers" else server.kill()
            waits[what].append(wait_until(server.answers))
    finally:
        people.stopped.set()
        for one in threads:
            if one.ident:
                one.join(PATIENCE)
        server.kill()
    time.sleep(LATE)  # what was answered first and kept later has its chance
    found = reckoned(people.acknowledged, [str(f) for f in verify(TENANT, ZONE).faults])
    figures = {
        "kills": asked.n,
        **found.figures,
        "tried again": people.tries,
        "server begun": server.begun,
        "seconds to the first answer": {w: _middle_and_most(s) for w, s in waits.items() if s},
    }
    return Result(found.holds, figures, found.examples)


def _middle_and_most(seconds: list[float]) -> str:
    return f"middle {sorted(seconds)[len(seconds) // 2]:.1f}, most {max(seconds):.1f}"


def _serve() -> subprocess.Popen[bytes]:
    words = ("serve", "--port", str(PORT))
    return product(*words, defect=_PLANTED["server"], environ={"SAMRUM_WORKERS": "2"})


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
    time.sleep(0.2)
    return False


def _answers() -> bool:
    from bench.main_job.load import exchange, get

    with suppress(OSError, ValueError), socket.create_connection(("127.0.0.1", PORT), 1) as one:
        one.settimeout(5)
        return exchange(one, get("/"))[0] in (200, 302, 303)
    return False


TRIALS = (
    Trial(
        "D1",
        "What was acknowledged survives that the server is killed, and stands there once.",
        "kills of all workers, one in ten with the server, under eight clients",
        500,
        2,
        kill_the_server,
        {
            "new-keys": by_name(_PLANTED, "keys", "new-keys"),
            "answers-first": by_name(_PLANTED, "server", "answers-first"),
        },
    ),
)
