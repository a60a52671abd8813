"""The servers under load, as processes of their own, with what they use of processor and memory."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import psutil

from samrum.journal.cluster import Cluster

WORKERS: Final = 2
PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Processes:
    """A process and all it has started."""

    pid: int

    @property
    def cpu(self) -> dict[int, float]:
        """Processor seconds until now, by process, of those that live."""
        seconds = {}
        for one in self._all():
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                seconds[one.pid] = times.user + times.system
        return seconds

    def used(self, since: dict[int, float]) -> float:
        """Processor seconds since then, of those that live still."""
        return sum(seconds - since.get(pid, 0.0) for pid, seconds in self.cpu.items())

    @property
    def megabytes(self) -> float:
        """Memory that is theirs: shared pages are divided among those who share them."""
        total = 0
        for one in self._all():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += one.memory_full_info().pss
        return total / 2**20

    def _all(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self.pid)
            return [first, *first.children(recursive=True)]
        return []


@dataclass(frozen=True)
class Server:
    port: int
    processes: Processes


@contextmanager
def product(port: int) -> Iterator[Server]:
    """`samrum serve`, with as many workers as there are cores here."""
    with _running([sys.executable, "-m", "samrum", "serve", "--port", str(port)], port) as server:
        yield server


@contextmanager
def bare(port: int) -> Iterator[Server]:
    """The floor, in the same server with the same number of workers and threads."""
    command = [sys.executable, "-m", "bench.main_job.server", "--port", str(port)]
    with _running(command, port) as server:
        yield server


def database(cluster: Cluster) -> Processes:
    """The database server."""
    pid = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    return Processes(pid)


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[Server]:
    environment = os.environ | {"SAMRUM_WORKERS": str(WORKERS), "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield Server(port, Processes(process.pid))
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


def main() -> None:
    """Serve the floor."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from samrum.cli.serve import THREADS_PER_WORKER

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    Granian(
        "bench.main_job.floor:application",
        address="127.0.0.1",
        port=parser.parse_args().port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS_PER_WORKER,
        blocking_threads_idle_timeout=600,
        backpressure=64,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
