"""Backups: everything that cannot be made again, in one sealed file, and back into an empty folder.

A backup holds the database at one moment, the files that it refers to, what was marked as sent, and
the checkpoints of that moment.  It holds no keys: those are kept apart, or a thief of backups could
read them, and a thief of the machine could make them.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, cast

import samrum
from samrum.channels.age import NotReadable, Sealing, unsealed
from samrum.channels.durable import passing_file, settle, write_over
from samrum.core.refusal import Refused
from samrum.journal import dump
from samrum.journal.cluster import Cluster
from samrum.site.undone import NEWEST_BACKUP

FORMAT: Final = "samrum backup 1"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database.dump"
FOLDERS: Final = ("files", "post")  # beside the database; see channels.store and channels.sent_log


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `checkpoints` are notes by tenant."""

    made_at: str
    version: str
    checkpoints: Mapping[int, str]
    database: str


def make(var: Path, file: Path, recipient: str) -> Manifest:
    """Write a backup, whole or not at all, while others work.  Raises Refused and OSError."""
    with _private_folder(var) as folder, passing_file(file.parent) as passing:
        told = dump.dump(Cluster(var), folder / DATABASE)
        manifest = Manifest(
            datetime.now(UTC).isoformat(timespec="seconds"),
            samrum.__version__,
            told,
            _sum(folder / DATABASE),
        )
        sealing = _sealing(passing, recipient)
        with tarfile.open(fileobj=cast(IO[bytes], sealing), mode="w|") as archive:
            _add_text(archive, MANIFEST, _written(manifest))
            archive.add(folder / DATABASE, DATABASE)
            for name in FOLDERS:
                for kept in _kept_in(var / name):
                    archive.add(kept, str(kept.relative_to(var)), recursive=False)
        sealing.close()
        if not settle(passing, file):
            raise Refused(
                "The backup is not written to {file}.",
                because="Something lies there already.",
                instead="Name another file; a backup never replaces another.",
                file=file,
            )
    made = {"made_at": manifest.made_at, "file": str(file), "bytes": file.stat().st_size}
    write_over(var / NEWEST_BACKUP, json.dumps(made).encode())
    return manifest


@contextmanager
def opened(file: Path, identity: str, var: Path) -> Iterator[tuple[Manifest, Path]]:
    """A backup unpacked in a folder that is gone afterwards.  Raises Refused."""
    with _private_folder(var) as folder:
        whole = folder / "whole.tar"
        try:
            with file.open("rb") as sealed, whole.open("wb") as plain:
                plain.writelines(unsealed(sealed, identity))
            with tarfile.open(whole, "r:") as archive:
                archive.extractall(folder, filter="data")
            whole.unlink()
            manifest = _read((folder / MANIFEST).read_bytes())
        except (NotReadable, OSError, tarfile.TarError, ValueError, KeyError) as error:
            raise Refused(
                "The backup {file} cannot be read.",
                because="It says: {error}.",
                instead="Take the key it was sealed for, or another backup. Nothing was restored.",
                file=file,
                error=error,
            ) from error
        if _sum(folder / DATABASE) != manifest.database:
            raise Refused(
                "The backup {file} is not whole.",
                because="Its database is not the one that was written down when it was made.",
                instead="Take another backup. Nothing was restored.",
                file=file,
            )
        yield manifest, folder


def put_back(folder: Path, var: Path) -> Cluster:
    """The database and the files of an unpacked backup, into an empty installation."""
    cluster = Cluster(var)
    cluster.start()
    dump.restore(cluster, folder / DATABASE)
    for name in FOLDERS:
        if (folder / name).exists():
            shutil.move(folder / name, var / name)
    return cluster


def take_away(var: Path) -> None:
    """What `put_back` has put there: it did not hold."""
    cluster = Cluster(var)
    data = cluster.data
    for left in (data, *(var / name for name in FOLDERS)):
        shutil.rmtree(left, ignore_errors=True)
    link = var / "postgres"
    if link.is_symlink():
        link.unlink()


def must_be_empty(var: Path) -> None:
    """Raises Refused where an installation stands already."""
    if any((var / name).exists() for name in ("postgres", *FOLDERS)):
        raise Refused(
            "Nothing is restored to {var}.",
            because="An installation stands there already, and nothing is ever written over.",
            instead="Set SAMRUM_VAR to an empty folder; move the old one away, do not delete it.",
            var=var,
        )


def damaged_files(var: Path) -> Sequence[str]:
    """The files of the store that are not what their name, the sum of their content, says."""
    kept = _kept_in(var / "files")
    return [str(one) for one in kept if _sum(one) != one.parent.name + one.name]


def _sealing(file: IO[bytes], recipient: str) -> Sealing:
    try:
        return Sealing(file, recipient)
    except NotReadable as error:
        raise Refused(
            "No backup can be made.",
            because="It must be sealed for somebody, and SAMRUM_BACKUP_TO does not say for whom.",
            instead="Run `samrum backup --new-key FILE` once, and set what it prints.",
        ) from error


@contextmanager
def _private_folder(var: Path) -> Iterator[Path]:
    """On the disk of the installation: what is in it is as secret as the database."""
    var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=var) as name:
        yield Path(name)


def _kept_in(folder: Path) -> Iterable[Path]:
    """The files that last; a passing one may go away while it is looked at."""
    return sorted(
        one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(".")
    )


def _add_text(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    told = tarfile.TarInfo(name)
    told.size = len(content)
    archive.addfile(told, io.BytesIO(content))


def _written(manifest: Manifest) -> bytes:
    told: dict[str, Any] = {
        "format": FORMAT,
        "made_at": manifest.made_at,
        "version": manifest.version,
        "checkpoints": manifest.checkpoints,
        "database": manifest.database,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _read(content: bytes) -> Manifest:
    told = json.loads(content)
    if told["format"] != FORMAT:
        raise ValueError(f"it is of another kind: {told['format']}")
    notes = {int(tenant): str(text) for tenant, text in told["checkpoints"].items()}
    return Manifest(told["made_at"], told["version"], notes, told["database"])


def _sum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
