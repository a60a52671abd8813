"""Make a backup of everything, sealed, while others work."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from samrum.core.refusal import Refused
from samrum.site import ground
from samrum.site.variables import told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, or a key for whoever will restore."""
    parser.add_argument("folder", type=Path, nargs="?", help="the folder to write it to")
    parser.add_argument(
        "--new-key", type=Path, metavar="FILE", help="make the key that opens backups, once"
    )


def run(args: argparse.Namespace) -> int:
    """Prints the file's name, and what it can be held against when it is restored."""
    if args.new_key:
        return _make_key(args.new_key)
    if args.folder is None or told("DATABASE_URL"):
        raise Refused(
            "No backup is made.",
            because="It is made of our own database, into a folder that is named.",
            instead="Name a folder; for a database elsewhere (DATABASE_URL), use its own backups.",
        )
    ground.stand()
    from django.conf import settings

    from samrum.office.municipality import municipalities
    from samrum.site import backup, checkpoints

    for tenant, here in municipalities().items():
        try:
            checkpoints.cover(tenant)
        except Refused as refusal:  # what is broken is evidence, and is kept as it stands
            print(f"{here.name}: backed up as it stands. {refusal}", file=sys.stderr)
    file = args.folder / f"samrum-{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}.tar.age"
    try:
        manifest = backup.make(settings.VAR, file, told("SAMRUM_BACKUP_TO"))
    except OSError as error:
        raise Refused(
            "No backup is made.",
            because="The system said: {error}.",
            instead="See that there is room in {folder}, and in SAMRUM_VAR while it is made.",
            error=error,
            folder=args.folder,
        ) from error
    print(f"{file}: {file.stat().st_size / 1e6:,.1f} MB, made at {manifest.made_at}")
    for note in manifest.checkpoints.values():
        print("\n" + note.rstrip())
    return 0


def _make_key(file: Path) -> int:
    from samrum.channels.age import new_identity, recipient_of

    identity = new_identity()
    if file.exists():
        raise Refused(
            "No new key is made.",
            because="{file} is there already, and may open backups that exist.",
            instead="Name another file, or use that key.",
            file=file,
        )
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"# Opens the backups of Samrum. Keep it away from the server.\n{identity}\n")
    print(f"The key that opens backups lies in {file}. Move it away from this machine.")
    print(f"Set here: SAMRUM_BACKUP_TO={recipient_of(identity)}")
    return 0
