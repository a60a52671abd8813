"""The folder that a command writes to: empty, and for its owner's eyes."""

from __future__ import annotations

from pathlib import Path

from samrum.core.refusal import Refused


def must_be_empty(folder: Path, what: str, instead: str) -> None:
    """Makes the folder if it is not there, and lets nobody else look into it.  Raises Refused with
    `what` and `instead` where something lies in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Refused(what, because="Something lies there already.", instead=instead, folder=folder)
    folder.chmod(0o700)
