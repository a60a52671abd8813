"""Check the journal: its chains, and that it alone gives all state, byte for byte."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", type=int, help="only this municipality, by its number")


def run(args: argparse.Namespace) -> int:
    """0 if everything holds, 1 if not; every fault is a line."""
    ground.stand()
    from samrum.journal.verify import verify
    from samrum.office.municipality import municipalities

    wrong = 0
    for tenant, here in municipalities().items():
        if args.tenant in (None, tenant):
            begun = time.monotonic()
            found = verify(tenant, here.zone, _tell(here.name))
            print(
                f"{here.name}: {found.entries:,} entries in {found.streams:,} streams"
                f" ({found.erased:,} lawfully erased) in {time.monotonic() - begun:.1f} s:"
                f" {len(found.faults):,} faults"
            )
            for fault in found.faults:
                print(f"  {fault}")
            wrong += len(found.faults)
    return 1 if wrong else 0


def _tell(name: str) -> Callable[[int], None]:
    """A line that grows where somebody watches; nothing in a log."""

    def tell(entries: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{name}: {entries:,} entries ...", end="\r", file=sys.stderr, flush=True)

    return tell
