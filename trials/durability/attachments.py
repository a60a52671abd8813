"""D7: the power goes while documents are handed in, and the journal names none that is not whole.

Several hand in at once, often the very same file, into a store that does not exist yet.  Of what
they did to the disk, images are made as they may be found after a power cut, and every document
that the journal may name by then is opened in them.  And in earnest: who hands in is killed.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

from trials.durability.filling import documents_missing
from trials.durability.recorded_disk import Recorder, image
from trials.frame import Asked, Result, Trial, replaced
from trials.installation import installation, new_key

AT_ONCE = 4
EACH = 6  # documents that one hands in
SAME = 0.7  # of them, the same as the others hand in at that moment
OF_ONE_RUN = 100  # images
KILLED_AFTER = 0.3  # seconds, at most
_PLANTED = {"entry-first": False}


def cut_the_power(asked: Asked) -> Result:
    """n images, and one killed process for each hundred of them."""
    from trials.durability.acts import apply, resident

    here, random = installation(), Random(asked.seed)
    here.empty()
    case = apply(resident(), new_key()).case
    wrong: list[str] = []
    handed_in = pointed_at = 0
    for first in range(0, asked.n, OF_ONE_RUN):
        recorder = _hand_in_at_once(here.folder, case, random)
        handed_in += AT_ONCE * EACH
        for _ in range(min(OF_ONE_RUN, asked.n - first)):
            looked, found = _look_into_an_image(recorder, random)
            pointed_at += looked
            wrong += found
    wrong += _kill_them(-(-asked.n // OF_ONE_RUN), random)
    figures = {
        "images": asked.n,
        "documents handed in": handed_in,
        "looked for in images": pointed_at,
        "killed": -(-asked.n // OF_ONE_RUN),
        "pointed at and not whole": len(wrong),
    }
    return Result(not wrong and pointed_at > asked.n, figures, wrong[:5])


def _hand_in_at_once(folder: Path, case: str, random: Random) -> Recorder:
    """Everybody hands in, into a store that is not there yet; what that did to the disk."""
    from django.db import connections

    shutil.rmtree(folder / "files", ignore_errors=True)
    recorder = Recorder(folder)
    same = [_content(random) for _ in range(EACH)]
    shares = [
        [one if random.random() < SAME else _content(random) for one in same]
        for _ in range(AT_ONCE)
    ]
    ready = Barrier(AT_ONCE)

    def hand_in(contents: list[bytes]) -> None:
        for content in contents:
            ready.wait()
            _hand_in(content, case, recorder.entry)
        connections.close_all()

    with recorder.recording(), ThreadPoolExecutor(AT_ONCE) as hands:
        list(hands.map(hand_in, shares))
    return recorder


def _content(random: Random) -> bytes:
    return random.randbytes(random.randint(1, 3_000)).hex().encode()


def _hand_in(content: bytes, case: str, tell: Callable[[str], None]) -> None:
    """One document, as the page does it; `tell` hears of it when the entry may stand."""
    from hashlib import sha256

    from samrum.core.case import HandInDocument
    from samrum.office import uploads
    from samrum.office.act import act
    from trials.durability.acts import resident

    if _PLANTED["entry-first"]:
        tell(sha256(content).hexdigest())
    upload = uploads.receive(io.BytesIO(content), kind="other", name="intyg.txt")
    tell(upload.sha256)
    act(resident(), HandInDocument(upload), case=case, key=new_key())


def _look_into_an_image(recorder: Recorder, random: Random) -> tuple[int, list[str]]:
    """How many documents were looked for, and what is wrong with which."""
    from samrum.channels.store import Damaged, Missing, Store

    events = recorder.events[: random.randint(1, len(recorder.events))]
    named = {event.path for event in events if event.what == "entry"}
    wrong = []
    with tempfile.TemporaryDirectory(prefix="samrum-trial-") as ground:
        image(events, Path(ground) / "image", random)
        store = Store(Path(ground) / "image" / "files")
        for sha256 in sorted(named):
            try:
                store.open(sha256).close()
            except (Missing, Damaged) as fault:
                wrong.append(f"after {len(events)} calls: {type(fault).__name__} {sha256[:12]}")
    return len(named), wrong


def _kill_them(times: int, random: Random) -> list[str]:
    """Processes that hand in until they are killed; what is named then and not there."""
    from trials.durability.acts import apply, resident

    here = installation()
    shutil.rmtree(here.folder / "files", ignore_errors=True)
    here.empty()
    case, wrong = apply(resident(), new_key()).case, []
    for _ in range(times):
        _kill(case, random)
        missing = documents_missing()
        wrong += [f"after a kill: {missing} documents are not there"] if missing else []
    return wrong


def _kill(case: str, random: Random) -> None:
    from django.db import connections

    connections.close_all()  # they would be shared
    child = os.fork()
    if child == 0:
        try:
            while True:
                _hand_in(_content(random), case, lambda sha256: None)
        finally:
            os._exit(1)
    time.sleep(random.uniform(0.05, KILLED_AFTER))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@contextmanager
def _content_not_flushed() -> Iterator[None]:
    """A file gets its name before its content is on the disk."""
    from samrum.channels import store

    def settle(file: Any, path: Path) -> None:
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)

    with replaced(store, "settle", settle):
        yield


@contextmanager
def _names_not_flushed() -> Iterator[None]:
    """Nobody waits until a folder is on the disk."""
    from samrum.channels import durable

    with replaced(durable, "_flush_folder", lambda folder: None):
        yield


@contextmanager
def _second_does_not_wait() -> Iterator[None]:
    """Who comes second finds the file there, and does not ask whether its name is on the disk."""
    from samrum.channels import durable, store

    def settle(file: Any, path: Path) -> None:
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
            time.sleep(0.01)  # as a slow disk does
            durable._flush_folder(path.parent)

    unasked = replaced(store, "flush_names", lambda path, within: None)
    with replaced(store, "settle", settle), unasked:
        yield


def _entry_first() -> AbstractContextManager[None]:
    @contextmanager
    def planting() -> Iterator[None]:
        _PLANTED["entry-first"] = True
        try:
            yield
        finally:
            _PLANTED["entry-first"] = False

    return planting()


TRIALS = (
    Trial(
        "D7",
        "Whenever the power goes while documents are handed in, each that the journal names is "
        "there, and whole.",
        "images of what stands on the disk after a power cut, and a killed process each hundred",
        10_000,
        100,
        cut_the_power,
        {
            "content-not-flushed": _content_not_flushed,
            "names-not-flushed": _names_not_flushed,
            "second-does-not-wait": _second_does_not_wait,
            "entry-first": _entry_first,
        },
    ),
)
