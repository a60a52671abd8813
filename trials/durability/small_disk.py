"""Small disks that can be filled: of memory, mounted for as long as the trial runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from trials.frame import NotHere
from trials.installation import Installation

PIECE = 1024 * 1024


@dataclass(frozen=True)
class SmallDisk:
    """A file system of its own, and a file that takes what room is left."""

    folder: Path

    def fill(self) -> None:
        """Until not another byte fits."""
        with suppress(OSError), open(self._ballast, "ab", buffering=0) as ballast:
            for piece in (PIECE, 4096, 1):
                with suppress(OSError):
                    while True:
                        ballast.write(b"\0" * piece)

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A disk of this size, mounted at a folder that anybody may enter.  Raises NotHere."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        raise NotHere(
            "No small disk can be made here.",
            "Only root may mount one.",
            "Run this trial as root, for example in a container that may mount.",
        )
    folder.mkdir(parents=True)
    size = f"size={megabytes}m,mode=755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "samrum-trial", folder], capture_output=True, text=True
    )
    if done.returncode:
        raise NotHere(
            "No small disk can be made here.",
            f"mount said: {done.stderr.strip()}",
            "Run this trial where file systems may be mounted.",
        )
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@contextmanager
def database_on(here: Installation, disk: SmallDisk) -> Iterator[None]:
    """The installation's database lies on that disk inside this block."""
    link, ordinary = here.folder / "postgres", here.cluster.data
    _move_server(here, link, ordinary, disk.folder / "postgres")
    try:
        yield
    finally:
        _move_server(here, link, disk.folder / "postgres", ordinary)


@contextmanager
def files_on(here: Installation, disk: SmallDisk) -> Iterator[None]:
    """What is handed in and sent lies on that disk inside this block."""
    files, inside = here.folder / "files", disk.folder / "files"
    files.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", files, inside], check=True)
    shutil.rmtree(files)
    files.symlink_to(inside)
    try:
        yield
    finally:
        files.unlink()
        subprocess.run(["cp", "-a", inside, files], check=True)


def _move_server(here: Installation, link: Path, before: Path, after: Path) -> None:
    """`link` is how the installation finds its data, when they do not lie there themselves."""
    from django.db import connections

    connections.close_all()
    was = quote(str(here.cluster._socket_folder()), safe="")
    here.cluster.stop()
    if link.is_symlink():
        link.unlink()
    subprocess.run(["cp", "-a", before, after], check=True)
    shutil.rmtree(before)
    if link.absolute() != after.absolute():
        link.symlink_to(after)
    here.cluster.start()
    now = here.cluster._socket_folder()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[name] = os.environ[name].replace(was, quote(str(now), safe=""))
    for one in connections.all():
        one.settings_dict["HOST"] = str(now)
