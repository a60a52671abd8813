"""The whole job: apply, take, assess, decide (a letter is queued) and close, by several at once.

Through the office: processes that act without any web between.  Over HTTP: five presses for each
job, one after the other, on several connections.  The floors send the same statements in the same
number of processes, or to the same server, and do nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any, Final
from uuid import uuid4

from bench.main_job.figure import Figure, at_least
from bench.main_job.floor import DATABASE, Floor, Replay, connect, load
from bench.main_job.ground import TENANT, new_key

WANTED: Final = 80.0
PROCESSES: Final = (2, 4)
CONNECTIONS: Final = 8
OFFICE: Final = "job"
WARM_UP: Final = 5


# ---- through the office --------------------------------------------------------------------------


def through_the_office(newcomers: Any, rounds: int, count: int) -> Iterator[Figure]:
    """Jobs a second, by so many processes; each round `count` jobs."""
    _record_office(newcomers)
    for processes in PROCESSES:
        ours, theirs = [], []
        for _ in range(rounds):
            residents = [one.by.person.id for one in newcomers.ready(count)]
            ours.append(_by_processes(_act_them, residents, processes))
            residents = [one.by.person.id for one in newcomers.ready(count)]
            theirs.append(_by_processes(_replay_them, residents, processes))
        about = f"whole job, {processes} processes"
        yield at_least(about, "jobs", max(ours), "/s", WANTED, max(theirs))


def _record_office(newcomers: Any) -> None:
    from bench.main_job.recorder import recorded
    from samrum.journal import cases

    resident = newcomers.ready(1)[0].by.person.id
    keys = [new_key() for _ in range(5)]
    office = _Office()
    with recorded() as record:
        id = office.job(resident, keys)
    kept = cases.load(TENANT, id)
    assert kept is not None and kept.case.stage == "closed", "the whole job was done"
    texts = {f"key{number}": key for number, key in enumerate(keys)}
    told = {**texts, "case": id, "number": kept.case.number, "person": resident}
    Floor(tuple(record.statements), told).save(OFFICE)


class _Office:
    """The caseworker and what is said in every job."""

    def __init__(self) -> None:
        from bench.main_job.ground import caseworker
        from bench.main_job.people import answers, papers_of_today
        from samrum.office import act

        self.act, self.bo = act, caseworker()
        self.answers, self.papers = answers(), papers_of_today()

    def job(self, resident: str, keys: Sequence[str]) -> str:
        """One whole job: the id of the case."""
        from bench.main_job.people import SERVICE, WHY, decision
        from samrum.core.access import Reader
        from samrum.core.case import Assess, CloseCase, Reach, TakeCase
        from samrum.office.persons import known_person

        receipt = self.act.apply(
            Reader(known_person(resident, tenant=TENANT), {}, TENANT),
            service=SERVICE,
            resident=resident,
            answers=self.answers,
            uploads=self.papers,
            reach=Reach("letter"),
            language="sv",
            key=keys[0],
        )
        steps = (TakeCase(self.bo.id), Assess("grant", WHY), decision(), CloseCase())
        for step, key in zip(steps, keys[1:], strict=True):
            self.act.act(self.bo, step, case=receipt.case, key=key, via="desk")
        return receipt.case


def _act_them(residents: Sequence[str]) -> Callable[[str], None]:
    office = _Office()

    def job(resident: str) -> None:
        office.job(resident, [new_key() for _ in range(5)])

    return job


def _replay_them(residents: Sequence[str]) -> Callable[[str], None]:
    replay = Replay(load(OFFICE), connect(os.environ[DATABASE]))

    def job(resident: str) -> None:
        replay({**{f"key{n}": new_key() for n in range(5)}, "person": resident})

    return job


Ready = Callable[[Sequence[str]], Callable[[str], None]]


def _by_processes(ready: Ready, residents: Sequence[str], processes: int) -> float:
    """Jobs a second, from when all begin until the last has ended."""
    context = multiprocessing.get_context("spawn")
    begin, ended = context.Barrier(processes + 1), context.Queue()
    shares = [residents[first::processes] for first in range(processes)]
    started = [
        context.Process(target=_one_process, args=(ready, share, begin, ended)) for share in shares
    ]
    for one in started:
        one.start()
    begin.wait()
    began = time.monotonic()
    last = max(ended.get() for _ in started)
    for one in started:
        one.join()
    done = len(residents) - WARM_UP * processes
    return done / (last - began)


def _one_process(
    ready: Ready, residents: Sequence[str], begin: Barrier, ended: Queue[float]
) -> None:
    from samrum.site import ground

    ground.set_up()
    job = ready(residents)
    for resident in residents[:WARM_UP]:
        job(resident)
    begin.wait()
    for resident in residents[WARM_UP:]:
        job(resident)
    ended.put(time.monotonic())


# ---- over HTTP -----------------------------------------------------------------------------------


@dataclass
class Desk:
    """What a job over HTTP takes: the caseworker, and the case's version after each press."""

    by: Any
    versions: Sequence[int]

    def presses(self) -> list[Callable[[str], Any]]:
        """The presses that follow on the first, for a case."""
        from bench.main_job import people

        kinds = (people.take, people.assess, people.decide, people.close)
        return [
            lambda case, kind=kind, version=version: kind(self.by, case, version)
            for kind, version in zip(kinds, self.versions, strict=True)
        ]


def over_http(newcomers: Any, product: Any, bare: Any, rounds: int, count: int) -> Iterator[Figure]:
    """Jobs a second over eight connections; each round `count` jobs."""
    desk = _record_http(newcomers)
    ours, theirs, cpu = [], [], []
    for _ in range(rounds):
        submits = newcomers.ready(count)
        before = product.processes.cpu
        ours.append(_over(product.port, submits, desk, floor=False))
        cpu.append(product.processes.used(before) * 1000 / count)
        theirs.append(_over(bare.port, newcomers.ready(count), desk, floor=True))
    about = f"whole job over HTTP, {CONNECTIONS} at once"
    yield at_least(about, "jobs", max(ours), "/s", WANTED, max(theirs))
    yield Figure(about, "CPU of the pages", min(cpu), "ms a job")


def _record_http(newcomers: Any) -> Desk:
    from bench.main_job.ground import caseworker
    from bench.main_job.press import log_in
    from samrum.journal import cases

    bo, versions = log_in(caseworker().person), []
    press = newcomers.ready(1)[0]
    record, location = press.record()
    case = location.split("/")[2]
    for number in range(5):
        kept = cases.load(TENANT, case)
        assert kept is not None, "it was opened by the first press"
        told = {**press.texts, "case": case, "number": kept.case.number}
        Floor(tuple(record.statements), told).save(f"{OFFICE}-{number}")
        if number < 4:
            versions.append(kept.head.seq)
            press = Desk(bo, [*versions, 0, 0, 0][:4]).presses()[number](case)
            record, _ = press.record()
    assert kept.case.stage == "closed", "the whole job was done"
    return Desk(bo, versions)


def _over(port: int, submits: Sequence[Any], desk: Desk, *, floor: bool) -> float:
    """Jobs a second."""
    waiting, turn = iter(enumerate(submits)), threading.Lock()
    failed: list[BaseException] = []

    def sender() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not failed:
                with turn:
                    number, submit = next(waiting, (0, None))
                if submit is None:
                    return
                try:
                    (_job_on_floor if floor else _job)(connection, submit, desk, number)
                except BaseException as error:
                    failed.append(error)

    threads = [threading.Thread(target=sender) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]
    return len(submits) / (time.perf_counter() - began)


def _job(connection: socket.socket, submit: Any, desk: Desk, number: int) -> None:
    case = _done(connection, submit.request).split("/")[2]
    for press in desk.presses():
        _done(connection, press(case).request)


def _job_on_floor(connection: socket.socket, submit: Any, desk: Desk, number: int) -> None:
    case = str(uuid4())
    told = {"case": case, "number": f"BENCH-{uuid4().hex}"}
    for n, press in enumerate([lambda case: submit, *desk.presses()]):
        _done(connection, press(case).also(told).to_floor(f"{OFFICE}-{n}"))


def _done(connection: socket.socket, request: bytes) -> str:
    """Send a press that must be done; where the browser is sent on to."""
    from bench.main_job.load import exchange

    status, answer = exchange(connection, request)
    if status != 303:
        raise RuntimeError(f"a press was answered with {status}")
    line = next(one for one in answer.split(b"\r\n") if one.lower().startswith(b"location:"))
    return line.split(b":", 1)[1].strip().decode()
