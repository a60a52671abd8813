"""Files that are either whole and on the disk, or not there at all.

A file is written beside its place under a passing name, flushed to the disk, and then linked to its
place; the folder is flushed too, since otherwise a power cut forgets the name.  A link never
replaces what is there, so of several writers exactly one wins; who comes second flushes as well,
because the first may not have come so far.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


def write_once(path: Path, content: bytes) -> bool:
    """Write `path` unless it exists.  True when this call wrote it.  Raises OSError."""
    with passing_file(path.parent) as file:
        file.write(content)
        return settle(file, path)


def write_over(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write `path`, whole, over what may be there; 0o600 as `mode` for its owner's eyes only.
    Raises OSError."""
    _make(path.parent)
    passing = path.with_name(f".passing-{path.name}.{os.getpid()}")
    with open(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)
    _flush_folder(path.parent)


@contextmanager
def passing_file(folder: Path) -> Iterator[IO[bytes]]:
    """An open file in `folder` that is gone afterwards unless it was settled."""
    _make(folder)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".passing-") as file:
        yield file


def settle(file: IO[bytes], path: Path) -> bool:
    """Give the passing file its lasting name `path`.  False when that name is taken."""
    file.flush()
    os.fsync(file.fileno())
    try:
        os.link(file.name, path)
        ours = True
    except FileExistsError:
        ours = False
    _flush_folder(path.parent)
    return ours


def flush_names(path: Path, within: Path) -> None:
    """Let the name of `path` be on the disk, and those of all folders from there up to `within`."""
    for folder in path.parents:
        _flush_folder(folder)
        if folder == within.parent:
            return


def remove(path: Path) -> None:
    """Remove `path` for good; nothing happens where it does not exist."""
    with suppress(FileNotFoundError):
        path.unlink()
        _flush_folder(path.parent)


def _make(folder: Path) -> None:
    """The folder, and all above it, with their names on the disk."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
