"""Say who works here: let somebody work in a unit, say that she has left, log her out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from samrum.core.refusal import Refused
from samrum.site import ground

if TYPE_CHECKING:
    from samrum.core.person import Person
    from samrum.office.municipality import Municipality

WHAT = ("list", "appoint", "left", "log-out")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do; the national number is read from standard input, so that it stays nowhere."""
    parser.add_argument("what", choices=WHAT, help="whom it is about is asked: her national number")
    parser.add_argument("--tenant", type=int, default=1, help="the municipality, by its number (1)")
    parser.add_argument("--unit", help="with appoint: the unit, as the municipality's file has it")
    parser.add_argument("--title", help="with appoint: her title, as delegation orders name it")
    parser.add_argument(
        "--name",
        help="with appoint: her name, if she has never logged in; with left and log-out: her name"
        " as `staff list` has it, in place of the number",
    )
    parser.add_argument(
        "--cleared", action="store_true", help="with appoint: for residents who are protected"
    )


def run(args: argparse.Namespace) -> int:
    """Prints what has been done; names, and no numbers."""
    ground.stand()
    from samrum.office import persons

    here = the_municipality(args.tenant)
    if args.what == "list":
        return _list(here)
    if args.name and args.what != "appoint":
        known = _called(here, args.name)
    else:
        number = input("National number: ").strip()
        known = persons.by_number(number, tenant=here.tenant)
        if args.what == "appoint":
            return _appoint(here, known, number, args)
    if known is None:
        raise Refused(
            "Nothing is done.",
            because="Nobody with that number is known in {name}.",
            instead="See that the number is right.",
            name=here.name,
        )
    if args.what == "left":
        many = persons.end_post(known.id, tenant=here.tenant)
        print(f"{known.name} does not work in {here.name} any more. Sessions that ended: {many}.")
    else:
        many = persons.log_out(known.id, tenant=here.tenant)
        print(f"{known.name} is logged out. Sessions that ended: {many}.")
    return 0


def the_municipality(tenant: int) -> Municipality:
    """The municipality with a number.  Raises Refused."""
    from samrum.office.municipality import municipalities

    here = municipalities().get(tenant)
    if here is None:
        raise Refused(
            "Nothing is done.",
            because="No municipality has number {tenant}.",
            instead="Choose one with --tenant: {known}.",
            tenant=tenant,
            known=", ".join(f"{one.tenant} {one.name}" for one in municipalities().values()),
        )
    return here


def _list(here: Municipality) -> int:
    from samrum.office.staff import everybody

    for unit, person in everybody(here):
        assert person.post is not None, "staff have a post"
        cleared = ", cleared for protected residents" if person.post.cleared else ""
        print(f"{unit}: {person.name}, {person.post.title}{cleared}")
    return 0


def _called(here: Municipality, name: str) -> Person:
    """The one who works here and has this name.  Raises Refused for none and for several."""
    from samrum.office.staff import everybody

    found = {one.id: one for _unit, one in everybody(here) if one.name == name}
    if len(found) != 1:
        raise Refused(
            "Nothing is done.",
            because="{many} who work in {name} are called that.",
            instead="Write the name as `samrum staff list` has it, or leave --name out and give the"
            " number.",
            many=len(found),
            name=here.name,
        )
    return next(iter(found.values()))


def _appoint(
    here: Municipality, known: Person | None, number: str, args: argparse.Namespace
) -> int:
    from samrum.core.person import Post
    from samrum.office import persons
    from samrum.office.municipality import kept_number
    from samrum.office.persons import Identity

    unit = here.units.get(args.unit or "")
    if unit is None or not args.title or not (known or args.name) or not number:
        raise Refused(
            "Nobody is appointed.",
            because="It takes a number, --unit, --title and, for who has never logged in, --name.",
            instead="The units of {name} are: {units}.",
            name=here.name,
            units=", ".join(here.units),
        )
    if known is None:
        kept = kept_number(here.tenant, number)
        known = persons.register(Identity(kept, args.name), tenant=here.tenant)
    post = Post(unit.agency, unit.id, args.title, args.cleared)
    persons.appoint(known.id, post, tenant=here.tenant)
    print(f"{known.name} works in {unit.id}, as {args.title}.")
    return 0
