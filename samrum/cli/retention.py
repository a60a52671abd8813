"""Say what is due to be destroyed, destroy it by the board's rule, or once more after a restore."""

from __future__ import annotations

import argparse

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--destroy", action="store_true", help="where a board has resolved it")
    how.add_argument("--again", action="store_true", help="what a restored backup brought back")


def run(args: argparse.Namespace) -> int:
    """0; a line for each municipality."""
    ground.stand()
    from samrum.office import retention
    from samrum.office.municipality import municipalities

    for tenant, here in municipalities().items():
        if args.again:
            print(f"{here.name}: {retention.again(tenant)} cases destroyed again.")
        elif args.destroy and not here.destroys_by:
            print(f"{here.name}: no board has resolved it, so a person confirms at the desk.")
        elif args.destroy:
            print(f"{here.name}: {retention.by_rule(tenant)} cases destroyed.")
        else:
            print(f"{here.name}: {retention.how_many_due(tenant)} cases are due.")
    return 0
