"""D5: the machine with the database is lost while people write, and another takes over.

The two servers copy each other by PostgreSQL's own streaming replication, and the product finds
the one that takes writes by itself: its DATABASE_URL names both.  For a moment before the loss
nothing gets through to the standby: whatever is acknowledged then without it would be lost.
"""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil
import psycopg

from trials.durability.servers import STANDBY, Server, between
from trials.durability.writer import acknowledged, reckon, writing
from trials.frame import Asked, Result, Trial, by_name
from trials.installation import Installation, free_port, installation, wait_until

CLIENTS = 4
LONGEST_LIFE = 0.5  # seconds of writing between two losses, at most
LONGEST_SILENCE = 0.4  # seconds in which the standby hears nothing before the loss, at most
_PLANTED = {"defect": ""}


@dataclass
class _Pair:
    """Who takes writes and who follows; each loss exchanges their places."""

    here: Installation
    primary: Server
    standby: Server

    @classmethod
    def begun(cls, here: Installation) -> _Pair:
        primary = Server.copy(here, here.cluster.superuser_dsn, free_port(), follows=False)
        waits_for = "" if _PLANTED["defect"] == "asynchronous" else STANDBY
        with primary.superuser() as superuser:
            superuser.execute(
                f"alter system set synchronous_standby_names = '{waits_for}'".encode()
            )
            superuser.execute("select pg_reload_conf()")
        pair = cls(here, primary, Server.copy(here, primary.address(), free_port(), follows=True))
        pair.wait_for_the_standby()
        return pair

    def wait_for_the_standby(self) -> None:
        wait_until(lambda: self._sender() is not None)

    def lose(self, random: Random) -> int:
        """The primary's machine is lost and stays away; the standby takes over, and a new one is
        made.  How many writes the old one took after that."""
        sender = self._sender()
        if sender is not None:
            sender.send_signal(signal.SIGSTOP)
        time.sleep(random.uniform(0.05, LONGEST_SILENCE))
        lost = self.primary
        if _PLANTED["defect"] != "unfenced":
            lost.kill()
        self.standby.promote()
        taken = _takes_writes(lost)
        lost.remove()
        self.primary = self.standby
        self.standby = Server.copy(self.here, self.primary.address(), lost.port, follows=True)
        self.wait_for_the_standby()
        return taken

    def _sender(self) -> psutil.Process | None:
        """The process of the primary that sends to the standby, once that has caught up."""
        with self.primary.superuser() as superuser:
            row = superuser.execute(
                "select pid from pg_stat_replication where state = 'streaming'"
                " and application_name = %s",
                [STANDBY],
            ).fetchone()
        return psutil.Process(row[0]) if row else None


def lose_the_database(asked: Asked) -> Result:
    """So many losses of the primary while four clients write."""
    here, random = installation(), Random(asked.seed)
    here.empty()
    told, taken, waits = here.folder / "told", 0, []
    shutil.rmtree(told, ignore_errors=True)
    pair = _Pair.begun(here)
    address = between(pair.primary, pair.standby)
    with writing(told, CLIENTS, environ={"DATABASE_URL": address}):
        for _ in range(asked.n):
            _write_on(told)
            time.sleep(random.uniform(0, LONGEST_LIFE))
            began = time.monotonic()
            taken += pair.lose(random)
            _write_on(told)
            waits.append(time.monotonic() - began)
    with _looking_at(pair.primary):
        found = reckon(told)
    figures = {
        "losses": asked.n,
        **found.figures,
        "writes taken by the old one": taken,
        "seconds until somebody wrote again, middle": round(sorted(waits)[len(waits) // 2], 1),
        "seconds until somebody wrote again, most": round(max(waits), 1),
    }
    pair.primary.remove()
    pair.standby.remove()
    return Result(found.holds and taken == 0, figures, found.examples)


def _write_on(told: Path) -> None:
    """Until something more has been acknowledged."""
    before = len(acknowledged(told))
    wait_until(lambda: len(acknowledged(told)) > before + CLIENTS)


def _takes_writes(lost: Server) -> int:
    """Whether somebody who still knows the old address can write there, without waiting for the
    standby."""
    with suppress(psycopg.OperationalError), lost.superuser() as superuser:
        superuser.execute("set synchronous_commit = local")
        superuser.execute("create table written_to_the_old_one ()")
        return 1
    return 0


@contextmanager
def _looking_at(server: Server) -> Iterator[None]:
    """This process reads from a server, and not from the installation's own."""
    from django.db import connections

    here = connections["default"]
    right = {name: here.settings_dict[name] for name in ("HOST", "PORT")}
    here.close()
    here.settings_dict.update(HOST="127.0.0.1", PORT=str(server.port))
    try:
        yield
    finally:
        here.close()
        here.settings_dict.update(right)


TRIALS = (
    Trial(
        "D5",
        "What was acknowledged survives that the machine with the database is lost: the standby "
        "has it, and the old one takes no more.",
        "losses of the primary under four clients, each with a failover and a new standby",
        50,
        1,
        lose_the_database,
        {name: by_name(_PLANTED, "defect", name) for name in ("asynchronous", "unfenced")},
    ),
)
