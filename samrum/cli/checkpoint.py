"""Sign what the journal holds now, for others to keep: a checkpoint for each municipality."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from samrum.cli.verify import public_key
from samrum.core.refusal import Refused
from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to sign with `--key`: only what others need to check."""
    parser.add_argument("--key", action="store_true", help="print the public keys, sign nothing")
    parser.add_argument(
        "--new-key",
        type=Path,
        metavar="FILE",
        help="let the key in this file sign from now on; made if there is none",
    )
    parser.add_argument(
        "--lost",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="with --new-key, where nobody has the former key any more: its public key, as"
        " SAMRUM_VAR/checkpoints/*.key holds it; once for each municipality",
    )
    parser.add_argument(
        "--cosigned",
        metavar="FILE-OR-ADDRESS",
        help="keep a checkpoint of ours that a witness has signed; with --witness",
    )
    parser.add_argument(
        "--witness", type=Path, metavar="FILE", help="the witness's public key, as she gave it"
    )


def run(args: argparse.Namespace) -> int:
    """Prints what was signed, and where it lies; the worker does that by itself."""
    if args.cosigned or args.witness:
        return _keep(args)
    if args.new_key or args.lost:
        return _change_key(args.new_key, args.lost)
    ground.stand()
    from samrum.office.municipality import municipalities
    from samrum.site import checkpoints

    for tenant, here in municipalities().items():
        if args.key:
            print(checkpoints.our_public_key(tenant))
        elif made := checkpoints.cover(tenant):
            print(f"{here.name}: {made.tree.size:,} heads, in {checkpoints.given_out(tenant)}")
        else:
            print(f"{here.name}: nothing has moved since the last checkpoint.")
    return 0


def _change_key(file: Path | None, lost: Sequence[Path]) -> int:
    if file is None:
        raise Refused(
            "The key is not changed.",
            because="It takes --new-key too.",
            instead="Name a file that does not exist; a new key is made in it.",
        )
    ground.stand()
    from samrum.site import checkpoints
    from samrum.site.variables import told

    nobodys = [public_key(one) for one in lost]
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(checkpoints.made())
    for key, bridge in checkpoints.change_key(file.read_text(encoding="utf-8").strip(), nobodys):
        since = f"after {bridge.size:,} heads" if bridge else "from the first checkpoint on"
        print(f"{key}\n  signs {since}.")
    where = "SAMRUM_VAR/checkpoints/*.handover"
    print(f"Give each line to those who keep checkpoints, with {where}: both keys have signed it.")
    if told("SAMRUM_CHECKPOINT_KEY"):
        print(f"Now set SAMRUM_CHECKPOINT_KEY to what {file} holds, and start `samrum work` again.")
    if lost:
        print("Take the key to where the key for backups is, and its public half to all in person:")
        print("nothing but their word for it tells it from a key that somebody made up.")
        return 0
    if not told("SAMRUM_CHECKPOINT_KEY"):
        print(f"The former key lies in {checkpoints.former_key_file()}.")
    print("Take both keys to where the key for backups is, the former one off this machine: it is")
    print("needed only where a backup from before today is restored.")
    return 0


def _keep(args: argparse.Namespace) -> int:
    if not (args.cosigned and args.witness):
        raise Refused(
            "No cosignature is kept.",
            because="It takes --cosigned and --witness.",
            instead="Name the signed checkpoint, and the file with the witness's public key.",
        )
    ground.stand()
    from samrum.channels.fetched import text_from
    from samrum.site import checkpoints

    signed, key = text_from(args.cosigned), text_from(str(args.witness))
    at, size, file = checkpoints.keep_cosigned(signed, key)
    when = datetime.fromtimestamp(at, UTC)
    print(f"{size:,} heads, signed by the witness at {when:%Y-%m-%d %H:%M} UTC, in {file}")
    return 0
