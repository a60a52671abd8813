"""One piece of input in a process of its own: what came of it, how long, and how much memory."""

from __future__ import annotations

import os
import pickle
import resource
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """`gave` is what was returned; `broke` how it ended otherwise; seconds of processor time."""

    gave: Any
    broke: str
    seconds: float
    mebibytes: float


def alone(what: Callable[[], Any], seconds: int = 20, mebibytes: int = 1024) -> Cost:
    """Runs it in a fork with bounds, so that what it takes is taken from nobody."""
    before = psutil.Process().memory_info()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _inside(what, writing, seconds, before.vms + mebibytes * MIB)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        content = told.read()
    _pid, status, used = os.wait4(child, 0)
    taken = max(0.0, used.ru_maxrss / 1024 - before.rss / MIB)
    cpu = used.ru_utime + used.ru_stime
    if not content:
        return Cost(None, f"ended by signal {os.waitstatus_to_exitcode(status)}", cpu, taken)
    gave, broke, cpu = pickle.loads(content)
    return Cost(gave, broke, cpu, taken)


def _inside(what: Callable[[], Any], writing: int, seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    gave, broke = None, ""
    started = time.process_time()
    try:
        gave = what()
    except BaseException:
        broke = traceback.format_exc(limit=-2)
    took = time.process_time() - started
    try:
        os.write(writing, pickle.dumps((gave, broke, took)))
    finally:
        os._exit(0)
