"""Say who stands behind a mark in the security log, to find out what somebody tried."""

from __future__ import annotations

import argparse

from samrum.core.refusal import Refused
from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The mark, and where it was seen."""
    parser.add_argument("mark", help="what the log calls `who`")
    parser.add_argument("--tenant", type=int, default=1, help="the municipality, by its number (1)")


def run(args: argparse.Namespace) -> int:
    """Prints the name, for who works here the unit, and the id by which the journal knows her."""
    ground.stand()
    from samrum.office.security_log import behind

    person = behind(args.tenant, args.mark)
    if person is None:
        raise Refused(
            "Nobody is found behind {mark}.",
            because="No person of this municipality has that mark under the key that signs cookies"
            " now, or one of SAMRUM_KEYS_BEFORE.",
            instead="See that mark and --tenant are as in the log; a key that was taken out is what"
            " led back to her.",
            mark=args.mark,
        )
    if person.protected:
        print(f"A resident whose data are protected: person {person.id}. Ask who is cleared.")
    else:
        name = f"{person.name}, {person.post.unit}" if person.post else person.name
        print(f"{name}: person {person.id}")
    return 0
