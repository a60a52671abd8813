"""D10: backups while others write, each restored on ground of its own; and those that must be
refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from trials.durability.writer import acknowledged, writing
from trials.frame import ROOT, Asked, Result, Trial
from trials.installation import TENANT, Installation, installation, remove

CLIENTS = 2
_PLANTED = {"backup": "", "restore": ""}


@dataclass
class _Ground:
    """What the drill needs beside the installation: keys, and where others keep things."""

    here: Installation
    folder: Path

    @property
    def identity(self) -> Path:
        return self.folder / "backup-key"

    @property
    def elsewhere(self) -> Path:
        """The newest checkpoint, as somebody else has kept it."""
        return self.folder / "elsewhere.checkpoint"


def drill(asked: Asked) -> Result:
    """So many backups while two clients write; every one is restored and held against the
    checkpoint that somebody else had kept when it was made."""
    here = installation()
    here.empty()
    ground = _Ground(here, here.folder / "drill")
    shutil.rmtree(ground.folder, ignore_errors=True)
    ground.folder.mkdir()
    _make_keys(ground)
    restored, seconds, examples, told = 0, [], [], ground.folder / "told"
    with writing(told, CLIENTS) as writers:
        for number in range(asked.n):
            file, kept = _backup(ground, number)
            with writers.resting():  # what they write meanwhile is in no backup
                began = time.monotonic()
                said = _restore(ground, file, kept, number)
                seconds.append(time.monotonic() - began)
            restored += said == ""
            examples += [said] if said else []
    refused = _refusals(ground, Random(asked.seed), file, kept)
    figures = {
        "backups": asked.n,
        "restored and equal": restored,
        "acknowledged meanwhile": len(acknowledged(told)),
        "refused": refused,
        "seconds to restore and check, most": round(max(seconds), 1),
        "megabytes, last": round(file.stat().st_size / 1e6, 2),
    }
    return Result(restored == asked.n and all(refused.values()), figures, examples)


def _make_keys(ground: _Ground) -> None:
    from samrum.channels.age import new_identity, recipient_of
    from samrum.site.checkpoints import our_public_key

    identity = new_identity()
    ground.identity.write_text(identity + "\n", encoding="utf-8")
    os.environ["SAMRUM_BACKUP_TO"] = recipient_of(identity)
    (ground.folder / "lillevik.key").write_text(f"{our_public_key(TENANT)}\n", encoding="utf-8")


def _backup(ground: _Ground, number: int) -> tuple[Path, Path]:
    """A backup, and the checkpoint that had been given out when it was begun."""
    from samrum.site.checkpoints import cover, given_out

    cover(TENANT)
    kept = ground.folder / f"{number}.checkpoint"
    kept.write_bytes(given_out(TENANT).read_bytes())
    folder = ground.folder / f"backup-{number}"
    done = _run(_PLANTED["backup"], ["backup", str(folder)], {})
    if done.returncode:
        raise RuntimeError(done.stderr)
    return next(folder.glob("*.age")), kept


def _restore(
    ground: _Ground, file: Path, kept: Path, number: int, *more: str, identity: Path | None = None
) -> str:
    """Restore on ground of its own; what was said when it was refused, "" when it was not."""
    var = ground.folder / f"restored-{number}"
    words = ["restore", str(file), "--identity", str(identity or ground.identity)]
    words += ["--key", str(ground.folder / "lillevik.key"), "--checkpoint", str(kept), *more]
    try:
        done = _run(_PLANTED["restore"], words, {"SAMRUM_VAR": str(var)})
        left = done.returncode and (var / "postgres").exists()
        return "" if done.returncode == 0 else f"left behind: {left}; {done.stderr[-300:]}"
    finally:
        remove(var)


def _refusals(ground: _Ground, random: Random, file: Path, kept: Path) -> Mapping[str, bool]:
    """Whether what must not be restored is refused, and nothing is left of it."""
    from samrum.channels.age import new_identity

    content = file.read_bytes()
    cut, changed = ground.folder / "cut.age", ground.folder / "changed.age"
    cut.write_bytes(content[: random.randrange(len(content))])
    place = random.randrange(len(content))
    changed.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
    other = ground.folder / "other-key"
    other.write_text(new_identity(), encoding="utf-8")
    newest = _newer_checkpoint(ground)
    forged = _signed_by_another(ground)
    tried = {
        "cut off": _restore(ground, cut, kept, 1001),
        "changed": _restore(ground, changed, kept, 1002),
        "sealed for another key": _restore(ground, file, kept, 1003, identity=other),
        "older than what was kept": _restore(ground, file, newest, 1004),
        "signed with another key": _restore(ground, file, forged, 1005),
    }
    return {name: said.startswith("left behind: False") for name, said in tried.items()}


def _newer_checkpoint(ground: _Ground) -> Path:
    """What others keep when something has happened after the last backup."""
    from samrum.core.case import SendMessage
    from samrum.office.act import act
    from samrum.site.checkpoints import cover, given_out
    from trials.durability.acts import apply, resident
    from trials.installation import new_key

    reader = resident()
    case = apply(reader, new_key()).case
    act(reader, SendMessage("after the backup"), case=case, key=new_key())
    cover(TENANT)
    ground.elsewhere.write_bytes(given_out(TENANT).read_bytes())
    return ground.elsewhere


def _signed_by_another(ground: _Ground) -> Path:
    from samrum.journal import note
    from samrum.site.checkpoints import given_out, made

    told = note.read(given_out(TENANT).read_text(encoding="utf-8"))
    forged = ground.folder / "forged.checkpoint"
    forged.write_text(note.signed(told, note.private_key(made())), encoding="utf-8")
    return forged


def _run(
    defect: str, words: list[str], environ: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "-m", "trials.durability.planted", defect, *words],
        env={**own, "PYTHONPATH": str(ROOT), **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def _planting(command: str, defect: str) -> Iterator[None]:
    _PLANTED[command] = defect
    try:
        yield
    finally:
        _PLANTED[command] = ""


@contextmanager
def _notes_of_later() -> Iterator[None]:
    yield from _planting("backup", "notes-of-later")


@contextmanager
def _believes_anything() -> Iterator[None]:
    yield from _planting("restore", "believes-anything")


TRIALS = (
    Trial(
        "D10",
        "A backup made while others write is restored to the head that was signed; a bad one not.",
        "backups, each restored and checked",
        50,
        1,
        drill,
        {"notes-of-later": _notes_of_later, "believes-anything": _believes_anything},
    ),
)
