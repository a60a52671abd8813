"""D4: the database is killed, restarted at once, or cut off between the commit and its answer."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import quote

import psutil

from samrum.journal.cluster import PORT, Cluster
from trials.durability.writer import acknowledged, reckon, writing
from trials.frame import Asked, Result, Trial
from trials.installation import PATIENCE, Installation, installation, postmaster, wait_until

CLIENTS = 4
SHARE = {"postmaster": 2, "backend": 3, "immediate": 1, "cut": 3}  # of nine
LIFE = 0.4  # seconds of writing between two blows, at most
ONE_IN = 12  # commits whose answer is cut off
_PLANTED = {"writer": "", "hurried": False}


@dataclass
class _Proxy:
    """Stands between the writers and the database, and hangs up after some commits.

    The database listens on a socket in a folder, so this does too.  When it cuts, the commit has
    been answered by the database and the answer has not been passed on.
    """

    folder: Path
    database: Path
    random: Random
    cutting: bool = False
    cuts: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def serve(self) -> None:
        """Accepts until the process ends."""
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(self.folder / f".s.PGSQL.{PORT}"))
        os.chmod(self.folder / f".s.PGSQL.{PORT}", 0o777)
        listening.listen(64)
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            client, _ = listening.accept()
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(self.database / f".s.PGSQL.{PORT}"))
            waiting = threading.Event()
            back = threading.Thread(
                target=self._answers, args=(server, client, waiting), daemon=True
            )
            back.start()
            while content := client.recv(65536):
                if self.cutting and b"COMMIT\0" in content and self._chosen():
                    waiting.set()
                server.sendall(content)
            server.shutdown(socket.SHUT_RDWR)

    def _answers(self, server: socket.socket, client: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while content := server.recv(65536):
                if cut.is_set():
                    with self.turn:
                        self.cuts += 1
                    break
                client.sendall(content)
        with suppress(OSError):  # however it ended, the writer is told
            client.shutdown(socket.SHUT_RDWR)

    def _chosen(self) -> bool:
        with self.turn:
            return self.random.randrange(ONE_IN) == 0


def strike(asked: Asked) -> Result:
    """So many blows of four kinds, while four clients write."""
    here, random = installation(), Random(asked.seed)
    here.empty()
    told, blows = here.folder / "told", Counter[str]()
    shutil.rmtree(told, ignore_errors=True)
    proxy = _stand_between(here, random)
    kinds = [*SHARE, *(kind for kind, share in SHARE.items() for _ in range(share - 1))]
    waits = []
    with _hurried(here), writing(told, CLIENTS, _PLANTED["writer"], _through(here, proxy)):
        for number in range(asked.n):
            kind = kinds[number % len(kinds)]
            _write_on(told, random)
            waits.append(_BLOWS[kind](here, proxy, random))
            blows[kind] += 1
        _write_on(told, random)
    found = reckon(told)
    figures = {
        "blows": dict(blows),
        "answers cut off": proxy.cuts,
        **found.figures,
        "seconds to come back, most": round(max(waits), 1),
    }
    return Result(found.holds, figures, found.examples)


def _write_on(told: Path, random: Random) -> None:
    """Until everybody has got something acknowledged again, and then for a moment."""
    before = len(acknowledged(told))
    wait_until(lambda: len(acknowledged(told)) > before + CLIENTS)
    time.sleep(random.uniform(0, LIFE))


def _postmaster(here: Installation, proxy: _Proxy, random: Random) -> float:
    return _end(here, signal.SIGKILL)


def _immediate(here: Installation, proxy: _Proxy, random: Random) -> float:
    """As `pg_ctl stop -m immediate` does it: nothing is written down first."""
    return _end(here, signal.SIGQUIT)


def _backend(here: Installation, proxy: _Proxy, random: Random) -> float:
    """One session is killed; PostgreSQL then ends all others and recovers."""
    with here.superuser() as superuser:
        rows = superuser.execute(
            "select pid from pg_stat_activity where usename = 'samrum_app' and pid <> %s",
            [superuser.info.backend_pid],
        ).fetchall()
    if rows:
        with suppress(ProcessLookupError):
            os.kill(random.choice(rows)[0], signal.SIGKILL)
    return wait_until(lambda: _answers(here))


def _cut(here: Installation, proxy: _Proxy, random: Random) -> float:
    before, proxy.cutting = proxy.cuts, True
    seconds = wait_until(lambda: proxy.cuts > before)
    proxy.cutting = False
    return seconds


_BLOWS = {"postmaster": _postmaster, "backend": _backend, "immediate": _immediate, "cut": _cut}


def _end(here: Installation, how: signal.Signals) -> float:
    began, server = time.monotonic(), postmaster(here.cluster.data)
    if server is not None:
        server.send_signal(how)
        with suppress(psutil.TimeoutExpired):
            server.wait(PATIENCE)
    other = Cluster(here.folder)
    other.start()
    wait_until(lambda: _answers(here))
    return time.monotonic() - began


def _answers(here: Installation) -> bool:
    from psycopg import OperationalError

    try:
        here.superuser().close()
    except OperationalError:
        return False
    return True


def _stand_between(here: Installation, random: Random) -> _Proxy:
    folder = here.folder / "between"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    proxy = _Proxy(folder, here.cluster._socket_folder(), random)
    proxy.serve()
    return proxy


def _through(here: Installation, proxy: _Proxy) -> dict[str, str]:
    """The addresses of the database, by way of the proxy."""
    right, other = (quote(str(f), safe="") for f in (proxy.database, proxy.folder))
    return {"DATABASE_URL": here.cluster.app_dsn.replace(right, other)}


@contextmanager
def _hurried(here: Installation) -> Iterator[None]:
    """Where it is planted: commits are answered before they are on the disk."""
    with here.superuser() as superuser:
        value = "off" if _PLANTED["hurried"] else "on"
        superuser.execute(f"alter role samrum_app set synchronous_commit = {value}".encode())
    try:
        yield
    finally:
        with here.superuser() as superuser:
            superuser.execute("alter role samrum_app set synchronous_commit = on")


def _planting(name: str, value: object) -> Iterator[None]:
    right = _PLANTED[name]
    _PLANTED[name] = value  # type: ignore[assignment]
    try:
        yield
    finally:
        _PLANTED[name] = right


@contextmanager
def _new_keys() -> Iterator[None]:
    yield from _planting("writer", "new-keys")


@contextmanager
def _commits_in_a_hurry() -> Iterator[None]:
    yield from _planting("hurried", True)


TRIALS = (
    Trial(
        "D4",
        "What was acknowledged survives that the database is killed or cut off, and stands once.",
        "blows: postmaster killed, session killed, immediate stop, answer to a commit cut off",
        900,
        4,
        strike,
        {"new-keys": _new_keys, "commits-in-a-hurry": _commits_in_a_hurry},
    ),
)
