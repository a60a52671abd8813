"""List whom this installation reaches over the network, for a firewall that lets out no more."""

from __future__ import annotations

import argparse

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Prints a line for each: host, port, and for what."""
    ground.set_up()
    from samrum.site.egress import peers

    for one in peers():
        print(f"{one.host}\t{one.port}\t{one.why}")
    return 0
