"""Sign what the journal holds now, for others to keep: a checkpoint for each municipality."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from samrum.core.refusal import Refused
from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to sign with `--key`: only what others need to check."""
    parser.add_argument("--key", action="store_true", help="print the public keys, sign nothing")
    parser.add_argument(
        "--cosigned",
        metavar="FILE-OR-ADDRESS",
        help="keep a checkpoint of ours that a witness has signed; with --witness",
    )
    parser.add_argument(
        "--witness", type=Path, metavar="FILE", help="the witness's public key, as she gave it"
    )


def run(args: argparse.Namespace) -> int:
    """Prints what was signed, and where it lies; the worker does the same by itself."""
    if args.cosigned or args.witness:
        return _keep(args)
    if args.key:
        ground.set_up()
    else:
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
