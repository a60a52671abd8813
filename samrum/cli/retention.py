"""Say what is due to be destroyed, destroy it by the board's rule, or once more after a restore."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Final

from samrum.cli.staff import the_municipality
from samrum.core.retention import Why
from samrum.site import ground

WHY: Final[Mapping[Why, str]] = {
    "counted": "may be destroyed from",
    "open": "may not be destroyed: it is not over, or has no last day yet",
    "never": "is never destroyed: the plan keeps it",
    "sample": "is never destroyed: it is in the sample that is kept for research",
    "age_unknown": "has no day: the number does not say how old the child is; a person has to look",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--destroy", action="store_true", help="where a board has resolved it")
    how.add_argument("--again", action="store_true", help="what a restored backup brought back")
    how.add_argument("--case", metavar="NUMBER", help="say when one case may be destroyed")
    parser.add_argument(
        "--tenant", type=int, default=1, help="with --case: the municipality, by its number (1)"
    )


def run(args: argparse.Namespace) -> int:
    """0; a line for each municipality, or for the case."""
    ground.stand()
    from samrum.office import retention
    from samrum.office.municipality import municipalities

    if args.case:
        found = retention.of_case(the_municipality(args.tenant).tenant, args.case)
        day = f"{WHY[found.why]} {found.day or ''}".rstrip()
        print(f"{args.case}: {day}.")
        return 0
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
