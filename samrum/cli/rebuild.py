"""Write state anew from the journal, after an upgrade to a version that knows more of a case."""

from __future__ import annotations

import argparse
import time

from samrum.site import ground

SHOWN = 100  # faults that are told one by one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to write, and whether to write at all."""
    parser.add_argument("--tenant", type=int, help="only this municipality, by its number")
    parser.add_argument("--check", action="store_true", help="only say what would be written")


def run(args: argparse.Namespace) -> int:
    """0 if every row is now what the entries give; 1 if not, and with --check if any is older."""
    ground.stand()
    from samrum.journal.rebuild import rebuild
    from samrum.office.municipality import municipalities

    left = 0
    for tenant, here in municipalities().items():
        if args.tenant not in (None, tenant):
            continue
        begun = time.monotonic()
        made = rebuild(tenant, here.zone, only_look=args.check)
        done = "would be written anew" if args.check else "written anew"
        print(
            f"{here.name}: {made.entries:,} entries read, {len(made.older):,} rows {done},"
            f" {len(made.faults):,} faults, in {time.monotonic() - begun:.1f} s"
        )
        for fault in made.faults[:SHOWN]:
            print(f"  {fault}")
        left += len(made.faults) + (len(made.older) if args.check else 0)
    if left and not args.check:
        print("The faults were left as they are: run samrum verify, and see the runbook.")
    return 1 if left else 0
