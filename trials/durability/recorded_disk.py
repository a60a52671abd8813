"""What a folder would hold after a power cut: file calls are recorded, and images made of them.

While recording, the calls by which this process makes, names and flushes files below a folder are
written down in order.  An image is what may stand there if the power goes at some moment: a name is
sure once the folder it stands in was flushed after it was given, content once the file was; of the
rest anything may be there or not, and content may be torn at a sector.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from trials.frame import replaced

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Event:
    """`what` is "folder", "name", "gone", "flushed" (a folder), "content" (of a file) or "entry".

    `path` is relative to the folder, or what the entry points at; a file has inode and content.
    """

    what: str
    path: str
    inode: int = 0
    content: bytes = b""


@dataclass
class Recorder:
    """The events below `root`, in order."""

    root: Path
    events: list[Event] = field(default_factory=list)
    turn: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Everything that happens inside this block is written down."""
        calls: dict[str, Callable[..., Any]] = {
            "mkdir": self._mkdir,
            "link": self._link,
            "unlink": self._unlink,
            "fsync": self._fsync,
        }
        with ExitStack() as stack:
            for name, recorded in calls.items():
                right = getattr(os, name)
                stack.enter_context(replaced(os, name, self._calling(right, recorded)))
            yield

    def entry(self, sha256: str) -> None:
        """From now on the journal may point at this content."""
        with self.turn:
            self.events.append(Event("entry", sha256))

    def _calling(self, right: Any, recorded: Any) -> Any:
        def call(*about: Any, **more: Any) -> Any:
            if recorded is self._fsync:  # it is sure when the call has returned, not before
                gave = right(*about, **more)
                with self.turn:
                    recorded(*about)
                return gave
            with self.turn:
                gave = right(*about, **more)
                recorded(*about)
                return gave

        return call

    def _mkdir(self, path: Any, *mode: int) -> None:
        self._add("folder", Path(path))

    def _link(self, source: Any, path: Any) -> None:
        content = Path(path).read_bytes()
        self._add("name", Path(path), os.stat(path).st_ino, content)

    def _unlink(self, path: Any) -> None:
        self._add("gone", Path(path))

    def _fsync(self, handle: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if path.is_dir():
            self._add("flushed", path)
        else:
            content = os.pread(handle, 1 << 30, 0) if os.path.exists(path) else b""
            self._add("content", path, os.fstat(handle).st_ino, content)

    def _add(self, what: str, path: Path, inode: int = 0, content: bytes = b"") -> None:
        if path.is_relative_to(self.root):
            told = str(path.relative_to(self.root))
            self.events.append(Event(what, told, inode, content))


def image(events: Sequence[Event], into: Path, random: Random) -> None:
    """Writes into an empty folder what may stand there after these events and no more."""
    luck = random.choice((0.0, 0.5, 1.0))
    flushed: dict[str, int] = {}
    contents: dict[int, bytes] = {}
    for place, event in enumerate(events):
        if event.what == "flushed":
            flushed[event.path] = place
        if event.what == "content":
            contents[event.inode] = event.content
    into.mkdir()
    stands: dict[str, Event] = {}
    for place, event in enumerate(events):
        if event.what not in ("folder", "name", "gone"):
            continue
        sure = flushed.get(str(Path(event.path).parent), -1) > place
        if sure or random.random() < luck:
            stands[event.path] = event
    for path, event in sorted(stands.items()):
        if event.what == "gone" or not (into / path).parent.is_dir():
            continue
        if event.what == "folder":
            (into / path).mkdir()
        else:
            kept = contents.get(event.inode)
            (into / path).write_bytes(_torn(event.content, random) if kept is None else kept)


def _torn(content: bytes, random: Random) -> bytes:
    """Content that nobody has flushed: whole, cut off at a sector, or with sectors of nothing."""
    sectors = [content[first : first + SECTOR] for first in range(0, len(content), SECTOR)]
    kept = [one if random.random() < 0.7 else b"\0" * len(one) for one in sectors]
    return b"".join(kept[: random.randint(0, len(kept))])
