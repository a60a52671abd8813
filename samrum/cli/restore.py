"""Restore a backup into an empty installation, and check that it holds all it must."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from samrum.core.refusal import Refused
from samrum.site import ground
from samrum.site.variables import told

if TYPE_CHECKING:
    from samrum.journal.note import PublicKey
    from samrum.site.backup import Manifest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to restore, what opens it, and what it is held against."""
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--identity", type=Path, required=True, help="the key that opens backups")
    parser.add_argument(
        "--key", type=Path, action="append", default=[], required=True, metavar="FILE",
        help="a municipality's public key for checkpoints, of when the backup was made; and the one"
        " since then, where it was changed",
    )  # fmt: skip
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], metavar="FILE",
        help="the newest checkpoint that somebody else has kept; an older backup is refused",
    )  # fmt: skip
    parser.add_argument(
        "--accept-loss", action="store_true",
        help="restore although what came after the backup is lost, or nobody kept a checkpoint",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """0 when everything holds; else 1, and nothing is left of it."""
    if told("DATABASE_URL"):
        raise Refused(
            "Nothing is restored.",
            because="DATABASE_URL names a database elsewhere, and a backup is of our own.",
            instead="Take DATABASE_URL away while you restore.",
        )
    if not args.checkpoint and not args.accept_loss:
        raise Refused(
            "Nothing is restored.",
            because="Without a checkpoint kept elsewhere, nobody can see that a backup is old.",
            instead="Give --checkpoint; only where there is none, say --accept-loss.",
        )
    from samrum.site import backup

    var = Path(told("SAMRUM_VAR")).expanduser().absolute()
    backup.must_be_empty(var)
    identity = _text(args.identity)
    with backup.opened(args.file, identity, var) as (manifest, folder):
        cluster = backup.put_back(folder, var)
        try:
            ground.stand()
            ground.make_tables()  # a backup of an older version gets the tables of this one
            wrong = _what_does_not_hold(args, manifest)
        except BaseException:
            wrong = ["the check was broken off"]
            raise
        finally:
            cluster.stop()
            if wrong:
                backup.take_away(var)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        print("The backup does not hold what it must. Nothing was restored.", file=sys.stderr)
        return 1
    print(f"Restored what stood at {manifest.made_at}, and all of it holds.")
    if args.accept_loss:
        print("Whether more was acknowledged was not looked at, or is told above. Write down who")
        print("decided that, and when.")
    print("To try it, this is the end: start nothing here, and put no key here.")
    print("After a loss, put secrets/checkpoint, e-identity, key and webhooks back now.")
    return 0


def _what_does_not_hold(args: argparse.Namespace, manifest: Manifest) -> list[str]:
    """What is wrong, after rows of state that an older version wrote were written anew."""
    from django.conf import settings

    from samrum.journal.checkpoint import newest
    from samrum.journal.covered import Trusted
    from samrum.journal.note import PublicKey
    from samrum.journal.rebuild import rebuild
    from samrum.journal.verify import verify
    from samrum.office.municipality import municipalities
    from samrum.site import backup

    keys: dict[str, list[PublicKey]] = {}
    for file in args.key:
        key = PublicKey.read(_text(file))
        keys.setdefault(key.name, []).append(key)
    outside = [_text(file) for file in args.checkpoint]
    wrong = [f"damaged: {file}" for file in backup.damaged_files(settings.VAR)]
    for tenant, here in municipalities().items():
        note = manifest.checkpoints.get(tenant)
        kept = newest(tenant)
        if (kept.note if kept else None) != note:
            wrong.append(f"{here.name}: its newest checkpoint is not the backup's")
        if note is None:
            continue
        name = note.split("\n", 1)[0]
        given = keys.pop(name, [])
        key = next((one for one in given if _size(note, [one]) is not None), None)
        if key is None:
            wrong.append(f"{here.name}: no public key was given that signed its checkpoint")
            continue
        notes = [text for text in outside if text.split("\n", 1)[0] == name]
        if args.accept_loss:
            print(f"{here.name}: {_lost(note, notes, given)}")
            notes = []
        elif not notes:
            wrong.append(f"{here.name}: no checkpoint was given that somebody else has kept")
        later = [text for text in notes if _size(text, [key]) is None]
        wrong += [f"{here.name}: {_lost(note, later, given)}"] if later else []
        trusted = Trusted(key, [note, *(text for text in notes if text not in later)])
        found = verify(tenant, here.zone, trusted=trusted)
        if found.faults and (older := rebuild(tenant, here.zone).older):
            print(f"{here.name}: {len(older):,} rows of an older version were written anew.")
            found = verify(tenant, here.zone, trusted=trusted)
        wrong += [f"{here.name}: {fault}" for fault in found.faults]
        print(f"{here.name}: {found.entries:,} entries, {found.covered:,} heads checked.")
    wrong += [f"{name}: the backup holds nothing of it" for name in keys]
    return wrong


def _lost(note: str, outside: Sequence[str], keys: Sequence[PublicKey]) -> str:
    """What a backup lacks of what outsiders hold, signed by one of the keys of its journal."""
    sizes = [_size(text, keys) for text in outside]
    there, most = _size(note, keys) or 0, max((size or 0 for size in sizes), default=0)
    if None in sizes:
        return "a checkpoint from outside is signed by none of the keys that were given"
    if most > there:
        return f"LOST: a checkpoint from outside covers {most:,} heads, and there are {there:,}"
    if not outside:
        return "no checkpoint from outside was given; nobody can see what is lost"
    return "nothing is lost that the checkpoint from outside covers"


def _size(text: str, keys: Sequence[PublicKey]) -> int | None:
    """How many heads a note covers, None where none of the keys has signed it."""
    from samrum.journal.note import NotANote, opened

    for key in keys:
        with suppress(NotANote):
            return opened(text, key).size
    return None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
