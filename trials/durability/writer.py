"""Writers: processes that write messages in cases, each until it is acknowledged, whatever happens.

    python -m trials.durability.writer FOLDER CLIENTS [new-keys]

Each client keeps the key of a message until the message is acknowledged; then it writes it down in
FOLDER and goes on to the next.  Told to end by SIGTERM, it ends after the message that it is at.
With `new-keys` (a planted defect) each try has a key of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from trials.frame import ROOT
from trials.installation import PATIENCE, TENANT, new_key

BEGINS = "message "
ZONE = ZoneInfo("Europe/Stockholm")


@dataclass
class Reckoned:
    """What the journal holds of what was acknowledged."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return bool(self.acknowledged) and not (self.lost or self.doubled or self.faults)

    @property
    def figures(self) -> dict[str, int]:
        return {
            "acknowledged": self.acknowledged,
            "lost": len(self.lost),
            "duplicates": len(self.doubled),
            "faults": len(self.faults),
        }

    @property
    def examples(self) -> list[str]:
        return [*self.lost[:2], *self.doubled[:2], *self.faults[:2]]


@dataclass
class Writers:
    """The process in which the writers write."""

    process: subprocess.Popen[bytes]

    @contextmanager
    def resting(self) -> Iterator[None]:
        """They stand still inside this block, wherever they are, and go on after it."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextmanager
def writing(
    folder: Path, clients: int, defect: str = "", environ: dict[str, str] | None = None
) -> Iterator[Writers]:
    """Writers write inside this block; they end with what they are at."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "trials.durability.writer", str(folder), str(clients), defect],
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})},
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while not acknowledged(folder) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        yield Writers(process)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        if process.poll() is None:
            process.kill()
            process.wait()


def acknowledged(folder: Path) -> list[str]:
    """The texts that were acknowledged; a line that is only half written was not."""
    return [
        line
        for file in sorted(folder.glob("*.acknowledged"))
        for line in file.read_text(encoding="utf-8").split("\n")[:-1]
    ]


def reckon(folder: Path) -> Reckoned:
    """Hold what was acknowledged against the journal, and the journal against itself."""
    from django.db import connections

    from samrum.journal.verify import verify

    connections.close_all()  # ours may have been cut too
    return reckoned(acknowledged(folder), [str(f) for f in verify(TENANT, ZONE).faults])


def reckoned(told: Sequence[str], faults: list[str]) -> Reckoned:
    """The same, of texts that were acknowledged in another way."""
    import msgspec

    from samrum.journal import entries
    from samrum.journal.database import one_moment

    said: Counter[str] = Counter()
    with one_moment(TENANT):
        for entry in entries.read_all(TENANT):
            if entry.kind == "MessageSent" and entry.payload:
                said[msgspec.json.decode(entry.payload)["text"]] += 1
    return Reckoned(
        len(told),
        [text for text in told if not said[text]],
        [text for text, times in said.items() if times > 1 and text.startswith(BEGINS)],
        faults,
    )


def main(words: Sequence[str]) -> None:
    """Writes until told to end."""
    from samrum.site import ground

    ground.set_up()
    from trials.durability.acts import apply, resident

    folder, clients, ended = Path(words[0]), int(words[1]), threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    reader = resident()
    cases = [apply(reader, new_key()).case for _ in range(clients)]
    threads = [
        threading.Thread(target=_write, args=(folder, reader, case, ended, "new-keys" in words))
        for case in cases
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _write(folder: Path, reader: object, case: str, ended: threading.Event, anew: bool) -> None:
    from samrum.core.case import SendMessage
    from samrum.office.act import act

    random = Random(case)
    with (folder / f"{case}.acknowledged").open("a", encoding="utf-8") as told:
        number = 0
        while not ended.is_set():
            number += 1
            key, text = new_key(), f"{BEGINS}{number} of {case} {random.getrandbits(32)}"
            while True:
                try:
                    act(reader, SendMessage(text), case=case, key=key)  # type: ignore[arg-type]
                    break
                except Exception:
                    _begin_afresh()
                    key = new_key() if anew else key
                    if ended.is_set():
                        return
            told.write(text + "\n")
            told.flush()


def _begin_afresh() -> None:
    """A connection that broke is thrown away, as the pages do at the next request."""
    from django.db import connection

    with suppress(Exception):
        connection.close()
    time.sleep(0.02)


if __name__ == "__main__":
    main(sys.argv[1:])
