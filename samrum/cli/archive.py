"""Write closed cases as packages for an archive: E-ARK SIP 2.1 with a CITS ERMS description."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from samrum.core.refusal import Refused
from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("case", nargs="?", help="the number of a case")
    which.add_argument(
        "--closed-before", type=date.fromisoformat, help="or those closed before a day"
    )
    parser.add_argument("--to", type=Path, required=True, help="the folder to write them into")
    parser.add_argument("--tenant", type=int, default=1, help="the municipality, by its number")


def run(args: argparse.Namespace) -> int:
    """0 when everything was written; a line for each package."""
    ground.stand()
    from samrum.office import archive

    if args.closed_before:
        chosen = list(archive.closed_before(args.tenant, args.closed_before))
    else:
        found = archive.of_number(args.tenant, args.case)
        if found is None:
            raise Refused(
                "There is no case {number}.",
                because="The register does not have that number.",
                instead="Look the number up in the register at the desk.",
                number=args.case,
            )
        chosen = [found]
    for kept in chosen:
        print(f"{kept.case.number}: {archive.archive(args.tenant, kept, args.to)}")
    print(f"{len(chosen)} packages written.")
    return 0
