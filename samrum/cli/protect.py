"""Say that somebody's data are protected where no register says it, or are not any more."""

from __future__ import annotations

import argparse

from samrum.cli.staff import the_municipality
from samrum.core.refusal import Refused
from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The national number is read from standard input, so that it stays nowhere."""
    parser.add_argument("--tenant", type=int, default=1, help="the municipality, by its number (1)")
    parser.add_argument("--name", help="her name, if she has never logged in")
    parser.add_argument("--lift", action="store_true", help="her data are not protected any more")


def run(args: argparse.Namespace) -> int:
    """Prints what holds now, and neither name nor number."""
    ground.stand()
    from samrum.office import persons
    from samrum.office.municipality import kept_number

    here = the_municipality(args.tenant)
    number = input("National number: ").strip()
    known = persons.by_number(number, tenant=here.tenant)
    if not number or (known is None and (args.lift or not args.name)):
        raise Refused(
            "Nothing is done.",
            because="Nobody with that number is known in {name}.",
            instead="See that the number is right. Whoever has never logged in takes --name.",
            name=here.name,
        )
    if known is None:
        identity = persons.Identity(kept_number(here.tenant, number), args.name, protected=True)
        persons.register(identity, tenant=here.tenant)
    else:
        persons.protect(known.id, tenant=here.tenant, protected=not args.lift)
    if args.lift:
        print("Her data are not protected any more. What a register says at her next log-in holds.")
    else:
        print(
            "Her data are protected: only who is cleared sees her, and nothing is sent by itself."
        )
    return 0
