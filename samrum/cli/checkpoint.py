"""Sign what the journal holds now, for others to keep: a checkpoint for each municipality."""

from __future__ import annotations

import argparse

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to sign with `--key`: only what others need to check."""
    parser.add_argument("--key", action="store_true", help="print the public keys, sign nothing")


def run(args: argparse.Namespace) -> int:
    """Prints what was signed, and where it lies; the worker does the same by itself."""
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
