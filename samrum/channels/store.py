"""The file store: what residents hand in and what the office sends, each kept under its own hash.

A file's name is the SHA-256 of its content, so the same file is kept once, and whoever opens it
gets the very bytes that were kept, or is told that they are damaged.  A file is whole and on the
disk before `put` returns, also where somebody else was just putting it there; a crash leaves at
most a passing file that nobody refers to.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from samrum.channels.content import MediaType, media_type_of, without_place
from samrum.channels.durable import flush_names, passing_file, remove, settle
from samrum.channels.scanner import must_be_clean
from samrum.core.refusal import Refused

LARGEST_FILE = 20 * 1024 * 1024
NEW_FOR = 3_600  # seconds; no request lasts as long
_PIECE = 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


class Missing(Exception):
    """No file is kept under this hash."""


class Damaged(Exception):
    """What is kept under this hash is no longer what was put there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """`size` in bytes; `sha256` in hex."""

    sha256: str
    size: int
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Store:
    """Files in `folder`; what people hand in is shown to `scanner` first, unless it is ""."""

    folder: Path
    scanner: str = ""

    def put(self, stream: IO[bytes], limit: int = LARGEST_FILE) -> Stored:
        """Keep what `stream` holds, at most `limit` bytes.  Raises Refused, and OSError.

        A picture is kept without what it tells beside itself, as where it was taken.
        """
        content = _read(stream, limit)
        media_type = media_type_of(content)
        if self.scanner:
            must_be_clean(content, self.scanner)
        content = without_place(content, media_type)
        return Stored(self.keep(content), len(content), media_type)

    def keep(self, content: bytes) -> str:
        """Keep what the office itself has made, unchecked; its SHA-256.  Raises OSError."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not self._holds(sha256):
            with passing_file(path.parent) as file:
                file.write(content)
                settle(file, path)
        flush_names(path, self.folder)
        return sha256

    def open(self, sha256: str) -> IO[bytes]:
        """The file, checked and open at its beginning.  Raises Missing, Damaged."""
        try:
            file = self._path(sha256).open("rb")
        except FileNotFoundError:
            raise Missing(sha256) from None
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise Damaged(sha256)
        file.seek(0)
        return file

    def remove(self, sha256: str) -> None:
        """Erase the file (retention, GDPR 17); the caller knows that nothing refers to it."""
        remove(self._path(sha256))

    def remove_unless_new(self, sha256: str) -> None:
        """Erase the file, but for one that somebody has put here within the hour: she is about to
        name it.  Who puts it here at this very moment either finds it, and it stays, or finds
        nothing, and keeps it anew."""
        path = self._path(sha256)
        passing = path.with_name(f".passing-{path.name}.{os.getpid()}")
        with suppress(FileNotFoundError):
            if _is_new(path):
                return
            path.rename(passing)
            if _is_new(passing):
                with suppress(FileExistsError):
                    os.link(passing, path)
            remove(passing)

    def _holds(self, sha256: str) -> bool:
        """Whether the file is here and whole; a damaged one is cleared away for the whole one."""
        try:
            self.open(sha256).close()
            os.utime(self._path(sha256))  # it is new again (remove_unless_new)
        except (Missing, FileNotFoundError):
            return False
        except Damaged:
            self.remove(sha256)
            return False
        return True

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise Missing(sha256)
        return self.folder / sha256[:2] / sha256[2:]


def _is_new(path: Path) -> bool:
    return path.stat().st_mtime > time.time() - NEW_FOR


def _read(stream: IO[bytes], limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > limit:
            raise Refused(
                "The file cannot be received.",
                because="It is larger than {limit} MB.",
                instead="Send it in parts, or take smaller pictures.",
                limit=f"{limit / (1024 * 1024):g}",
            )
        pieces.append(piece)
    return b"".join(pieces)
