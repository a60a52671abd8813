"""D3: the disk is full, of the database, of its log or of the documents, and then there is room.

Three things are asked: is whoever presses told plainly (503, and never that it was received), is
nothing lost that was acknowledged, and does everything work again when there is room, without
anybody starting anything?
"""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from trials.durability.small_disk import SmallDisk, database_on, files_on, small_disk
from trials.durability.writer import BEGINS, reckon, writing
from trials.frame import Asked, Result, Trial, by_name
from trials.installation import (
    TENANT,
    Installation,
    installation,
    kill_all,
    new_key,
    product,
    wait_until,
)

CLIENTS = 3
WRITTEN = 16  # megabytes at most, while it is full once and comes back
KINDS = ("documents", "log", "database")
FELT = 6.0  # seconds of being full, at most, until it shows
BACK = 60.0  # seconds after which it counts as not having come back
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_PLANTED = {"documents": "", "work": ""}


@dataclass
class _Anna:
    """Somebody at her pages, who presses the same form until it is received."""

    client: object
    visitor: object
    case: str
    refused: int = 0
    unclear: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)

    @classmethod
    def logged_in(cls) -> _Anna:
        from django.test import Client

        from bench.main_job.press import log_in
        from trials.durability.acts import apply, resident

        reader = resident()
        visitor = log_in(reader.person)
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        client.cookies.load(visitor.cookies)
        return cls(client, visitor, apply(reader, new_key()).case)

    def writes(self, text: str, key: str) -> bool:
        return self._presses("messages", {"text": text}, key, text)

    def hands_in(self, content: bytes, key: str) -> bool:
        file = io.BytesIO(content)
        file.name = "intyg.txt"
        return self._presses("upload", {"kind": "other", "files": file}, key, "")

    def _presses(self, page: str, fields: dict[str, object], key: str, text: str) -> bool:
        """Whether it was received; a no that is not plain is kept."""
        from django.db import close_old_connections

        from bench.main_job.press import pressed

        close_old_connections()  # as a server does when a request begins; the test client does not
        press = pressed(self.visitor, f"resident:{page}", self.case)  # type: ignore[arg-type]
        sent = {**press.fields, **fields, "key": key}
        answer = self.client.post(press.path, sent)  # type: ignore[attr-defined]
        if answer.status_code == 303:
            self.received += [text] if text else []
            return True
        self.refused += 1
        if answer.status_code != 503 or b"<h1" not in answer.content:
            self.unclear.append(f"{page}: {answer.status_code}")
        return False


def fill_the_disk(asked: Asked) -> Result:
    """So many times, one after the other: the documents' disk, the log's, the database's."""
    from samrum.site import ground as product_ground

    here, random = installation(), Random(asked.seed)
    here.empty()
    product_ground.gather_static_files()
    told = here.folder / "told"
    shutil.rmtree(told, ignore_errors=True)
    waits, felt = [], 0
    with ExitStack() as stack:
        ground = Path(mkdtemp(prefix="samrum-small-"))
        ground.chmod(0o755)
        stack.callback(ground.rmdir)
        disks = {"documents": stack.enter_context(small_disk(ground / "documents", 24))}
        disks["database"] = stack.enter_context(
            small_disk(ground / "database", 320 + WRITTEN * asked.n)
        )
        disks["log"] = disks["database"]
        stack.enter_context(files_on(here, disks["documents"]))
        stack.enter_context(database_on(here, disks["database"]))
        stack.enter_context(_documents_that_lie())
        stack.enter_context(_working())
        anna = _Anna.logged_in()
        with writing(told, CLIENTS):
            for number in range(asked.n):
                kind = KINDS[number % len(KINDS)]
                was_felt, seconds = _full(here, disks[kind], kind, anna, random)
                felt += was_felt
                waits.append(seconds)
        if max(waits) >= BACK:
            here.cluster.revive()  # by hand, so that what it holds can be told
        (told / "pages.acknowledged").write_text("".join(f"{t}\n" for t in anna.received))
        found, missing = reckon(told), documents_missing()
    figures = {
        "times full": asked.n,
        "felt": felt,
        **found.figures,
        "presses refused": anna.refused,
        "not told plainly": len(anna.unclear),
        "documents in the journal that are not there": missing,
        "seconds to work again, most": round(max(waits), 1),
    }
    well = felt == asked.n and max(waits) < BACK and not (anna.unclear or missing)
    return Result(found.holds and well, figures, [*anna.unclear[:3], *found.examples])


def _full(
    here: Installation, disk: SmallDisk, kind: str, anna: _Anna, random: Random
) -> tuple[bool, float]:
    """The disk is full until it is felt, and then has room: whether it was felt, and how many
    seconds it took until what was pressed meanwhile was received."""
    key, content = new_key(), random.randbytes(10_000).hex().encode()
    text = f"{BEGINS}when full {random.getrandbits(64)}"

    def presses() -> bool:
        if kind == "documents":
            return anna.hands_in(content, key)
        return anna.writes(text, key)

    disk.fill()
    if kind == "log":
        _use_up_the_log(here)
    before, until = anna.refused, time.monotonic() + FELT
    while anna.refused == before and time.monotonic() < until:
        if presses():
            key, text = new_key(), f"{BEGINS}when full {random.getrandbits(64)}"
            content = random.randbytes(10_000).hex().encode()
        disk.fill()
        time.sleep(0.05)
    felt = anna.refused > before
    time.sleep(random.uniform(0.2, 1.0))
    disk.free()
    began = time.monotonic()
    with suppress(TimeoutError):
        wait_until(presses, BACK)
    return felt, time.monotonic() - began


def _use_up_the_log(here: Installation) -> None:
    """Until there is no file of the log left to write in; then PostgreSQL ends itself."""
    with suppress(Exception), here.superuser() as superuser:
        for _ in range(100):
            superuser.execute("select pg_logical_emit_message(true, 'trial', 'one more')")
            superuser.execute("select pg_switch_wal()")


def documents_missing() -> int:
    """Documents that the journal names and that are not there, or not whole."""
    from django.conf import settings

    from samrum.channels.store import Damaged, Missing, Store
    from samrum.journal import entries
    from samrum.journal.database import one_moment

    store, missing = Store(Path(settings.FILES)), 0
    with one_moment(TENANT):
        for entry in entries.read_all(TENANT):
            if entry.kind == "DocumentReceived" and entry.payload:
                try:
                    store.open(_SHA256.findall(entry.payload)[0]).close()
                except (Missing, Damaged):
                    missing += 1
    return missing


@contextmanager
def _working() -> Iterator[None]:
    """`samrum work` runs beside, as it must; it stands on the installation's own database."""
    own = {"DATABASE_URL": "", "DATABASE_OWNER_URL": ""}
    if _PLANTED["work"]:
        yield
        return
    work = product("work", environ=own)
    try:
        yield
    finally:
        kill_all(work)


@contextmanager
def _documents_that_lie() -> Iterator[None]:
    """Where it is planted: the store says that it has kept what it could not write."""
    from samrum.channels.store import Store
    from trials.frame import replaced

    if not _PLANTED["documents"]:
        yield
        return
    right = Store.keep

    def keep(store: Store, content: bytes) -> str:
        from hashlib import sha256

        with suppress(OSError):
            return right(store, content)
        return sha256(content).hexdigest()

    with replaced(Store, "keep", keep):
        yield


TRIALS = (
    Trial(
        "D3",
        "When a disk is full that is told plainly, nothing acknowledged is lost, and all goes on "
        "by itself when there is room.",
        "times full: the disk of the documents, of the database's log, of the database",
        150,
        3,
        fill_the_disk,
        {
            "store-lies": by_name(_PLANTED, "documents", "planted"),
            "nobody-revives": by_name(_PLANTED, "work", "planted"),
        },
    ),
)
